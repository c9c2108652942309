// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// Too many calls, calls that are too large, and calls that are cancelled.

// maxConcurrentCalls is kMaxConcurrentCalls of grpc_server.cc.
const maxConcurrentCalls = 256

// waitUntilAtMost waits until a figure is at most this.
func (p *process) waitUntilAtMost(what string, most int64, figure func() int64) {
	p.t.Helper()
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		now := figure()
		if now <= most {
			return
		}
		if time.Since(began) > patience {
			p.t.Errorf("%d %s stay, at most %d may", now, what, most)
			return
		}
	}
}

func TestThousandsOfCalls_AllGetAResponse(t *testing.T) {
	p, c := connect(t)
	c.configure(newCloud(t).settings())
	c.worksAfterwards()
	descriptors := p.descriptors()
	var group sync.WaitGroup
	const calls = 4000
	for i := range calls {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
			defer cancel()
			method, request := "GetMetadata", message(nil)
			switch i % 3 {
			case 1:
				method, request = "ValidateDataResourceConfig", readRequest(t, object{"buckets": buckets("audit-traces")})
			case 2:
				method, request = "ReadDataSource", readRequest(t, object{"buckets": buckets(fmt.Sprintf("audit-%04d", i))})
			}
			response, err := c.try(ctx, "/tfplugin6.Provider/"+method, request)
			if err != nil {
				t.Errorf("%s: %v", method, err)
			} else if method == "ReadDataSource" && !response.has(1) {
				t.Errorf("read: %v", response.diagnostics(2))
			}
		})
	}
	group.Wait()
	if peak := p.peakMemory(); peak > slackBytes(busyMemory) {
		t.Errorf("%d calls at once took %d MiB", calls, peak>>20)
	}
	p.waitUntilAtMost("descriptors", descriptors+64+waitingHandles, p.descriptors)
	c.worksAfterwards()
}

// Reads that hang keep a thread each, and may not take more of them than the provider allows a connection.
func TestHangingReads_ThoseAboveTheLimitWaitAtTheHost(t *testing.T) {
	p, c := connect(t)
	cloud := newCloud(t)
	c.configure(cloud.settings())
	threads := p.threads()
	cloud.hang.Store(true)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var group sync.WaitGroup
	for i := range maxConcurrentCalls + 500 {
		group.Go(func() {
			_, _ = c.try(ctx, "/tfplugin6.Provider/ReadDataSource",
				readRequest(t, object{"buckets": buckets(fmt.Sprintf("audit-%04d", i))}))
		})
	}
	const enough = maxConcurrentCalls / 2
	for began := time.Now(); p.threads()-threads < enough && time.Since(began) < patience; {
		time.Sleep(20 * time.Millisecond)
	}
	// Until no thread has been added for half a second.
	for before := int64(-1); before < p.threads(); time.Sleep(500 * time.Millisecond) {
		before = p.threads()
	}
	if more := p.threads() - threads; more < enough || more > maxConcurrentCalls+64 {
		t.Errorf("%d reads that hang have %d threads", maxConcurrentCalls+500, more)
	}
	cancel()
	group.Wait()
	cloud.hang.Store(false)
	c.worksAfterwards()
}

func TestCancelledReads_LeaveNoThreadsAndDescriptors(t *testing.T) {
	p, c := connect(t)
	cloud := newCloud(t)
	c.configure(cloud.settings())
	if _, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Fatal(said)
	}
	descriptors, threads := p.descriptors(), p.threads()
	cloud.hang.Store(true)
	random := rand.New(rand.NewPCG(7, 8))
	var group sync.WaitGroup
	for i := range 500 {
		after := time.Duration(random.IntN(300)) * time.Millisecond
		group.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), after)
			defer cancel()
			_, _ = c.try(ctx, "/tfplugin6.Provider/ReadDataSource",
				readRequest(t, object{"buckets": buckets(fmt.Sprintf("audit-%03d", i))}))
		})
	}
	group.Wait()
	cloud.hang.Store(false)
	if state, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Errorf("the next read: %v, %v", state, said)
	}
	// gRPC keeps some of its threads for the next burst.
	p.waitUntilAtMost("threads", threads+6+waitingThreads, p.threads)
	p.waitUntilAtMost("descriptors", descriptors+32+waitingHandles, p.descriptors)
}

// The provider receives 255 MiB; its memory must stay within a few times that size.
func TestLargestMessages_UseAFewTimesTheirSizeInMemory(t *testing.T) {
	p, c := connect(t)
	const size = 255 << 20
	long := strings.Repeat("x", size)
	for method, request := range map[string]message{
		"CallFunction":               message(nil).text(1, "bucket_name_problems").bytes(2, dynamic(t, long)),
		"ValidateDataResourceConfig": message(nil).text(1, checkType).bytes(2, message(nil).bytes(1, []byte(long))),
		"ReadDataSource":             message(nil).text(1, checkType).bytes(2, message(nil).bytes(2, []byte(long))),
		"StopProvider":               message(nil).text(99, long),
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
		_, _ = c.try(ctx, "/tfplugin6.Provider/"+method, request)
		if ctx.Err() != nil {
			t.Errorf("%s hangs", method)
		}
		cancel()
		if !p.alive() {
			t.Fatalf("%s: %d MiB ended the provider", method, size>>20)
		}
	}
	most := int64(8 * size)
	if os.Getenv("CTS_SLOW_BINARY") != "" {
		most *= 2 // AddressSanitizer keeps what was freed for a while
	}
	if peak := p.peakMemory(); peak > most {
		t.Errorf("%d MiB became %d MiB", size>>20, peak>>20)
	}
	c.worksAfterwards()
}
