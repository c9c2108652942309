# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""A check that waits for buckets that were just created. "late-N-…" fails N times."""

import re
import signal
import time

import pytest

from core import REQUIRED_PROVIDERS


def bucket_names_by_call(standin) -> list[list[str]]:
    """The bucket names in each call."""
    return [[b["bucket_name"] for b in call["body"]["buckets"]] for call in standin.calls()]


def waiting(kind: str, *names: str, wait_for: str = "30s", more: str = "") -> str:
    buckets = "".join(f'    {{ bucket_name = "{name}" }},\n' for name in names)
    return (
        REQUIRED_PROVIDERS
        + f'{kind} "cts_bucket_check" "audit" {{\n  buckets = [\n{buckets}  ]\n'
        + f'  wait_for = "{wait_for}"\n{more}}}\n'
    )


def test_late_bucket_is_rechecked_alone_until_it_succeeds(workspace, standin):
    workspace.write(
        waiting("data", "audit-traces", "late-2-traces")
        + 'output "check" {\n  value = data.cts_bucket_check.audit\n}\n'
    )
    workspace.plan().succeeded()
    check = workspace.planned_outputs()["check"]
    assert check["all_successful"] is True and check["wait_for"] == "30s"
    late = ["late-2-traces"]
    assert bucket_names_by_call(standin) == [["audit-traces", *late], late, late]


def test_last_verdict_counts_when_wait_for_ends(workspace, standin):
    workspace.write(
        waiting("data", "missing-traces", "late-1-traces", wait_for="3s")
        + 'output "check" {\n  value = data.cts_bucket_check.audit\n}\n'
    )
    workspace.plan().succeeded()
    assert workspace.planned_outputs()["check"]["failed_bucket_names"] == ["missing-traces"]
    assert bucket_names_by_call(standin) == [["missing-traces", "late-1-traces"]] * 2


def test_require_success_waits_for_a_late_bucket(workspace):
    workspace.write(waiting("data", "late-1-traces", more="  require_success = true\n"))
    workspace.plan().succeeded()
    workspace.write(
        waiting("data", "missing-traces", wait_for="2s", more="  require_success = true\n")
    )
    workspace.plan().failed("missing-traces", "OBS.NoSuchBucket")


def test_failed_call_ends_the_wait_at_once(workspace, standin):
    standin.order({"path": "checkbucket", "status": 403, "error_code": "CTS.0013", "error_msg": "No permission."})
    workspace.write(waiting("data", "late-1-traces", wait_for="5m"))
    begun = time.monotonic()
    workspace.plan().failed("CTS.0013")
    assert time.monotonic() - begun < 30 and len(standin.calls()) == 1


def test_waiting_instances_share_calls(workspace, standin):
    workspace.write(
        waiting("data", "late-1-${count.index}", more="  count = 8\n")
        + 'output "ok" {\n  value = alltrue(data.cts_bucket_check.audit[*].all_successful)\n}\n'
    )
    workspace.plan().succeeded()
    assert workspace.planned_outputs() == {"ok": True}
    assert len(standin.calls()) <= 6, "alone, each would make two calls"


def test_interrupt_ends_a_wait_at_once(workspace, standin):
    workspace.write(waiting("data", "missing-traces", wait_for="1h"))
    plan = workspace.start("plan", "-json", "-no-color")
    deadline = time.monotonic() + 30
    while not standin.calls() and time.monotonic() < deadline:
        time.sleep(0.05)
    begun = time.monotonic()
    plan.send_signal(signal.SIGINT)
    plan.communicate(timeout=20)
    assert time.monotonic() - begun < 5


@pytest.mark.needs("ephemeral resource")
def test_ephemeral_check_waits_for_a_late_bucket(workspace):
    workspace.write(waiting("ephemeral", "late-1-traces", more="  require_success = true\n"))
    workspace.plan().succeeded()


def action(name: str, wait_for: str) -> str:
    return (
        REQUIRED_PROVIDERS
        + f"""
action "cts_bucket_check" "gate" {{
  config {{
    buckets  = [{{ bucket_name = "{name}" }}]
    wait_for = "{wait_for}"
  }}
}}
resource "terraform_data" "tracker" {{
  input = "tracker"
  lifecycle {{
    action_trigger {{
      events  = [before_create]
      actions = [action.cts_bucket_check.gate]
    }}
  }}
}}
"""
    )


def progress(outcome) -> list[str]:
    return [e["hook"]["message"] for e in outcome.events if e.get("type") == "action_progress"]


@pytest.mark.needs("action")
def test_action_reports_each_round(workspace):
    workspace.write(action("late-2-traces", "30s"))
    assert progress(workspace.apply().succeeded()) == [
        "1 of 1 bucket cannot receive traces yet. Asking again in 2s; wait_for ends in 30s.",
        "1 of 1 bucket cannot receive traces yet. Asking again in 3s; wait_for ends in 28s.",
        "1 of 1 bucket can receive traces.",
    ]


@pytest.mark.needs("action")
def test_action_reports_the_count_if_the_wait_fails(workspace):
    workspace.write(action("missing-traces", "2s"))
    outcome = workspace.apply()
    outcome.failed("missing-traces", "OBS.NoSuchBucket")
    assert progress(outcome) == [
        "1 of 1 bucket cannot receive traces yet. Asking again in 2s; wait_for ends in 2s.",
        "1 of 1 bucket cannot receive traces.",
    ]


def test_log_shows_why_a_check_waited(workspace):
    workspace.environment |= {"TF_LOG_PROVIDER": "DEBUG"}
    workspace.write(waiting("data", "late-1-traces"))
    outcome = workspace.plan().succeeded()
    [line] = [l for l in outcome.stderr.splitlines() if "Waiting for buckets" in l]
    for field in ("buckets=1", "round=1", "reason=OBS.NoSuchBucket", "wait=2s"):
        assert field in line, line
    [end] = [l for l in outcome.stderr.splitlines() if "Stopped waiting" in l]
    assert re.search(r'reason="all buckets can receive traces"', end), end
