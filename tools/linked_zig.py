# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What is linked into a binary that zig made: the libraries of cmake/cross/build.sh, and zig's own."""

import dataclasses
import pathlib
import re
import subprocess
import urllib.parse

from linked import Component, built_from_source, headers
from linked_debian import Packages

ROOT = pathlib.Path(__file__).resolve().parents[1]


@dataclasses.dataclass(frozen=True)
class Runtime:
    """A library that zig links by itself, so no archive of it is in the build. Paths are below zig's `lib`."""

    name: str
    folder: str
    licence: str
    texts: tuple[str, ...]  # files, or the first comment of a file in C
    systems: tuple[str, ...] = ("darwin", "windows")


LLVM = "Apache-2.0 WITH LLVM-exception"
RUNTIMES = [
    # Some of its mathematical functions were written after those of musl.
    Runtime("zig-compiler-rt", "compiler_rt", "MIT", ("../LICENSE", "libc/musl/COPYRIGHT")),
    Runtime("zig-libc++", "libcxx", LLVM, ("libcxx/LICENSE.TXT",)),
    Runtime("zig-libc++abi", "libcxxabi", LLVM, ("libcxxabi/LICENSE.TXT",)),
    # macOS has its own.
    Runtime("zig-libunwind", "libunwind", LLVM, ("libunwind/LICENSE.TXT",), ("windows",)),
    # Parts of it are under the licences that their files begin with.
    Runtime(
        "zig-mingw-w64", "libc/mingw", "ZPL-2.1 AND MIT AND SMLNJ",
        ("libc/mingw/COPYING", "libc/mingw/winpthreads/mutex.c", "libc/mingw/gdtoa/gdtoa.h"), ("windows",),
    ),
    # What mingw-w64 lacks of C's library, written in zig.
    Runtime("zig-libc", "c", "MIT", ("../LICENSE", "libc/musl/COPYRIGHT"), ("windows",)),
]  # fmt: skip


def licence_text(file: pathlib.Path) -> str:
    text = file.read_text(errors="replace")
    if file.suffix in {".c", ".h"}:
        text = re.match(r"\s*/\*+(.*?)\*+/", text, re.DOTALL)[1]
    return text.strip()


def wheel_hashes() -> list[str]:
    """Of the packages with zig: one is installed, depending on the machine."""
    return re.findall(r"--hash=sha256:([0-9a-f]{64})", (ROOT / "tests/requirements/zig.txt").read_text())


def runtimes(zig: pathlib.Path, system: str) -> set[Component]:
    version = subprocess.run(
        [zig / "zig", "version"], capture_output=True, text=True, check=True
    ).stdout.strip()
    checksums = ",".join(f"sha256:{digest}" for digest in wheel_hashes())
    found = set()
    for part in RUNTIMES:
        if system in part.systems:
            purl = f"pkg:pypi/ziglang@{version}?checksum={checksums}#lib/{urllib.parse.quote(part.folder)}"
            notice = "\n\n".join(licence_text(zig / "lib" / file) for file in part.texts)
            found.add(Component(part.name, version, part.name, purl, part.licence, notice))
    return found


def archives(build: pathlib.Path, binary: str) -> set[str]:
    """Archives from outside of the build that the linker was given. It writes no map that names what it took."""
    inputs = subprocess.run(
        ["ninja", "-C", build, "-t", "inputs", binary], capture_output=True, text=True, check=True
    ).stdout
    found = {line for line in inputs.splitlines() if line.startswith("/") and line.endswith((".a", ".lib"))}
    if not found:
        raise SystemExit(f"sbom.py: {build} links no archive")
    return {path for path in found if not path.startswith(f"{build}/")}


def components(
    build: pathlib.Path, binary: str, system: str, prefixes: dict[str, pathlib.Path], zig: pathlib.Path
) -> set[Component]:
    found = runtimes(zig, system)
    left = archives(build, binary)
    read = headers(build)
    for name, prefix in prefixes.items():
        mine = {path for path in left if path.startswith(f"{prefix}/")}
        left -= mine
        if (prefix / ".packages").is_dir():  # of header-only libraries
            found |= Packages(str(prefix)).owning({path for path in read if path.startswith(f"{prefix}/")})
        elif mine:
            found.add(built_from_source(prefix, name))
    if left:
        raise SystemExit(f"sbom.py: no --built has {', '.join(sorted(left))}")
    return found
