// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

type reattach struct {
	Protocol        string
	ProtocolVersion int
	Pid             int
	Test            bool
	Addr            struct{ Network, String string }
}

// startDebug starts the provider as a developer does, and reads what it prints for the host.
func startDebug(t *testing.T, command ...string) (*process, string, reattach) {
	t.Helper()
	var p *process
	if len(command) == 0 {
		p = start(t, baseEnvironment(), "--debug")
	} else {
		p = startCommand(t, exec.Command(command[0], command[1:]...), baseEnvironment())
	}
	printed := regexp.MustCompile(`TF_REATTACH_PROVIDERS='([^']*)'`)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if found := printed.FindStringSubmatch(p.stdout.String()); found != nil {
			var all map[string]reattach
			check(t, json.Unmarshal([]byte(found[1]), &all))
			if len(all) != 1 {
				t.Fatalf("%d providers in %q", len(all), found[1])
			}
			for address, one := range all {
				return p, address, one
			}
		}
	}
	t.Fatalf("no TF_REATTACH_PROVIDERS on stdout: %q", p.stdout)
	return nil, "", reattach{}
}

func (r reattach) handshake() handshake {
	return handshake{network: r.Addr.Network, address: r.Addr.String}
}

func TestDebug_PrintsWhatHostsNeedToReattach(t *testing.T) {
	p, address, r := startDebug(t)
	// Without a full address the two cores complete it differently.
	if strings.Count(address, "/") != 2 || !strings.HasSuffix(address, "/cts") {
		t.Errorf("address %q", address)
	}
	// With Test false the cores take the version as 0 and panic.
	if r.Protocol != "grpc" || r.ProtocolVersion != 6 || !r.Test || r.Pid != p.cmd.Process.Pid {
		t.Errorf("%+v", r)
	}
	folder, err := os.Stat(filepath.Dir(r.Addr.String))
	check(t, err)
	if r.Addr.Network != "unix" || folder.Mode().Perm() != 0o700 {
		t.Errorf("%+v in a folder of mode %o: plaintext needs a private socket", r.Addr, folder.Mode().Perm())
	}
}

func TestDebug_ServesSeveralHostsInTurn(t *testing.T) {
	p, _, r := startDebug(t)
	for range 2 {
		config := clientConfig()
		config.AutoMTLS = false // go-plugin cannot have both
		config.Plugins = config.VersionedPlugins[r.ProtocolVersion]
		config.Reattach = &plugin.ReattachConfig{
			Protocol: plugin.ProtocolGRPC, ProtocolVersion: r.ProtocolVersion, Pid: r.Pid, Test: true,
			Addr: &net.UnixAddr{Net: "unix", Name: r.Addr.String},
		}
		client := plugin.NewClient(config)
		protocol, err := client.Client()
		check(t, err)
		check(t, protocol.Ping())
		dispensed, err := protocol.Dispense("provider")
		check(t, err)
		c := &connection{t: t, grpc: dispensed.(*grpc.ClientConn)}
		c.configure(object{"region": "eu-west-0"})
		client.Kill()
	}
	check(t, r.handshake().dialPlain(t).served(patience))
	if !p.alive() {
		t.Error("it ended with a host")
	}
}

func TestDebug_ToleratesConnectionsWithoutACall(t *testing.T) {
	// Hosts open and close a connection as a health check before they use it.
	p, _, r := startDebug(t)
	for range 10 {
		c, err := net.Dial(r.Addr.Network, r.Addr.String)
		check(t, err)
		check(t, c.Close())
	}
	check(t, r.handshake().dialPlain(t).served(patience))
	if !p.alive() {
		t.Error("it ended")
	}
}

func TestDebug_OutlivesTheShellThatStartedIt(t *testing.T) {
	_, _, r := startDebug(t, "sh", "-c", `"$0" --debug & exit 0`, binary(t))
	defer func() { _ = syscall.Kill(r.Pid, syscall.SIGKILL) }()
	c := r.handshake().dialPlain(t)
	// Longer than a provider without --debug needs to notice.
	for began := time.Now(); time.Since(began) < 2500*time.Millisecond; time.Sleep(100 * time.Millisecond) {
		check(t, c.served(patience))
	}
	check(t, syscall.Kill(r.Pid, syscall.SIGTERM))
	for began := time.Now(); running(r.Pid); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > slack(2*time.Second) {
			t.Fatal("SIGTERM does not end it")
		}
	}
	socketGone(t, r.handshake())
}

func TestDebug_ExitsOnCtrlCAndRemovesTheSocket(t *testing.T) {
	p, _, r := startDebug(t)
	p.signal(syscall.SIGINT)
	p.gone(slack(2 * time.Second))
	socketGone(t, r.handshake())
}
