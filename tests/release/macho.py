#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Checks a finished program for macOS: what it needs, how it is protected, and whether its signature is valid.

Usage: macho.py [--architecture arm64|amd64] [--version VERSION] PROGRAM. Prints what is wrong and exits 1.
"""

import argparse
import hashlib
import pathlib
import sys

from inspection import Broken, build_paths, lacks_version, openssl_folders, report, text_at, unpack

LIBRARY = "/usr/lib/libSystem.B.dylib"
OLDEST = "12.0"  # as in cmake/cross/zig.sh

MAGIC, EXECUTABLE = 0xFEEDFACF, 2
MACHINES = {0x0100000C: "arm64", 0x01000007: "amd64"}
RANDOM_ADDRESS, EXECUTABLE_STACK = 0x200000, 0x20000
WRITE, EXECUTE = 2, 4
# Load commands, without the bit that says that the loader must know it.
SYMBOLS, SEGMENT, UUID, SIGNATURE, MAIN, BUILD_VERSION = 0x2, 0x19, 0x1B, 0x1D, 0x28, 0x32
DYLIBS = {0xC, 0x18, 0x1F, 0x20, 0x23}  # LC_LOAD_DYLIB, and the weak, reexported, lazy and upward ones
MACOS = 1  # a platform of LC_BUILD_VERSION
# Of a symbol's type and description.
DEBUGGING, EXTERNAL, TYPE, UNDEFINED, WEAK = 0xE0, 0x01, 0x0E, 0x00, 0x40


class Program:
    def __init__(self, content: bytes):
        self.content = content
        magic, machine, _, kind, count, _, self.flags, _ = unpack("8I", content, 0)
        if magic != MAGIC:
            raise Broken("it is not a program for macOS with 64 bits")
        if kind != EXECUTABLE:
            raise Broken(f"its file type is {kind}, not an executable")
        self.architecture = MACHINES.get(machine, f"{machine:#x}")
        self.commands = []  # kind and offset
        offset = 32
        for _ in range(count):
            number, size = unpack("II", content, offset)
            self.commands.append((number & 0x7FFFFFFF, offset))
            offset += size

    def found(self, kind: int) -> list[int]:
        """The offsets of the load commands of a kind."""
        return [offset for number, offset in self.commands if number == kind]

    def libraries(self) -> list[str]:
        offsets = [offset for number, offset in self.commands if number in DYLIBS]
        return [text_at(self.content, offset + unpack("I", self.content, offset + 8)[0]) for offset in offsets]

    def imports(self) -> dict[str, int]:
        """The symbols that the loader looks up, and of each its description."""
        found = {}
        for command in self.found(SYMBOLS):
            table, count, texts, _ = unpack("4I", self.content, command + 8)
            for index in range(count):
                text, kind, _, description, _ = unpack("IBBHQ", self.content, table + 16 * index)
                if not kind & DEBUGGING and kind & EXTERNAL and kind & TYPE == UNDEFINED:
                    found[text_at(self.content, texts + text)] = description
        return found

    def newer(self) -> list[str]:
        """Symbols that the oldest system may lack: for these, Apple's headers make the compiler import weakly."""
        return sorted(symbol for symbol, description in self.imports().items() if description & WEAK)

    def segments(self) -> list[tuple[str, int, int]]:
        """Name, protection at the start, and the end in the file."""
        found = []
        for offset in self.found(SEGMENT):
            name, _, _, start, size, _, protection = unpack("16s4Q2I", self.content, offset + 8)
            found.append((name.rstrip(b"\0").decode(errors="replace"), protection, start + size))
        return found

    def oldest_system(self) -> str | None:
        for offset in self.found(BUILD_VERSION):
            platform, oldest = unpack("II", self.content, offset + 8)
            if platform == MACOS:
                return f"{oldest >> 16}.{oldest >> 8 & 0xFF}"
        return None

    def signature(self) -> tuple[int, int] | None:
        """Its offset and its size."""
        offsets = self.found(SIGNATURE)
        return unpack("II", self.content, offsets[0] + 8) if offsets else None


# The signature has a format of its own, with numbers in big-endian order: a list of blobs, of which the
# CodeDirectory has the hash of each page of the file before it, and of the other blobs.
SUPER_BLOB, CODE_DIRECTORY = 0xFADE0CC0, 0xFADE0C02
SHA256, AD_HOC = 2, 0x2
DIRECTORY_SLOT = 0


def number(content: bytes, offset: int, size: int = 4) -> int:
    if offset + size > len(content):
        raise Broken("its signature is incomplete")
    return int.from_bytes(content[offset : offset + size], "big")


def blobs(signature: bytes) -> dict[int, bytes]:
    """The blobs by their slots."""
    if number(signature, 0) != SUPER_BLOB:
        raise Broken("its signature has an unknown format")
    found = {}
    for entry in range(number(signature, 8)):
        slot, start = number(signature, 12 + 8 * entry), number(signature, 16 + 8 * entry)
        found[slot] = signature[start : start + number(signature, start + 4)]
    return found


def wrong_hashes(content: bytes, start: int, found: dict[int, bytes]) -> list[str]:
    """Compares the program up to `start`, where its signature begins, with the hashes in the signature."""
    directory = found.get(DIRECTORY_SLOT, b"")
    if number(directory, 0) != CODE_DIRECTORY:
        raise Broken("its signature has no CodeDirectory")
    flags, hashes, _, special, pages, limit = (number(directory, offset) for offset in range(12, 36, 4))
    size, kind, shift = (number(directory, offset, 1) for offset in (36, 37, 39))
    page = 1 << shift
    problems = []
    if not flags & AD_HOC:
        problems.append("its signature is not an ad-hoc signature")
    if kind != SHA256 or size != 32:
        raise Broken("the hashes in its signature are not SHA-256")
    if limit != start or pages != -(-limit // page):
        problems.append(f"its signature is for {limit} bytes and {pages} pages, and the program has {start} bytes")
    for index in range(min(pages, -(-start // page))):
        actual = hashlib.sha256(content[index * page : min((index + 1) * page, limit)]).digest()
        if directory[hashes + size * index : hashes + size * (index + 1)] != actual:
            problems.append(f"page {index} does not have the hash in the signature")
    for slot in range(1, special + 1):
        signed = directory[hashes - size * slot : hashes - size * (slot - 1)]
        actual = hashlib.sha256(found[slot]).digest() if slot in found else bytes(size)
        if signed != actual:
            problems.append(f"part {slot} of the signature does not have the hash in the CodeDirectory")
    return problems


def signature_problems(program: Program) -> list[str]:
    place = program.signature()
    if place is None:
        return ["it has no signature"]
    start, size = place
    if start + size != len(program.content):
        return ["its signature is not the last thing of the file"]
    return wrong_hashes(program.content, start, blobs(program.content[start:]))


def problems_of(content: bytes, architecture: str | None = None, version: str | None = None) -> list[str]:
    try:
        program = Program(content)
        libraries, segments, oldest = program.libraries(), program.segments(), program.oldest_system()
        newer = program.newer()
        problems = signature_problems(program)
    except Broken as broken:
        return [str(broken)]
    if architecture and program.architecture != architecture:
        problems.append(f"it is for {program.architecture}, not for {architecture}")
    if LIBRARY not in libraries:
        problems.append(f"it does not link {LIBRARY}")
    problems += [f"it needs {library}" for library in libraries if library != LIBRARY]
    problems += [f"it needs {symbol}, which macOS {OLDEST} does not have" for symbol in newer]
    if oldest != OLDEST:
        problems.append(f"its oldest version of macOS is {oldest}, not {OLDEST}")
    if not program.found(MAIN):
        problems.append("it has no LC_MAIN")
    if not program.found(UUID):
        problems.append("it has no LC_UUID")
    if not program.flags & RANDOM_ADDRESS:
        problems.append("it always has the same address (no MH_PIE)")
    if program.flags & EXECUTABLE_STACK:
        problems.append("its stack can be executed")
    for name, protection, end in segments:
        if protection & WRITE and protection & EXECUTE:
            problems.append(f"its segment {name} can be written and executed")
        if end > len(content):
            problems.append(f"it ends before its segment {name}")
    problems += openssl_folders(content, "darwin") + build_paths(content)
    return problems + (lacks_version(content, version) if version else [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--architecture", choices=sorted(MACHINES.values()))
    parser.add_argument("--version")
    arguments = parser.parse_args()
    sys.exit(report(problems_of(arguments.program.read_bytes(), arguments.architecture, arguments.version)))
