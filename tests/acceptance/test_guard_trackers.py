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


def test_a_gate_on_a_tracker_that_exists_changes_nothing(page):
    write(page, tracker())
    page.apply().succeeded()
    write(page, tracker(GATE, CHECK))
    plan = page.plan("-detailed-exitcode")
    assert plan.code == 0, plan.story()


def test_a_gate_stops_every_plan_while_the_bucket_is_unusable(page):
    write(page, tracker())
    page.apply(MISSING).succeeded()
    write(page, tracker(GATE, CHECK + 'resource "terraform_data" "other" {}\n'))
    page.plan(MISSING).failed("OBS.NoSuchBucket")


def test_a_gate_is_evaluated_for_an_import_block_and_not_by_the_command(page):
    write(page, tracker(GATE, CHECK + IMPORT))
    page.plan().succeeded()
    page.plan(MISSING).failed("OBS.NoSuchBucket")
    write(page, tracker(GATE, CHECK))
    page.run("import", "-input=false", MISSING, "huaweicloud_cts_tracker.system", "system").succeeded()


def test_each_tracker_is_stopped_by_its_own_bucket(page):
    [several] = [b.text for b in blocks_of(REPOSITORY / "docs/guides/guard-trackers.md") if "zipmap" in b.text]
    write(page, several.replace('"audit-payments"', '"missing-payments"'))
    outcome = page.plan()
    error = outcome.failed("missing-payments", "OBS.NoSuchBucket")
    assert outcome.errors == [error] and "audit-orders" not in error.text
    page.plan('-target=huaweicloud_cts_data_tracker.this["orders"]').succeeded()


@pytest.mark.parametrize("key, encrypted", [("kms_id", 1), ("kms_key_id", 0)])
def test_a_misspelled_key_is_dropped_and_the_summary_shows_it(page, cloud, key, encrypted):
    cloud.reset()
    write(
        page,
        f"""
data "cts_bucket_check" "audit" {{
  buckets = [{{ bucket_name = "audit-vault", {key} = "1f26f8d8-65d4-436b-bea2-bd0ac1984f71" }}]
}}
output "summary" {{
  value = data.cts_bucket_check.audit.summary
}}
""",
    )
    warnings = {warning.summary for warning in page.plan().succeeded().warnings}
    assert warnings <= {"Certificates Not Verified"}, "the stand-in's certificate has other names"
    summary = page.planned_outputs()["summary"]
    counted = re.search(r"\((\d+) checked with encryption\)", summary)
    assert int(counted[1] if counted else 0) == encrypted, summary
