# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What the guide "Guard trackers" promises for existing trackers, and for several trackers with one check."""

import re

import pytest

from reader import write
from snippets import REPOSITORY, blocks_of

TRACKER = """
variable "bucket" {
  default = "audit-traces"
}
resource "huaweicloud_cts_tracker" "system" {
  bucket_name = var.bucket
LIFECYCLE}
"""
CHECK = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = var.bucket }]
}
"""
GATE = """
  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
"""
IMPORT = """
import {
  to = huaweicloud_cts_tracker.system
  id = "system"
}
"""
MISSING = "-var=bucket=missing-traces"


def tracker(lifecycle: str = "", extra: str = "") -> str:
    return TRACKER.replace("LIFECYCLE", lifecycle) + extra


def state(workspace) -> str:
    return (workspace.folder / "terraform.tfstate").read_text()


def test_gate_on_an_existing_tracker_changes_nothing(user_workspace):
    write(user_workspace, tracker())
    user_workspace.apply().succeeded()
    write(user_workspace, tracker(GATE, CHECK))
    plan = user_workspace.plan("-detailed-exitcode")
    assert plan.code == 0, plan.report()


def test_gate_on_an_existing_tracker_stops_unrelated_changes(user_workspace):
    write(user_workspace, tracker())
    user_workspace.apply(MISSING).succeeded()
    other = 'resource "terraform_data" "other" {}\n'
    write(user_workspace, tracker(GATE, CHECK + other))
    user_workspace.plan(MISSING).failed("OBS.NoSuchBucket")
    user_workspace.apply(MISSING).failed("OBS.NoSuchBucket")
    assert '"other"' not in state(user_workspace)
    write(user_workspace, tracker("", CHECK + other))
    user_workspace.apply(MISSING).succeeded()
    assert '"other"' in state(user_workspace), "only the gate stops it"


def test_import_block_evaluates_the_gate_but_command_does_not(user_workspace):
    write(user_workspace, tracker(GATE, CHECK + IMPORT))
    user_workspace.plan().succeeded()
    user_workspace.plan(MISSING).failed("OBS.NoSuchBucket")
    write(user_workspace, tracker(GATE, CHECK))
    user_workspace.run("import", "-input=false", MISSING, "huaweicloud_cts_tracker.system", "system").succeeded()


def test_each_tracker_is_stopped_by_its_own_bucket(user_workspace):
    [several] = [b.text for b in blocks_of(REPOSITORY / "docs/guides/guard-trackers.md") if "zipmap" in b.text]
    write(user_workspace, several.replace('"audit-payments"', '"missing-payments"'))
    outcome = user_workspace.plan()
    error = outcome.failed("missing-payments", "OBS.NoSuchBucket")
    assert outcome.errors == [error] and "audit-orders" not in error.text
    user_workspace.plan('-target=huaweicloud_cts_data_tracker.this["orders"]').succeeded()


@pytest.mark.parametrize("key, encrypted", [("kms_id", 1), ("kms_key_id", 0)])
def test_summary_shows_that_a_misspelled_key_was_dropped(user_workspace, cloud, key, encrypted):
    cloud.reset()
    write(
        user_workspace,
        f"""
data "cts_bucket_check" "audit" {{
  buckets = [{{ bucket_name = "audit-vault", {key} = "1f26f8d8-65d4-436b-bea2-bd0ac1984f71" }}]
}}
output "summary" {{
  value = data.cts_bucket_check.audit.summary
}}
""",
    )
    warnings = {warning.summary for warning in user_workspace.plan().succeeded().warnings}
    assert warnings <= {"Certificates Not Verified"}, "the stand-in's certificate has other names"
    summary = user_workspace.planned_outputs()["summary"]
    counted = re.search(r"\((\d+) checked with encryption\)", summary)
    assert int(counted[1] if counted else 0) == encrypted, summary
