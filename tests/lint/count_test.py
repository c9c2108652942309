#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""tests/count.py counts the tests of both kinds of reports, and says why some were skipped."""

import json
import pathlib
import subprocess
import tempfile
import unittest

COUNT = pathlib.Path(__file__).resolve().parents[1] / "count.py"
JUNIT = """<testsuites><testsuite>
<testcase name="a"/><testcase name="b"><failure message="wrong"/></testcase>
<testcase name="c"><skipped message="OpenTofu has no action"/></testcase>
<testcase name="d"><skipped message="OpenTofu has no action"/></testcase>
<testcase name="e"><skipped>only root may</skipped></testcase><testcase name="f"><skipped/></testcase>
</testsuite></testsuites>"""


def event(test: str, action: str, **more: str) -> str:
    return json.dumps({"Action": action, "Package": "host"} | ({"Test": test} if test else {}) | more)


GO = "\n".join([
    event("TestA", "output", Output="    a_test.go:5: not the reason\n"), event("TestA", "pass"),
    event("TestB/one", "output", Output="    b_test.go:52: too slow here\n"), event("TestB/one", "skip"),
    event("TestB/two", "pass"), event("TestB", "pass"),
    event("TestC", "fail"), event("", "fail"),
])  # fmt: skip


class Count(unittest.TestCase):
    def count(self, report: str, *flags: str) -> str:
        with tempfile.NamedTemporaryFile("w", suffix=".report") as file:
            file.write(report)
            file.flush()
            return subprocess.run([COUNT, *flags, file.name], check=True, capture_output=True, text=True).stdout

    def test_counts_tests_of_both_kinds(self):
        self.assertEqual(self.count(JUNIT), "1 1 4\n")
        self.assertEqual(self.count(GO), "2 1 1\n")

    def test_truncated_report_is_a_failure(self):
        self.assertEqual(self.count(JUNIT[:-20]), "0 1 0\n")
        self.assertEqual(self.count(GO.splitlines()[1]), "1 1 0\n")

    def test_says_why_tests_were_skipped(self):
        self.assertEqual(self.count(JUNIT, "--skips"), "2 OpenTofu has no action\n1 only root may\n1 no reason given\n")
        self.assertEqual(self.count(GO, "--skips"), "1 too slow here\n")


if __name__ == "__main__":
    unittest.main()
