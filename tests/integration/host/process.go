// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Package host drives the real provider binary as Terraform and OpenTofu do, and in ways that they never
// would. CTS_PROVIDER names the binary, CTS_STANDIN the stand-in for the cloud.
package host

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

const cookie = "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

// patience is for what has no limit of its own: long enough for a loaded machine, but a hang fails.
const patience = 20 * time.Second

func binary(t testing.TB) string { return fromEnvironment(t, "CTS_PROVIDER") }

func fromEnvironment(t testing.TB, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set; run these tests by tests/run.sh --label integration", name)
	}
	return value
}

// slack scales a time limit: a sanitized binary may take longer.
func slack(limit time.Duration) time.Duration {
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		return 10 * limit
	}
	return limit
}

// process is a provider started directly, without go-plugin, so that a test sees each byte.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	stdout *lines
	stderr *lines
	exited chan struct{}
	state  *os.ProcessState
}

// lines collects an output stream while it runs.
type lines struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
	next   chan string
	done   chan struct{}
}

func collect(stream io.Reader) *lines {
	l := &lines{next: make(chan string, 1024), done: make(chan struct{})}
	go func() {
		defer close(l.done)
		defer close(l.next)
		reader := bufio.NewReaderSize(stream, 1<<20)
		for {
			line, err := reader.ReadString('\n')
			l.mutex.Lock()
			l.buffer.WriteString(line)
			l.mutex.Unlock()
			if line != "" {
				select {
				case l.next <- strings.TrimSuffix(line, "\n"):
				default: // nobody waits for single lines any more
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return l
}

func (l *lines) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.buffer.String()
}

// baseEnvironment is small on purpose: no variable of the developer's may affect the provider.
func baseEnvironment() []string {
	keep := []string{homeVariable + "=/nonexistent"}
	for _, name := range keptVariables {
		if value, found := os.LookupEnv(name); found {
			keep = append(keep, name+"="+value)
		}
	}
	return keep
}

// hostEnvironment is what a host adds. Extra variables come last, so that they override the others.
func hostEnvironment(extra ...string) []string {
	return append(append(baseEnvironment(), cookie, "PLUGIN_PROTOCOL_VERSIONS=5,6",
		"PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000"), extra...)
}

// start runs the binary with exactly this environment, until the test ends.
func start(t testing.TB, environment []string, arguments ...string) *process {
	t.Helper()
	return startCommand(t, exec.Command(binary(t), arguments...), environment)
}

func startCommand(t testing.TB, command *exec.Cmd, environment []string) *process {
	t.Helper()
	p := &process{t: t, cmd: command, exited: make(chan struct{})}
	p.cmd.Env = environment
	stdout, err := p.cmd.StdoutPipe()
	check(t, err)
	stderr, err := p.cmd.StderrPipe()
	check(t, err)
	check(t, p.cmd.Start())
	p.stdout, p.stderr = collect(stdout), collect(stderr)
	go func() {
		// Wait closes the pipes, so call it only after both have been read to their end.
		<-p.stdout.done
		<-p.stderr.done
		_ = p.cmd.Wait()
		p.state = p.cmd.ProcessState
		close(p.exited)
	}()
	t.Cleanup(func() {
		// It is asked first, so that it removes its socket, looks for leaks (sanitized binary) and writes its counters
		// (coverage build).
		if p.alive() && askToExit(p.cmd.Process) {
			select {
			case <-p.exited:
				if p.state.ExitCode() != 0 {
					t.Errorf("asked to end, it ended with %v", p.state)
				}
			case <-time.After(5 * time.Second): // stopped, or another program, which SIGTERM does not end
			}
		}
		_ = p.cmd.Process.Kill()
		select {
		case <-p.exited:
		case <-time.After(patience):
			t.Errorf("the provider's pipes are still open after it was killed")
		}
		if t.Failed() {
			t.Logf("stdout: %q\nstderr:\n%s", p.stdout, p.stderr)
		}
	})
	return p
}

// line waits for the next line on stdout.
func (p *process) line() string {
	p.t.Helper()
	select {
	case line, ok := <-p.stdout.next:
		if !ok {
			p.t.Fatalf("the provider closed stdout without a line")
		}
		return line
	case <-time.After(slack(patience)):
		p.t.Fatalf("no line on stdout within %v", slack(patience))
	}
	return ""
}

// exitCode waits for the process to exit.
func (p *process) exitCode() int {
	p.t.Helper()
	p.gone(patience)
	return p.state.ExitCode()
}

// gone requires that the process exits within a limit.
func (p *process) gone(limit time.Duration) {
	p.t.Helper()
	began := time.Now()
	select {
	case <-p.exited:
	case <-time.After(limit):
		p.t.Fatalf("the provider still runs after %v", time.Since(began))
	}
}

func (p *process) alive() bool {
	select {
	case <-p.exited:
		return false
	default:
		return running(p.cmd.Process.Pid)
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
