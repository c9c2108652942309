#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""listed_types.py reports a type that a file does not list, and one that is gone."""

import pathlib
import shutil
import tempfile
import unittest

from listed_types import GUIDE, KINDS, MOCKS, README, ROOT, problems


class ListedTypes(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in [README, GUIDE, MOCKS, *(f"schemas/{kind}" for kind in KINDS)]:
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target)

    def test_accepts_the_repository(self):
        self.assertEqual(problems(self.root), [])

    def test_reports_a_new_type(self):
        (self.root / "schemas/data-sources/cts_new.json").touch()
        (self.root / "schemas/functions/old_name.json").touch()
        self.assertEqual(
            problems(self.root),
            [
                f"{README} lacks: docs/data-sources/new.md",
                f"{README} lacks: docs/functions/old_name.md",
                f"{GUIDE} lacks: | data source `cts_new` |",
                f"{GUIDE} lacks: | function `old_name` |",
                f'{MOCKS} lacks: mock_data "cts_new"',
            ],
        )

    def test_reports_a_type_that_is_gone(self):
        for kind in KINDS:
            shutil.rmtree(self.root / "schemas" / kind)
        found = problems(self.root)
        self.assertEqual(len(found), 2 * len(KINDS) + 1)
        self.assertTrue(all("without a file in schemas/" in text for text in found))


if __name__ == "__main__":
    unittest.main()
