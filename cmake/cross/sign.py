#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Signs a program for macOS on Intel's processors ad hoc: with hashes of its pages, and without a name.

Usage: sign.py PROGRAM. zig's linker signs only programs for arm64, which do not start without it. The program
needs 16 free bytes after its load commands (-Wl,-headerpad,0x40). The format is that of zig's signatures; see
cs_blobs.h of XNU.
"""

import hashlib
import pathlib
import struct
import sys

HEAD, PAGE, ALIGNMENT = 32, 0x1000, 16
MAGIC, SEGMENT, SIGNATURE = 0xFEEDFACF, 0x19, 0x1D
SUPER_BLOB, CODE_DIRECTORY, VERSION = 0xFADE0CC0, 0xFADE0C02, 0x20400
AD_HOC_BY_LINKER, SHA256, MAIN_BINARY = 0x20002, 2, 1
DIRECTORY = ">9I4B4I4Q"  # the CodeDirectory up to the texts and hashes
BLOBS = ">5I"  # the list of one blob


def aligned(value: int, to: int) -> int:
    return -(-value // to) * to


def signature(content: bytes, name: bytes, text: tuple[int, int]) -> bytes:
    """For all of `content`, whose code is `text`: offset and size."""
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    texts = struct.calcsize(DIRECTORY)
    hashes = texts + len(name)
    size = hashes + 32 * len(pages)
    directory = struct.pack(
        DIRECTORY, CODE_DIRECTORY, size, VERSION, AD_HOC_BY_LINKER, hashes, texts, 0, len(pages), len(content),
        32, SHA256, 0, PAGE.bit_length() - 1, 0, 0, 0, 0, 0, *text, MAIN_BINARY,
    )  # fmt: skip
    start = struct.calcsize(BLOBS)
    blobs = struct.pack(BLOBS, SUPER_BLOB, start + size, 1, 0, start)
    return blobs + directory + name + b"".join(hashlib.sha256(page).digest() for page in pages)


def sign(content: bytes, name: bytes) -> bytes:
    program = bytearray(content)
    magic, _, _, _, count, size, *_ = struct.unpack_from("<8I", program)
    if magic != MAGIC:
        raise SystemExit("sign.py: this is not a program for macOS")
    start = aligned(len(program), ALIGNMENT)
    program.extend(bytes(start - len(program)))
    length = len(signature(program, name, (0, 0)))
    text, code = (0, 0), len(program)
    offset = HEAD
    for _ in range(count):
        kind, step = struct.unpack_from("<2I", program, offset)
        if kind == SIGNATURE:
            raise SystemExit("sign.py: the program is already signed")
        if kind == SEGMENT:
            segment = bytes(program[offset + 8 : offset + 24]).rstrip(b"\0")
            [begin, stored] = struct.unpack_from("<2Q", program, offset + 40)
            if segment == b"__TEXT":
                text = (begin, stored)
                sections = struct.unpack_from("<I", program, offset + 64)[0]
                places = [struct.unpack_from("<I", program, offset + 72 + 80 * n + 48)[0] for n in range(sections)]
                code = min(places)
            elif segment == b"__LINKEDIT":  # contains the signature
                stored = start + length - begin
                struct.pack_into("<Q", program, offset + 32, aligned(stored, PAGE))
                struct.pack_into("<Q", program, offset + 48, stored)
        offset += step
    if offset + 16 > code:
        raise SystemExit("sign.py: there is no place for another load command")
    struct.pack_into("<4I", program, offset, SIGNATURE, 16, start, length)
    struct.pack_into("<2I", program, 16, count + 1, size + 16)
    return bytes(program) + signature(program, name, text)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: sign.py PROGRAM")
    path = pathlib.Path(sys.argv[1])
    path.write_bytes(sign(path.read_bytes(), path.name.encode() + b"\0"))
