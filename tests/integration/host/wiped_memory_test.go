// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// timesInMemory counts a text in all writable memory of a process.
func timesInMemory(t *testing.T, pid int, text string) (count int) {
	t.Helper()
	seen := writableMemory(t, pid, func(region []byte) { count += bytes.Count(region, []byte(text)) })
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
