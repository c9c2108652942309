// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// end kills a provider: Windows has no request to exit for a single process.
func end(process *os.Process) { _ = process.Kill() }

// afterExit is how long the end of a process disturbs the start of the next: under wine 8, an empty program needs 53 ms
// right after another was killed, and 17 ms later.
const afterExit = 300 * time.Millisecond

// cpuTime is the milliseconds that all threads of a process have run. Under wine it is 0, which knows this only for the
// process that asks.
func cpuTime(pid int) (float64, error) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(pid))
	if err != nil {
		return 0, err
	}
	defer windows.CloseHandle(process)
	var created, exited, kernel, user windows.Filetime
	if err := windows.GetProcessTimes(process, &created, &exited, &kernel, &user); err != nil {
		return 0, err
	}
	return float64(inUnits(kernel)+inUnits(user)) / 1e4, nil
}

// inUnits of 100 ns.
func inUnits(t windows.Filetime) int64 { return int64(t.HighDateTime)<<32 | int64(t.LowDateTime) }

// memoryCounters is PROCESS_MEMORY_COUNTERS.
type memoryCounters struct {
	size                       uint32
	pageFaults                 uint32
	peakWorkingSet, workingSet uintptr
	quotasAndPageFile          [6]uintptr
}

var getProcessMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

// residentMemory and peakMemory are of the working set, in MiB. Wine takes them from VmRSS and VmHWM of /proc.
func residentMemory(pid int) (float64, error) {
	counters, err := memory(pid)
	return float64(counters.workingSet) / (1 << 20), err
}

func peakMemory(pid int) (float64, error) {
	counters, err := memory(pid)
	return float64(counters.peakWorkingSet) / (1 << 20), err
}

func memory(pid int) (counters memoryCounters, err error) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_INFORMATION|windows.PROCESS_VM_READ, false, uint32(pid))
	if err != nil {
		return counters, err
	}
	defer windows.CloseHandle(process)
	counters.size = uint32(unsafe.Sizeof(counters))
	if ok, _, err := getProcessMemoryInfo.Call(uintptr(process), uintptr(unsafe.Pointer(&counters)),
		uintptr(counters.size)); ok == 0 {
		return counters, err
	}
	if counters.peakWorkingSet == 0 {
		return counters, fmt.Errorf("the system does not know the memory of process %d", pid)
	}
	return counters, nil
}
