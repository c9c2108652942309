#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Each promise of docs/SECURITY.md names tests, and each of them exists.

Usage: security_promises.py [PAGE]. Prints what is wrong and exits 1.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/SECURITY.md"
LINK = re.compile(r"\[`([^`]+)`\]\(([^)]+)\)")
HEADING = "held by"


def defines(source: str, suffix: str, name: str) -> bool:
    """Whether a test of this name exists: Suite.Case in C++."""
    if suffix == ".py":
        pattern = rf"^def {re.escape(name)}\("
    elif suffix == ".go":
        pattern = rf"^func {re.escape(name)}\(t \*testing\.T\)"
    elif suffix == ".cc" and "." in name:
        suite, case = map(re.escape, name.split(".", 1))
        pattern = rf"^TEST(_F|_P)?\({suite},\s*{case}\)"
    else:
        return False
    return re.search(pattern, source, re.MULTILINE) is not None


def promises(text: str) -> list[tuple[str, str]]:
    """Rows of the tables whose last column is headed HEADING: the promise, and the tests that prove it."""
    rows, inside = [], False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[-1] == HEADING:
            inside = True
        elif inside and not set(line) <= set("|-: "):
            rows.append((cells[0], cells[-1]))
    return rows


def problems(page: pathlib.Path) -> list[str]:
    found = []
    rows = promises(page.read_text())
    if not rows:
        found.append("there is no promise at all")
    for promise, holders in rows:
        links = LINK.findall(holders)
        if not links:
            found.append(f"no test holds: {promise}")
        for name, target in links:
            file = (page.parent / target).resolve()
            if not file.is_file():
                found.append(f"{name}: there is no {target}")
            elif not defines(file.read_text(), file.suffix, name):
                found.append(f"{name} is not a test in {target}")
    return found


def main() -> int:
    page = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    found = problems(page)
    for text in found:
        print(f"{page.name}: {text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
