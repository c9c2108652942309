#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Moves each section of a program for Windows to a page of the file of its own.

Usage: align.py PROGRAM. The linker packs sections in steps of 512 bytes, and `zig c++` does not pass it /filealign. Then
wine, unlike Windows, reads the whole program into memory at each start. The layout is that of Microsoft's "PE Format".
"""

import pathlib
import struct
import sys

PAGE = 0x1000
OFFSET_OF_HEAD, HEAD = 0x3C, 24  # of the optional header, from "PE\0\0"
FILE_ALIGNMENT, SIZE_OF_HEADERS, CHECKSUM, DIRECTORIES = 36, 60, 64, 112  # from the optional header
MAGIC_64, CERTIFICATES = 0x20B, 4
SECTION, STORED = 40, 12  # a section's entry; in it, its address, and the size and place of its bytes
DEBUG, DEBUG_ENTRY, DEBUG_DATA = 6, 28, 20  # a data directory; in each entry, address and place of its data


def padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % PAGE)


def align(content: bytes) -> bytes:
    [start] = struct.unpack_from("<I", content, OFFSET_OF_HEAD)
    if content[:2] != b"MZ" or content[start : start + 4] != b"PE\0\0":
        raise SystemExit("align.py: this is not a program for Windows")
    sections, optional = struct.unpack_from("<H12xH", content, start + 6)
    [symbols] = struct.unpack_from("<I", content, start + 12)
    head = start + HEAD
    [magic] = struct.unpack_from("<H", content, head)
    [checksum] = struct.unpack_from("<I", content, head + CHECKSUM)
    [certificates] = struct.unpack_from("<I", content, head + DIRECTORIES + 8 * CERTIFICATES)
    if magic != MAGIC_64 or symbols or checksum or certificates:
        raise SystemExit("align.py: only a 64-bit program without symbols, checksum and signature can be changed")
    [size] = struct.unpack_from("<I", content, head + SIZE_OF_HEADERS)
    aligned = bytearray(padded(content[:size]))
    struct.pack_into("<I", aligned, head + FILE_ALIGNMENT, PAGE)
    struct.pack_into("<I", aligned, head + SIZE_OF_HEADERS, len(aligned))
    moved, end = [], size
    for entry in range(head + optional, head + optional + SECTION * sections, SECTION):
        address, stored, place = struct.unpack_from("<III", content, entry + STORED)
        if place + stored > len(content):
            raise SystemExit("align.py: the program is not complete")
        if stored:
            end = max(end, place + stored)
            section = padded(content[place : place + stored])
            struct.pack_into("<II", aligned, entry + STORED + 4, len(section), len(aligned))
            moved.append((address, len(section), len(aligned)))
            aligned += section

    if end != len(content):
        raise SystemExit("align.py: the program has bytes after its sections, which would be lost")

    def place_of(wanted: int) -> int:
        return next(wanted - address + place for address, size, place in moved if address <= wanted < address + size)

    debug, size = struct.unpack_from("<II", content, head + DIRECTORIES + 8 * DEBUG)
    for entry in range(debug, debug + size, DEBUG_ENTRY):
        data = place_of(entry) + DEBUG_DATA
        [address] = struct.unpack_from("<I", aligned, data)
        if address:
            struct.pack_into("<I", aligned, data + 4, place_of(address))
    return bytes(aligned)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: align.py PROGRAM")
    program = pathlib.Path(sys.argv[1])
    program.write_bytes(align(program.read_bytes()))
