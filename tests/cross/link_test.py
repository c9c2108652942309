#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""cmake/cross/link.sh shows of a link what helps, and keeps the rest in a file."""

import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = ROOT / "cmake/cross/link.sh"
WARNINGS = "for i in $(seq 2000); do echo \"header.h:$i:1: warning: errors are possible\"; done; "


class Link(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_link(self, script: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [LINK, "sh", "-c", script, "sh", "-o", "program"],
            cwd=self.folder, capture_output=True, text=True,
        )  # fmt: skip

    def log(self) -> str:
        return (self.folder / "program.link.log").read_text()

    def test_keeps_the_output_of_a_link_that_works_in_a_file(self):
        done = self.run_link(WARNINGS)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(len(self.log().splitlines()), 2000)

    def test_shows_the_errors_of_one_that_fails(self):
        done = self.run_link(WARNINGS + "echo 'error: undefined symbol: Serve' >&2; exit 3")
        self.assertEqual(done.returncode, 3)
        first, last = done.stderr.splitlines()
        self.assertEqual(first, "error: undefined symbol: Serve")
        self.assertIn(f"{self.folder}/program.link.log", last)

    def test_shows_the_end_when_there_is_no_error(self):
        done = self.run_link("seq 100; exit 1")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.splitlines()[0], "61")

    def test_replaces_the_log_of_the_link_before(self):
        self.run_link("echo one")
        self.run_link("echo two")
        self.assertEqual(self.log(), "two\n")

    def test_passes_options_for_lld_link_in_the_environment(self):
        command = [LINK, "sh", "-c", 'echo "$@" "[$LINK|$_LINK_]"', "sh", "--lld-link=-wrap:a", "-o", "program", "--lld-link=-map:a b"]
        subprocess.run(command, cwd=self.folder, check=True, env=os.environ | {"LINK": "-debug", "_LINK_": "-debug"})
        self.assertEqual(self.log(), '-o program [|"-wrap:a" "-map:a b" ]\n')


if __name__ == "__main__":
    unittest.main()
