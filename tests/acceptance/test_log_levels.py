# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The guide "Reading the log": which variables enable the provider's log lines, and what the lines contain."""

import re
import subprocess

import pytest

from snippets import REPOSITORY
from test_plan import guarded

LINE = "provider.terraform-provider-cts"


@pytest.mark.parametrize(
    "variables, is_logged",
    [
        ({"TF_LOG": "DEBUG"}, True),
        ({"TF_LOG_PROVIDER": "DEBUG"}, True),
        ({"TF_LOG_PROVIDER_CTS": "TRACE"}, False),
        ({"TF_LOG_PROVIDER": "TRACE", "TF_LOG_PROVIDER_CTS": "DEBUG"}, True),
        ({"TF_LOG_PROVIDER": "TRACE", "TF_LOG_PROVIDER_CTS": "ERROR"}, False),
        ({"TF_LOG_PROVIDER": "ERROR", "TF_LOG_PROVIDER_CTS": "TRACE"}, False),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else None,
)
def test_log_variables_control_the_providers_lines(workspace, variables, is_logged):
    workspace.environment |= variables | {"TF_LOG_PATH": "terraform.log"}
    workspace.write(guarded("audit-traces"))
    workspace.plan().succeeded()
    log = workspace.folder / "terraform.log"
    assert (log.exists() and LINE in log.read_text()) == is_logged


GUIDE = (REPOSITORY / "docs/guides/reading-the-log.md").read_text()
# Lines that do not occur in a plan without problems whose endpoint is an IP address.
PROBLEM_LINES = {
    "HTTP request failed", "Retrying after a failed attempt", "Retrying buckets with a transient verdict",
    "Waiting for buckets that cannot receive traces yet", "Sending fewer calls in parallel",
    "credentials passed over", "Stopped waiting", "Waiting before the next call", "Looked up a host name",
}  # fmt: skip


def test_log_has_the_fields_and_lines_of_the_guide(workspace):
    workspace.environment |= {"TF_LOG_PROVIDER": "TRACE", "TF_LOG_PATH": "terraform.log"}
    workspace.write(guarded("audit-traces"))
    workspace.plan().succeeded()
    lines = [line for line in (workspace.folder / "terraform.log").read_text().splitlines() if LINE in line]
    [call] = [line for line in lines if "Received HTTP response" in line and "buckets=" in line]
    fields = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?`) \|", GUIDE.split("## Levels")[0], re.M)))
    assert len(fields) >= 8
    for field in set(fields) - {"proxy"}:  # this plan has none
        assert re.search(rf"\b{field}=\S", call), f"no {field} in: {call}"
    prose = re.sub(r"```.*?```", "", GUIDE.split("## What to look for")[1].split("## Debug")[0], flags=re.S)
    quoted = set(re.findall(r'"([^"]+)"', prose))
    assert PROBLEM_LINES - {"HTTP request failed"} <= quoted
    for text in quoted - PROBLEM_LINES:
        assert any(f": {text}" in line for line in lines), f"no line says: {text}"


SOURCE = "".join(file.read_text() for file in (REPOSITORY / "provider").rglob("*.cc"))


def test_problem_lines_exist_in_the_source():
    assert [text for text in PROBLEM_LINES if f'"{text}' not in SOURCE] == []


def test_guide_lists_every_reason_to_wait():
    section = GUIDE.split("## Why did a read wait?")[1].split("\n## ")[0]
    lines, reasons = (re.findall(r"^\| `([^`]+)` \|", table, re.M) for table in section.split("These are"))
    assert [line for line in lines if f'"{line}"' not in SOURCE] == []
    names = SOURCE.split("NameOf(Reason reason)")[1].split("\n}")[0]
    assert sorted(set(reasons) - {"reason"}) == sorted(set(re.findall(r'return "(.+)";', names)) - {"none"})


def shell(workspace, command: str) -> str:
    return subprocess.run(command, shell=True, cwd=workspace.folder, check=True, capture_output=True, text=True).stdout


def test_lines_of_a_read_have_its_number(workspace):
    workspace.environment |= {"TF_LOG_PROVIDER": "TRACE", "TF_LOG_PATH": "terraform.log"}
    workspace.write(guarded("audit-traces"))
    workspace.plan().succeeded()
    lines = [line for line in (workspace.folder / "terraform.log").read_text().splitlines() if LINE in line]
    [begin] = [line for line in lines if "Read begins" in line]
    assert 'type="data source \\"cts_bucket_check\\""' in begin, begin
    number = re.search(r" read=(\d+)", begin)[1]
    find_number, find_lines = re.findall(r"^grep .*$", GUIDE.split("## Why did a read wait?")[1], re.M)
    assert f" read={number} " in shell(workspace, find_number)
    of_read = shell(workspace, find_lines.replace("14", number))
    for text in ("Checking buckets", "Sending HTTP request", "Received HTTP response", "Checked buckets", "Read ends"):
        assert f": {text}" in of_read, of_read
