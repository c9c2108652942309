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
	"syscall"
	"testing"
	"time"
)

// The stand-in's user, besides keys.
const (
	standinUser     = "auditor"
	standinPassword = "Standin-Password-1"
	standinAccount  = "standin"
)

// faultPeak is more than any response may make a provider use: 32 MiB of JSON fit, a gigabyte does not.
const faultPeak = 256 << 20

func TestFaultTable_AndTheFaultServerKnowTheSameFaults(t *testing.T) {
	readFaultTable(t).check(t, faultsOfServer(t))
}

// Each row of the table, on each path: what the user reads, how many calls there were and how long they
// took. Afterwards the service works again, and so must the provider.
func TestFaults(t *testing.T) {
	table := readFaultTable(t)
	var shared, apart atomic.Int32 // reads of the path "batch"
	t.Cleanup(func() {
		// A machine that is slow for a second separates the reads in a row or two.
		if shared.Load() == 0 || shared.Load() < 10*apart.Load() {
			t.Errorf("reads shared their calls in %d rows, and not in %d", shared.Load(), apart.Load())
		}
	})
	for _, c := range table.cases(t) {
		t.Run(c.name(), func(t *testing.T) {
			t.Parallel()
			r := newFaultRun(t, table, c)
			r.run()
			if fewest, _ := c.calls(table.Retries); c.path == "batch" && c.canRecover() && !c.Split {
				if r.calls > fewest {
					apart.Add(1)
				} else {
					shared.Add(1)
				}
			}
		})
	}
}

// If a fault is retried and only the first call meets it, the read succeeds.
func TestFaults_OnceAreRecoveredFrom(t *testing.T) {
	table := readFaultTable(t)
	for _, c := range table.cases(t) {
		if !c.Retried || !c.canRecover() {
			continue
		}
		t.Run(c.name(), func(t *testing.T) {
			t.Parallel()
			r := newFaultRun(t, table, c, "--times", "1")
			for _, one := range r.readAll() {
				r.succeeded(one)
			}
			if n := r.server.faulty(); n != 1 {
				t.Errorf("%d calls went wrong, not 1", n)
			}
		})
	}
}

// faultRun is one provider and one service.
type faultRun struct {
	t       *testing.T
	table   faultTable
	c       faultCase
	server  *faultServer
	process *process
	host    *connection
	limit   time.Duration
	calls   int // that went wrong
}

// outcome is the result of one read.
type outcome struct {
	state object
	said  []diagnostic
	took  time.Duration
}

// steps are the settings and the calls of a path.
func (r *faultRun) settings() object {
	faulty, good := r.c.place, "plain"
	settings := object{
		"region": "eu-west-0", "max_retries": r.table.Retries, "cacert_file": r.server.ca,
		"access_key": standinKey, "secret_key": standinSecret,
		"batching": object{"send_after": "1s"},
	}
	ctsPlace, iamPlace := faulty, good
	switch r.c.path {
	case "token":
		delete(settings, "access_key")
		delete(settings, "secret_key")
		settings["user_name"], settings["password"] = standinUser, standinPassword
		settings["domain_name"] = standinAccount
		ctsPlace, iamPlace = good, faulty
	case "look-up":
		ctsPlace, iamPlace = good, faulty
	default:
		settings["domain_id"], settings["project_id"] = standinDomain, standinProject
	}
	iam := r.server.url(iamPlace, "iam")
	settings["endpoints"] = map[string]any{
		"cts": r.server.url(ctsPlace, "cts"), "iam": iam, "sts": iam, "metadata": "",
	}
	return settings
}

// isRenewal reports whether a token was fetched before the fault begins.
func (c faultCase) isRenewal() bool { return c.path == "token" && c.canRecover() }

// canRecover reports whether there can be a service at the place.
func (c faultCase) canRecover() bool {
	return !slices.Contains([]string{"refused", "unknown-name", "http-to-tls", "proxy-refused",
		"proxy-unknown-name"}, c.place)
}

func newFaultRun(t *testing.T, table faultTable, c faultCase, flags ...string) *faultRun {
	t.Helper()
	match := map[string][]string{
		"read": {"/checkbucket"}, "batch": {"/checkbucket"}, "token": {"/v3/auth/tokens"},
		"look-up": {"/v3/projects", "/v3/auth/domains", "/v5/"},
	}[c.path]
	if c.place == "proxy" {
		match = []string{".proxied.example"}
	}
	for _, part := range match {
		flags = append(flags, "--match", part)
	}
	if c.fault != c.place {
		flags = append(flags, "--fault", c.fault)
	}
	// A token that has expired when it arrives: a read needs one twice, for its account and for its call.
	flags = append(flags, "--token-seconds", "-10")
	if c.isRenewal() {
		flags = append(flags, "--after", "2")
	}
	limit, err := time.ParseDuration(c.limit)
	check(t, err)
	r := &faultRun{t: t, table: table, c: c, server: newFaultServer(t, flags...), limit: limit}
	r.process, r.host = connect(t, append(r.server.environment(c.place), "TF_LOG=TRACE")...)
	r.host.configure(r.settings())
	if c.isRenewal() {
		r.succeeded(r.read("audit-before"))
	}
	return r
}

func (r *faultRun) config(name string) object {
	return object{"buckets": buckets(name), "timeouts": object{"read": r.c.limit}}
}

func (r *faultRun) read(name string) outcome {
	ctx, cancel := context.WithTimeout(context.Background(), r.limit+patience)
	defer cancel()
	began := time.Now()
	answer, err := r.host.try(ctx, "/tfplugin6.Provider/ReadDataSource", readRequest(r.t, r.config(name)))
	one := outcome{took: time.Since(began)}
	if err != nil {
		r.t.Errorf("the read ends after %v with %v", one.took, err)
		return one
	}
	one.said = answer.diagnostics(2)
	if answer.has(1) {
		one.state = decode(r.t, answer.sub(1))
	}
	return one
}

// readAll makes the reads of the path: three that share a call, or one.
func (r *faultRun) readAll() []outcome {
	if r.c.path != "batch" {
		return []outcome{r.read("audit-traces")}
	}
	names := []string{"audit-one", "audit-three", "audit-two"}
	for _, name := range names { // like core; the provider learns from it how many reads to expect
		request := message(nil).text(1, checkType).bytes(2, dataConfig(r.t, r.config(name)))
		r.host.call("ValidateDataResourceConfig", request)
	}
	all := make([]outcome, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() { all[i] = r.read(name) })
	}
	group.Wait()
	return all
}

func (r *faultRun) run() {
	t := r.t
	for _, one := range r.readAll() {
		if r.c.Summary == "" {
			r.succeeded(one)
		} else {
			r.failed(one)
		}
		if most := r.limit + slack(2*time.Second); one.took > most {
			t.Errorf("the read took %v, its limit is %v", one.took, r.limit)
		}
	}
	fewest, most := r.c.calls(r.table.Retries)
	r.calls = r.server.faulty()
	if r.c.canRecover() && (r.calls < fewest || (r.calls > most && r.c.Summary != "")) {
		t.Errorf("%d calls went wrong, want %d to %d", r.calls, fewest, most)
	}
	if n := r.server.elsewhere.Load(); n != 0 {
		t.Errorf("%d requests reached the other host", n)
	}
	r.server.endFaults()
	check(t, r.host.served(patience))
	if r.c.canRecover() {
		after := r.read("audit-after")
		for began := time.Now(); r.c.Lingers && after.state == nil && time.Since(began) < slack(20*time.Second); {
			after = r.read("audit-after")
		}
		if r.c.Final {
			r.failed(after)
		} else {
			r.succeeded(after)
		}
	}
	r.host.stop(r.process)
	r.keptItsSecrets()
	peak := r.process.state.SysUsage().(*syscall.Rusage).Maxrss << 10
	if peak > slackBytes(faultPeak) {
		t.Errorf("the provider grew to %d MiB", peak>>20)
	}
}

// slackBytes allows for the memory that a sanitizer adds to each block, and for the blocks that it holds back.
func slackBytes(limit int64) int64 { return limit * int64(slack(4)/4) }

func (r *faultRun) succeeded(one outcome) {
	r.t.Helper()
	if len(one.said) != 0 || one.state == nil || one.state["all_successful"] != true {
		r.t.Errorf("no success after %v: %v, %v", one.took, one.state, one.said)
	}
}

func (r *faultRun) failed(one outcome) {
	r.t.Helper()
	if one.state != nil {
		r.t.Errorf("there is a state: %v", one.state)
	}
	if len(one.said) != 1 || one.said[0].severity != severityError {
		r.t.Fatalf("not one error after %v: %v", one.took, one.said)
	}
	d := one.said[0]
	if d.summary != r.c.Summary {
		r.t.Errorf("summary %q, want %q", d.summary, r.c.Summary)
	}
	operation := map[string]string{"token": "Getting a token", "look-up": "Looking up the account"}[r.c.path]
	if operation == "" {
		operation = "Checking the buckets"
	}
	for _, words := range []string{r.c.Says, operation} {
		if !strings.Contains(d.detail, words) {
			r.t.Errorf("the detail does not say %q: %s", words, d.detail)
		}
	}
	if lines := strings.Count(d.detail, "\n") + 1; lines > 6 || len(d.detail) > 4000 {
		r.t.Errorf("the detail has %d lines and %d bytes", lines, len(d.detail))
	}
	r.withoutSecrets("the diagnostic", fmt.Sprint(d))
}

func (r *faultRun) keptItsSecrets() {
	r.t.Helper()
	r.withoutSecrets("stderr", r.process.stderr.String())
}

func (r *faultRun) withoutSecrets(where, text string) {
	r.t.Helper()
	for _, secret := range []string{standinSecret, standinPassword, "StandinIssuedToken"} {
		if strings.Contains(text, secret) {
			r.t.Errorf("%s has the secret %.8s…", where, secret)
		}
	}
}
