// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// checkCall is one call to checkbucket, as the service sees it.
type checkCall struct {
	number  int // from 1
	buckets []object
}

func (c checkCall) names() string {
	var all []string
	for _, bucket := range c.buckets {
		all = append(all, bucket["bucket_name"].(string))
	}
	return strings.Join(all, ",")
}

// scripted is a service whose responses a test writes. It checks no signature.
type scripted struct {
	*httptest.Server
	checks, others atomic.Int64
}

// newScripted responds to each call to checkbucket with what `respond` returns: a status, or 200 and the
// response code of each bucket by name (200 if it names none). Other calls are refused after `lookUp`.
func newScripted(t testing.TB, lookUp time.Duration, respond func(checkCall, http.Header) (int, map[string]int)) *scripted {
	s := &scripted{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/checkbucket") {
			s.others.Add(1)
			select {
			case <-time.After(lookUp):
			case <-r.Context().Done():
			}
			refuse(w, 403, "IAM.0001")
			return
		}
		call := checkCall{number: int(s.checks.Add(1))}
		var body struct {
			Buckets []object `json:"buckets"`
		}
		_ = json.NewDecoder(r.Body).Decode(&body)
		call.buckets = body.Buckets
		status, codes := respond(call, w.Header())
		if status != 200 {
			refuse(w, status, "TEST.0001")
			return
		}
		for _, bucket := range body.Buckets {
			code, found := codes[bucket["bucket_name"].(string)]
			if !found {
				code = 200
			}
			bucket["check_bucket_response"] = object{"response_code": code, "success": code == 200}
		}
		_ = json.NewEncoder(w).Encode(body)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

func (s *scripted) settings(more object) object {
	settings := object{
		"region":     "eu-west-0",
		"access_key": "HOSTTESTKEY000000001",
		"secret_key": secret,
		"domain_id":  standinDomain,
		"project_id": standinProject,
		"endpoints":  map[string]any{"cts": s.URL, "iam": s.URL, "sts": s.URL, "metadata": ""},
	}
	for name, value := range more {
		settings[name] = value
	}
	return settings
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, `{"error_code":%q,"error_msg":"The test says no."}`, code)
}

type readOutcome struct {
	state object
	said  []diagnostic
	took  time.Duration
}

func (o readOutcome) text() string { return fmt.Sprint(o.said) }

// readTogether announces all reads, as core does by validating them, and then makes them at the same time.
func (c *connection) readTogether(reads ...object) []readOutcome {
	for _, read := range reads {
		c.call("ValidateDataResourceConfig", readRequest(c.t, read))
	}
	outcomes := make([]readOutcome, len(reads))
	var group sync.WaitGroup
	for i, read := range reads {
		group.Go(func() {
			begin := time.Now()
			state, said := c.read(read)
			outcomes[i] = readOutcome{state, said, time.Since(begin)}
		})
	}
	group.Wait()
	return outcomes
}

func oneBucket(name, limit string) object {
	read := object{"buckets": buckets(name)}
	if limit != "" {
		read["timeouts"] = object{"read": limit}
	}
	return read
}

// Reads wait for each other, so they share a call on any machine.
var waitForOtherReads = object{"batching": object{"send_after": "2s"}}

func TestSharedCalls_FinishedReadDoesNotWaitForARetry(t *testing.T) {
	service := newScripted(t, 0, func(checkCall, http.Header) (int, map[string]int) {
		return 200, map[string]int{"bad": 500}
	})
	_, c := connect(t)
	c.configure(service.settings(waitForOtherReads))
	outcomes := c.readTogether(oneBucket("good", "30s"), oneBucket("bad", "8s"))
	if good := outcomes[0]; len(good.said) != 0 || good.took > slack(3500*time.Millisecond) {
		t.Errorf("the good read took %v: %v", good.took, good.said)
	}
	if bad := outcomes[1]; len(bad.said) != 0 || results(bad.state)[0]["check_bucket_response"].(object)["success"] != false {
		t.Errorf("the bad read: %v, %v", bad.state, bad.said)
	}
	if calls := service.checks.Load(); calls < 3 {
		t.Errorf("%d calls: the bad bucket was not asked again", calls)
	}
}

func TestSharedCalls_EachReadComparesRetryAfterWithItsTimeout(t *testing.T) {
	service := newScripted(t, 0, func(call checkCall, header http.Header) (int, map[string]int) {
		if call.number == 1 {
			header.Set("Retry-After", "7")
			return 429, nil
		}
		return 200, nil
	})
	_, c := connect(t)
	c.configure(service.settings(waitForOtherReads))
	outcomes := c.readTogether(oneBucket("hurried", "5s"), oneBucket("patient", "60s"))
	hurried, patient := outcomes[0], outcomes[1]
	if !strings.Contains(hurried.text(), "429") || !strings.Contains(hurried.text(), "asks to wait 7s") {
		t.Errorf("the hurried read was told: %v", hurried.said)
	}
	if hurried.took > slack(4*time.Second) {
		t.Errorf("the hurried read took %v", hurried.took)
	}
	if len(patient.said) != 0 || patient.took < 7*time.Second {
		t.Errorf("the patient read took %v: %v", patient.took, patient.said)
	}
	if calls := service.checks.Load(); calls != 2 {
		t.Errorf("%d calls", calls)
	}
}

func TestSharedCalls_CallsAndBucketsShareMaxRetries(t *testing.T) {
	service := newScripted(t, 0, func(call checkCall, _ http.Header) (int, map[string]int) {
		if call.number <= 2 {
			return 500, nil
		}
		return 200, map[string]int{"bad": 500}
	})
	_, c := connect(t)
	c.configure(service.settings(object{"max_retries": 2}))
	state, said := c.read(oneBucket("bad", ""))
	if len(said) != 0 || state["all_successful"] != false {
		t.Errorf("%v, %v", state, said)
	}
	if calls := service.checks.Load(); calls != 3 {
		t.Errorf("%d calls with max_retries = 2", calls)
	}
}

func TestSharedCalls_WrongKeyIsSentOnce(t *testing.T) {
	many := []string{}
	for i := range 1200 {
		many = append(many, fmt.Sprintf("bucket-%04d", i))
	}
	ten := []object{}
	for i := range 10 {
		ten = append(ten, oneBucket(fmt.Sprintf("bucket-%d", i), ""))
	}
	for name, row := range map[string]struct {
		settings object
		reads    []object
	}{
		"1,200 buckets":                   {nil, []object{{"buckets": buckets(many...)}}},
		"ten reads, and batching off":     {object{"batching": object{"enabled": false}}, ten},
		"ten reads that share no look-up": {object{"domain_id": nil, "project_id": nil}, ten},
	} {
		t.Run(name, func(t *testing.T) {
			refused := atomic.Int64{}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				refused.Add(1)
				time.Sleep(100 * time.Millisecond)
				refuse(w, 401, "APIGW.0301")
			}))
			defer server.Close()
			service := &scripted{Server: server}
			_, c := connect(t)
			c.configure(service.settings(row.settings))
			for i, o := range c.readTogether(row.reads...) {
				if !strings.Contains(o.text(), "APIGW.0301") {
					t.Errorf("read %d: %v", i, o.said)
				}
			}
			if calls := refused.Load(); calls != 1 {
				t.Errorf("%d bad signatures", calls)
			}
		})
	}
}

func TestSharedCalls_SlowLookUpErrorNamesIamAndNotCts(t *testing.T) {
	service := newScripted(t, time.Minute, func(checkCall, http.Header) (int, map[string]int) { return 200, nil })
	iam := newScripted(t, time.Minute, nil)
	_, c := connect(t)
	c.configure(service.settings(object{
		"domain_id": nil, "project_id": nil,
		"endpoints": map[string]any{"cts": service.URL, "iam": iam.URL, "sts": iam.URL, "metadata": ""},
	}))
	for i, o := range c.readTogether(oneBucket("first", "2s"), oneBucket("second", "2s")) {
		if !strings.Contains(o.text(), iam.URL) || strings.Contains(o.text(), service.URL) {
			t.Errorf("read %d: %v", i, o.said)
		}
		if o.took > slack(3*time.Second) {
			t.Errorf("read %d took %v", i, o.took)
		}
	}
	if calls := service.checks.Load() + service.others.Load(); calls != 0 {
		t.Errorf("CTS got %d calls", calls)
	}
}

func TestSharedCalls_LongSendAfterRespectsTheReadTimeout(t *testing.T) {
	service := newScripted(t, 0, func(checkCall, http.Header) (int, map[string]int) { return 200, nil })
	_, c := connect(t)
	c.configure(service.settings(object{"batching": object{"send_after": "20s"}}))
	// The announced second read never comes.
	c.call("ValidateDataResourceConfig", readRequest(t, oneBucket("never", "")))
	outcomes := c.readTogether(oneBucket("lone", "5s"))
	if len(outcomes[0].said) != 0 || outcomes[0].took > slack(4*time.Second) {
		t.Errorf("took %v: %v", outcomes[0].took, outcomes[0].said)
	}
}

func TestSharedCalls_SameBucketWithOtherEncryptionFailsAlone(t *testing.T) {
	service := newScripted(t, 0, func(call checkCall, _ http.Header) (int, map[string]int) {
		if call.buckets[0]["is_support_trace_files_encryption"] == false {
			return 403, nil
		}
		return 200, nil
	})
	_, c := connect(t)
	c.configure(service.settings(waitForOtherReads))
	check := func(encryption bool) object {
		return object{"buckets": []object{{"bucket_name": "vault", "kms_id": "key",
			"is_support_trace_files_encryption": encryption}}}
	}
	outcomes := c.readTogether(check(true), check(false))
	if len(outcomes[0].said) != 0 {
		t.Errorf("the read that was answered failed: %v", outcomes[0].said)
	}
	if !strings.Contains(outcomes[1].text(), "403") {
		t.Errorf("the read that was refused: %v, %v", outcomes[1].state, outcomes[1].said)
	}
}

func TestSharedCalls_ReadPendingBehindASlowCallIsSentInTime(t *testing.T) {
	service := newScripted(t, 0, func(call checkCall, _ http.Header) (int, map[string]int) {
		if call.names() == "slow" {
			time.Sleep(8 * time.Second)
		}
		return 200, nil
	})
	_, c := connect(t)
	c.configure(service.settings(nil))
	slow := make(chan readOutcome)
	go func() { slow <- c.readTogether(oneBucket("slow", "60s"))[0] }()
	for service.checks.Load() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	hurried := c.readTogether(oneBucket("hurried", "4s"))[0]
	if len(hurried.said) != 0 || hurried.took > slack(3500*time.Millisecond) {
		t.Errorf("the hurried read took %v: %v", hurried.took, hurried.said)
	}
	if first := <-slow; len(first.said) != 0 {
		t.Errorf("the slow read: %v", first.said)
	}
}
