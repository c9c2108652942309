#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Checks that a repository is ready for the release of the version in its CMakeLists.txt.

Usage: releasable.py [ROOT]

CHANGELOG.md must begin with that version and a date, tests/acceptance/schemas must have its schema, and
everything must be committed. Prints what is missing and exits 1.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATED = rf"## (\d+\.\d+\.\d+\S*) \((?:{MONTHS}) [1-3]?\d, \d{{4}}\)"


def version_of(root: pathlib.Path) -> str:
    found = re.search(r"^project\(\S+ VERSION (\S+)", (root / "CMakeLists.txt").read_text(), re.M)
    if not found:
        raise SystemExit(f"{root / 'CMakeLists.txt'} has no project() with a version")
    return found[1]


def changelog(root: pathlib.Path, version: str) -> list[str]:
    first = (root / "CHANGELOG.md").read_text().partition("\n")[0]
    dated = re.fullmatch(DATED, first)
    if dated and dated[1] == version:
        return []
    return [f'CHANGELOG.md must begin with "## {version} (MONTH DAY, YEAR)", not with "{first}"']


def recorded_schema(root: pathlib.Path, version: str) -> list[str]:
    if (root / f"tests/acceptance/schemas/{version}.json").exists():
        return []
    return [f"there is no tests/acceptance/schemas/{version}.json; docs/design/release.md says how to write it"]


def uncommitted(root: pathlib.Path) -> list[str]:
    command = ["git", "-C", root, "status", "--porcelain"]
    status = subprocess.run(command, capture_output=True, text=True)
    if status.returncode != 0:
        return [f"{root} is not a checkout of git"]
    changed = [line[3:] for line in status.stdout.splitlines()]
    if not changed:
        return []
    more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
    return [f"commit these files, or remove them: {', '.join(changed[:5])}{more}"]


def problems(root: pathlib.Path) -> list[str]:
    version = version_of(root)
    return changelog(root, version) + recorded_schema(root, version) + uncommitted(root)


def main() -> int:
    found = problems(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)
    for problem in found:
        print(f"Error: {problem}", file=sys.stderr)
    if found:
        print("For a trial, use tools/release --draft.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
