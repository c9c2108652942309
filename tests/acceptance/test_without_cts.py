# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The guide "Without CTS or credentials", row by row: what works while the check cannot be run."""

import pytest

from core import REQUIRED_PROVIDERS
from test_gate_placement import NEEDS, PLACES, has_tracker, bad_name_argument

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
    """Makes CTS unreachable for a workspace, or removes its credentials."""

    def cut() -> None:
        names = {
            "CTS is down": {"HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0": "http://127.0.0.1:1", "HW_MAX_RETRIES": "0"},
            "no credentials": {"HW_ACCESS_KEY": "", "HW_SECRET_KEY": ""},
            "revoked credentials": {"HW_SECRET_KEY": "RevokedSecretKey/u6Yb2Nh8Jm4Kf1Sd7"},
        }[request.param]
        workspace.environment |= names

    return cut


# Without credentials, the provider would try ECS metadata, whose address is unreachable here.
PROVIDER = 'provider "cts" {\n  endpoints = { metadata = "" }\n}\n'


def write(workspace, text: str) -> None:
    workspace.write(REQUIRED_PROVIDERS + PROVIDER + text)


@pytest.mark.parametrize("arguments", [[], ["-refresh=false"]], ids=str)
def test_plan_fails_with_and_without_refresh(workspace, cut_off, arguments):
    write(workspace, SWITCH + TRACKER.format(condition=""))
    workspace.apply().succeeded()
    cut_off()
    assert workspace.plan(*arguments).code == 1


def test_variable_in_the_condition_does_not_skip_the_check(workspace, cut_off):
    write(workspace, NO_SWITCH + TRACKER.format(condition="var.skip_bucket_check || "))
    cut_off()
    assert workspace.plan(SKIP).code == 1


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
    cut_off()
    workspace.apply().succeeded()
    write(workspace, PLACES["action"].replace("  lifecycle", '  input = "changed"\n  lifecycle'))
    workspace.plan().succeeded()
    assert workspace.apply().code == 1


@pytest.mark.parametrize("place", PLACES)
def test_destroy_needs_cts_if_it_refreshes_a_check(
    workspace, needs, cut_off, place
):
    if place in NEEDS:
        needs(NEEDS[place])
    write(workspace, PLACES[place])
    workspace.apply().succeeded()
    cut_off()
    outcome = workspace.destroy()
    works = place in ("action", "function")
    assert (outcome.code == 0) == works, outcome.report()
    assert has_tracker(workspace) == (not works)
    if not works:
        workspace.destroy("-refresh=false").succeeded()
        assert not has_tracker(workspace)


def test_unusable_bucket_does_not_stop_destroy(workspace):
    write(workspace, PLACES["precondition"])
    workspace.apply().succeeded()
    workspace.destroy(bad_name_argument("precondition")).succeeded()
