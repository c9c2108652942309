// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"errors"
	"os"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// What differs between systems. system_linux.go has the same names.

const (
	localNetwork = "tcp"
	homeVariable = "USERPROFILE"
	fromDer      = "certutil -encode"

	// Programs that ship are built without the threads of gRPC's event engine, three or more, and executor, two.
	maxThreadsAfterARead = 7

	waitingThreads   = 16        // those that wait for calls: kWaitingThreads of grpc_server.cc
	waitingHandles   = 64        // of these threads
	spareDescriptors = 24        // handles, and so also those of threads and events
	busyMemory       = 320 << 20 // wine 8 takes 1 MiB for each thread
)

var keptVariables = []string{"PATH", "TMP", "TEMP", "SYSTEMROOT"}

// underWine reports whether this Windows is wine.
func underWine() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil
}

// saidOfAReset is what the provider says when a connection is reset, which wine 8 shows as an orderly end. See
// docs/design/windows-tests.md.
func saidOfAReset() string {
	if underWine() {
		return "closed the connection"
	}
	return "reset the connection"
}

// takesTooLong reports whether a fault outlasts the time limit of its reads: libcurl reads a proxy's response to CONNECT
// byte by byte, each with a call of wine's server.
func takesTooLong(c faultCase) bool {
	return underWine() && c.fault == "endless-headers" && c.endpoint == "proxy"
}

// Windows has a request only for programs that share a console, and the provider leaves it to the host.
func askToExit(*os.Process) bool { return false }

func running(pid int) bool {
	process, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return false
	}
	defer windows.CloseHandle(process)
	event, err := windows.WaitForSingleObject(process, 0)
	return err == nil && event == uint32(windows.WAIT_TIMEOUT)
}

// memoryCounters is PROCESS_MEMORY_COUNTERS.
type memoryCounters struct {
	size                       uint32
	pageFaults                 uint32
	peakWorkingSet, workingSet uintptr
	quotasAndPageFile          [6]uintptr
}

var getProcessMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

// peakMemory is the peak of the working set, in bytes.
func (p *process) peakMemory() int64 {
	p.t.Helper()
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_INFORMATION|windows.PROCESS_VM_READ, false,
		uint32(p.cmd.Process.Pid))
	check(p.t, err)
	defer windows.CloseHandle(process)
	counters := memoryCounters{size: uint32(unsafe.Sizeof(memoryCounters{}))}
	if ok, _, err := getProcessMemoryInfo.Call(uintptr(process), uintptr(unsafe.Pointer(&counters)),
		uintptr(counters.size)); ok == 0 {
		p.t.Fatal(err)
	}
	return int64(counters.peakWorkingSet)
}

func (p *process) threads() (count int64) {
	p.t.Helper()
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPTHREAD, 0)
	check(p.t, err)
	defer windows.CloseHandle(snapshot)
	thread := windows.ThreadEntry32{Size: uint32(unsafe.Sizeof(windows.ThreadEntry32{}))}
	for err = windows.Thread32First(snapshot, &thread); err == nil; err = windows.Thread32Next(snapshot, &thread) {
		if thread.OwnerProcessID == uint32(p.cmd.Process.Pid) {
			count++
		}
	}
	if count == 0 {
		p.t.Fatalf("the system lists no thread of process %d", p.cmd.Process.Pid)
	}
	return count
}

// handleEntry is SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX.
type handleEntry struct {
	object     uintptr
	process    uintptr
	handle     uintptr
	access     uint32
	trace      uint16
	objectType uint16
	attributes uint32
	_          uint32
}

// descriptors counts handles in the system's list: wine reports 0 for GetProcessHandleCount.
func (p *process) descriptors() (count int64) {
	p.t.Helper()
	const header = 2 * unsafe.Sizeof(uintptr(0)) // the number of handles, and a reserved field
	var list []byte
	for size := uint32(1 << 20); ; size *= 2 {
		list = make([]byte, size)
		err := windows.NtQuerySystemInformation(windows.SystemExtendedHandleInformation,
			unsafe.Pointer(&list[0]), size, nil)
		if err == nil {
			break
		}
		if !errors.Is(err, windows.STATUS_INFO_LENGTH_MISMATCH) {
			p.t.Fatal(err)
		}
	}
	entries := unsafe.Slice((*handleEntry)(unsafe.Pointer(&list[header])), *(*uintptr)(unsafe.Pointer(&list[0])))
	for _, entry := range entries {
		if entry.process == uintptr(p.cmd.Process.Pid) {
			count++
		}
	}
	if count == 0 {
		p.t.Fatalf("the system lists no handle of process %d", p.cmd.Process.Pid)
	}
	return count
}

// writableMemory calls `visit` with the writable memory of a process, region by region, and returns how much it was.
func writableMemory(t testing.TB, pid int, visit func([]byte)) (seen int) {
	t.Helper()
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_INFORMATION|windows.PROCESS_VM_READ, false, uint32(pid))
	check(t, err)
	defer windows.CloseHandle(process)
	const writable = windows.PAGE_READWRITE | windows.PAGE_WRITECOPY | windows.PAGE_EXECUTE_READWRITE |
		windows.PAGE_EXECUTE_WRITECOPY
	var region windows.MemoryBasicInformation
	for address := uintptr(0); ; address = region.BaseAddress + region.RegionSize {
		if windows.VirtualQueryEx(process, address, &region, unsafe.Sizeof(region)) != nil {
			return seen
		}
		if region.State != windows.MEM_COMMIT || region.Protect&writable == 0 || region.Protect&windows.PAGE_GUARD != 0 {
			continue
		}
		memory := make([]byte, region.RegionSize)
		var n uintptr
		if windows.ReadProcessMemory(process, region.BaseAddress, &memory[0], region.RegionSize, &n) == nil {
			visit(memory[:n])
			seen += int(n)
		}
	}
}

// closedPort returns a port that nothing listens on while the test runs.
func closedPort(t testing.TB) int {
	t.Helper()
	holder, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	check(t, err)
	t.Cleanup(func() { syscall.Closesocket(holder) })
	check(t, syscall.Bind(holder, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	address, err := syscall.Getsockname(holder)
	check(t, err)
	return address.(*syscall.SockaddrInet4).Port
}
