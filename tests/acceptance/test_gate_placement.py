# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What the guide "Where to put a check" says of each place: what it stops, and when the check runs."""

import json

import pytest

from core import REQUIRED_PROVIDERS

NAME = 'variable "name" {\n  default = "audit-traces"\n}\n'
DATA = 'data "cts_bucket_check" "audit" {\n  buckets = [{ bucket_name = var.name }]\n}\n'
ASSERT = """
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
"""
PLACES = {
    "precondition": NAME + DATA + f"""
resource "terraform_data" "tracker" {{
  lifecycle {{
    precondition {{{ASSERT}    }}
  }}
}}
""",
    "postcondition": NAME + """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = var.name }]
  lifecycle {
    postcondition {
      condition     = self.all_successful
      error_message = self.summary
    }
  }
}
resource "terraform_data" "tracker" {
  input = data.cts_bucket_check.audit.domain_id
}
""",
    "check": NAME + DATA + f"""
check "buckets" {{
  assert {{{ASSERT}  }}
}}
resource "terraform_data" "tracker" {{}}
""",
    "require_success": NAME + DATA.replace("buckets", "require_success = true\n  buckets") + """
resource "terraform_data" "tracker" {}
""",
    "ephemeral": NAME + """
ephemeral "cts_bucket_check" "gate" {
  require_success = true
  buckets         = [{ bucket_name = var.name }]
}
resource "terraform_data" "tracker" {
  depends_on = [ephemeral.cts_bucket_check.gate]
}
""",
    "action": NAME + """
action "cts_bucket_check" "gate" {
  config {
    buckets = [{ bucket_name = var.name }]
  }
}
resource "terraform_data" "tracker" {
  lifecycle {
    action_trigger {
      events  = [before_create, before_update]
      actions = [action.cts_bucket_check.gate]
    }
  }
}
""",
    "function": """
variable "name" {
  default = "audit-traces"
  validation {
    condition     = length(provider::cts::bucket_name_problems(var.name)) == 0
    error_message = join(" ", provider::cts::bucket_name_problems(var.name))
  }
}
resource "terraform_data" "tracker" {
  input = var.name
}
""",
}
NEEDS = {"ephemeral": "ephemeral resource", "action": "action", "function": "function"}
STOPS_PLAN = {"precondition", "postcondition", "require_success", "ephemeral", "function"}
STOPS_DESTROY = {"require_success", "ephemeral", "function"}


def bad_name_argument(place: str) -> str:
    return "-var=name=Missing_Traces" if place == "function" else "-var=name=missing-traces"


@pytest.fixture(params=PLACES)
def place(request, workspace, needs):
    if request.param in NEEDS:
        needs(NEEDS[request.param])
    workspace.write(REQUIRED_PROVIDERS + PLACES[request.param])
    return request.param


def has_tracker(workspace) -> bool:
    path = workspace.folder / "terraform.tfstate"
    return path.exists() and '"tracker"' in path.read_text()


def test_place_stops_plan_as_documented(workspace, place):
    outcome = workspace.plan(bad_name_argument(place))
    assert (outcome.code == 1) == (place in STOPS_PLAN), outcome.report()
    if place == "check":
        assert any("missing-traces" in warning.detail for warning in outcome.warnings)


def test_place_stops_apply_as_documented(workspace, place):
    outcome = workspace.apply(bad_name_argument(place))
    assert (outcome.code == 1) == (place != "check"), outcome.report()
    # Only resources that refer to the data source wait for its error.
    assert has_tracker(workspace) == (place == "check")


def test_place_stops_destroy_as_documented(workspace, place):
    workspace.apply().succeeded()
    assert has_tracker(workspace)
    outcome = workspace.destroy(bad_name_argument(place))
    assert (outcome.code == 1) == (place in STOPS_DESTROY), outcome.report()
    assert has_tracker(workspace) == (place in STOPS_DESTROY)
    if place in ("require_success", "ephemeral"):
        workspace.destroy(bad_name_argument(place), "-refresh=false").succeeded()


BUCKET = 'resource "terraform_data" "bucket" {\n  input = "audit-traces"\n}\n'
READ_AT_APPLY = {
    "unknown argument": "buckets = [{ bucket_name = terraform_data.bucket.output }]",
    "direct reference to a known value": (
        "buckets = [{ bucket_name = terraform_data.bucket.input }]"
    ),
    "depends_on": 'buckets = [{ bucket_name = "audit-traces" }]\n  depends_on = [terraform_data.bucket]',
    "postcondition on a name from a local": (
        "buckets = [{ bucket_name = local.name }]\n"
        "  lifecycle {\n    postcondition {\n      condition     = self.all_successful\n"
        "      error_message = self.summary\n    }\n  }"
    ),
}
READ_AT_PLAN = {
    "literal": 'buckets = [{ bucket_name = "audit-traces" }]',
    "bucket of the same plan through a local": "buckets = [{ bucket_name = local.name }]",
}


def read(body: str) -> str:
    local = "locals {\n  name = terraform_data.bucket.input\n}\n"
    output = 'output "ok" {\n  value = data.cts_bucket_check.audit.all_successful\n}\n'
    return REQUIRED_PROVIDERS + BUCKET + local + f'data "cts_bucket_check" "audit" {{\n  {body}\n}}\n' + output


@pytest.mark.parametrize("case", READ_AT_APPLY)
def test_check_runs_at_apply_if_it_depends_on_a_new_resource(workspace, standin, case):
    workspace.write(read(READ_AT_APPLY[case]))
    workspace.plan().succeeded()
    assert standin.calls() == []
    workspace.run("apply", "-json", "plan.bin").succeeded()
    assert len(standin.calls()) == 1
    # The bucket exists now, so the check runs during the plan.
    workspace.plan().succeeded()
    assert len(standin.calls()) == 2


@pytest.mark.parametrize("case", READ_AT_PLAN)
def test_check_runs_at_plan_if_its_bucket_name_is_known(workspace, standin, case):
    workspace.write(read(READ_AT_PLAN[case]))
    workspace.plan().succeeded()
    assert len(standin.calls()) == 1


def test_scoped_check_makes_every_plan_non_empty(workspace):
    workspace.write(
        REQUIRED_PROVIDERS
        + """
check "buckets" {
  data "cts_bucket_check" "audit" {
    buckets = [{ bucket_name = "audit-traces" }]
  }
  assert {
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
  }
}
"""
    )
    workspace.apply().succeeded()
    plan = workspace.plan("-detailed-exitcode")
    assert plan.code == 2, plan.report()


def test_default_mock_values_stop_a_gated_plan(workspace, standin, needs):
    """examples/mocks exists for this reason."""
    needs("mock_provider")
    workspace.write(REQUIRED_PROVIDERS + PLACES["precondition"])
    workspace.write('mock_provider "cts" {}\nrun "plain" {\n  command = plan\n}\n', "plain.tftest.hcl")
    outcome = workspace.run("test", "-json")
    assert outcome.code == 1, outcome.report()
    assert any(e.summary == "Resource precondition failed" for e in outcome.errors), outcome.report()
    assert json.dumps(standin.log()["calls"]) == "[]"
