// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets this binary act as a host that is then killed.
func TestMain(m *testing.M) {
	playSandbox()
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

// playHost starts a provider, prints its process ID and handshake line, and waits to be killed.
func playHost(provider string) {
	command := exec.Command(provider)
	command.Env = hostEnvironment()
	stdout, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	fmt.Printf("%d %s", command.Process.Pid, line)
	time.Sleep(time.Minute)
}

func socketGone(t *testing.T, h handshake) {
	t.Helper()
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

func TestHostGoneBeforeHandshake_LeavesNoSocket(t *testing.T) {
	folder, err := os.MkdirTemp("", "gone-") // a short name, for a socket
	check(t, err)
	defer os.RemoveAll(folder)
	reader, stdout, err := os.Pipe()
	check(t, err)
	check(t, reader.Close())
	defer stdout.Close()
	command := exec.Command(binary(t))
	command.Env, command.Stdout = hostEnvironment("TMPDIR="+folder), stdout
	var exit *exec.ExitError
	if err := command.Run(); !errors.As(err, &exit) {
		t.Errorf("it ended with %v", err)
	}
	left, err := os.ReadDir(folder)
	check(t, err)
	if len(left) != 0 {
		t.Errorf("%v is left behind", left)
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

func TestHostKilled_ProviderExitsWithin2Seconds(t *testing.T) {
	own, err := os.Executable()
	check(t, err)
	command := exec.Command(own)
	command.Env = append(os.Environ(), "HOST_TEST_PLAYS_HOST="+binary(t))
	stdout, err := command.StdoutPipe()
	check(t, err)
	check(t, command.Start())
	defer func() { _ = command.Process.Kill() }()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	check(t, err)
	number, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	pid, err := strconv.Atoi(number)
	check(t, err)
	h := handshake{fields: strings.Split(rest, "|")}
	h.network, h.address = h.fields[2], h.fields[3]
	check(t, h.dialPlain(t).served(patience))

	check(t, command.Process.Kill())
	_ = command.Wait()
	for began := time.Now(); running(pid); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > slack(2*time.Second) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			t.Fatal("the provider outlives its host")
		}
	}
	socketGone(t, h)
}

// running reports whether a process runs; one that has not been reaped yet does not.
func running(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(status), ") ")
	return !strings.HasPrefix(after, "Z")
}

func TestHostGoneBeforeItConnects_ProviderExits(t *testing.T) {
	// A host that dies while the provider starts: nobody connects, and nobody reads stdout.
	output, err := func() ([]byte, error) {
		command := exec.Command("sh", "-c", `"$0" >/dev/null 2>&1 & echo $!; sleep 0.5`, binary(t))
		command.Env = hostEnvironment()
		return command.Output()
	}()
	check(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(string(output)))
	check(t, err)
	for began := time.Now(); running(pid); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > slack(3*time.Second) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			t.Fatal("an orphan from the start runs for ever")
		}
	}
}
