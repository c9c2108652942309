// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// end asks a provider to exit, so that it removes its socket.
func end(process *os.Process) { _ = process.Signal(syscall.SIGTERM) }

// afterExit is how long the end of a process disturbs the start of the next.
const afterExit = 0

// cpuTime is the milliseconds that all threads of a process have run, including threads that have ended.
// It reads the process's CPU clock, whose ID is derived from the process ID. For another process the
// kernel returns what it recorded when the threads last slept or at the last tick (4 ms apart at 250 Hz),
// so cpuTime waits for a process that has just written.
func cpuTime(pid int) (float64, error) {
	const ofScheduler = 2
	const twoTicks = 8 * time.Millisecond
	time.Sleep(twoTicks)
	var ran unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|ofScheduler), &ran); err != nil {
		return 0, fmt.Errorf("CPU clock of the provider: %w", err)
	}
	return float64(ran.Nano()) / 1e6, nil
}

// residentMemory and peakMemory are in MiB.
func residentMemory(pid int) (float64, error) { return memory(pid, "VmRSS") }
func peakMemory(pid int) (float64, error)     { return memory(pid, "VmHWM") }

// memory is a line of /proc/PID/status.
func memory(pid int, key string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 3 && fields[0] == key+":" {
			kilobytes, err := strconv.ParseFloat(fields[1], 64)
			return kilobytes / 1024, err
		}
	}
	return 0, fmt.Errorf("the provider has no %s", key)
}
