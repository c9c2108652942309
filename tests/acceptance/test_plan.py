# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The main use: a plan that succeeds, and one that an unusable bucket stops."""

import json
import os
import signal
import time

import pytest

from core import REQUIRED_PROVIDERS
from standin import DOMAIN_ID

pytestmark = pytest.mark.slice


def guarded(*names: str, extra: str = "") -> str:
    """A resource in place of the tracker, with the check as its precondition."""
    buckets = ", ".join(f'{{ bucket_name = "{name}" }}' for name in names)
    return (
        REQUIRED_PROVIDERS
        + f"""
data "cts_bucket_check" "audit" {{
  buckets = [{buckets}]
}}

resource "terraform_data" "tracker" {{
  input = "tracker"
  lifecycle {{
    precondition {{
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }}
  }}
}}

output "check" {{
  value = data.cts_bucket_check.audit
}}
{extra}
"""
    )


def test_init_installs_from_a_mirror_and_locks(core, initialised):
    lock = (initialised / ".terraform.lock.hcl").read_text()
    assert "terraform.local/cts/cts" in lock and "h1:" in lock


def test_plan_succeeds_with_usable_buckets(workspace, standin):
    workspace.write(guarded("audit-traces", "audit-vault"))
    workspace.plan().succeeded()
    check = workspace.planned_outputs()["check"]
    assert check["all_successful"] is True
    assert check["failed_bucket_names"] == []
    assert check["domain_id"] == DOMAIN_ID
    assert check["region"] == "eu-west-0"
    assert [r["bucket_name"] for r in check["results"]] == ["audit-traces", "audit-vault"]
    assert [r["message"] for r in check["results"]] == [
        f'The bucket "{name}" in "eu-west-0" can receive traces.'
        for name in ("audit-traces", "audit-vault")
    ]
    assert check["summary"] == "2 of 2 buckets can receive traces."
    assert all(r["check_bucket_response"]["success"] is True for r in check["results"])
    assert len(standin.calls()) == 1


def test_missing_bucket_stops_the_plan(workspace):
    workspace.write(guarded("audit-traces", "missing-archive"))
    error = workspace.plan("-detailed-exitcode").failed("missing-archive", "OBS.NoSuchBucket", "404")
    assert error.file == "main.tf"
    assert "audit-traces" not in error.detail, "a bucket without a problem is named as one"


def test_failing_buckets_are_returned_as_data(workspace):
    workspace.write(
        REQUIRED_PROVIDERS
        + """
data "cts_bucket_check" "audit" {
  buckets = [
    { bucket_name = "audit-traces" },
    { bucket_name = "denied-vault", bucket_location = "eu-west-1" },
    { bucket_name = "missing-archive" },
  ]
}
output "check" {
  value = data.cts_bucket_check.audit
}
"""
    )
    workspace.plan().succeeded()
    check = workspace.planned_outputs()["check"]
    assert check["all_successful"] is False
    assert check["failed_bucket_names"] == ["denied-vault", "missing-archive"]
    codes = [r["check_bucket_response"]["error_code"] for r in check["results"]]
    assert codes == [None, "OBS.AccessDenied", "OBS.NoSuchBucket"]
    for word in ("denied-vault", "eu-west-1", "OBS.AccessDenied", "403"):
        assert word in check["results"][1]["message"]
    lines = check["summary"].splitlines()
    assert lines[0] == "2 of 3 buckets cannot receive traces:"
    assert lines[1].startswith("OBS.AccessDenied, HTTP 403: ")
    assert lines[2] == '  "denied-vault" in "eu-west-1"'
    assert lines[3].startswith("OBS.NoSuchBucket, HTTP 404: ")
    assert lines[4:] == ['  "missing-archive" in "eu-west-0"']


def test_require_success_reports_an_error_at_the_bucket(workspace):
    workspace.write(
        REQUIRED_PROVIDERS.lstrip()
        + """
data "cts_bucket_check" "audit" {
  require_success = true
  buckets = [
    { bucket_name = "audit-traces" },
    { bucket_name = "missing-archive" },
  ]
}
"""
    )
    error = workspace.plan().failed("missing-archive", "OBS.NoSuchBucket", "404")
    lines = (workspace.folder / "main.tf").read_text().splitlines()
    assert error.line is not None
    # Cores point at the element or at its attribute, not at the block's header.
    assert "missing-archive" in lines[error.line - 1] or "buckets = [" in lines[error.line - 1]


def test_plan_after_apply_is_empty(workspace):
    workspace.write(guarded("audit-traces"))
    assert workspace.apply().succeeded().outputs["check"]["all_successful"] is True
    again = workspace.plan("-detailed-exitcode")
    assert again.code == 0, "the same input must give the same output: " + again.report()


def test_second_plan_gives_the_same_results_in_the_same_order(workspace):
    names = [f"audit-{i:02}" for i in range(30)] + [f"missing-{i:02}" for i in range(15)]
    workspace.write(guarded(*names).replace("condition     = data", "condition     = true || data"))
    workspace.plan().succeeded()
    first = json.dumps(workspace.planned_outputs()["check"])
    workspace.plan().succeeded()
    assert json.dumps(workspace.planned_outputs()["check"]) == first
    summary = json.loads(first)["summary"].splitlines()
    assert len(summary) == 13 and summary[-1] == "and 5 more"


def test_message_for_twelve_missing_buckets_is_short(workspace):
    workspace.write(guarded(*[f"missing-audit-archive-{i:02}" for i in range(12)]))
    error = workspace.plan().failed("12 of 12 buckets", "and 2 more")
    assert len(error.detail) < 1200
    assert error.detail.count("Check the name for typos") == 1


def test_precondition_does_not_stop_destroy(workspace):
    variable = 'variable "name" {\n  type = string\n}\n'
    workspace.write(
        guarded("NAME", extra=variable).replace('bucket_name = "NAME"', "bucket_name = var.name")
    )
    workspace.apply("-var=name=audit-traces").succeeded()
    workspace.plan("-var=name=missing-archive").failed("missing-archive")
    workspace.destroy("-var=name=missing-archive").succeeded()
    state = json.loads((workspace.folder / "terraform.tfstate").read_text())
    assert state["resources"] == []


def test_require_success_stops_destroy_that_refreshes(workspace):
    configuration = guarded("NAME", extra='variable "name" {\n  type = string\n}\n')
    configuration = configuration.replace('bucket_name = "NAME"', "bucket_name = var.name")
    workspace.write(configuration.replace("buckets =", "require_success = true\n  buckets ="))
    workspace.apply("-var=name=audit-traces").succeeded()
    workspace.destroy("-var=name=missing-archive").failed("missing-archive")
    workspace.destroy("-var=name=missing-archive", "-refresh=false").succeeded()


def test_for_each_checks_each_bucket_once(workspace, standin):
    workspace.write(
        REQUIRED_PROVIDERS
        + """
data "cts_bucket_check" "each" {
  for_each = toset([for i in range(40) : format("audit-%02d", i)])
  buckets  = [{ bucket_name = each.key }]
}
output "checked" {
  value = [for name, check in data.cts_bucket_check.each : check.results[0].bucket_name]
}
"""
    )
    workspace.plan("-parallelism=40").succeeded()
    assert workspace.planned_outputs()["checked"] == [f"audit-{i:02}" for i in range(40)]
    assert standin.log()["counters"]["buckets"] == 40


def test_name_known_after_apply_is_checked_at_apply(workspace, standin):
    workspace.write(
        REQUIRED_PROVIDERS
        + """
resource "terraform_data" "bucket" {
  input = "audit-traces"
}
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = terraform_data.bucket.output }]
}
output "successful" {
  value = data.cts_bucket_check.audit.all_successful
}
"""
    )
    workspace.plan().succeeded()
    assert standin.calls() == []
    assert workspace.run("apply", "-json", "plan.bin").succeeded().outputs == {"successful": True}
    assert len(standin.calls()) == 1


def test_assert_only_check_leaves_the_plan_empty(workspace):
    workspace.write(
        REQUIRED_PROVIDERS
        + """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "missing-archive" }]
}
check "buckets" {
  assert {
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
  }
}
"""
    )
    outcome = workspace.plan("-detailed-exitcode")
    assert outcome.code == 0, outcome.report()
    assert any("missing-archive" in w.detail for w in outcome.warnings), outcome.report()


def test_scoped_check_turns_errors_into_warnings(workspace):
    workspace.write(
        REQUIRED_PROVIDERS
        + """
check "buckets" {
  data "cts_bucket_check" "audit" {
    require_success = true
    buckets         = [{ bucket_name = "missing-archive" }]
  }
  assert {
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
  }
}
"""
    )
    outcome = workspace.plan()
    assert outcome.code == 0, outcome.report()
    assert any("missing-archive" in w.text for w in outcome.warnings), outcome.report()


def test_ctrl_c_ends_a_slow_read_at_once(workspace, standin):
    standin.order({"path": "checkbucket", "delay_ms": 60_000})
    workspace.write(guarded("audit-traces"))
    process = workspace.start("plan", "-json", "-input=false")
    deadline = time.monotonic() + 30
    while not standin.calls() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert standin.calls(), "the check never started"
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)  # like a terminal: both core and provider get the signal
    outcome = workspace.finish(process, timeout=20)
    assert outcome.code == 1, outcome.report()
    assert time.monotonic() - began < 5, "the provider did not let go of its call"
    assert "did not respond" not in outcome.stdout, "the provider died of SIGINT"
