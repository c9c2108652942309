# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""One configuration with a check in every possible place; each place stops it in its own way."""

import json
import os
import signal
import time

import pytest

import features
from core import REQUIRED_PROVIDERS

PORTABLE = """
variable "data" {
  default = "audit-traces"
}
variable "ephemeral" {
  default = "audit-vault"
}
variable "name" {
  type    = string
  default = null
  validation {
    condition     = length(provider::cts::bucket_name_problems(var.name)) == 0
    error_message = join(" ", provider::cts::bucket_name_problems(var.name))
  }
}
variable "content" {
  default = "first"
}
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = var.data }]
}
ephemeral "cts_bucket_check" "gate" {
  require_success = true
  buckets         = [{ bucket_name = var.ephemeral }]
}
resource "terraform_data" "tracker" {
  input      = var.content
  depends_on = [ephemeral.cts_bucket_check.gate]
  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
    #TRIGGER
  }
}
"""

ACTION = """
variable "action" {
  default = "audit-archive"
}
action "cts_bucket_check" "gate" {
  config {
    buckets = [{ bucket_name = "audit-traces" }, { bucket_name = var.action }]
  }
}
"""

TRIGGER = """action_trigger {
      events  = [before_create, before_update]
      actions = [action.cts_bucket_check.gate]
    }"""


pytestmark = pytest.mark.needs("function", "ephemeral resource")


@pytest.fixture
def all_gates(workspace):
    if features.lack(workspace.core, "action") is None:
        workspace.write(REQUIRED_PROVIDERS + PORTABLE.replace("#TRIGGER", TRIGGER) + ACTION)
    else:
        workspace.write(REQUIRED_PROVIDERS + PORTABLE)
    return workspace


@pytest.fixture
def with_action(all_gates, needs):
    needs("action")
    return all_gates


def state(workspace) -> str:
    return (workspace.folder / "terraform.tfstate").read_text()


def content(workspace) -> str | None:
    for resource in json.loads(state(workspace))["resources"]:
        if resource["name"] == "tracker":
            return resource["instances"][0]["attributes"]["input"]["value"]
    return None


def test_every_gate_passes_for_usable_buckets(all_gates, standin):
    outcome = all_gates.apply().succeeded()
    assert outcome.errors == [] and content(all_gates) == "first"
    requests = "".join(json.dumps(call) for call in standin.calls())
    assert "audit-traces" in requests and "audit-vault" in requests
    assert "audit-vault" not in state(all_gates), "an ephemeral check leaves nothing in the state"
    # Nothing changes, so nothing is created and no action is triggered.
    plan = all_gates.plan("-detailed-exitcode")
    assert plan.code == 0, plan.report()


def test_plan_contains_nothing_of_the_ephemeral_check(all_gates):
    all_gates.plan().succeeded()
    plan = json.dumps(all_gates.planned()["planned_values"])
    assert "audit-traces" in json.dumps(all_gates.planned()) and "audit-vault" not in plan


def test_data_source_stops_the_plan_at_the_precondition(all_gates):
    error = all_gates.plan("-var=data=missing-audit").failed("missing-audit", "OBS.NoSuchBucket")
    assert error.summary == "Resource precondition failed"


def test_ephemeral_resource_stops_the_plan_at_its_bucket(all_gates):
    error = all_gates.plan("-var=ephemeral=missing-vault").failed("missing-vault", "404")
    assert error.summary == "Bucket Cannot Receive Traces"
    lines = (all_gates.folder / "main.tf").read_text().splitlines()
    assert "var.ephemeral" in lines[error.line - 1]


def test_failing_ephemeral_resource_stops_destroy(all_gates):
    all_gates.apply().succeeded()
    all_gates.destroy("-var=ephemeral=missing-vault").failed("missing-vault")
    all_gates.destroy("-var=ephemeral=missing-vault", "-refresh=false").succeeded()


def test_function_stops_the_plan_at_the_variable(all_gates, standin):
    error = all_gates.plan("-var=name=Audit_Traces").failed("Audit_Traces")
    assert error.summary == "Invalid value for variable"
    assert error.detail.count("'_'") == 1


def test_action_stops_apply_before_the_resource_is_created(with_action):
    with_action.plan("-var=action=missing-archive").succeeded()
    outcome = with_action.run("apply", "-json", "plan.bin")
    error = outcome.failed("missing-archive", "OBS.NoSuchBucket")
    assert error.summary == "Error when invoking action"
    said = [e["hook"]["message"] for e in outcome.events if e.get("type") == "action_progress"]
    assert said == ["1 of 2 buckets cannot receive traces."], "the error says the rest"
    assert content(with_action) is None


def test_action_stops_apply_before_the_resource_is_changed(with_action):
    with_action.apply().succeeded()
    changed = with_action.apply("-var=action=missing-archive", "-var=content=second")
    changed.failed("missing-archive")
    assert content(with_action) == "first"
    with_action.apply("-var=content=second").succeeded()
    assert content(with_action) == "second"


def test_action_passes_or_fails_when_invoked_alone(with_action):
    with_action.apply().succeeded()
    invoke = "-invoke=action.cts_bucket_check.gate"
    green = with_action.apply(invoke).succeeded()
    assert "2 of 2 buckets can receive traces" in green.stdout
    with_action.apply(invoke, "-var=action=missing-archive").failed("missing-archive")


def test_action_reports_each_failing_bucket(with_action):
    with_action.write(
        REQUIRED_PROVIDERS
        + """
action "cts_bucket_check" "gate" {
  config {
    buckets = [for name in ["missing-a", "b-green", "denied-c"] : { bucket_name = name }]
  }
}
"""
    )
    outcome = with_action.apply("-invoke=action.cts_bucket_check.gate")
    # Core merges them into one.
    error = outcome.failed("missing-a", "OBS.NoSuchBucket", "denied-c", "OBS.AccessDenied")
    assert error.detail.count("Bucket Cannot Receive Traces") == 2 and "b-green" not in error.detail


def test_planned_action_rejects_a_bad_name_from_a_variable(with_action):
    """Variables are unknown during validation."""
    with_action.plan("-var=action=No_Bucket").failed("buckets[1]", "No_Bucket")


def test_ctrl_c_ends_a_running_action(with_action, standin):
    with_action.apply().succeeded()
    standin.reset()
    standin.order({"path": "/checkbucket", "delay_ms": 20000})
    invoke = "-invoke=action.cts_bucket_check.gate"
    process = with_action.start("apply", "-json", "-auto-approve", invoke)
    deadline = time.monotonic() + 30
    while not any("audit-archive" in json.dumps(call) for call in standin.calls()):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # like a terminal: both core and provider get the signal
    outcome = with_action.finish(process, timeout=10)
    assert outcome.code == 1, outcome.report()
    assert "did not respond" not in outcome.stdout, "the provider died of SIGINT"
