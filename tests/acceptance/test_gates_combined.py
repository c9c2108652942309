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
def together(workspace):
    if features.lack(workspace.core, "action") is None:
        workspace.write(REQUIRED_PROVIDERS + PORTABLE.replace("#TRIGGER", TRIGGER) + ACTION)
    else:
        workspace.write(REQUIRED_PROVIDERS + PORTABLE)
    return workspace


@pytest.fixture
def with_action(together, needs):
    needs("action")
    return together


def state(workspace) -> str:
    return (workspace.folder / "terraform.tfstate").read_text()


def content(workspace) -> str | None:
    for resource in json.loads(state(workspace))["resources"]:
        if resource["name"] == "tracker":
            return resource["instances"][0]["attributes"]["input"]["value"]
    return None


def test_green_everywhere(together, standin):
    outcome = together.apply().succeeded()
    assert outcome.errors == [] and content(together) == "first"
    asked = "".join(json.dumps(call) for call in standin.calls())
    assert "audit-traces" in asked and "audit-vault" in asked
    assert "audit-vault" not in state(together), "an ephemeral check leaves nothing in the state"
    # Nothing changes, so nothing is created and no action is triggered.
    plan = together.plan("-detailed-exitcode")
    assert plan.code == 0, plan.story()


def test_the_plan_holds_nothing_of_an_ephemeral_check(together):
    together.plan().succeeded()
    plan = json.dumps(together.planned()["planned_values"])
    assert "audit-traces" in json.dumps(together.planned()) and "audit-vault" not in plan


def test_the_data_source_stops_the_plan_at_the_precondition(together):
    error = together.plan("-var=data=missing-audit").failed("missing-audit", "OBS.NoSuchBucket")
    assert error.summary == "Resource precondition failed"


def test_the_ephemeral_resource_stops_the_plan_at_its_bucket(together):
    error = together.plan("-var=ephemeral=missing-vault").failed("missing-vault", "404")
    assert error.summary == "Bucket Cannot Receive Traces"
    lines = (together.folder / "main.tf").read_text().splitlines()
    assert "var.ephemeral" in lines[error.line - 1]


def test_an_ephemeral_resource_that_fails_stops_a_destroy_too(together):
    together.apply().succeeded()
    together.destroy("-var=ephemeral=missing-vault").failed("missing-vault")
    together.destroy("-var=ephemeral=missing-vault", "-refresh=false").succeeded()


def test_the_function_stops_the_plan_at_the_variable(together, standin):
    error = together.plan("-var=name=Audit_Traces").failed("Audit_Traces")
    assert error.summary == "Invalid value for variable"
    assert error.detail.count("'_'") == 1


def test_the_action_stops_the_apply_before_the_resource_is_created(with_action):
    with_action.plan("-var=action=missing-archive").succeeded()
    outcome = with_action.run("apply", "-json", "plan.bin")
    error = outcome.failed("missing-archive", "OBS.NoSuchBucket")
    assert error.summary == "Error when invoking action"
    said = [e["hook"]["message"] for e in outcome.events if e.get("type") == "action_progress"]
    assert said == ["1 of 2 buckets cannot receive traces."], "the error says the rest"
    assert content(with_action) is None


def test_the_action_stops_the_apply_before_the_resource_is_changed(with_action):
    with_action.apply().succeeded()
    changed = with_action.apply("-var=action=missing-archive", "-var=content=second")
    changed.failed("missing-archive")
    assert content(with_action) == "first"
    with_action.apply("-var=content=second").succeeded()
    assert content(with_action) == "second"


def test_the_action_runs_alone(with_action):
    with_action.apply().succeeded()
    invoke = "-invoke=action.cts_bucket_check.gate"
    green = with_action.apply(invoke).succeeded()
    assert "2 of 2 buckets can receive traces" in green.stdout
    with_action.apply(invoke, "-var=action=missing-archive").failed("missing-archive")


def test_each_bucket_that_fails_is_an_error_of_the_action(with_action):
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


def test_names_that_validation_does_not_know_are_judged_when_the_action_is_planned(with_action):
    """Variables are unknown during validation."""
    with_action.plan("-var=action=No_Bucket").failed("buckets[1]", "No_Bucket")


def test_ctrl_c_ends_an_action_under_way(with_action, standin):
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
    assert outcome.code == 1, outcome.story()
    assert "did not respond" not in outcome.stdout, "the provider died of SIGINT"
