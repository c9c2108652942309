// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// otherRoles are those that this binary can have on one system only. They do not return if it has that role.
var otherRoles []func()

// TestMain lets this binary act as a host that is then killed.
func TestMain(m *testing.M) {
	for _, play := range otherRoles {
		play()
	}
	if provider := os.Getenv("HOST_TEST_PLAYS_HOST"); provider != "" {
		playHost(provider)
		return
	}
	flag.Parse()
	// Parallel tests, the rows of the fault table, wait more than they compute.
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// playHost starts a provider, prints its process ID and handshake line, and waits to be killed. Or it prints the ID and
// exits before it connects.
func playHost(provider string) {
	exits := os.Getenv("HOST_TEST_EXITS") != ""
	command := exec.Command(provider)
	command.Env = hostEnvironment("PLUGIN_CLIENT_CERT=" + os.Getenv("HOST_TEST_CERTIFICATE"))
	var stdout io.Reader = strings.NewReader("\n")
	var err error
	if !exits {
		stdout, err = command.StdoutPipe()
	}
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	fmt.Printf("%d %s", command.Process.Pid, line)
	if exits {
		time.Sleep(500 * time.Millisecond)
	} else {
		time.Sleep(time.Minute)
	}
}

// startHost starts a process that starts the provider. It returns the first line of the host, split at spaces: the
// provider's process ID and its handshake line.
func startHost(t *testing.T, client identity, environment ...string) (host *exec.Cmd, pid int, h handshake) {
	t.Helper()
	own, err := os.Executable()
	check(t, err)
	host = exec.Command(own)
	host.Env = append(os.Environ(), append(environment, "HOST_TEST_PLAYS_HOST="+binary(t),
		"HOST_TEST_CERTIFICATE="+client.pem)...)
	stdout, err := host.StdoutPipe()
	check(t, err)
	check(t, host.Start())
	t.Cleanup(func() {
		_ = host.Process.Kill()
		_ = host.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	check(t, err)
	number, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	pid, err = strconv.Atoi(number)
	check(t, err)
	if rest != "" {
		h = parseHandshake(t, rest)
	}
	return host, pid, h
}

// goneWithin requires that a process that is not a child of this one ends.
func goneWithin(t *testing.T, limit time.Duration, pid int) {
	t.Helper()
	for began := time.Now(); running(pid); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > limit {
			if process, err := os.FindProcess(pid); err == nil {
				_ = process.Kill()
			}
			t.Fatalf("the provider still runs %v after its host", limit)
		}
	}
}

// socketGone requires that nothing is left where the provider listened.
func socketGone(t *testing.T, h handshake) {
	t.Helper()
	if h.network == "tcp" {
		if c, err := net.DialTimeout(h.network, h.address, patience); err == nil {
			_ = c.Close()
			t.Errorf("something still listens at %s", h.address)
		}
		return
	}
	if _, err := os.Lstat(filepath.Dir(h.address)); !os.IsNotExist(err) {
		t.Errorf("the socket's folder %s is left behind (%v)", filepath.Dir(h.address), err)
	}
}

func TestShutdown_ExitsWithin50MillisecondsAndLeavesNoSocket(t *testing.T) {
	// The best of a few: the limit applies to the provider, and the machine adds noise.
	best := time.Hour
	for range 5 {
		client := newIdentity(t)
		p := start(t, hostEnvironment("PLUGIN_CLIENT_CERT="+client.pem))
		h := p.handshake()
		c := h.dialAs(t, client)
		check(t, c.served(patience))
		began := time.Now()
		c.stop(p)
		best = min(best, time.Since(began))
		socketGone(t, h)
		if code := p.exitCode(); code != 0 {
			t.Fatalf("exit code %d, stderr %s", code, p.stderr)
		}
	}
	if best > slack(50*time.Millisecond) {
		t.Errorf("the fastest of five stops took %v", best)
	}
}

func TestShutdown_DoesNotWaitForAHangingRead(t *testing.T) {
	cloud := newCloud(t)
	cloud.hang.Store(true)
	p, c := connect(t)
	c.configure(cloud.settings())
	go func() {
		ctx, cancel := contextWithPatience()
		defer cancel()
		_, _ = c.try(ctx, "/tfplugin6.Provider/ReadDataSource", readRequest(t, object{"buckets": buckets("audit-traces")}))
	}()
	<-cloud.arrived
	began := time.Now()
	c.stop(p)
	if took := time.Since(began); took > slack(500*time.Millisecond) {
		t.Errorf("a read that hangs held Shutdown up for %v", took)
	}
}

func TestHostGoneBeforeHandshake_LeavesNoSocket(t *testing.T) {
	folder, err := os.MkdirTemp("", "gone-") // a short name, for a socket
	check(t, err)
	defer os.RemoveAll(folder)
	reader, stdout, err := os.Pipe()
	check(t, err)
	check(t, reader.Close())
	defer stdout.Close()
	ctx, cancel := contextFor(slack(patience))
	defer cancel()
	command := exec.CommandContext(ctx, binary(t))
	command.Env, command.Stdout = mtlsEnvironment(newIdentity(t), "TMPDIR="+folder), stdout
	var exit *exec.ExitError
	if err := command.Run(); !errors.As(err, &exit) || ctx.Err() != nil {
		t.Errorf("it ended with %v", err)
	}
	left, err := os.ReadDir(folder)
	check(t, err)
	if len(left) != 0 {
		t.Errorf("%v is left behind", left)
	}
}

func TestHostKilled_ProviderExitsWithin2Seconds(t *testing.T) {
	client := newIdentity(t)
	host, pid, h := startHost(t, client)
	check(t, h.dialAs(t, client).served(patience))
	check(t, host.Process.Kill())
	_ = host.Wait()
	goneWithin(t, slack(2*time.Second), pid)
	socketGone(t, h)
}

// A host that dies while the provider starts: nobody connects, and nobody reads stdout.
func TestHostGoneBeforeItConnects_ProviderExits(t *testing.T) {
	host, pid, _ := startHost(t, newIdentity(t), "HOST_TEST_EXITS=yes")
	check(t, host.Wait())
	goneWithin(t, slack(3*time.Second), pid)
}
