// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

//go:build soak

package host

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// usage is the resources that a process uses.
type usage struct {
	resident, peak int // kB
	descriptors    int
	threads        int
}

func (u usage) String() string {
	return fmt.Sprintf("%.1f MB resident, %.1f MB at the peak, %d descriptors, %d threads",
		megabytes(u.resident), megabytes(u.peak), u.descriptors, u.threads)
}

func megabytes(kilobytes int) float64 { return float64(kilobytes) / 1000 * 1.024 }

// usageOf fails if the process has exited.
func usageOf(pid int) (usage, error) {
	folder := fmt.Sprintf("/proc/%d/", pid)
	status, err := os.ReadFile(folder + "status")
	if err != nil {
		return usage{}, err
	}
	open, err := os.ReadDir(folder + "fd")
	if err != nil {
		return usage{}, err
	}
	number := func(key string) int {
		_, rest, _ := strings.Cut(string(status), "\n"+key+":")
		fields := strings.Fields(rest)
		if len(fields) == 0 {
			return 0
		}
		value, _ := strconv.Atoi(fields[0])
		return value
	}
	return usage{number("VmRSS"), number("VmHWM"), len(open), number("Threads")}, nil
}

// record adds a figure to the file that CTS_SOAK_FIGURES names, for tests/soak/run.
func record(t testing.TB, figure string, value float64, unit string) {
	t.Helper()
	name := os.Getenv("CTS_SOAK_FIGURES")
	if name == "" {
		return
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	check(t, err)
	defer file.Close()
	check(t, json.NewEncoder(file).Encode(object{
		"run": t.Name(), "figure": figure, "value": value, "unit": unit,
	}))
}

// progress prints a line that tests/soak/run shows while the test runs.
func progress(format string, values ...any) { fmt.Printf("soak: "+format+"\n", values...) }
