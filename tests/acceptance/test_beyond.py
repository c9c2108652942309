# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Beyond the data source: ephemeral resource, action, function."""

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


def test_an_ephemeral_check_passes_and_leaves_no_trace(workspace, offers):
    offers("ephemeral_resource_schemas")
    workspace.write(ephemeral("audit-traces"))
    workspace.apply().succeeded()
    assert "audit-traces" not in (workspace.folder / "terraform.tfstate").read_text()


def test_an_ephemeral_check_gates_the_plan(workspace, offers):
    offers("ephemeral_resource_schemas")
    workspace.write(ephemeral("missing-archive"))
    workspace.plan().failed("missing-archive", "OBS.NoSuchBucket", "404")


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
def with_actions(workspace, offers):
    offers("action_schemas")
    if not workspace.core.is_terraform:
        pytest.skip("OpenTofu has no actions")
    return workspace


def test_an_action_passes_before_create(with_actions):
    with_actions.write(action("audit-traces"))
    outcome = with_actions.apply().succeeded()
    assert "audit-traces" in outcome.stdout or "1 bucket" in outcome.stdout


def test_an_action_stops_the_create(with_actions):
    with_actions.write(action("missing-archive"))
    with_actions.apply().failed("missing-archive", "OBS.NoSuchBucket")
    assert '"tracker"' not in (with_actions.folder / "terraform.tfstate").read_text()


def test_an_action_can_be_invoked_alone(with_actions):
    with_actions.write(action("missing-archive"))
    with_actions.apply("-invoke=action.cts_bucket_check.gate").failed("missing-archive")


def test_the_function_guards_a_variable(offline, standin, offers):
    offers("functions")
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


def test_the_function_gives_the_same_at_plan_and_apply(offline, offers):
    offers("functions")
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
