// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

func (p *process) signal(s os.Signal) {
	p.t.Helper()
	check(p.t, p.cmd.Process.Signal(s))
}

func TestSigint_IsIgnored(t *testing.T) {
	// Ctrl-C reaches the whole process group; core uses StopProvider instead.
	p, c := connect(t)
	check(t, c.served(patience))
	for range 3 {
		p.signal(syscall.SIGINT)
	}
	check(t, c.served(patience))
	if !p.alive() {
		t.Error("SIGINT ended the provider")
	}
}

func exitsAndRemovesTheSocket(t *testing.T, signal syscall.Signal) {
	t.Helper()
	p := start(t, hostEnvironment())
	h := p.handshake()
	p.signal(signal)
	p.gone(slack(2 * time.Second))
	socketGone(t, h)
}

func TestSigterm_ExitsAndRemovesTheSocket(t *testing.T) { exitsAndRemovesTheSocket(t, syscall.SIGTERM) }

// A closed terminal sends SIGHUP to the whole process group.
func TestSighup_ExitsAndRemovesTheSocket(t *testing.T) {
	// Under nohup the child would ignore SIGHUP too; a signal that is caught here has its default action there.
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	defer signal.Stop(caught)
	exitsAndRemovesTheSocket(t, syscall.SIGHUP)
}

func TestSighup_StaysIgnoredUnderNohup(t *testing.T) {
	p := startCommand(t, shell(t, `trap "" HUP; exec "$0"`), hostEnvironment())
	c := p.handshake().dialPlain(t)
	check(t, c.served(patience))
	p.signal(syscall.SIGHUP)
	check(t, c.served(patience))
	if !p.alive() {
		t.Error("SIGHUP ended a provider that was to ignore it")
	}
}

func TestSigterm_ExitsWhileAReadHangs(t *testing.T) {
	cloud := newCloud(t)
	cloud.hang.Store(true)
	p := start(t, hostEnvironment())
	h := p.handshake()
	c := h.dialPlain(t)
	c.configure(cloud.settings())
	go func() {
		ctx, cancel := contextWithPatience()
		defer cancel()
		_, _ = c.try(ctx, "/tfplugin6.Provider/ReadDataSource", readRequest(t, object{"buckets": buckets("audit-traces")}))
	}()
	<-cloud.arrived
	p.signal(syscall.SIGTERM)
	p.gone(slack(2 * time.Second))
	socketGone(t, h)
}
