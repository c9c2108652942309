# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What the readers of finished binaries, pe.py and macho.py, share."""

import os
import pathlib
import re
import struct
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


# As in cmake/cross/recipes.sh. OpenSSL reads its configuration, certificates and modules from these, so
# only an administrator may be able to write them.
OPENSSL_FOLDERS = {
    "windows": dict.fromkeys(["OPENSSLDIR", "ENGINESDIR", "MODULESDIR"], "C:/Windows/System32/?"),
    "darwin": {
        "OPENSSLDIR": "/etc/ssl",
        "ENGINESDIR": "/usr/lib/engines-3",
        "MODULESDIR": "/usr/lib/ossl-modules",
    },
}


class Broken(Exception):
    """The file is not what its head says."""


def unpack(layout: str, content: bytes, offset: int) -> tuple:
    """Little-endian values, as in struct."""
    try:
        return struct.unpack_from(f"<{layout}", content, offset)
    except struct.error:
        raise Broken(f"it ends before the {struct.calcsize(f'<{layout}')} bytes at {offset}") from None


def text_at(content: bytes, offset: int) -> str:
    """The text up to a NUL."""
    end = content.find(b"\0", offset)
    if offset < 0 or end < 0:
        raise Broken(f"there is no text at {offset}")
    return content[offset:end].decode(errors="replace")


def build_paths(content: bytes) -> list[str]:
    """Folders of this machine in a binary would name whoever built it, and differ between machines."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folders = [str(REPOSITORY), cache, os.path.expanduser("~") + "/", "/zig-cache/", "/ziglang/"]
    return [f"it contains the path {folder}" for folder in folders if folder.encode() in content]


def openssl_folders(content: bytes, system: str) -> list[str]:
    """Compares what OpenSSL_version() would return, such as `OPENSSLDIR: "/etc/ssl"`, with OPENSSL_FOLDERS."""
    problems = []
    for name, folder in OPENSSL_FOLDERS[system].items():
        texts = re.findall(rb'\b%s: "([^"\0]*)"\0' % name.encode(), content)
        if not texts:
            problems.append(f"it does not say what OpenSSL's {name} is")
        found = sorted({text.decode(errors="replace") for text in texts} - {folder})
        problems += [f"OpenSSL's {name} is {other}, not {folder}" for other in found]
    return problems


def lacks_version(content: bytes, version: str) -> list[str]:
    return [] if version.encode() in content else [f"it does not contain the version {version}"]


def report(problems: list[str]) -> int:
    """Prints them; the exit status of a command."""
    for problem in problems:
        print(f"Error: {problem}", file=sys.stderr)
    return 1 if problems else 0
