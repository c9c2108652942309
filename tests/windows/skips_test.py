#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""An entry of skips.json skips what it names, and is found when it names nothing."""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from skips import Skips, missing_files, table  # noqa: E402

ENTRIES = [
    {"part": "unit", "test": "base.Log.*", "reason": "no log"},
    {"part": "unit", "test": "tests/unit/none/*_test.cc", "reason": "no file"},
    {"part": "other", "test": "base.Clock.*", "reason": "no clock"},
    {"part": "other", "test": "test_clock.py::test_ticks[a/b*]", "reason": "no tick"},
]


class SkipsTest(unittest.TestCase):
    def test_has_the_entries_of_its_part(self):
        skips = Skips("unit", ENTRIES)
        self.assertEqual(skips.reason("base.Log.Writes"), "no log")
        self.assertIsNone(skips.reason("base.Clock.Ticks"))
        self.assertIsNone(skips.reason("base.LogLevel.Parses"))

    def test_takes_brackets_as_they_are(self):
        skips = Skips("other", ENTRIES)
        self.assertEqual(skips.reason("test_clock.py::test_ticks[a/b-c]"), "no tick")
        self.assertIsNone(skips.reason("test_clock.py::test_ticksa"))

    def test_reports_entries_that_matched_nothing(self):
        skips = Skips("unit", ENTRIES)
        skips.reason("base.Log.Writes")
        self.assertEqual(skips.unused(), ["tests/unit/none/*_test.cc"])

    def test_reports_files_that_do_not_exist(self):
        self.assertEqual(missing_files(ENTRIES), ["tests/unit/none/*_test.cc"])

    def test_prints_a_row_for_each_entry(self):
        self.assertEqual(table(ENTRIES).count("\n"), 2 + len(ENTRIES))
        self.assertIn("| unit | `base.Log.*` | no log |", table(ENTRIES))


if __name__ == "__main__":
    unittest.main()
