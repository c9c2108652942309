// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// Responses that the system does not take in one write. On Windows, gRPC 1.51 took a short write for a complete one;
// cmake/cross/edits has the fix, and tests/cross/short_write.cc tests it without a provider.

// keySize keeps each request to the cloud below 512 KiB: larger ones may stop under wine 8. See
// docs/design/windows-tests.md.
const keySize = 48 << 10

// connectToEcho returns a provider that sends a request for each bucket, to a service that returns what it gets.
func connectToEcho(t *testing.T) *connection {
	t.Helper()
	_, c := connect(t)
	settings := newCloud(t).settings()
	settings["batching"] = object{"max_buckets": 1}
	c.configure(settings)
	return c
}

// readEcho requires a complete response of at least this size. It has each bucket's key twice: in `buckets` and in
// `results`.
func readEcho(t *testing.T, c *connection, size int) {
	t.Helper()
	var asked []object
	for i := range (size + 2*keySize - 1) / (2 * keySize) {
		key := strings.Repeat("0123456789abcdef", keySize/16-1) + fmt.Sprintf("%016d", i)
		asked = append(asked, object{"bucket_name": fmt.Sprintf("audit-%04d", i), "kms_id": key})
	}
	ctx, cancel := contextFor(10 * patience) // a time-out means that it hangs, not that the machine is slow
	defer cancel()
	response, err := c.try(ctx, "/tfplugin6.Provider/ReadDataSource", readRequest(t, object{"buckets": asked}))
	check(t, err)
	if said := response.diagnostics(2); len(said) != 0 {
		t.Fatalf("%.300v", said)
	}
	if len(response) < size {
		t.Errorf("the response has %d bytes, want at least %d", len(response), size)
	}
	got := results(decode(t, response.sub(1)))
	if len(got) != len(asked) {
		t.Fatalf("%d results, want %d", len(got), len(asked))
	}
	for i, bucket := range asked {
		if got[i]["kms_id"] != bucket["kms_id"] {
			t.Errorf("result %d has another key", i)
		}
	}
}

func TestLargeResponses_64MebibytesArriveComplete(t *testing.T) {
	c := connectToEcho(t)
	readEcho(t, c, 64<<20)
	check(t, c.served(patience))
}

func TestLargeResponses_200OfAMebibyteInTurn(t *testing.T) {
	c := connectToEcho(t)
	reads := 200
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		reads = 20
	}
	for range reads {
		readEcho(t, c, 1<<20)
	}
}

func TestLargeResponses_2000SchemasAtOnce(t *testing.T) {
	_, c := connect(t)
	want := c.call("GetProviderSchema", nil)
	var group sync.WaitGroup
	for range 2000 {
		group.Go(func() {
			ctx, cancel := contextFor(3 * slack(patience))
			defer cancel()
			got, err := c.try(ctx, "/tfplugin6.Provider/GetProviderSchema", nil)
			if err != nil {
				t.Error(err)
			} else if !bytes.Equal(got, want) {
				t.Errorf("a response of %d bytes, want the same %d bytes as alone", len(got), len(want))
			}
		})
	}
	group.Wait()
	check(t, c.served(patience))
}
