# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The ephemeral resource, the action and the function, each alone. test_gates_combined.py combines them."""

import json
import zipfile

import pytest

from core import REQUIRED_PROVIDERS


def ephemeral(name: str) -> str:
    return (
        REQUIRED_PROVIDERS
        + f"""
ephemeral "cts_bucket_check" "gate" {{
  require_success = true
  buckets         = [{{ bucket_name = "{name}" }}]
}}
resource "terraform_data" "tracker" {{
  input      = "tracker"
  depends_on = [ephemeral.cts_bucket_check.gate]
}}
"""
    )


def everything_in(plan) -> str:
    """The contents of the plan file, an archive of the plan, the state and the configuration."""
    with zipfile.ZipFile(plan) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


@pytest.mark.needs("ephemeral resource")
@pytest.mark.parametrize("kind, is_stored", [("data", True), ("ephemeral", False)])
def test_only_data_source_results_are_in_plan_file_and_state(workspace, kind, is_stored):
    """The bucket fails, so the results hold texts that are not in the configuration. The data source leaves them
    in plan and state, which proves that the test would find them."""
    workspace.write(
        REQUIRED_PROVIDERS
        + f'{kind} "cts_bucket_check" "audit" {{\n  buckets = [{{ bucket_name = "missing-archive" }}]\n}}\n'
        + 'resource "terraform_data" "tracker" {\n  input = "x"\n'
        + f'  depends_on = [{"data." if kind == "data" else "ephemeral."}cts_bucket_check.audit]\n}}\n'
    )
    workspace.plan().succeeded()
    plan = everything_in(workspace.folder / "plan.bin")
    assert ("OBS.NoSuchBucket" in plan) == is_stored
    assert ("OBS.NoSuchBucket" in json.dumps(workspace.planned())) == is_stored
    workspace.run("apply", "-json", "plan.bin").succeeded()
    state = (workspace.folder / "terraform.tfstate").read_text()
    assert "tracker" in state and ("OBS.NoSuchBucket" in state) == is_stored


@pytest.mark.needs("ephemeral resource")
def test_ephemeral_check_runs_again_at_apply(workspace, standin):
    workspace.write(ephemeral("audit-traces"))
    workspace.plan().succeeded()
    assert len(standin.calls()) == 1
    workspace.run("apply", "-json", "plan.bin").succeeded()
    assert len(standin.calls()) == 2


@pytest.mark.needs("ephemeral resource")
def test_ephemeral_check_without_require_success_stops_nothing(workspace):
    workspace.write(ephemeral("missing-archive").replace("require_success = true", ""))
    workspace.apply().succeeded()


@pytest.mark.needs("ephemeral resource")
@pytest.mark.parametrize("unknown", ["bucket_name", "region"])
def test_ephemeral_check_with_unknown_argument_runs_at_apply(workspace, standin, unknown):
    arguments = {
        "bucket_name": 'buckets = [{ bucket_name = "missing-${terraform_data.bucket.id}" }]',
        "region": 'region  = terraform_data.bucket.output\n'
        '  buckets = [{ bucket_name = "missing-archive" }]',
    }[unknown]
    workspace.write(
        REQUIRED_PROVIDERS
        + f"""
resource "terraform_data" "bucket" {{
  input = "eu-west-0"
}}
ephemeral "cts_bucket_check" "gate" {{
  require_success = true
  {arguments}
}}
resource "terraform_data" "tracker" {{
  input      = "tracker"
  depends_on = [ephemeral.cts_bucket_check.gate]
}}
"""
    )
    workspace.plan().succeeded()
    assert standin.calls() == []
    workspace.run("apply", "-json", "plan.bin").failed("missing-", "OBS.NoSuchBucket")
    state = (workspace.folder / "terraform.tfstate").read_text()
    assert '"bucket"' in state and '"tracker"' not in state


def action(name: str) -> str:
    return (
        REQUIRED_PROVIDERS
        + f"""
action "cts_bucket_check" "gate" {{
  config {{
    buckets = [{{ bucket_name = "{name}" }}]
  }}
}}
resource "terraform_data" "tracker" {{
  input = "tracker"
  lifecycle {{
    action_trigger {{
      events  = [before_create, before_update]
      actions = [action.cts_bucket_check.gate]
    }}
  }}
}}
"""
    )


@pytest.fixture
def with_actions(workspace, needs):
    needs("action")
    return workspace


def test_action_passes_before_create(with_actions):
    with_actions.write(action("audit-traces"))
    outcome = with_actions.apply().succeeded()
    said = [e["hook"]["message"] for e in outcome.events if e.get("type") == "action_progress"]
    assert said == ["1 of 1 bucket can receive traces."]


def test_action_runs_after_its_bucket_is_created(with_actions, standin):
    bucket = 'resource "terraform_data" "bucket" {\n  input = "missing-archive"\n}\n'
    with_actions.write(
        action("NAME").replace('"NAME"', "terraform_data.bucket.output")
        + bucket
    )
    with_actions.plan().succeeded()
    with_actions.run("apply", "-json", "plan.bin").failed("missing-archive", "OBS.NoSuchBucket")
    state = (with_actions.folder / "terraform.tfstate").read_text()
    assert '"bucket"' in state and '"tracker"' not in state
    assert len(standin.calls()) == 1


@pytest.mark.needs("function")
def test_function_validates_a_variable(offline, standin):
    offline.write(
        REQUIRED_PROVIDERS
        + """
variable "name" {
  type = string
  validation {
    condition     = length(provider::cts::bucket_name_problems(var.name)) == 0
    error_message = join(" ", provider::cts::bucket_name_problems(var.name))
  }
}
output "name" {
  value = var.name
}
"""
    )
    offline.plan("-var=name=audit-traces").succeeded()
    error = offline.plan("-var=name=Audit_Traces").failed("Audit_Traces")
    assert "invalid error message" not in error.text.lower()
    assert standin.log()["calls"] == []


@pytest.mark.needs("function")
def test_function_gives_the_same_result_at_plan_and_apply(offline):
    offline.write(
        REQUIRED_PROVIDERS
        + """
output "problems" {
  value = {
    good = provider::cts::bucket_name_problems("audit-traces")
    null = provider::cts::bucket_name_problems(null)
    bad  = provider::cts::bucket_name_problems("192.168.1.1")
  }
}
"""
    )
    offline.plan().succeeded()
    problems = offline.planned_outputs()["problems"]
    assert problems["good"] == [] and problems["null"] == [] and len(problems["bad"]) == 1
    assert offline.run("apply", "-json", "plan.bin").succeeded().outputs == {"problems": problems}
