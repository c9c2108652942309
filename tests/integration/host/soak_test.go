// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

//go:build soak

package host

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	plugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// Run by tests/run.sh --label soak; see tests/soak/run.

const (
	inFlight     = 64
	longestRead  = 3 * time.Minute
	mostParallel = 12 // calls of one provider, of its documentation
)

// reads is the number of reads of a run: 100,000 unless CTS_SOAK_READS says otherwise.
func reads(t testing.TB) int { return number(t, "CTS_SOAK_READS", 100_000) }

func number(t testing.TB, variable string, otherwise int) int {
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	count, err := strconv.Atoi(text)
	check(t, err)
	return count
}

// soak makes reads that share no bucket, and knows the expected result of each.
type soak struct {
	t       *testing.T
	c       *connection
	cloud   *lossy
	kind    blockSchema
	next    atomic.Int64
	failed  atomic.Int64 // as they had to
	wrong   atomic.Int64
	longest atomic.Int64 // nanoseconds
}

// namesOf returns the buckets of a read: one to three, of which every tenth cannot receive traces.
func namesOf(read int64) []string {
	names := make([]string, 1+read%3)
	for i := range names {
		word := "audit"
		if (read+int64(i))%10 == 9 {
			word = "missing"
		}
		names[i] = fmt.Sprintf("%s-%07d-%d", word, read, i)
	}
	return names
}

func (s *soak) one(read int64) {
	names := namesOf(read)
	request := message(nil).text(1, checkType).bytes(2,
		dynamic(s.t, s.kind.Block.fill(object{"buckets": buckets(names...)})))
	ctx, cancel := context.WithTimeout(context.Background(), longestRead)
	defer cancel()
	began := time.Now()
	response, err := s.c.try(ctx, "/tfplugin6.Provider/ReadDataSource", request)
	if took := int64(time.Since(began)); took > s.longest.Load() {
		s.longest.Store(took)
	}
	if err == nil {
		err = s.judge(names, response)
	}
	if err != nil && s.wrong.Add(1) <= 10 {
		s.t.Errorf("%v: %v", names, err)
	}
}

func (s *soak) judge(names []string, response message) error {
	said := response.diagnostics(2)
	if slices.ContainsFunc(names, s.cloud.isLost) {
		s.failed.Add(1)
		if len(said) != 1 || !strings.Contains(said[0].detail, "503") || response.has(1) {
			return fmt.Errorf("its call was refused with 503, and it says %v", said)
		}
		return nil
	}
	if len(said) != 0 {
		return fmt.Errorf("%v", said)
	}
	state := decode(s.t, response.sub(1))
	all := results(state)
	if len(all) != len(names) {
		return fmt.Errorf("%d results", len(all))
	}
	green := true
	for i, result := range all {
		good := strings.HasPrefix(names[i], "audit-")
		green = green && good
		if result["bucket_name"] != names[i] {
			return fmt.Errorf("result %d is of %v", i, result["bucket_name"])
		}
		if result["check_bucket_response"].(object)["success"] != good {
			return fmt.Errorf("result %d: %v", i, result)
		}
	}
	if state["all_successful"] != green {
		return fmt.Errorf("all_successful is %v", state["all_successful"])
	}
	return nil
}

// readUpTo reads until this many reads were made, and returns when none is under way.
func (s *soak) readUpTo(count, of int) {
	var group sync.WaitGroup
	for range inFlight {
		group.Go(func() {
			for {
				read := s.next.Add(1)
				if read > int64(count) {
					return
				}
				s.one(read)
				if step := int64(max(of/20, 1)); read%step == 0 {
					progress("%s: %d of %d reads; %s", s.t.Name(), read, of, s.cloud.book())
				}
			}
		})
	}
	group.Wait()
	s.next.Store(int64(count))
}

// usageWhenIdle is the usage after idle threads have ended.
func usageWhenIdle(t *testing.T, pid int) usage {
	t.Helper()
	time.Sleep(2 * time.Second)
	now, err := usageOf(pid)
	check(t, err)
	return now
}

// checkEachBucketOnce compares the service's counts with the reads.
func (s *soak) checkEachBucketOnce(count int) {
	s.t.Helper()
	s.cloud.mutex.Lock()
	defer s.cloud.mutex.Unlock()
	bad := 0
	for read := int64(1); read <= int64(count); read++ {
		for _, name := range namesOf(read) {
			want := 1
			if s.cloud.lost[name] {
				want = 0
			}
			if s.cloud.results[name] != want {
				if bad++; bad <= 10 {
					s.t.Errorf("%s was answered %d times, not %d", name, s.cloud.results[name], want)
				}
			}
		}
	}
	share := float64(s.cloud.calls-s.cloud.faults[passed]) / float64(s.cloud.calls)
	if s.cloud.calls > 2_000 && (share < 0.03 || share > 0.07) { // fewer are a matter of chance
		s.t.Errorf("%.1f%% of calls were failed, not 5%%: %v", 100*share, s.cloud.faults)
	}
}

func newSoak(t *testing.T, c *connection, batching bool) *soak {
	cloud := newLossy(t, newStandin(t), true)
	c.configure(cloud.settings(batching))
	return &soak{t: t, c: c, cloud: cloud, kind: schema(t).DataSources[checkType]}
}

func TestSoak_ReadsThroughGoPlugin(t *testing.T) {
	for _, batching := range []bool{true, false} {
		t.Run(map[bool]string{true: "batching", false: "no batching"}[batching], func(t *testing.T) {
			config := clientConfig()
			config.Cmd = exec.Command(binary(t))
			config.Cmd.Env, config.SkipHostEnv = baseEnvironment(), true
			client := plugin.NewClient(config)
			defer client.Kill()
			protocol, err := client.Client()
			check(t, err)
			dispensed, err := protocol.Dispense("provider")
			check(t, err)
			pid := client.ReattachConfig().Pid
			s := newSoak(t, &connection{t: t, grpc: dispensed.(*grpc.ClientConn)}, batching)
			whole := reads(t)
			began := time.Now()

			s.readUpTo(whole/10, whole)
			early := usageWhenIdle(t, pid)
			s.readUpTo(whole, whole)
			late := usageWhenIdle(t, pid)

			progress("%s: after %d reads %v", t.Name(), whole/10, early)
			progress("%s: after %d reads %v", t.Name(), whole, late)
			s.checkEachBucketOnce(whole)
			s.recordFigures(whole, time.Since(began), early, late)
			// A sanitized binary keeps freed memory to detect its use, and looks for leaks when it ends.
			if late.resident > early.resident*11/10 && os.Getenv("CTS_SLOW_BINARY") == "" {
				t.Errorf("memory grew from %v to %v", early, late)
			}
			// One connection for each call that may be under way; which ones are kept is chance.
			if late.descriptors > early.descriptors+mostParallel {
				t.Errorf("descriptors grew from %v to %v", early, late)
			}
			if late.threads > early.threads+2 {
				t.Errorf("threads grew from %v to %v", early, late)
			}
			client.Kill()
			if state := config.Cmd.ProcessState; state == nil || !state.Success() {
				t.Errorf("the provider ended with %v", state)
			}
		})
	}
}

func (s *soak) recordFigures(whole int, took time.Duration, early, late usage) {
	t := s.t
	record(t, "reads", float64(whole), "")
	record(t, "wrong, lost or duplicated", float64(s.wrong.Load()), "")
	record(t, "failed because their call was refused for good", float64(s.failed.Load()), "")
	record(t, "calls", float64(s.cloud.calls), "")
	record(t, "calls that were failed", float64(s.cloud.calls-s.cloud.faults[passed]), "")
	record(t, "time", took.Seconds(), "s")
	record(t, "longest read", time.Duration(s.longest.Load()).Seconds(), "s")
	record(t, fmt.Sprintf("memory after %d", whole/10), megabytes(early.resident), "MB")
	record(t, fmt.Sprintf("memory after %d", whole), megabytes(late.resident), "MB")
	record(t, "peak memory", megabytes(late.peak), "MB")
	record(t, fmt.Sprintf("descriptors after %d", whole/10), float64(early.descriptors), "")
	record(t, fmt.Sprintf("descriptors after %d", whole), float64(late.descriptors), "")
	record(t, fmt.Sprintf("threads after %d", whole/10), float64(early.threads), "")
	record(t, fmt.Sprintf("threads after %d", whole), float64(late.threads), "")
}
