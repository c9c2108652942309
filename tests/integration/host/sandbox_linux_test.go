// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// Sandboxes: system calls that a filter refuses, and limits on threads and memory.

const (
	sysClone  = 56
	sysPrctl  = syscall.SYS_PRCTL
	sysClone3 = 435
)

// deniedVariable makes this binary act as a sandbox: "1 435,56 PROGRAM" runs the program with these
// system calls failing with that error number.
const deniedVariable = "CTS_TEST_DENY"

func init() { otherRoles = append(otherRoles, playSandbox) }

// playSandbox does not return if this process is to be a sandbox.
func playSandbox() {
	description, found := os.LookupEnv(deniedVariable)
	if !found {
		return
	}
	fail := func(what string, err any) {
		fmt.Fprintf(os.Stderr, "sandbox: %s: %v\n", what, err)
		os.Exit(7)
	}
	var number int
	var calls, program string
	if _, err := fmt.Sscanf(description, "%d %s %s", &number, &calls, &program); err != nil {
		fail(description, err)
	}
	filter := []syscall.SockFilter{{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS, K: 0}}
	for _, call := range strings.Split(calls, ",") {
		var nr uint32
		if _, err := fmt.Sscan(call, &nr); err != nil {
			fail(call, err)
		}
		const seccompReturnErrno = 0x00050000
		filter = append(filter,
			syscall.SockFilter{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, Jf: 1, K: nr},
			syscall.SockFilter{Code: syscall.BPF_RET, K: seccompReturnErrno | uint32(number)})
	}
	const seccompReturnAllow = 0x7fff0000
	filter = append(filter, syscall.SockFilter{Code: syscall.BPF_RET, K: seccompReturnAllow})
	loaded := syscall.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	const (
		setNoNewPrivileges = 38
		setSeccomp         = 22
		modeFilter         = 2
	)
	runtime.LockOSThread()
	if _, _, err := syscall.RawSyscall6(sysPrctl, setNoNewPrivileges, 1, 0, 0, 0, 0); err != 0 {
		fail("PR_SET_NO_NEW_PRIVS", err)
	}
	if _, _, err := syscall.RawSyscall(sysPrctl, setSeccomp, modeFilter,
		uintptr(unsafe.Pointer(&loaded))); err != 0 {
		fail("PR_SET_SECCOMP", err)
	}
	fail(program, syscall.Exec(program, []string{program}, without(os.Environ(), deniedVariable)))
}

// denied is the command, and its variable, that runs the provider with these system calls failing.
func denied(t testing.TB, number syscall.Errno, calls ...int) (program, variable string) {
	t.Helper()
	if runtime.GOARCH != "amd64" {
		t.Skip("the numbers of system calls are those of x86-64")
	}
	self, err := os.Executable()
	check(t, err)
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(calls), " ", ","), "[]")
	return self, fmt.Sprintf("%s=%d %s %s", deniedVariable, int(number), list, binary(t))
}

// startDenied starts the provider with these system calls failing.
func startDenied(t testing.TB, number syscall.Errno, environment []string, calls ...int) *process {
	t.Helper()
	program, variable := denied(t, number, calls...)
	return startCommand(t, exec.Command(program), append(environment, variable))
}

// exitsNamingTheLimit requires an exit whose message names the limit and does not call it a bug, and no socket.
func exitsNamingTheLimit(t *testing.T, p *process, folder string, words string) {
	t.Helper()
	p.gone(slack(patience))
	said := p.stderr.String()
	if !strings.HasPrefix(said, "panic: ") || !strings.Contains(said, words) || strings.Contains(said, "bug") {
		t.Errorf("it says %q", said)
	}
	if left, err := filepath.Glob(folder + "/*"); err != nil || len(left) != 0 {
		t.Errorf("it leaves %v (%v)", left, err)
	}
}

// Docker before 20.10.10 refuses clone3 with EPERM (moby/moby#42680); glibc falls back to clone only
// if the error says that the kernel lacks the call.
func TestSandbox_WorksIfClone3IsRefused(t *testing.T) {
	for _, number := range []syscall.Errno{syscall.EPERM, syscall.EACCES, syscall.ENOSYS} {
		t.Run(number.Error(), func(t *testing.T) {
			client := newIdentity(t)
			p := startDenied(t, number, mtlsEnvironment(client), sysClone3)
			_, c := readUnderMTLS(t, p, client)
			c.stop(p)
		})
	}
}

func TestSandbox_WithoutThreadsTheErrorNamesTheLimit(t *testing.T) {
	for _, number := range []syscall.Errno{syscall.EPERM, syscall.EAGAIN} {
		t.Run(number.Error(), func(t *testing.T) {
			folder := t.TempDir()
			p := startDenied(t, number, hostEnvironment("TMPDIR="+folder), sysClone3, sysClone)
			exitsNamingTheLimit(t, p, folder, "No thread could be started. Raise the limit")
		})
	}
}

// A thread's stack is as large as `ulimit -s` allows, unless the program limits it.
func TestSandbox_WorksWithLargeStacksAndLittleAddressSpace(t *testing.T) {
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("a sanitizer's shadow does not fit into an address space that is limited")
	}
	for _, limits := range []string{"ulimit -s 1048576; ulimit -v 4194304", "ulimit -s unlimited", "ulimit -v 500000"} {
		t.Run(limits, func(t *testing.T) {
			client := newIdentity(t)
			p := startCommand(t, shell(t, limits+` && exec "$0"`), mtlsEnvironment(client))
			_, c := readUnderMTLS(t, p, client)
			c.stop(p)
		})
	}
}

func TestSandbox_WithTooLittleMemoryTheErrorNamesTheLimit(t *testing.T) {
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("a sanitizer's shadow does not fit into an address space that is limited")
	}
	folder := t.TempDir()
	p := startCommand(t, shell(t, `ulimit -v 60000 && exec "$0"`), hostEnvironment("TMPDIR="+folder))
	exitsNamingTheLimit(t, p, folder, "memory (ulimit -v)")
}

// A host's SIGTERM ends the provider even without a descriptor for signals.
func TestSandbox_SigtermNeedsNoSignalfd(t *testing.T) {
	folder := t.TempDir()
	p := startDenied(t, syscall.EPERM, hostEnvironment("TMPDIR="+folder), 289) // signalfd4
	p.line()
	p.signal(syscall.SIGTERM)
	if code := p.exitCode(); code != 0 {
		t.Errorf("it ends with %d", code)
	}
	if left, _ := filepath.Glob(folder + "/*"); len(left) != 0 {
		t.Errorf("it leaves %v", left)
	}
}

// With any limit on threads, a read succeeds, or the process exits and says why.
func TestSandbox_FewThreadsAreEnoughOrTheErrorNamesTheLimit(t *testing.T) {
	if os.Geteuid() != 0 || os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("only root may become another user, and a sanitizer's process is another's to read")
	}
	public := t.TempDir()
	check(t, os.Chmod(filepath.Dir(public), 0o755))
	check(t, os.Chmod(public, 0o777))
	text, err := os.ReadFile(binary(t))
	check(t, err)
	program := filepath.Join(public, "provider")
	check(t, os.WriteFile(program, text, 0o755))
	served := 0
	for threads := 2; threads <= 24; threads++ {
		client := newIdentity(t)
		p := startCommand(t, exec.Command("setpriv", "--reuid=65534", "--clear-groups", "prlimit",
			fmt.Sprintf("--nproc=%d", threads), program), mtlsEnvironment(client, "TMPDIR="+public))
		c := p.handshake().dialAs(t, client)
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		err := c.served(patience)
		if err == nil {
			_, err = c.try(ctx, "/tfplugin6.Provider/ConfigureProvider", configureRequest(t, newCloud(t).settings()))
		}
		if err != nil {
			cancel()
			exitsNamingTheLimit(t, p, filepath.Join(public, "cts-*"), "No thread could be started")
			continue
		}
		served++
		response, err := c.try(ctx, "/tfplugin6.Provider/ReadDataSource",
			readRequest(t, object{"buckets": buckets("audit-traces")}))
		cancel()
		// gRPC's message when it cannot start a thread for one more call.
		if err != nil && !strings.Contains(err.Error(), "Server Threadpool Exhausted") {
			t.Errorf("%d threads: %v", threads, err)
		}
		if said := response.diagnostics(2); len(said) != 0 {
			expectError(t, said, "No thread could be started")
		}
		c.stop(p)
	}
	if served < 10 {
		t.Errorf("it served with %d of the limits", served)
	}
}
