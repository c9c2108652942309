// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// What differs between systems. system_windows.go has the same names.

const (
	localNetwork = "unix" // where a provider listens unless it is told otherwise
	homeVariable = "HOME"
	fromDer      = "openssl x509 -inform der" // converts a certificate to PEM

	// Programs that ship are built without gRPC's event engine, which would start three threads or more.
	maxThreadsAfterARead = 9

	waitingThreads   = 2         // those that wait for calls, if it is not by TCP: gRPC's default
	waitingHandles   = 0         // of these threads, which on Linux have no descriptors
	spareDescriptors = 4         // those that a busy provider may add
	busyMemory       = 128 << 20 // the most that 4,000 calls at once may take
)

// keptVariables are those of the developer's that the provider gets too.
var keptVariables = []string{"PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "MALLOC_ARENA_MAX"}

func saidOfAReset() string { return "reset the connection" }

func takesTooLong(faultCase) bool { return false }

// askToExit returns false if the system has no such request.
func askToExit(process *os.Process) bool { return process.Signal(syscall.SIGTERM) == nil }

// running reports whether a process runs; one that has not been reaped yet does not.
func running(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, after, _ := strings.Cut(string(status), ") ")
	return !strings.HasPrefix(after, "Z")
}

// peakMemory is the most resident memory so far, in bytes.
func (p *process) peakMemory() int64 { return p.statusField("VmHWM") << 10 }

func (p *process) threads() int64 { return p.statusField("Threads") }

func (p *process) descriptors() int64 {
	p.t.Helper()
	return int64(len(entries(p.t, fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))))
}

// statusField reads a line of /proc/PID/status, such as "VmHWM: 12345 kB" or "Threads: 9".
func (p *process) statusField(name string) int64 {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	check(p.t, err)
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name+":" {
			number, err := strconv.ParseInt(fields[1], 10, 64)
			check(p.t, err)
			return number
		}
	}
	p.t.Fatalf("/proc/PID/status has no %s", name)
	return 0
}

// writableMemory calls `visit` with the writable memory of a process, region by region, and returns how much it was.
func writableMemory(t testing.TB, pid int, visit func([]byte)) (seen int) {
	t.Helper()
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skipf("the memory of a process cannot be read here: %v", err)
	}
	defer memory.Close()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	check(t, err)
	for _, line := range strings.Split(string(maps), "\n") {
		var from, to uint64
		var rights string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); n != 3 || !strings.HasPrefix(rights, "rw") {
			continue
		}
		region := make([]byte, to-from)
		n, _ := memory.ReadAt(region, int64(from))
		visit(region[:n])
		seen += n
	}
	return seen
}

// closedPort returns a port that nothing listens on while the test runs. A bound socket holds it, so that no other
// test's server can get it.
func closedPort(t testing.TB) int {
	t.Helper()
	holder, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	check(t, err)
	t.Cleanup(func() { syscall.Close(holder) })
	check(t, syscall.Bind(holder, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	address, err := syscall.Getsockname(holder)
	check(t, err)
	return address.(*syscall.SockaddrInet4).Port
}
