// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

func results(state object) []object {
	var all []object
	for _, one := range state["results"].([]any) {
		all = append(all, one.(object))
	}
	return all
}

func TestRead_SignedReadReturnsOneResultPerBucket(t *testing.T) {
	cloud := newStandin(t)
	_, c := connect(t)
	c.configure(cloud.settings())
	state, said := c.read(object{"buckets": []object{
		{"bucket_name": "audit-traces"},
		{"bucket_name": "missing-archive", "bucket_location": "eu-west-1"},
		{"bucket_name": "audit-vault", "kms_id": "1f26f8d8-65d4-436b-bea2-bd0ac1984f71"},
	}})
	if len(said) != 0 {
		t.Fatalf("a bucket that fails is data, but: %v", said)
	}
	if state["all_successful"] != false || state["domain_id"] != standinDomain || state["region"] != "eu-west-0" {
		t.Errorf("state %v", state)
	}
	if failed := fmt.Sprint(state["failed_bucket_names"]); failed != "[missing-archive]" {
		t.Errorf("failed %s", failed)
	}
	all := results(state)
	if len(all) != 3 {
		t.Fatalf("%d results", len(all))
	}
	for i, want := range []struct {
		name, location string
		encrypted      bool
		success        bool
	}{
		{"audit-traces", "eu-west-0", false, true},
		{"missing-archive", "eu-west-1", false, false},
		{"audit-vault", "eu-west-0", true, true},
	} {
		got := all[i]
		response := got["check_bucket_response"].(object)
		if got["bucket_name"] != want.name || got["bucket_location"] != want.location ||
			got["is_support_trace_files_encryption"] != want.encrypted || response["success"] != want.success {
			t.Errorf("result %d: %v", i, got)
		}
		if strings.Contains(fmt.Sprint(got["message"]), "can receive traces.") != want.success {
			t.Errorf("result %d: message %v", i, got["message"])
		}
	}
	sentence := fmt.Sprint(all[1]["message"])
	for _, word := range []string{"missing-archive", "eu-west-1", "OBS.NoSuchBucket", "404"} {
		if !strings.Contains(sentence, word) {
			t.Errorf("the message does not say %q: %s", word, sentence)
		}
	}
	if !strings.Contains(state["summary"].(string), "missing-archive") {
		t.Errorf("summary %q", state["summary"])
	}
}

func TestRead_UnconfiguredIsADiagnostic(t *testing.T) {
	_, c := connect(t)
	_, said := c.read(object{"buckets": buckets("audit-traces")})
	expectError(t, said)
}

func TestRead_NoBucketsNeedNoKnownConfiguration(t *testing.T) {
	_, c := connect(t)
	c.configure(object{"region": unknown{}, "access_key": unknown{}, "secret_key": unknown{}})
	state, said := c.read(object{"buckets": buckets()})
	if len(said) != 0 || state["all_successful"] != true || state["summary"] != "No buckets were checked." {
		t.Errorf("%v, %v", state, said)
	}
}

func TestRead_64AtOnceEachGetsItsOwnResult(t *testing.T) {
	cloud := newStandin(t)
	_, c := connect(t)
	c.configure(cloud.settings())
	var group sync.WaitGroup
	for i := range 64 {
		group.Add(1)
		go func() {
			defer group.Done()
			name := fmt.Sprintf("audit-%02d", i)
			if i%2 == 1 {
				name = fmt.Sprintf("missing-%02d", i)
			}
			state, said := c.read(object{"buckets": buckets(name)})
			if len(said) != 0 {
				t.Errorf("%s: %v", name, said)
				return
			}
			all := results(state)
			if len(all) != 1 || all[0]["bucket_name"] != name || state["all_successful"] != (i%2 == 0) {
				t.Errorf("%s: %v", name, state)
			}
		}()
	}
	group.Wait()
	counters := cloud.log().Counters
	if counters.Buckets != 64 {
		t.Errorf("%d buckets were asked for, not 64", counters.Buckets)
	}
	if counters.Checkbucket > 64 {
		t.Errorf("%d calls for 64 reads", counters.Checkbucket)
	}
}

// hangingRead starts a read of a service that never responds.
func hangingRead(t *testing.T, ctx context.Context, c *connection, cloud *cloud) chan []diagnostic {
	t.Helper()
	request := readRequest(t, object{"buckets": buckets("audit-traces")})
	ended := make(chan []diagnostic, 1)
	go func() {
		response, err := c.try(ctx, "/tfplugin6.Provider/ReadDataSource", request)
		if err != nil {
			ended <- nil
			return
		}
		ended <- response.diagnostics(2)
	}()
	select {
	case <-cloud.arrived:
	case <-time.After(patience):
		t.Fatal("the service was never asked")
	}
	return ended
}

func TestStopProvider_EndsAReadAndConfigureAllowsReadsAgain(t *testing.T) {
	cloud := newCloud(t)
	cloud.hang.Store(true)
	_, c := connect(t)
	c.configure(cloud.settings())
	ended := hangingRead(t, context.Background(), c, cloud)
	began := time.Now()
	if text := c.call("StopProvider", nil).sub(1); len(text) != 0 {
		t.Errorf("StopProvider: %q", text)
	}
	select {
	case said := <-ended:
		expectError(t, said)
	case <-time.After(patience):
		t.Fatal("the read goes on")
	}
	if took := time.Since(began); took > slack(time.Second) {
		t.Errorf("the read ended after %v", took)
	}
	cloud.hang.Store(false)
	c.configure(cloud.settings())
	if _, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Errorf("after StopProvider and Configure: %v", said)
	}
}

func TestCancelledCall_AbortsTheRequestToTheService(t *testing.T) {
	cloud := newCloud(t)
	cloud.hang.Store(true)
	p, c := connect(t)
	c.configure(cloud.settings())
	ctx, cancel := context.WithCancel(context.Background())
	ended := hangingRead(t, ctx, c, cloud)
	cancel()
	<-ended
	select {
	case <-cloud.abandoned:
	case <-time.After(slack(time.Second)):
		t.Error("the call to the service goes on after the host has cancelled")
	}
	cloud.hang.Store(false)
	if _, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Errorf("the next read: %v", said)
	}
	if !p.alive() {
		t.Error("the provider ended")
	}
}

func TestCancelledCall_DoesNotFailReadsThatShareItsRequest(t *testing.T) {
	// Both share a call to the service; one of them is cancelled.
	cloud := newStandin(t)
	cloud.order(`{"next": [{"path": "checkbucket", "delay_ms": 700, "times": 10}]}`)
	_, c := connect(t)
	c.configure(cloud.settings())
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = c.try(ctx, "/tfplugin6.Provider/ReadDataSource", readRequest(t, object{"buckets": buckets("audit-one")}))
	}()
	time.AfterFunc(300*time.Millisecond, cancel)
	state, said := c.read(object{"buckets": buckets("audit-two")})
	if len(said) != 0 || state["all_successful"] != true {
		t.Errorf("%v, %v", state, said)
	}
}

func TestRead_UnknownProviderConfigIsAnErrorOrDeferred(t *testing.T) {
	_, c := connect(t)
	c.configure(object{"region": unknown{}})
	request := readRequest(t, object{"buckets": buckets("audit-traces")})
	expectError(t, c.call("ReadDataSource", request).diagnostics(2), "region")
	deferred := c.call("ReadDataSource", request.bytes(4, message(nil).flag(1, true)))
	if reason := deferred.sub(3).varint(1); reason != 2 || len(deferred.diagnostics(2)) != 0 {
		t.Errorf("deferred for reason %d, %v; want 2, PROVIDER_CONFIG_UNKNOWN", reason, deferred.diagnostics(2))
	}
}

func TestRead_IsNotDeferredWithAKnownConfiguration(t *testing.T) {
	// Terraform sets it in every apply; if a provider then defers, it drops the data source without a message.
	cloud := newCloud(t)
	_, c := connect(t)
	c.configure(cloud.settings())
	request := readRequest(t, object{"buckets": buckets("audit-traces")}).bytes(4, message(nil).flag(1, true))
	response := c.call("ReadDataSource", request)
	if response.has(3) || !response.has(1) {
		t.Errorf("deferred %v, state %v", response.has(3), response.has(1))
	}
}

func TestRead_LastConfigureWins(t *testing.T) {
	first, second := newCloud(t), newCloud(t)
	_, c := connect(t)
	c.configure(first.settings())
	c.configure(second.settings())
	if _, said := c.read(object{"buckets": buckets("audit-traces")}); len(said) != 0 {
		t.Fatal(said)
	}
	if first.calls.Load() != 0 || second.calls.Load() != 1 {
		t.Errorf("calls: first %d, second %d", first.calls.Load(), second.calls.Load())
	}
}
