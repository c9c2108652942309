#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Reads a test report: JUnit's XML (ctest, pytest, our lint) or the lines of `go test -json`.

Usage: count.py REPORT prints "PASSED FAILED SKIPPED"; count.py --failures REPORT prints the output of failed
tests; count.py --skips REPORT prints why tests were skipped. A missing or truncated report counts as one failure: a
test runner that crashed is not a success.
"""

import collections
import json
import pathlib
import re
import sys
import xml.etree.ElementTree


def is_junit(text: str) -> bool:
    return text.lstrip().startswith("<")


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


def inner_ends(text: str) -> dict[str, str]:
    """How each of the innermost tests ended, and the package ("") if the runner did not crash."""
    ends = {}
    for event in go_events(text):
        if event["Action"] in ("pass", "fail", "skip"):
            ends[event.get("Test", "")] = event["Action"]
    return {t: a for t, a in ends.items() if not t or not any(o.startswith(t + "/") for o in ends)}


def of_go(text: str) -> collections.Counter:
    """Counts the innermost tests: a test with subtests counts as their number."""
    ends = inner_ends(text)
    package = ends.pop("", "fail")  # missing if the runner crashed
    counts = collections.Counter(ends.values())
    if package == "fail" and counts["fail"] == 0:
        counts["fail"] = 1  # a panic, a time-out, a package that does not compile
    return counts


def failures(text: str) -> str:
    events = go_events(text)
    failed = {e.get("Test") for e in events if e["Action"] == "fail"}
    return "".join(e.get("Output", "") for e in events if e.get("Test") in failed)


def skips(text: str) -> collections.Counter:
    """How many tests were skipped for each reason."""
    if is_junit(text):
        cases = xml.etree.ElementTree.fromstring(text).iter("testcase")
        found = [case.find("skipped") for case in cases]
        said = [(one.get("message") or one.text or "").strip() for one in found if one is not None]
        return collections.Counter(reason or "no reason given" for reason in said)
    skipped = {test for test, end in inner_ends(text).items() if end == "skip"}
    # t.Skip writes "    file_test.go:52: the reason".
    said = {}
    for event in go_events(text):
        reason = re.match(r"\s+\w+\.go:\d+: (.*)", event.get("Output", ""))
        if reason and event.get("Test") in skipped:
            said[event["Test"]] = reason[1]
    return collections.Counter(said.get(test, "no reason given") for test in skipped)


def main() -> int:
    *flags, report = sys.argv[1:]
    path = pathlib.Path(report)
    text = path.read_text() if path.exists() else ""
    if flags == ["--failures"]:
        print(failures(text))
        return 0
    if flags == ["--skips"]:
        for reason, number in skips(text).most_common():
            print(number, reason)
        return 0
    try:
        counts = of_junit(text) if is_junit(text) else of_go(text)
    except (xml.etree.ElementTree.ParseError, ValueError):
        counts = collections.Counter(fail=1)
    print(counts["pass"], counts["fail"], counts["skip"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
