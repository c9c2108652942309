# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The guide "Without CTS or credentials", row by row: what works while the check cannot be run."""

import pytest

from core import REQUIRED_PROVIDERS
from test_gate_placement import NEEDS, PLACES, has_tracker

SWITCH = """
variable "skip_bucket_check" {
  default = false
}
data "cts_bucket_check" "audit" {
  buckets = var.skip_bucket_check ? [] : [{ bucket_name = "audit-traces" }]
}
"""
NO_SWITCH = """
variable "skip_bucket_check" {
  default = false
}
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}
"""
TRACKER = """
resource "terraform_data" "tracker" {{
  lifecycle {{
    precondition {{
      condition     = {condition}data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }}
  }}
}}
resource "terraform_data" "other" {{}}
"""
SKIP = "-var=skip_bucket_check=true"


@pytest.fixture(params=["CTS is down", "no credentials", "revoked credentials"])
def cut_off(request, workspace):
    """Makes CTS unreachable for a workspace, or removes its credentials. Returns what the error then says."""

    def cut() -> str:
        names, reason = {
            "CTS is down": (
                {"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0": "http://127.0.0.1:1", "HW_MAX_RETRIES": "0"},
                "The connection to 127.0.0.1:1 was refused.",
            ),
            "no credentials": ({"HW_ACCESS_KEY": "", "HW_SECRET_KEY": ""}, "No credentials were found"),
            "revoked credentials": (
                {"HW_SECRET_KEY": "RevokedSecretKey/u6Yb2Nh8Jm4Kf1Sd7"},
                "The secret_key does not belong to the access_key.",
            ),
        }[request.param]
        workspace.environment |= names
        return reason

    return cut


# Without credentials, the provider would try ECS metadata, whose address is unreachable here.
PROVIDER = 'provider "cts" {\n  endpoints = { metadata = "" }\n}\n'


def write(workspace, text: str) -> None:
    workspace.write(REQUIRED_PROVIDERS + PROVIDER + text)


@pytest.mark.parametrize("arguments", [[], ["-refresh=false"]], ids=str)
def test_plan_fails_with_and_without_refresh(workspace, cut_off, arguments):
    write(workspace, SWITCH + TRACKER.format(condition=""))
    workspace.apply().succeeded()
    reason = cut_off()
    workspace.plan(*arguments).failed(reason)


def test_variable_in_the_condition_does_not_skip_the_check(workspace, cut_off):
    write(workspace, NO_SWITCH + TRACKER.format(condition="var.skip_bucket_check || "))
    reason = cut_off()
    workspace.plan(SKIP).failed(reason)


def test_skip_variable_lets_plan_apply_and_destroy_work(workspace, cut_off):
    write(workspace, SWITCH + TRACKER.format(condition=""))
    cut_off()
    workspace.plan(SKIP).succeeded()
    workspace.apply(SKIP).succeeded()
    assert "No buckets were checked." in (workspace.folder / "terraform.tfstate").read_text()
    workspace.destroy(SKIP).succeeded()


def test_resource_without_the_check_can_be_targeted(workspace, cut_off):
    write(workspace, SWITCH + TRACKER.format(condition=""))
    cut_off()
    workspace.plan("-target=terraform_data.other").succeeded()


@pytest.mark.needs("action")
def test_action_fails_only_changes_of_its_tracker(workspace, cut_off):
    write(workspace, PLACES["action"])
    workspace.apply().succeeded()
    write(workspace, PLACES["action"] + 'resource "terraform_data" "other" {}\n')
    reason = cut_off()
    workspace.apply().succeeded()
    write(workspace, PLACES["action"].replace("  lifecycle", '  input = "changed"\n  lifecycle'))
    workspace.plan().succeeded()
    workspace.apply().failed(reason)


@pytest.mark.parametrize("place", PLACES)
def test_destroy_needs_cts_if_it_refreshes_a_check(
    workspace, needs, cut_off, place
):
    if place in NEEDS:
        needs(NEEDS[place])
    write(workspace, PLACES[place])
    workspace.apply().succeeded()
    reason = cut_off()
    outcome = workspace.destroy()
    if place in ("action", "function"):
        outcome.succeeded()
        assert not has_tracker(workspace)
    else:
        outcome.failed(reason)
        assert has_tracker(workspace)
        workspace.destroy("-refresh=false").succeeded()
        assert not has_tracker(workspace)
