// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

//go:build soak

package host

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// instances of a plan, in hundreds: 2,000 unless CTS_SOAK_INSTANCES says otherwise.
func instances(t testing.TB) int { return number(t, "CTS_SOAK_INSTANCES", 2_000) / 100 * 100 }

// A core's plan with one data source in that many instances. Each checks a bucket of its own, and
// reports whether its result is about that bucket.
const manyInstances = `
terraform {
  required_providers {
    cts = { source = "terraform.local/cts/cts" }
  }
}
provider "cts" {
  batching = { enabled = %v }
}
locals {
  # range gives no more than 1,024 numbers
  names = flatten([
    for h in range(%d) : [
      for i in range(100) : format("%%s-%%05d-plan", i %% 10 == 9 ? "missing" : "audit", 100 * h + i)
    ]
  ])
}
data "cts_bucket_check" "each" {
  for_each = toset(local.names)
  buckets  = [{ bucket_name = each.key }]
}
output "green" {
  value = length([for c in data.cts_bucket_check.each : c if c.all_successful])
}
output "read" {
  value = length(data.cts_bucket_check.each)
}
output "mixed_up" {
  value = [
    for name, c in data.cts_bucket_check.each : name
    if c.results[0].bucket_name != name || c.all_successful != startswith(name, "audit-")
  ]
}
`

// corePlan runs Terraform in a folder with that configuration.
type corePlan struct {
	t        *testing.T
	folder   string
	provider string // a copy, so that its processes are known by their file
	cloud    *lossy
	peak     usage // the largest of any process of the provider
	early    usage // after a fifth of the instances
	late     usage // the last that was seen of the process that reads
}

func newCorePlan(t *testing.T, batching, refusals bool) *corePlan {
	p := &corePlan{t: t, folder: t.TempDir(), cloud: newLossy(t, newStandin(t), refusals)}
	bin := filepath.Join(p.folder, "bin")
	check(t, os.Mkdir(bin, 0o755))
	p.provider = filepath.Join(bin, "terraform-provider-cts")
	content, err := os.ReadFile(binary(t))
	check(t, err)
	check(t, os.WriteFile(p.provider, content, 0o755))
	p.write("main.tf", fmt.Sprintf(manyInstances, batching, instances(t)/100))
	p.write("cli.tfrc", fmt.Sprintf(
		"disable_checkpoint = true\nprovider_installation {\n  dev_overrides {\n    \"terraform.local/cts/cts\" = %q\n  }\n}\n", bin))
	return p
}

func (p *corePlan) write(name, content string) {
	p.t.Helper()
	check(p.t, os.WriteFile(filepath.Join(p.folder, name), []byte(content), 0o644))
}

// run returns the command's output and whether it succeeded.
func (p *corePlan) run(arguments ...string) (string, bool) {
	p.t.Helper()
	command := exec.Command(fromEnvironment(p.t, "CTS_TERRAFORM"), arguments...)
	command.Dir = p.folder
	home, _ := os.UserHomeDir()
	cache := os.Getenv("XDG_CACHE_HOME")
	if cache == "" {
		cache = filepath.Join(home, ".cache") // the folder of the core
	}
	command.Env = append(baseEnvironment(),
		"XDG_CACHE_HOME="+cache, "TF_CLI_CONFIG_FILE="+filepath.Join(p.folder, "cli.tfrc"),
		"TF_IN_AUTOMATION=1", "HW_REGION_NAME=eu-west-0", "HW_ACCESS_KEY="+standinKey,
		"HW_SECRET_KEY="+standinSecret, "HW_DOMAIN_ID="+standinDomain, "HW_PROJECT_ID="+standinProject,
		"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0="+p.cloud.URL)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	check(p.t, command.Start())
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	limit := time.After(10 * time.Minute)
	for {
		select {
		case err := <-ended:
			return output.String(), err == nil
		case <-time.After(20 * time.Millisecond):
			p.watch()
		case <-limit:
			_ = command.Process.Kill()
			p.t.Fatalf("%v: no end\n%s", arguments, tail(output.String()))
		}
	}
}

// watch records the current resource usage of the provider's processes.
func (p *corePlan) watch() {
	all, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range all {
		if file, err := os.Readlink(link); err != nil || file != p.provider {
			continue
		}
		var pid int
		_, _ = fmt.Sscanf(link, "/proc/%d/", &pid)
		if now, err := usageOf(pid); err == nil {
			p.peak.peak = max(p.peak.peak, now.peak)
			p.peak.descriptors = max(p.peak.descriptors, now.descriptors)
			p.peak.threads = max(p.peak.threads, now.threads)
			if withResult := p.cloud.bucketsWithResult(); withResult > 0 {
				p.late = now
				if withResult <= instances(p.t)/5 {
					p.early = now
				}
			}
		}
	}
}

func tail(text string) string { return text[max(0, len(text)-2000):] }

func TestSoakPlan_EveryInstanceGetsItsResult(t *testing.T) {
	for _, batching := range []bool{true, false} {
		t.Run(map[bool]string{true: "batching", false: "no batching"}[batching], func(t *testing.T) {
			p, instances := newCorePlan(t, batching, false), instances(t)
			began := time.Now()
			if output, ok := p.run("plan", "-json", "-input=false", "-parallelism=64", "-out=plan.bin"); !ok {
				t.Fatalf("the plan failed:\n%s", tail(output))
			}
			took := time.Since(began)
			shown, ok := p.run("show", "-json", "plan.bin")
			if !ok {
				t.Fatal(tail(shown))
			}
			var plan struct {
				PlannedValues struct {
					Outputs map[string]struct{ Value any }
				} `json:"planned_values"`
			}
			check(t, json.Unmarshal([]byte(shown), &plan))
			outputs := plan.PlannedValues.Outputs
			if outputs["read"].Value != float64(instances) ||
				outputs["green"].Value != float64(instances*9/10) ||
				len(outputs["mixed_up"].Value.([]any)) != 0 {
				t.Errorf("outputs %v", outputs)
			}
			for name, times := range p.cloud.results {
				if times != 1 {
					t.Errorf("%s was answered %d times", name, times)
				}
			}
			if checked := len(p.cloud.results); checked != instances {
				t.Errorf("%d buckets were answered", checked)
			}
			// A plan takes as long as the first tenth of the reads through a host, after which memory must not grow.
			if most := p.early.resident * 5 / 4; p.late.resident > most {
				t.Errorf("memory grows from %d to %d kB", p.early.resident, p.late.resident)
			}
			if most := p.early.descriptors + mostParallel; p.late.descriptors > most {
				t.Errorf("descriptors grow from %d to %d", p.early.descriptors, p.late.descriptors)
			}
			// Announced reads share calls. How many depends on the core's pace and so on the load of the machine.
			if most := instances / 2; batching && p.cloud.calls > most {
				t.Errorf("%d calls for %d instances", p.cloud.calls, instances)
			}
			progress("%s: %.1f s, %s; %.1f MB at the peak", t.Name(), took.Seconds(), p.cloud.book(), megabytes(p.peak.peak))
			record(t, "instances", float64(instances), "")
			record(t, "calls", float64(p.cloud.calls), "")
			record(t, "calls that were failed", float64(p.cloud.calls-p.cloud.faults[passed]), "")
			record(t, "time of the plan", took.Seconds(), "s")
			record(t, "memory after a fifth", megabytes(p.early.resident), "MB")
			record(t, "memory at the end", megabytes(p.late.resident), "MB")
			record(t, "peak memory", megabytes(p.peak.peak), "MB")
			record(t, "most descriptors", float64(p.peak.descriptors), "")
			record(t, "most threads", float64(p.peak.threads), "")
		})
	}
}

// If calls are refused for good, exactly their instances fail.
func TestSoakPlan_RefusedCallFailsOnlyItsInstances(t *testing.T) {
	p := newCorePlan(t, false, true) // one call each, so that some are certainly refused
	output, ok := p.run("plan", "-json", "-input=false", "-parallelism=64")
	if ok || len(p.cloud.lost) == 0 {
		t.Fatalf("%d buckets were in calls that were refused; the plan succeeded: %v", len(p.cloud.lost), ok)
	}
	// Errors with the same text are shown once, so the successful reads are counted.
	errors, read := 0, map[string]bool{}
	for line := range strings.Lines(output) {
		var event struct {
			Type       string
			Diagnostic struct{ Severity, Detail string }
			Hook       struct {
				Resource struct {
					Key string `json:"resource_key"`
				}
			}
		}
		if json.Unmarshal([]byte(line), &event) != nil {
			continue
		}
		if event.Type == "apply_complete" {
			read[event.Hook.Resource.Key] = true
		}
		if event.Diagnostic.Severity == "error" {
			errors++
			if !strings.Contains(event.Diagnostic.Detail, "503") {
				t.Errorf("an error of another kind: %s", event.Diagnostic.Detail)
			}
		}
	}
	if errors == 0 {
		t.Error("no error is shown")
	}
	for name := range p.cloud.lost {
		if read[name] {
			t.Errorf("%s was read although its call was refused", name)
		}
	}
	if whole := instances(t); len(read)+len(p.cloud.lost) != whole {
		t.Errorf("%d instances were read and %d refused, of %d", len(read), len(p.cloud.lost), whole)
	}
	progress("%s: %d instances failed; %s", t.Name(), len(p.cloud.lost), p.cloud.book())
	record(t, "instances", float64(instances(t)), "")
	record(t, "instances that failed with their call", float64(len(p.cloud.lost)), "")
}
