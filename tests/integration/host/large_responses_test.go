// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
)

// Responses that the system does not take in one write. On Windows, gRPC 1.51 took a short write for a complete one;
// cmake/cross/edits has the fix, and tests/cross/short_write.cc tests it without a provider.

// readEcho reads a bucket whose key has this many bytes. The response has it twice: in `buckets` and in `results`.
func readEcho(t *testing.T, c *connection, key string) {
	t.Helper()
	ctx, cancel := contextFor(3 * slack(patience))
	defer cancel()
	response, err := c.try(ctx, "/tfplugin6.Provider/ReadDataSource",
		readRequest(t, object{"buckets": []object{{"bucket_name": "audit-vault", "kms_id": key}}}))
	check(t, err)
	if said := response.diagnostics(2); len(said) != 0 {
		t.Fatalf("%.300v", said)
	}
	if len(response) < 2*len(key) {
		t.Errorf("the response has %d bytes, want at least %d", len(response), 2*len(key))
	}
	if results(decode(t, response.sub(1)))[0]["kms_id"] != key {
		t.Error("the response has another key")
	}
}

func TestLargeResponses_64MebibytesArriveComplete(t *testing.T) {
	_, c := connect(t)
	cloud := newCloud(t)
	cloud.brief.Store(true) // the provider accepts 32 MiB from the service
	c.configure(cloud.settings())
	readEcho(t, c, strings.Repeat("0123456789abcdef", 2<<20))
	check(t, c.served(patience))
}

func TestLargeResponses_200OfAMebibyteInTurn(t *testing.T) {
	_, c := connect(t)
	c.configure(newCloud(t).settings())
	reads := 200
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		reads = 20
	}
	for range reads {
		readEcho(t, c, strings.Repeat("0123456789abcdef", 32<<10))
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
