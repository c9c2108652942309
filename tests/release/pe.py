#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Checks a finished program for Windows: what it needs, how it is protected, and that it says its version.

Usage: pe.py [--version VERSION] PROGRAM. Prints what is wrong and exits 1. The layout is that of Microsoft's
"PE Format".
"""

import argparse
import dataclasses
import pathlib
import re
import sys

from inspection import Broken, build_paths, lacks_version, openssl_folders, report, text_at, unpack

# Part of every Windows 10.
SYSTEM_DLLS = {"advapi32", "iphlpapi", "kernel32", "ntdll", "ws2_32"}
# Also part of it, but they slow the start: provider/CMakeLists.txt has them loaded when they are called.
DELAYED_DLLS = {"bcrypt", "crypt32", "user32"}
UNIVERSAL_C_LIBRARY = "api-ms-win-crt-"

AMD64, CONSOLE, PAGE = 0x8664, 3, 0x1000
PROTECTIONS = {"HIGH_ENTROPY_VA": 0x20, "DYNAMIC_BASE": 0x40, "NX_COMPAT": 0x100}
RELOCATIONS_STRIPPED, EXECUTE, WRITE = 0x1, 0x20000000, 0x80000000
# Of the data directories.
IMPORTS, RESOURCES, RELOCATIONS, DEBUG, DELAYED_IMPORTS = 1, 2, 5, 6, 13
VERSION_RESOURCE = 16
CODE_VIEW, REPRODUCIBLE = 2, 16  # kinds of debug entries


@dataclasses.dataclass(frozen=True)
class Section:
    name: str
    size: int
    address: int
    stored: int  # its bytes in the file
    offset: int
    flags: int


class Program:
    def __init__(self, content: bytes):
        self.content = content
        [start] = unpack("I", content, 0x3C)
        if content[:2] != b"MZ" or content[start : start + 4] != b"PE\0\0":
            raise Broken("it is not a program for Windows")
        self.machine, sections, self.timestamp, *_, optional, self.flags = unpack("HHIIIHH", content, start + 4)
        head = start + 24
        if unpack("H", content, head)[0] != 0x20B:
            raise Broken("it is not a 64-bit program")
        self.subsystem, self.protections = unpack("HH", content, head + 68)
        [count] = unpack("I", content, head + 108)
        self._directories = [unpack("II", content, head + 112 + 8 * n) for n in range(count)]
        self.sections = []
        for n in range(sections):
            name, *fields, flags = unpack("8sIIIIIIHHI", content, head + optional + 40 * n)
            self.sections.append(Section(name.rstrip(b"\0").decode(errors="replace"), *fields[:4], flags))

    def directory(self, number: int) -> tuple[int, int]:
        """Address and size; (0, 0) if the program has none."""
        return self._directories[number] if number < len(self._directories) else (0, 0)

    def offset(self, address: int) -> int:
        """Where in the file is what the system loads at this address."""
        for section in self.sections:
            if section.address <= address < section.address + section.stored:
                return address - section.address + section.offset
        raise Broken(f"no section has the address {address:#x}")

    def dlls(self) -> list[str]:
        """Those that the system loads when the program starts."""
        return self._named(IMPORTS, 20, 12)

    def delayed_dlls(self) -> list[str]:
        """Those that the program loads when it calls them."""
        return self._named(DELAYED_IMPORTS, 32, 4)

    def _named(self, directory: int, size: int, field: int) -> list[str]:
        """The names in a table of imports, which ends with an empty entry."""
        address, _ = self.directory(directory)
        names = []
        while address:
            [name] = unpack("I", self.content, self.offset(address) + field)
            if not name:
                break
            names.append(text_at(self.content, self.offset(name)))
            address += size
        return names

    def debug_entries(self) -> list[int]:
        address, size = self.directory(DEBUG)
        return [unpack("I", self.content, self.offset(address) + 28 * n + 12)[0] for n in range(size // 28)]

    def resource(self, kind: int) -> bytes | None:
        """The first resource of a kind: a tree of kind, name and language leads to it."""
        address, _ = self.directory(RESOURCES)
        if not address:
            return None
        root = node = self.offset(address)
        for level in range(3):
            named, numbered = unpack("HH", self.content, node + 12)
            entries = [unpack("II", self.content, node + 16 + 8 * n) for n in range(named + numbered)]
            found = [entry for number, entry in entries if level > 0 or number == kind]
            if not found:
                return None
            node = root + (found[0] & 0x7FFFFFFF)
        data, size = unpack("II", self.content, node)
        return self.content[self.offset(data) : self.offset(data) + size]

    def version(self) -> dict[str, str]:
        """The texts of the version resource, and its number as `number`."""
        block = self.resource(VERSION_RESOURCE)
        if block is None:
            return {}
        fixed = block.find(b"\xbd\x04\xef\xfe")
        number = ""
        if fixed >= 0:
            minor, major, build, patch = unpack("4H", block, fixed + 8)
            number = f"{major}.{minor}.{patch}.{build}"
        text = block.decode("utf-16-le", errors="replace")
        # Each begins with its length, the length of its value, and its type (1: text), and is padded with zeros.
        pairs = re.findall(r"\x01([A-Z]\w+)\0+([^\0]+)\0", text)
        return dict(pairs) | {"number": number}


def dll_problem(dll: str, delayed: bool) -> str:
    """Nothing if the program may need it."""
    name = dll.lower().removesuffix(".dll")
    if name in DELAYED_DLLS:
        return "" if delayed else f"it loads {dll} at each start"
    if name in SYSTEM_DLLS or name.startswith(UNIVERSAL_C_LIBRARY):
        return ""
    return f"it needs {dll}, which not every Windows has"


def version_problems(program: Program, version: str) -> list[str]:
    found = program.version()
    if not found:
        return ["it has no version resource"]
    problems = lacks_version(program.content, version)
    numbers = version.partition("-")[0].partition("+")[0]
    if found["number"] != f"{numbers}.0":
        problems.append(f"its version resource has the number {found['number']}, not {numbers}.0")
    for name in ("FileVersion", "ProductVersion"):
        if found.get(name) != version:
            problems.append(f"{name} of its version resource is {found.get(name)}, not {version}")
    return problems


def problems_of(content: bytes, version: str | None = None) -> list[str]:
    try:
        program = Program(content)
        dlls, delayed, debug = program.dlls(), program.delayed_dlls(), program.debug_entries()
        problems = version_problems(program, version) if version else []
    except Broken as broken:
        return [str(broken)]
    if program.machine != AMD64:
        problems.append(f"it is for the machine {program.machine:#x}, not for amd64")
    if program.subsystem != CONSOLE:
        problems.append(f"it is for the subsystem {program.subsystem}, not for the console")
    problems += [f"{name} is not set" for name, flag in PROTECTIONS.items() if not program.protections & flag]
    if program.flags & RELOCATIONS_STRIPPED or not program.directory(RELOCATIONS)[1]:
        problems.append("it has no relocations, so it always has the same address")
    for section in program.sections:
        if section.flags & EXECUTE and section.flags & WRITE:
            problems.append(f"its section {section.name} can be written and executed")
        if section.offset % PAGE:
            problems.append(f"its section {section.name} does not begin at a page of the file")
    if not any(dll.lower() == "kernel32.dll" for dll in dlls):
        problems.append("it does not import KERNEL32.dll, so its imports were not read")
    problems += filter(None, (dll_problem(dll, delayed=False) for dll in dlls))
    problems += filter(None, (dll_problem(dll, delayed=True) for dll in delayed))
    # Instead of the time, the linker writes a hash of the program and marks it.
    if program.timestamp and REPRODUCIBLE not in debug:
        problems.append(f"it has the time {program.timestamp} of its build")
    if CODE_VIEW in debug:
        problems.append("it names a file with debug information")
    return problems + openssl_folders(content, "windows") + build_paths(content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--version")
    arguments = parser.parse_args()
    sys.exit(report(problems_of(arguments.program.read_bytes(), arguments.version)))
