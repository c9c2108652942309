// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// gRPC C++ refuses more than 4 MiB by default; hosts and Go providers allow 256 MiB.

func TestMessages_RequestsAndResponsesOver4MebibytesPass(t *testing.T) {
	readEcho(t, connectToEcho(t), 12<<20) // for a request of 6 MiB
}

func TestMessages_100MebibytesReachTheProvider(t *testing.T) {
	_, c := connect(t)
	request := message(nil).text(1, "bucket_name_problems").bytes(2, dynamic(t, strings.Repeat("A", 100<<20)))
	ctx, cancel := contextFor(slack(patience))
	defer cancel()
	response, err := c.try(ctx, "/tfplugin6.Provider/CallFunction", request)
	check(t, err)
	problems := fmt.Sprint(decodeAny(t, response.sub(1)))
	if !strings.Contains(problems, "has 104857600 characters; it must have 3 to 63.") {
		t.Errorf("problems %.300q, error %.300q", problems, response.sub(2))
	}
}

func TestMessages_Over256MebibytesAreRefusedAndProviderRunsOn(t *testing.T) {
	p, c := connect(t)
	request := message(nil).bytes(1, make([]byte, 257<<20))
	ctx, cancel := contextWithPatience()
	defer cancel()
	_, err := c.try(ctx, "/tfplugin6.Provider/ValidateProviderConfig", request)
	if status.Code(err) != codes.ResourceExhausted {
		t.Errorf("status %v, want ResourceExhausted", err)
	}
	check(t, c.served(patience))
	if !p.alive() {
		t.Error("the provider ended")
	}
}

func TestThreads_AreFewAfterARead(t *testing.T) {
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		t.Skip("this program may have gRPC's event engine")
	}
	p, c := connect(t)
	c.configure(newCloud(t).settings())
	if state, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Errorf("%v, %v", state, said)
	}
	p.waitUntilAtMost("threads", maxThreadsAfterARead, p.threads)
	c.stop(p)
}
