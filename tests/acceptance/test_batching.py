# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Reads that share calls. The service counts the calls."""

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
def many(workspace):
    """A workspace in which no look-ups are needed."""
    workspace.environment["HW_DOMAIN_ID"] = cloud.DOMAIN_ID
    workspace.environment["HW_PROJECT_ID"] = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
    return workspace


def buckets_by_call(standin) -> list[int]:
    return [len(call["body"]["buckets"]) for call in standin.calls()]


def count_calls(standin) -> int:
    return standin.log()["counters"]["checkbucket"]  # the log itself drops old calls


def demand_all(workspace, count: int) -> None:
    assert workspace.planned_outputs() == {"checked": count, "mixed_up": []}


def test_ten_instances_at_once_are_one_call(many, standin):
    # A slow machine may need more than 5 ms to start ten reads.
    many.write(checks(numbered(10), 'batching = { send_after = "500ms" }'))
    many.plan().succeeded()
    demand_all(many, 10)
    assert buckets_by_call(standin) == [10]


def seconds_of_reading(outcome) -> float:
    """From the start of the first read in the core to the end of the last."""
    moments = [
        datetime.datetime.fromisoformat(event["@timestamp"].replace("Z", "+00:00"))
        for event in outcome.events
        if event.get("type") in ("apply_start", "apply_complete")
    ]
    return (max(moments) - min(moments)).total_seconds()


def test_three_hundred_instances_are_few_calls(many, standin):
    # An older core needs 8 ms of its own for a read, so four reads take as long as a call of 30 ms plus the
    # 5 ms that reads wait for others. A run without batching shows the core's pace.
    standin.order({"path": "checkbucket", "delay_ms": 30, "times": 2000})
    many.write(checks(numbered(300), "batching = { enabled = false }"))
    one_after_the_other = seconds_of_reading(many.plan("-parallelism=30").succeeded()) / 0.035
    limit = max(45, one_after_the_other)

    many.write(checks(numbered(300)))
    fewest = 300
    for _ in range(3):  # when a core starts its reads depends on the load of the machine
        before = count_calls(standin)
        many.plan("-parallelism=30").succeeded()
        demand_all(many, 300)
        fewest = min(fewest, count_calls(standin) - before)
        if fewest <= limit:
            break
    print(f"{fewest} calls, at most {limit:.0f}")
    assert fewest <= limit


def test_without_batching_each_read_is_a_call(many, standin):
    many.write(checks(numbered(20), "batching = { enabled = false }"))
    many.plan().succeeded()
    demand_all(many, 20)
    assert buckets_by_call(standin) == [1] * 20


def test_one_poisoned_bucket_among_ten_instances_is_one_error(many, standin):
    names = [f"audit-{i}" for i in range(9)] + ["poison-pill"]
    many.write(checks(str(names).replace("'", '"'), 'batching = { send_after = "500ms" }'))
    outcome = many.plan()
    error = outcome.failed("CTS.0213")
    assert len(outcome.errors) == 1, outcome.story()
    assert error.line is not None
    read = {e["hook"]["resource"]["addr"] for e in outcome.events if e.get("type") == "apply_complete"}
    assert len(read) == 9 and not any("poison" in address for address in read), read
    assert len(standin.calls()) <= 9


def test_max_buckets_bounds_each_call_and_keeps_the_order(many, standin):
    many.write(
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
    many.plan().succeeded()
    assert many.planned_outputs() == {"in_order": True}
    assert sorted(buckets_by_call(standin)) == [1, 7, 7, 7, 7, 7, 7, 7]


def test_a_lone_read_waits_for_nobody(many, standin):
    many.write(checks('["audit-alone"]', 'batching = { send_after = "30s" }'))
    began = time.monotonic()
    many.plan().succeeded()
    demand_all(many, 1)
    assert time.monotonic() - began < 15
    assert len(standin.calls()) == 1
