// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
)

// timesInMemory counts a text in all writable memory of a process.
func timesInMemory(t *testing.T, pid int, text string) (count int) {
	t.Helper()
	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Skipf("the memory of a process cannot be read here: %v", err)
	}
	defer memory.Close()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	check(t, err)
	seen := 0
	for _, line := range strings.Split(string(maps), "\n") {
		var from, to uint64
		var rights string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); n != 3 || !strings.HasPrefix(rights, "rw") {
			continue
		}
		region := make([]byte, to-from)
		n, _ := memory.ReadAt(region, int64(from))
		seen += n
		count += bytes.Count(region[:n], []byte(text))
	}
	if seen == 0 {
		t.Skip("the memory of a process cannot be read here")
	}
	return count
}

// Freed memory is overwritten. After validation, a secret remains where it is needed, in the list of texts that
// redaction removes from logs, and in two buffers of the connection until the next message. Without wiping
// there are seven more copies.
func TestWipedMemory_FreedCopiesOfASecretAreGone(t *testing.T) {
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("a sanitized binary keeps what is freed, to detect its use")
	}
	const part, parts = "WipedSecret/", 40
	config := dynamic(t, schema(t).Provider.Block.fill(object{
		"region": "eu-west-0", "access_key": "ACCESSKEY", "secret_key": strings.Repeat(part, parts),
	}))
	p, c := connect(t)
	response := c.call("ValidateProviderConfig", message(nil).bytes(1, config))
	if d := response.diagnostics(1); len(d) != 0 {
		t.Fatalf("ValidateProviderConfig: %v", d)
	}
	// In parts, so that a copy that was half overwritten counts.
	switch n := timesInMemory(t, p.cmd.Process.Pid, part); {
	case n > 3*parts:
		t.Errorf("%d parts of the secret are in memory, of %d in a copy", n, parts)
	case n < parts:
		t.Errorf("the search finds %d parts, although redaction knows the secret", n)
	}
}
