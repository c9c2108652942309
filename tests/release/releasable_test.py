#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""tools/releasable.py refuses each repository that is not ready for a release, and tools/release what it cannot build."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
TOOL = TOOLS / "releasable.py"


class Releasable(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.write("CMakeLists.txt", "project(terraform-provider-cts VERSION 1.2.0 LANGUAGES CXX)\n")
        self.write("CHANGELOG.md", "## 1.2.0 (November 29, 2026)\n\n## 1.1.0 (May 3, 2026)\n")
        self.write("tests/acceptance/schemas/1.2.0.json", "{}\n")
        self.git("init", "--quiet")
        self.commit()

    def write(self, name: str, text: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(text)

    def git(self, *arguments: str) -> None:
        person = ["-c", "user.name=someone", "-c", "user.email=someone@example.invalid"]
        subprocess.run(["git", *person, *arguments], cwd=self.root, check=True)

    def commit(self) -> None:
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "change")

    def said(self) -> str:
        done = subprocess.run([sys.executable, TOOL, self.root], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1 if done.stderr else 0)
        return done.stderr

    def test_clean_checkout_of_a_dated_version_is_ready(self):
        self.assertEqual(self.said(), "")

    def test_version_that_is_not_dated_is_refused(self):
        for first in ("## 1.2.0 (Unreleased)", "## 1.1.0 (May 3, 2026)", "# Changes", "## 1.2.0 (2026-11-29)",
                      "## 1.2.0 (Mai 3, 2026)", "## 1.2.0 (May 42, 2026)"):  # fmt: skip
            self.write("CHANGELOG.md", f"{first}\n\n## 1.0.0 (May 1, 2026)\n")
            self.commit()
            self.assertIn(f'must begin with "## 1.2.0 (MONTH DAY, YEAR)", not with "{first}"', self.said())

    def test_version_without_a_recorded_schema_is_refused(self):
        (self.root / "tests/acceptance/schemas/1.2.0.json").unlink()
        self.write("tests/acceptance/schemas/1.1.0.json", "{}\n")
        self.commit()
        self.assertIn("there is no tests/acceptance/schemas/1.2.0.json", self.said())

    def test_changed_and_new_files_are_refused(self):
        self.write("CMakeLists.txt", "project(terraform-provider-cts VERSION 1.2.0)\n")
        self.write("new", "")
        self.assertIn("commit these files, or remove them: CMakeLists.txt, new\n", self.said())

    def test_folder_without_git_is_refused(self):
        subprocess.run(["rm", "-r", self.root / ".git"], check=True)
        self.assertIn("is not a checkout of git", self.said())


class Platforms(unittest.TestCase):
    def test_platform_without_a_build_is_refused(self):
        for platform in ("plan9_amd64", "amd64", "linux"):
            command = [TOOLS / "release", "--platform", "linux_amd64", "--platform", platform]
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(f"there is no build for '{platform}', only for: linux_amd64 linux_arm64 ", done.stderr)


if __name__ == "__main__":
    unittest.main()
