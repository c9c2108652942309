# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Reads that share calls to the service, which counts them."""

import datetime
import time

import pytest

import standin as cloud
from core import REQUIRED_PROVIDERS


def checks(names: str, batching: str = "") -> str:
    return f"""{REQUIRED_PROVIDERS}
provider "cts" {{
  {batching}
}}
data "cts_bucket_check" "each" {{
  for_each = toset({names})
  buckets  = [{{ bucket_name = each.key }}]
}}
output "checked" {{
  value = length([for check in data.cts_bucket_check.each : check if check.all_successful])
}}
output "mixed_up" {{
  value = [for name, check in data.cts_bucket_check.each : name if check.results[0].bucket_name != name]
}}
"""


def numbered(count: int) -> str:
    return f'[for i in range({count}) : "audit-${{i}}"]'


@pytest.fixture
def known_account(workspace):
    """A workspace whose account and project are set, so that no look-ups are needed."""
    workspace.environment["HW_DOMAIN_ID"] = cloud.DOMAIN_ID
    workspace.environment["HW_PROJECT_ID"] = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
    return workspace


def bucket_counts(standin) -> list[int]:
    return [len(call["body"]["buckets"]) for call in standin.calls()]


def count_calls(standin) -> int:
    return standin.log()["counters"]["checkbucket"]  # the log itself drops old calls


def assert_all_checked(workspace, count: int) -> None:
    assert workspace.planned_outputs() == {"checked": count, "mixed_up": []}


def test_ten_concurrent_instances_share_one_call(known_account, standin):
    # A slow machine may need more than 5 ms to start ten reads.
    known_account.write(checks(numbered(10), 'batching = { send_after = "500ms" }'))
    known_account.plan().succeeded()
    assert_all_checked(known_account, 10)
    assert bucket_counts(standin) == [10]


def seconds_of_reading(outcome) -> float:
    """From the start of the first read in the core to the end of the last."""
    moments = [
        datetime.datetime.fromisoformat(event["@timestamp"].replace("Z", "+00:00"))
        for event in outcome.events
        if event.get("type") in ("apply_start", "apply_complete")
    ]
    return (max(moments) - min(moments)).total_seconds()


def test_three_hundred_instances_share_few_calls(known_account, standin):
    # An older core needs 8 ms of its own for a read, so four reads take as long as a call of 30 ms plus the
    # 5 ms that reads wait for others. A run without batching shows the core's pace.
    standin.order({"path": "checkbucket", "delay_ms": 30, "times": 2000})
    known_account.write(checks(numbered(300), "batching = { enabled = false }"))
    sequential_calls = seconds_of_reading(known_account.plan("-parallelism=30").succeeded()) / 0.035
    limit = max(45, sequential_calls)

    known_account.write(checks(numbered(300)))
    fewest = 300
    for _ in range(3):  # when a core starts its reads depends on the load of the machine
        before = count_calls(standin)
        known_account.plan("-parallelism=30").succeeded()
        assert_all_checked(known_account, 300)
        fewest = min(fewest, count_calls(standin) - before)
        if fewest <= limit:
            break
    print(f"{fewest} calls, at most {limit:.0f}")
    assert fewest <= limit


def test_without_batching_each_read_sends_its_own_call(known_account, standin):
    known_account.write(checks(numbered(20), "batching = { enabled = false }"))
    known_account.plan().succeeded()
    assert_all_checked(known_account, 20)
    assert bucket_counts(standin) == [1] * 20


def test_bucket_that_fails_its_call_fails_one_of_ten_reads(known_account, standin):
    names = [f"audit-{i}" for i in range(9)] + ["poison-pill"]
    known_account.write(checks(str(names).replace("'", '"'), 'batching = { send_after = "500ms" }'))
    outcome = known_account.plan()
    error = outcome.failed("CTS.0213")
    assert len(outcome.errors) == 1, outcome.report()
    assert error.line is not None
    read = {e["hook"]["resource"]["addr"] for e in outcome.events if e.get("type") == "apply_complete"}
    assert len(read) == 9 and not any("poison" in address for address in read), read
    assert len(standin.calls()) <= 9


def test_max_buckets_limits_each_call_and_keeps_the_order(known_account, standin):
    known_account.write(
        f"""{REQUIRED_PROVIDERS}
provider "cts" {{
  batching = {{ max_buckets = 7 }}
}}
data "cts_bucket_check" "all" {{
  buckets = [for i in range(50) : {{ bucket_name = "audit-${{i}}" }}]
}}
output "in_order" {{
  value = [for r in data.cts_bucket_check.all.results : r.bucket_name] == [for i in range(50) : "audit-${{i}}"]
}}
"""
    )
    known_account.plan().succeeded()
    assert known_account.planned_outputs() == {"in_order": True}
    assert sorted(bucket_counts(standin)) == [1, 7, 7, 7, 7, 7, 7, 7]


def test_single_read_does_not_wait_for_others(known_account, standin):
    known_account.write(checks('["audit-alone"]', 'batching = { send_after = "30s" }'))
    began = time.monotonic()
    known_account.plan().succeeded()
    assert_all_checked(known_account, 1)
    assert time.monotonic() - began < 15
    assert len(standin.calls()) == 1
