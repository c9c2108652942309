#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Which tests the label windows skips, from skips.json, which gives a reason for each.

Usage: skips.py writes the table in docs/design/windows-tests.md; skips.py --check reports whether it is
current, and whether each file that is named there exists.

An entry has a part of the label ("unit", ...), a test, which may have * in it, and a reason. A test that begins
with "tests/" is a source file, which is not built for Windows. Whoever runs a part asks reason(), and reports what
unused() returns as a failure.
"""

import fnmatch
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/design/windows-tests.md"
BEGIN = "<!-- The table is written by tests/windows/skips.py. -->\n"


class Skips:
    """The entries of one part. Remembers which of them matched."""

    def __init__(self, part: str, entries: list[dict] | None = None):
        self.entries = [e for e in (entries or load()) if e["part"] == part]
        self.used: set[str] = set()

    def reason(self, test: str) -> str | None:
        """Why the test or file is skipped; None if it is not."""
        for entry in self.entries:
            if fnmatch.fnmatchcase(test, entry["test"].replace("[", "[[]")):
                self.used.add(entry["test"])
                return entry["reason"]
        return None

    def unused(self) -> list[str]:
        return [e["test"] for e in self.entries if e["test"] not in self.used]


def load() -> list[dict]:
    return json.loads((ROOT / "tests/windows/skips.json").read_text())


def missing_files(entries: list[dict]) -> list[str]:
    return [e["test"] for e in entries if e["test"].startswith("tests/") and not any(ROOT.glob(e["test"]))]


def table(entries: list[dict]) -> str:
    lines = ["| part | test | reason |", "|---|---|---|"]
    lines += [f"| {e['part']} | `{e['test']}` | {e['reason']} |" for e in entries]
    return "\n".join(lines) + "\n"


def main() -> int:
    entries = load()
    if missing := missing_files(entries):
        print("skips.json names files that do not exist: " + ", ".join(missing))
        return 1
    before = PAGE.read_text()
    text = before[: before.index(BEGIN)] + BEGIN + "\n" + table(entries)
    if sys.argv[1:] == ["--check"]:
        if before != text:
            print("docs/design/windows-tests.md is not current. Run tests/windows/skips.py.")
        return int(before != text)
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
