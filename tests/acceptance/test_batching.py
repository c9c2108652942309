# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Many small checks are few calls."""

import pytest

from core import REQUIRED_PROVIDERS

EACH = """
data "cts_bucket_check" "each" {
  for_each = toset([for i in range(40) : format("audit-%02d", i)])
  buckets  = [{ bucket_name = each.key }]
}
output "checked" {
  value = [for name, check in data.cts_bucket_check.each : check.results[0].bucket_name]
}
"""


@pytest.fixture(autouse=True)
def needs_batching(schema):
    if "batching" not in schema["provider"]["block"]["attributes"]:
        pytest.skip("the binary has no batching")


def test_for_each_shares_calls(workspace, standin):
    workspace.write(REQUIRED_PROVIDERS + EACH)
    workspace.plan("-parallelism=40").succeeded()
    assert workspace.planned_outputs()["checked"] == [f"audit-{i:02}" for i in range(40)]
    assert standin.log()["counters"]["buckets"] == 40
    assert len(standin.calls()) <= 20


def test_batching_can_be_switched_off(workspace, standin):
    workspace.write(
        REQUIRED_PROVIDERS + 'provider "cts" {\n  batching = { enabled = false }\n}\n' + EACH
    )
    workspace.plan("-parallelism=40").succeeded()
    assert len(standin.calls()) == 40
