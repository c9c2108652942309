#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The edits of cmake/cross/edits change a source only if it is the one they were written for."""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CROSS = ROOT / "cmake/cross"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
SOURCES = CACHE / "terraform-provider-cts/sources"

sys.dont_write_bytecode = True
sys.path.insert(0, str(CROSS / "edits"))
from edit import AddFile, Edit  # noqa: E402

SCRIPTS = sorted(path for path in (CROSS / "edits").glob("*.py") if path.name != "edit.py")


def edits_of(script: pathlib.Path) -> list[Edit]:
    spec = importlib.util.spec_from_file_location(script.stem.replace("-", "_"), script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EDITS


def write_samples(folder: pathlib.Path, edits: list[Edit]) -> None:
    """Files that have what the edits look for, and nothing else."""
    samples: dict[str, list[str]] = {}
    for edit in edits:
        if not isinstance(edit, AddFile):
            samples.setdefault(edit.file, []).append(edit.sample())
    for file, texts in samples.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(texts) + "\n")


def contents(folder: pathlib.Path) -> dict[pathlib.Path, str]:
    return {path: path.read_text() for path in folder.rglob("*") if path.is_file()}


def run(script: pathlib.Path, folder: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-B", script, folder], capture_output=True, text=True)


def pinned_files(library: str) -> list[str]:
    """The files that a recipe lists."""
    recipe = re.search(
        rf"^recipe_{re.escape(library)}\(\) {{\n(.*?)^}}", (CROSS / "recipes.sh").read_text(), re.M | re.S
    )
    return re.findall(r"^[0-9a-f]{64}  ([^\s\"]+)", recipe[1], re.M)


class WithFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


class Edits(WithFolder):
    def refuses(self, script: pathlib.Path, folder: pathlib.Path, file: str) -> None:
        before = contents(folder)
        ran = run(script, folder)
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn(file, ran.stderr)
        self.assertNotIn("Traceback", ran.stderr)
        self.assertEqual(contents(folder), before)

    def test_changes_the_places_they_name(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                folder, edits = self.folder / script.stem, edits_of(script)
                write_samples(folder, edits)
                ran = run(script, folder)
                self.assertEqual(ran.returncode, 0, ran.stderr)
                for edit in edits:
                    self.assertIn(edit.new.strip("\n"), (folder / edit.file).read_text())

    def test_refuse_a_source_without_one_of_the_places(self):
        for script in SCRIPTS:
            edits = edits_of(script)
            for number, edit in enumerate(edits):
                if isinstance(edit, AddFile):
                    continue
                with self.subTest(script=script.name, edit=number):
                    folder = self.folder / f"{script.stem}-{number}"
                    write_samples(folder, edits)
                    path = folder / edit.file
                    path.write_text(path.read_text().replace(edit.sample(), "something else", 1))
                    self.refuses(script, folder, edit.file)

    def test_refuse_a_source_with_a_place_twice(self):
        for script in SCRIPTS:
            edits = edits_of(script)
            for number, edit in enumerate(edits):
                with self.subTest(script=script.name, edit=number):
                    folder = self.folder / f"{script.stem}-{number}"
                    write_samples(folder, edits)
                    path = folder / edit.file
                    if isinstance(edit, AddFile):
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_text("already there\n")
                    else:
                        path.write_text(f"{path.read_text()}\n{edit.sample()}\n")
                    self.refuses(script, folder, edit.file)

    def test_refuse_a_missing_file_and_a_second_run(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                folder, edits = self.folder / script.stem, edits_of(script)
                folder.mkdir()
                self.refuses(script, folder, edits[0].file)
                write_samples(folder, edits)
                self.assertEqual(run(script, folder).returncode, 0)
                self.refuses(script, folder, edits[0].file)


class PinnedSources(WithFolder):
    """Apart from the others: lint counts it as skipped where the sources were not fetched."""

    def test_edits_apply(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                files = pinned_files(script.stem)
                self.assertTrue(files, "no recipe has this library")
                if any(not (SOURCES / file).exists() for file in files):
                    self.skipTest(f"{script.stem} was not fetched; cmake/cross/build.sh does it")
                unpacked = subprocess.run(
                    [CROSS / "build.sh", "--unpack", script.stem, self.folder / script.stem],
                    capture_output=True, text=True,
                )  # fmt: skip
                self.assertEqual(unpacked.returncode, 0, unpacked.stderr)


if __name__ == "__main__":
    unittest.main()
