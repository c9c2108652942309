# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What sbom.py lists: a linked library, its licence, and what a build folder says about it."""

import dataclasses
import os
import pathlib
import re
import subprocess
import urllib.parse

# By Debian source package. A new one stops the release until somebody has read its licence.
LICENCES = {
    "abseil": "Apache-2.0",
    "c-ares": "MIT",
    "cli11": "BSD-3-Clause",
    "curl": "curl",
    "fmtlib": "MIT",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "gcc-14": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glibc": "LGPL-2.1-or-later",
    "grpc": "Apache-2.0",
    "libzstd": "BSD-3-Clause OR GPL-2.0-only",
    "nlohmann-json3": "MIT",
    "openssl": "Apache-2.0",
    "protobuf": "BSD-3-Clause",
    "re2": "BSD-3-Clause",
    "tl-expected": "CC0-1.0",
    "zlib": "Zlib",
}
RELEASES = {"12": "bookworm", "13": "trixie"}


@dataclasses.dataclass(frozen=True)
class Component:
    name: str
    version: str
    source: str  # components of one source share their licence
    purl: str
    licence: str  # an SPDX expression
    notice: str  # the text of the licence
    files: tuple[tuple[str, str], ...] = ()  # what it was built from: name and SHA-256
    edits: tuple[tuple[str, str], ...] = ()  # our changes to that: name and SHA-256


def licence_of(source: str, notice: pathlib.Path) -> str:
    if source not in LICENCES:
        raise SystemExit(f"sbom.py: which licence has {source}? Read {notice}.")
    return LICENCES[source]


def deb_purl(name: str, version: str, architecture: str) -> str:
    release = re.search(r"[+~]deb(\d+)u", version)
    distro = RELEASES[release[1]] if release else "bookworm"
    return (
        f"pkg:deb/debian/{urllib.parse.quote(name)}@{urllib.parse.quote(version)}"
        f"?arch={architecture}&distro={distro}"
    )


def hashes(file: pathlib.Path) -> tuple[tuple[str, str], ...]:
    """The lines of a file like sha256sum's output, as name and hash."""
    lines = file.read_text().split("\n") if file.exists() else []
    return tuple((name, digest) for digest, name in (line.split(maxsplit=1) for line in lines if line))


def built_from_source(prefix: pathlib.Path, name: str) -> Component:
    """A library as built by cmake/build-*.sh or cmake/cross/build.sh, which write these files."""
    version = (prefix / ".version").read_text().strip()
    files = hashes(prefix / ".source")
    if "-" in version:  # with Debian's patches
        purl = deb_purl(name, version, "source")
    else:
        purl = f"pkg:generic/{name}@{version}?checksum=sha256:{files[0][1]}"
    notice = prefix / ".license"
    licence, text = licence_of(name, notice), notice.read_text(errors="replace")
    return Component(name, version, name, purl, licence, text, files, hashes(prefix / ".edits"))


def cache_of(build: pathlib.Path) -> dict[str, str]:
    lines = (build / "CMakeCache.txt").read_text().splitlines()
    return {m[1]: m[2] for line in lines if (m := re.match(r"([\w-]+):\w+=(.*)$", line))}


def headers(build: pathlib.Path) -> set[str]:
    """The headers that the compiler has read."""
    listing = subprocess.run(
        ["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True
    ).stdout
    files = [line.strip() for line in listing.splitlines() if line.startswith(" ")]
    paths = {os.path.normpath(build / file) for file in files}
    return {path for path in paths if "/include/" in path}
