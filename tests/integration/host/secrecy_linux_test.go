// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// A process that has keys must leave no core file, and must not let other processes look inside.

// dumpsCore ends a program by a signal that writes a core file unless that is forbidden, and reports whether
// it wrote one. The kernel says so in the status, wherever core_pattern sends the file.
func dumpsCore(t *testing.T, program, argument string, environment []string, signal syscall.Signal) bool {
	t.Helper()
	command := exec.Command("sh", "-c", "ulimit -c unlimited; exec \"$0\" "+argument, program)
	command.Dir = t.TempDir()
	p := startCommand(t, command, environment)
	if environment != nil {
		p.handshake()
	} else {
		for name := ""; name != "sleep\n"; time.Sleep(time.Millisecond) { // until then it is the shell
			text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p.cmd.Process.Pid))
			name = string(text)
		}
	}
	p.signal(signal)
	p.gone(patience)
	status := p.state.Sys().(syscall.WaitStatus)
	if !status.Signaled() && environment == nil {
		t.Fatalf("%s ended with %v", program, status)
	}
	return status.CoreDump() || len(entries(t, command.Dir)) != 0
}

func TestCrash_WritesNoCoreFile(t *testing.T) {
	if !dumpsCore(t, "sleep", "60", nil, syscall.SIGSEGV) {
		t.Skip("nothing dumps core here")
	}
	environment := hostEnvironment("TMPDIR=" + t.TempDir()) // a process that crashes leaves its socket
	for _, signal := range []syscall.Signal{syscall.SIGSEGV, syscall.SIGABRT, syscall.SIGQUIT} {
		if dumpsCore(t, binary(t), "", environment, signal) {
			t.Errorf("%v leaves a core", signal)
		}
	}
}

// Another process of the same user can neither read its memory or its environment, which often holds keys,
// nor trace it.
func TestOtherProcesses_CannotReadMemoryOrEnvironment(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can play another user")
	}
	const nobody = 65534
	as := func(command *exec.Cmd) *exec.Cmd {
		command.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		command.Dir = "/"
		return command
	}
	readable := func(pid int, file string) bool {
		return as(exec.Command("head", "-c", "1", fmt.Sprintf("/proc/%d/%s", pid, file))).Run() == nil
	}
	control := as(exec.Command("sleep", "60"))
	check(t, control.Start())
	defer func() {
		_ = control.Process.Kill()
		_ = control.Wait()
	}()
	if !readable(control.Process.Pid, "environ") {
		t.Skip("processes of one user are kept apart here anyway")
	}
	if err := as(exec.Command(binary(t), "--version")).Run(); err != nil {
		t.Skipf("the binary stands where others may not go: %v", err)
	}
	p := startCommand(t, as(exec.Command(binary(t))), hostEnvironment("HW_SECRET_KEY="+secret))
	p.handshake()
	for _, file := range []string{"environ", "mem", "maps", "auxv"} {
		if readable(p.cmd.Process.Pid, file) {
			t.Errorf("/proc/PID/%s is open to the same user", file)
		}
	}
}
