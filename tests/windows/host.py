#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Runs the host's tests, which were built for Windows, and writes JUnit's XML.

Usage: tests/windows/wine tests/windows/programs.py tests/windows/host.py GO PROGRAM REPORT [PATTERN]
GO reads Go's report. PROGRAM is tests/integration/host as a program for Windows; CTS_PROVIDER names the provider.
PATTERN selects tests, as `go test -run` does.

So that nothing is left out unnoticed, these count as failures too: a file of tests that is not built for Windows, a
test that skips itself, and an entry of skips.json that matches nothing.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TESTS = ROOT / "tests/integration/host"
LIMIT_S = 1800
MOST_AGAIN = 20
SKIPPED = "It skips itself, and skips.json gives no reason.\n"

sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
from skips import Skips  # noqa: E402
from unit import NOT_IN_XML  # noqa: E402


def add(suite: xml.Element, test: str, kind: str = "", text: str = "") -> None:
    case = xml.SubElement(suite, "testcase", classname="host", name=test)
    if kind:
        text = NOT_IN_XML.sub("?", text)
        xml.SubElement(case, kind, message=text.partition("\n")[0]).text = text
    if kind == "failure":
        print(f"✗ {test}\n{text}", flush=True)


def start(program: pathlib.Path, output, *arguments: str) -> int:
    """The exit status. Go ends the program itself when a test takes too long."""
    return subprocess.run(
        [HERE / "wine", program, *arguments],
        stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=TESTS, timeout=LIMIT_S + 60,
    ).returncode  # fmt: skip


def tests_of(program: pathlib.Path) -> list[str]:
    with tempfile.TemporaryFile("w+") as output:
        start(program, output, "-test.list=.")
        output.seek(0)
        return [line for line in output.read().splitlines() if line.startswith("Test")]


def events_of(go: str, program: pathlib.Path, *arguments: str) -> list[dict]:
    with tempfile.TemporaryFile("w+") as output:
        start(program, output, "-test.v=test2json", f"-test.timeout={LIMIT_S}s", *arguments)
        output.seek(0)
        lines = subprocess.run(
            [go, "tool", "test2json"], stdin=output, capture_output=True, text=True, check=True, errors="replace"
        ).stdout
    return [json.loads(line) for line in lines.splitlines()]


def read(events: list[dict]) -> dict[str, str]:
    """Why each of the innermost tests failed, or nothing: a test with subtests counts as their number."""
    ends: dict[str, str] = {}
    outputs: dict[str, str] = {}
    for event in events:
        test = event.get("Test", "")
        if event["Action"] == "output":
            outputs[test] = outputs.get(test, "") + event["Output"]
        elif event["Action"] in ("run", "pass", "fail", "skip"):
            ends[test] = event["Action"]
    whole = ends.pop("", "fail")
    results = {}
    for test, end in sorted(ends.items()):
        subtests = [ends[other] for other in ends if other.startswith(test + "/")]
        if subtests and (end == "pass" or "fail" in subtests):
            continue  # they are counted
        reason = {
            "pass": "",
            "fail": "It failed.\n",
            "run": "It did not end.\n",
            "skip": SKIPPED,
        }[end]
        results[test] = reason and reason + outputs.get(test, "")
    if whole != "pass" and not any(results.values()):
        results["end"] = "The program failed.\n" + outputs.get("", "")[-5000:]
    return results


def run(go: str, program: pathlib.Path, arguments: list[str]) -> tuple[dict[str, str], int]:
    """As read(), and how many ran again. Tests that failed do, alone: wine does not always start a program."""
    results = read(events_of(go, program, *arguments))
    failed = [test for test, reason in results.items() if reason and not reason.startswith(SKIPPED)]
    if len(failed) > MOST_AGAIN:
        return results, 0
    for test in failed:
        print(f"{test} failed in the first run.", flush=True)
        pattern = "/".join(f"^{re.escape(part)}$" for part in test.split("/"))
        again = read(events_of(go, program, f"-test.run={pattern}"))
        results[test] = again.get(test, results[test])
    return results, len(failed)


def test_files(go: str, system: str) -> set[str]:
    listed = subprocess.run(
        [go, "list", "-f", '{{join .TestGoFiles "\\n"}}', "."],
        cwd=TESTS, env=os.environ | {"GOOS": system}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return set(listed.split())


def check_files(go: str, skips: Skips, suite: xml.Element) -> None:
    for file in sorted(test_files(go, "linux") - test_files(go, "windows")):
        name = str((TESTS / file).relative_to(ROOT))
        if reason := skips.reason(name):
            add(suite, name, "skipped", reason)
        else:
            add(suite, name, "failure", "It is not built for Windows, and skips.json gives no reason.")


def main() -> int:
    go, program, report, *pattern = sys.argv[1:]
    skips, suite = Skips("host"), xml.Element("testsuite", name="windows-host")
    skipped = {test: reason for test in tests_of(pathlib.Path(program)) if (reason := skips.reason(test))}
    for test, reason in skipped.items():
        add(suite, test, "skipped", reason)
    arguments = [f"-test.run={pattern[0]}"] if pattern else []
    if skipped:
        arguments.append(f"-test.skip=^({'|'.join(map(re.escape, skipped))})$")
    results, again = run(go, pathlib.Path(program), arguments)
    suite.set("again", str(again))
    for test, reason in results.items():
        if reason.startswith(SKIPPED) and (why := skips.reason(test)):
            add(suite, test, "skipped", why)
        else:
            add(suite, test, "failure" if reason else "", reason)
    if not pattern:
        check_files(go, skips, suite)
        for test in skips.unused():
            add(suite, test, "failure", "skips.json has this entry, but there is no such test.")
    xml.ElementTree(suite).write(report, encoding="unicode", xml_declaration=False)
    return int(any(case.find("failure") is not None for case in suite))


if __name__ == "__main__":
    sys.exit(main())
