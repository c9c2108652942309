// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A user of the stand-in, for tests that need a token instead of keys.
const (
	standinUser     = "auditor"
	standinPassword = "Standin-Password-1"
	standinAccount  = "standin"
)

// maxFaultMemory is the limit of the provider's memory in bytes. 32 MiB of JSON fit into it, a gigabyte does not.
const maxFaultMemory = 256 << 20

func TestFaultTable_MatchesTheFaultServer(t *testing.T) {
	readFaultTable(t).check(t, faultsOfServer(t))
}

// Runs each row of the table in each scenario. Checks the error, the duration of the read and how often the fault
// occurred. Then the service works again, and the next read must succeed.
func TestFaults(t *testing.T) {
	table := readFaultTable(t)
	var shared, separate atomic.Int32 // runs of the scenario "batch"
	t.Cleanup(func() {
		// In a row or two, a slow machine may separate the reads.
		if shared.Load() == 0 || shared.Load() < 10*separate.Load() {
			t.Errorf("reads shared a call in %d rows, but had separate calls in %d", shared.Load(), separate.Load())
		}
	})
	for _, c := range table.cases(t) {
		t.Run(c.name(), func(t *testing.T) {
			t.Parallel()
			r := newFaultRun(t, table, c)
			r.run()
			if atLeast, _ := c.occurrences(table.MaxRetries); c.scenario == "batch" && c.canRecover() && !c.Split {
				if r.occurrences > atLeast {
					separate.Add(1)
				} else {
					shared.Add(1)
				}
			}
		})
	}
}

// If a fault is retried and occurs only once, the read succeeds.
func TestFaults_SucceedsIfARetriedFaultOccursOnce(t *testing.T) {
	table := readFaultTable(t)
	for _, c := range table.cases(t) {
		if !c.Retried || !c.canRecover() {
			continue
		}
		t.Run(c.name(), func(t *testing.T) {
			t.Parallel()
			r := newFaultRun(t, table, c, "--times", "1")
			for _, result := range r.readAll() {
				r.expectSuccess(result)
			}
			if n := r.server.occurrences(); n != 1 {
				t.Errorf("the fault occurred %d times, want 1", n)
			}
		})
	}
}

// faultRun is one case, with a provider and a service of its own.
type faultRun struct {
	t           *testing.T
	table       faultTable
	c           faultCase
	server      *faultServer
	process     *process
	host        *connection
	timeLimit   time.Duration
	occurrences int // of the fault
}

type readResult struct {
	state       object
	diagnostics []diagnostic
	duration    time.Duration
}

// settings returns the provider's configuration: the scenario decides which service has the fault.
func (r *faultRun) settings() object {
	faulty, correct := r.c.endpoint, "plain"
	settings := object{
		"region": "eu-west-0", "max_retries": r.table.MaxRetries, "cacert_file": r.server.caFile,
		"access_key": standinKey, "secret_key": standinSecret,
		"batching": object{"send_after": "1s"},
	}
	cts, iam := faulty, correct
	switch r.c.scenario {
	case "token":
		delete(settings, "access_key")
		delete(settings, "secret_key")
		settings["user_name"], settings["password"] = standinUser, standinPassword
		settings["domain_name"] = standinAccount
		cts, iam = correct, faulty
	case "look-up":
		cts, iam = correct, faulty
	default:
		settings["domain_id"], settings["project_id"] = standinDomain, standinProject
	}
	iamURL := r.server.url(iam, "iam")
	settings["endpoints"] = map[string]any{
		"cts": r.server.url(cts, "cts"), "iam": iamURL, "sts": iamURL, "metadata": "",
	}
	return settings
}

// isRenewal reports whether the fault occurs when a token is renewed, not when the first one is fetched.
func (c faultCase) isRenewal() bool { return c.scenario == "token" && c.canRecover() }

// canRecover reports whether the endpoint works when its fault ends.
func (c faultCase) canRecover() bool {
	return !slices.Contains([]string{"closed-port", "unknown-host", "http-to-tls", "proxy-closed-port",
		"proxy-unknown-host"}, c.endpoint)
}

func newFaultRun(t *testing.T, table faultTable, c faultCase, flags ...string) *faultRun {
	t.Helper()
	if takesTooLong(c) {
		t.Skip("too slow here")
	}
	match := map[string][]string{
		"read": {"/checkbucket"}, "batch": {"/checkbucket"}, "token": {"/v3/auth/tokens"},
		"look-up": {"/v3/projects", "/v3/auth/domains", "/v5/"},
	}[c.scenario]
	if c.endpoint == "proxy" {
		match = []string{".proxied.example"}
	}
	for _, part := range match {
		flags = append(flags, "--match", part)
	}
	if c.fault != c.endpoint {
		flags = append(flags, "--fault", c.fault)
	}
	// Each token has expired when it arrives, so a read fetches two: one for its account and one for its request.
	flags = append(flags, "--token-seconds", "-10")
	if c.isRenewal() {
		flags = append(flags, "--after", "2")
	}
	timeLimit, err := time.ParseDuration(c.timeLimit)
	check(t, err)
	r := &faultRun{t: t, table: table, c: c, server: newFaultServer(t, flags...), timeLimit: timeLimit}
	r.process, r.host = connect(t, append(r.server.environment(c.endpoint), "TF_LOG=TRACE")...)
	r.host.configure(r.settings())
	if c.isRenewal() {
		r.expectSuccess(r.read("audit-before"))
	}
	return r
}

func (r *faultRun) config(name string) object {
	return object{"buckets": buckets(name), "timeouts": object{"read": r.c.timeLimit}}
}

func (r *faultRun) read(name string) readResult {
	ctx, cancel := context.WithTimeout(context.Background(), r.timeLimit+patience)
	defer cancel()
	began := time.Now()
	response, err := r.host.try(ctx, "/tfplugin6.Provider/ReadDataSource", readRequest(r.t, r.config(name)))
	result := readResult{duration: time.Since(began)}
	if err != nil {
		r.t.Errorf("ReadDataSource failed after %v: %v", result.duration, err)
		return result
	}
	result.diagnostics = response.diagnostics(2)
	if response.has(1) {
		result.state = decode(r.t, response.sub(1))
	}
	return result
}

// readAll runs the reads of the scenario: three that share a call, or one.
func (r *faultRun) readAll() []readResult {
	if r.c.scenario != "batch" {
		return []readResult{r.read("audit-traces")}
	}
	names := []string{"audit-one", "audit-three", "audit-two"}
	// Like core. The provider counts the validated instances to know how many reads to expect.
	for _, name := range names {
		request := message(nil).text(1, checkType).bytes(2, dataConfig(r.t, r.config(name)))
		r.host.call("ValidateDataResourceConfig", request)
	}
	all := make([]readResult, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() { all[i] = r.read(name) })
	}
	group.Wait()
	return all
}

func (r *faultRun) run() {
	t := r.t
	for _, result := range r.readAll() {
		if r.c.Summary == "" {
			r.expectSuccess(result)
		} else {
			r.expectError(result)
		}
		if result.duration > r.timeLimit+slack(2*time.Second) {
			t.Errorf("the read took %v, its time limit is %v", result.duration, r.timeLimit)
		}
	}
	atLeast, atMost := r.c.occurrences(r.table.MaxRetries)
	r.occurrences = r.server.occurrences()
	if r.c.canRecover() && (r.occurrences < atLeast || (r.occurrences > atMost && r.c.Summary != "")) {
		t.Errorf("the fault occurred %d times, want %d to %d", r.occurrences, atLeast, atMost)
	}
	if n := r.server.redirected.Load(); n != 0 {
		t.Errorf("%d requests reached the other host", n)
	}
	r.server.endFaults()
	check(t, r.host.served(patience))
	if r.c.canRecover() {
		after := r.read("audit-after")
		for began := time.Now(); r.c.RecoversLate && after.state == nil && time.Since(began) < slack(20*time.Second); {
			after = r.read("audit-after")
		}
		if r.c.Final {
			r.expectError(after)
		} else {
			r.expectSuccess(after)
		}
	}
	peak := r.process.peakMemory()
	r.host.stop(r.process)
	r.expectNoSecrets("stderr", r.process.stderr.String())
	if peak > slackBytes(maxFaultMemory) {
		t.Errorf("the provider used %d MiB of memory", peak>>20)
	}
}

// slackBytes raises a memory limit for a sanitizer, which adds memory to each block and frees blocks late.
func slackBytes(limit int64) int64 { return limit * int64(slack(4)/4) }

func (r *faultRun) expectSuccess(result readResult) {
	r.t.Helper()
	if len(result.diagnostics) != 0 || result.state == nil || result.state["all_successful"] != true {
		r.t.Errorf("no success after %v: %v, %v", result.duration, result.state, result.diagnostics)
	}
}

func (r *faultRun) expectError(result readResult) {
	r.t.Helper()
	if result.state != nil {
		r.t.Errorf("the failed read returned a state: %v", result.state)
	}
	if len(result.diagnostics) != 1 || result.diagnostics[0].severity != severityError {
		r.t.Fatalf("want one error, got after %v: %v", result.duration, result.diagnostics)
	}
	d := result.diagnostics[0]
	if d.summary != r.c.Summary {
		r.t.Errorf("summary %q, want %q", d.summary, r.c.Summary)
	}
	operation := map[string]string{"token": "Getting a token", "look-up": "Looking up the account"}[r.c.scenario]
	if operation == "" {
		operation = "Checking the buckets"
	}
	says := strings.ReplaceAll(r.c.Says, "reset the connection", saidOfAReset())
	for _, words := range []string{says, operation} {
		if !strings.Contains(d.detail, words) {
			r.t.Errorf("the detail does not contain %q: %s", words, d.detail)
		}
	}
	if lines := strings.Count(d.detail, "\n") + 1; lines > 6 || len(d.detail) > 4000 {
		r.t.Errorf("the detail has %d lines and %d bytes", lines, len(d.detail))
	}
	r.expectNoSecrets("the diagnostic", fmt.Sprint(d))
}

func (r *faultRun) expectNoSecrets(where, text string) {
	r.t.Helper()
	for _, secret := range []string{standinSecret, standinPassword, "StandinIssuedToken"} {
		if strings.Contains(text, secret) {
			r.t.Errorf("%s has the secret %.8s…", where, secret)
		}
	}
}
