// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"testing"

	"golang.org/x/sys/windows"
)

const ctrlShutdown = 6 // CTRL_SHUTDOWN_EVENT, which golang.org/x/sys does not have

// console tells the process of an event of its console, as the system does: by a thread that runs CtrlRoutine, which
// it returns. A DLL of the system has the same address in each process. wine 8 tells nobody that a console is closed.
func (p *process) console(event uint32) windows.Handle {
	p.t.Helper()
	routine := windows.NewLazySystemDLL("kernelbase.dll").NewProc("CtrlRoutine")
	check(p.t, routine.Find())
	target, err := windows.OpenProcess(windows.PROCESS_CREATE_THREAD|windows.PROCESS_VM_OPERATION|
		windows.PROCESS_VM_WRITE|windows.PROCESS_QUERY_INFORMATION, false, uint32(p.cmd.Process.Pid))
	check(p.t, err)
	defer windows.CloseHandle(target)
	thread, _, err := windows.NewLazySystemDLL("kernel32.dll").NewProc("CreateRemoteThread").Call(
		uintptr(target), 0, 0, routine.Addr(), uintptr(event), 0, 0)
	if thread == 0 {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = windows.CloseHandle(windows.Handle(thread)) })
	return windows.Handle(thread)
}

// Core gets the same Ctrl-C, and asks the provider to stop. Only services, such as an agent of continuous integration,
// are told that a user, who may be another one, logs off.
func TestConsole_ProviderServesAfterEventsThatAreNotForIt(t *testing.T) {
	for name, event := range map[string]uint32{
		"Ctrl-C": windows.CTRL_C_EVENT, "Ctrl-Break": windows.CTRL_BREAK_EVENT, "logging off": windows.CTRL_LOGOFF_EVENT,
	} {
		t.Run(name, func(t *testing.T) {
			p, c := connect(t)
			if end, err := windows.WaitForSingleObject(p.console(event), 10_000); end != windows.WAIT_OBJECT_0 {
				t.Fatalf("the event is not handled: %d, %v", end, err)
			}
			check(t, c.served(patience))
			c.stop(p)
		})
	}
}

func TestConsole_ProviderEndsWithItsConsoleAndWithTheSystem(t *testing.T) {
	for name, event := range map[string]uint32{"closing": windows.CTRL_CLOSE_EVENT, "shutdown": ctrlShutdown} {
		t.Run(name, func(t *testing.T) {
			p, c := connect(t)
			check(t, c.served(patience))
			p.console(event)
			if code := p.exitCode(); code != 0 {
				t.Errorf("it ends with %d", code)
			}
		})
	}
}
