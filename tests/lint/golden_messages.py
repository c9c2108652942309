#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Messages as the binary prints them (tests/acceptance/golden): at most six lines, nothing twice, plain words.

Lines that are indented or begin with "- " are lists and do not count; a quoted text of a service is exempt.
Prints what it finds and exits 1.
"""

import pathlib
import re
import sys

import wording

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "acceptance/golden"
MOST_LINES = 6


def problems(text: str) -> list[str]:
    found = []
    _, _, detail = text.partition("\n\n")
    lines = [line for line in detail.splitlines() if line and not line.startswith((" ", "- "))]
    if len(lines) > MOST_LINES:
        found.append(f"{len(lines)} lines, at most {MOST_LINES}")
    ours = re.sub(r'"[^"]*"', '""', text)
    sentences = [part.strip() for line in ours.splitlines() for part in re.split(r"(?<=[.!?]) ", line)]
    for sentence in sorted({one for one in sentences if len(one) > 30 and sentences.count(one) > 1}):
        found.append(f"twice: {sentence}")
    for pattern, instead in wording.RULES:
        found += [f"“{match[0]}”: write {instead}" for match in pattern.finditer(ours)]
    return found


def main() -> int:
    found = [f"{path.name}: {one}" for path in sorted(GOLDEN.glob("*.txt")) for one in problems(path.read_text())]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
