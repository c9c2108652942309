#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Lint sees new files, and a deleted file does not break it: in Python and in tools/steps.sh."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from house_rules import ROOT, source_files


class SourceFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "tools").mkdir()
        shutil.copy(ROOT / "tools/steps.sh", self.root / "tools")
        self.write(".gitignore", "tools/\nbuilt.cc\n")
        self.write("kept.cc")
        self.write("deleted.cc")
        self.run_here("git", "init", "--quiet")
        self.run_here("git", "add", ".")
        (self.root / "deleted.cc").unlink()
        self.write("new one.cc")
        self.write("built.cc")

    def write(self, name: str, text: str = "") -> None:
        (self.root / name).write_text(text)

    def run_here(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self.root, check=True, capture_output=True, text=True)
        return done.stdout

    def test_python_lists_tracked_and_new_files(self):
        names = {path.name for path in source_files(self.root)}
        self.assertEqual(names, {".gitignore", "kept.cc", "new one.cc"})

    def test_bash_lists_the_same(self):
        listed = self.run_here("bash", "-euc", "source tools/steps.sh; source_files '*.cc'")
        self.assertEqual(set(listed.split("\0")), {"kept.cc", "new one.cc", ""})


if __name__ == "__main__":
    unittest.main()
