// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bufio"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Kernels older than the system calls that the provider and its libraries use, and containers whose filter
// does not know a call yet: Docker before 20.10.10 refuses those with EPERM instead of ENOSYS.

const sysPidfdOpen = 434 // 5.3

// newCalls have these numbers on x86-64; the versions are those of the first kernel that has them.
var newCalls = map[string]int{
	"getrandom":    318, // 3.17
	"memfd_create": 319, // 3.17
	"statx":        332, // 4.11
	"rseq":         334, // 4.18
	"pidfd_open":   sysPidfdOpen,
	"clone3":       sysClone3, // 5.3
	"close_range":  436,       // 5.9
	"openat2":      437,       // 5.6
	"faccessat2":   439,       // 5.8
	"epoll_pwait2": 441,       // 5.11
}

func TestOldKernel_EachMissingCallHasASubstitute(t *testing.T) {
	for name, call := range newCalls {
		for _, number := range []syscall.Errno{syscall.ENOSYS, syscall.EPERM} {
			t.Run(fmt.Sprintf("%s/%v", name, number), func(t *testing.T) { servesWithout(t, number, call) })
		}
	}
}

func TestOldKernel_AllOfThemMayBeMissing(t *testing.T) {
	var calls []int
	for _, call := range newCalls {
		calls = append(calls, call)
	}
	for _, number := range []syscall.Errno{syscall.ENOSYS, syscall.EPERM} {
		t.Run(number.Error(), func(t *testing.T) { servesWithout(t, number, calls...) })
	}
}

// servesWithout requires a read and an orderly exit, without a complaint.
func servesWithout(t *testing.T, number syscall.Errno, calls ...int) {
	t.Helper()
	client := newIdentity(t)
	p := startDenied(t, number, mtlsEnvironment(client), calls...)
	_, c := readUnderMTLS(t, p, client)
	c.stop(p)
	for _, line := range strings.Split(p.stderr.String(), "\n") {
		if line != "" && !strings.HasPrefix(line, "{") {
			t.Errorf("it says %q", line)
		}
	}
}

func TestOldKernel_WithoutPidfdTheProviderExitsWithin2SecondsOfItsHost(t *testing.T) {
	program, variable := denied(t, syscall.ENOSYS, sysPidfdOpen)
	host := exec.Command("sh", "-c", `"$0" & echo $!; wait`, program)
	host.Env = hostEnvironment(variable)
	stdout, err := host.StdoutPipe()
	check(t, err)
	check(t, host.Start())
	defer func() { _ = host.Process.Kill() }()
	var pid int
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if strings.Contains(lines.Text(), "|") { // the handshake: it runs, and knows its host
			break
		}
		pid, err = strconv.Atoi(lines.Text())
		check(t, err)
	}
	if !running(pid) {
		t.Fatalf("process %d does not run", pid)
	}
	check(t, host.Process.Kill())
	for began := time.Now(); running(pid); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > slack(2*time.Second) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
			t.Fatal("the provider outlives its host")
		}
	}
}
