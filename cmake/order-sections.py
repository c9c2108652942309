#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Puts the code that a start and a read run side by side in the binary.

    order-sections.py MAP ORDERFILE ORDER

MAP is what the linker wrote of a first link; ORDERFILE names the sections that ran, each by six hex
digits of a hash; ORDER is written for the second link: those sections come first, in one piece. It is
a script for GNU ld or a list of functions for lld-link, as MAP is of one or the other.

Without it the code that runs is strewn over all of .text, and because Linux, with or without wine, maps
64 KiB around each page that is touched, all of .text counts as the process's memory: for Linux, 8 MB instead of 3.5.
tests/bench/order and order_windows record ORDERFILE. A hash that matches nothing is passed over, and code that is in
no hash stays where it was: an old file costs memory, never a build.
"""

import hashlib
import pathlib
import re
import sys

# An input section with its address, size and file. A long name is on a line of its own.
SECTION = re.compile(r"^ (\.text\S*)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$")
LONG_NAME = re.compile(r"^ (\.text\S*)$")
ARCHIVE_MEMBER = re.compile(r"([^/]+\.a)\(([^)]+)\)$")

# In a map of lld-link: a function's offset in the section of code, its size and its name. Code that is not of
# one function has no $, and cannot be moved.
FUNCTION = re.compile(r"^ 0001:([0-9a-f]{8}) ([0-9a-f]{8})H \.text\$(?:unlikely\$)?(\S+) +CODE$", re.MULTILINE)
CODE = 0x1000  # where that section is in each program


def is_of_lld_link(map_text: str) -> bool:
    return "Preferred load address" in map_text[:1000]


def sections(map_text: str):
    """(address, size, name for the linker) of each section of code that can be moved, in the order of the map."""
    if is_of_lld_link(map_text):
        for offset, size, name in FUNCTION.findall(map_text):
            if int(size, 16) > 0:
                yield CODE + int(offset, 16), int(size, 16), name
        return
    name = None
    for line in map_text.partition("Linker script and memory map")[2].splitlines():
        long_name = LONG_NAME.match(line)
        if long_name:
            name = long_name[1]
            continue
        found = SECTION.match(line)
        if found and (found[1] or name):
            size = int(found[3], 16)
            if size > 0:
                yield int(found[2], 16), size, pattern(found[1] or name, found[4])
        name = None


def pattern(section: str, file: str) -> str:
    """A function's section is known by its name; what is called .text, by its archive's member."""
    if section.count(".") > 1 and not section.startswith((".text.unlikely", ".text.startup")):
        return f"*({section})"
    member = ARCHIVE_MEMBER.search(file)
    where = f"*{member[1]}:{member[2]}" if member else "*/" + file.rpartition("/")[2]
    return f"{where}({section})"


def digest(wanted: str) -> str:
    return hashlib.sha256(wanted.encode()).hexdigest()[:6]


def recorded(order_file: str | pathlib.Path) -> set[str]:
    lines = pathlib.Path(order_file).read_text().splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def order_for_linker(map_text: str, chosen: list[str]) -> str:
    if is_of_lld_link(map_text):
        return "".join(f"{each}\n" for each in chosen)
    body = "\n".join(f"    {each}" for each in chosen)
    return f"SECTIONS\n{{\n  .text.ran :\n  {{\n{body}\n  }}\n}}\nINSERT BEFORE .text;\n"


def main(map_file: str, order_file: str, order: str) -> None:
    ran = recorded(order_file)
    map_text = pathlib.Path(map_file).read_text(errors="replace")
    chosen = list(dict.fromkeys(name for _, _, name in sections(map_text) if digest(name) in ran))
    here = {digest(each) for each in chosen}
    print(f"{len(here)} of {len(ran)} sections that run are here")
    pathlib.Path(order).write_text(order_for_linker(map_text, chosen))


if __name__ == "__main__":
    main(*sys.argv[1:])
