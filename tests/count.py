#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Reads a test report: JUnit's XML (ctest, pytest, our lint) or the lines of `go test -json`.

Usage: count.py REPORT prints "PASSED FAILED SKIPPED"; count.py --failures REPORT prints the output of failed
tests. A missing or truncated report counts as one failure: a test runner that crashed is not a success.
"""

import collections
import json
import pathlib
import sys
import xml.etree.ElementTree


def of_junit(text: str) -> collections.Counter:
    counts = collections.Counter()
    for case in xml.etree.ElementTree.fromstring(text).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            counts["fail"] += 1
        elif case.find("skipped") is not None:
            counts["skip"] += 1
        else:
            counts["pass"] += 1
    return counts


def go_events(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def of_go(text: str) -> collections.Counter:
    """Counts the innermost tests: a test with subtests counts as their number."""
    ends = {}
    for event in go_events(text):
        if event["Action"] in ("pass", "fail", "skip"):
            ends[event.get("Test", "")] = event["Action"]
    package = ends.pop("", "fail")  # missing if the runner crashed
    inner = {t: a for t, a in ends.items() if not any(o.startswith(t + "/") for o in ends)}
    counts = collections.Counter(inner.values())
    if package == "fail" and counts["fail"] == 0:
        counts["fail"] = 1  # a panic, a time-out, a package that does not compile
    return counts


def failures(text: str) -> str:
    events = go_events(text)
    failed = {e.get("Test") for e in events if e["Action"] == "fail"}
    return "".join(e.get("Output", "") for e in events if e.get("Test") in failed)


def main() -> int:
    *flags, report = sys.argv[1:]
    path = pathlib.Path(report)
    text = path.read_text() if path.exists() else ""
    if flags == ["--failures"]:
        print(failures(text))
        return 0
    try:
        counts = of_junit(text) if text.lstrip().startswith("<") else of_go(text)
    except (xml.etree.ElementTree.ParseError, ValueError):
        counts = collections.Counter(fail=1)
    print(counts["pass"], counts["fail"], counts["skip"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
