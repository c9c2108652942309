#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The size of a release, its build time, and whether a second one is the same.

    tests/release/record.py FIRST SECOND SECONDS [--record]

FIRST and SECOND are the outputs of two runs of tools/release, SECONDS the time of the second without caches. The
second may be of some platforms only.
--record writes the table into docs/design/release.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import tempfile

from dist import PLATFORMS, REPOSITORY, Dist, binary_name, contents, readelf

PAGE = REPOSITORY / "docs/design/release.md"


def ordered(platform: str, binary: bytes) -> str:
    """The size of the code that the order file puts first: only Linux's program has a section for it."""
    if not platform.startswith("linux_"):
        return "-"
    with tempfile.NamedTemporaryFile() as file:
        file.write(binary)
        file.flush()
        sections = readelf(pathlib.Path(file.name), "--sections")
    return megabytes(int(re.search(r" \.text\.ran +PROGBITS +\S+ \S+ (\S+) ", sections)[1], 16))


def megabytes(size: int) -> str:
    return f"{size / 1e6:.2f} MB"


def compared(one: pathlib.Path, other: pathlib.Path) -> str:
    if not other.exists():
        return "was not made"
    return "the same bytes" if one.read_bytes() == other.read_bytes() else "DIFFERS"


def table(first: Dist, second: Dist, seconds: int) -> str:
    files = {p: contents(first.package(p)) for p in PLATFORMS}
    binaries = {p: files[p][binary_name(p)] for p in PLATFORMS}
    bills = {p: json.loads(first.bill(p).read_text()) for p in PLATFORMS}
    rows = {
        "zip": [megabytes(first.package(p).stat().st_size) for p in PLATFORMS],
        "binary": [megabytes(len(binaries[p])) for p in PLATFORMS],
        "of it code that a start and a read run": [ordered(p, binaries[p]) for p in PLATFORMS],
        "libraries in the bill of materials": [str(len(bills[p]["components"])) for p in PLATFORMS],
        "the second build's zip": [compared(first.package(p), second.package(p)) for p in PLATFORMS],
    }
    again = ", ".join(p for p in PLATFORMS if second.package(p).exists())
    today = datetime.date.today().isoformat()
    return "\n".join([
        f"Made on {today} with {os.cpu_count()} cores. The second build, in another folder and without any cache",
        f"(compiler's, libraries, packages for arm64), took {seconds:,} s for {again}.",
        "",
        "| |" + "".join(f" {p} |" for p in PLATFORMS),
        "|---|" + "---|" * len(PLATFORMS),
        *(f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows.items()),
    ]) + "\n"


def record(text: str) -> None:
    page = PAGE.read_text()
    start, end = "<!-- release -->\n", "<!-- /release -->"
    before, rest = page.split(start)
    PAGE.write_text(before + start + text + end + rest.split(end)[1])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("first", type=pathlib.Path)
    parser.add_argument("second", type=pathlib.Path)
    parser.add_argument("seconds", type=int)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    text = table(Dist(arguments.first), Dist(arguments.second), arguments.seconds)
    print(text)
    if arguments.record:
        record(text)


if __name__ == "__main__":
    main()
