#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Writes what is linked into the static binary: a CycloneDX bill of materials and a file of notices.

Usage: sbom.py BUILD_FOLDER. Writes sbom.cdx.json and NOTICE there; `cmake --install` calls it.

Nothing is listed by hand. Archives come from the linker's map, which names each member it took;
header-only libraries come from the compiler's list of headers; the package of a file comes from
dpkg, or from the lists in the folder from which a cross-build takes its libraries. Only
the licence of a package is written here, as an SPDX expression: a new package stops the release until
somebody has read its licence. The same build gives the same bytes.
"""

import dataclasses
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import urllib.parse

# By Debian source package.
LICENCES = {
    "abseil": "Apache-2.0",
    "c-ares": "MIT",
    "cli11": "BSD-3-Clause",
    "curl": "curl",
    "fmtlib": "MIT",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "glibc": "LGPL-2.1-or-later",
    "grpc": "Apache-2.0",
    "nlohmann-json3": "MIT",
    "openssl": "Apache-2.0",
    "protobuf": "BSD-3-Clause",
    "re2": "BSD-3-Clause",
    "tl-expected": "CC0-1.0",
    "zlib": "Zlib",
}
# Only declarations, of which nothing gets into the binary.
DECLARATIONS = {"linux", "linux-libc-dev"}


@dataclasses.dataclass(frozen=True)
class Component:
    name: str
    version: str
    source: str  # Debian's source package
    purl: str
    notice: pathlib.Path
    files: tuple[tuple[str, str], ...] = ()  # what it was built from: name and SHA-256

    @property
    def licence(self) -> str:
        if self.source not in LICENCES:
            raise SystemExit(f"sbom.py: which licence has {self.source}? Read {self.notice}.")
        return LICENCES[self.source]


def cache_of(build: pathlib.Path) -> dict[str, str]:
    lines = (build / "CMakeCache.txt").read_text().splitlines()
    return {m[1]: m[2] for line in lines if (m := re.match(r"([\w-]+):\w+=(.*)$", line))}


def archives(build: pathlib.Path) -> set[str]:
    """Archives from which the linker took at least one member."""
    text = (build / "terraform-provider-cts.map").read_text(errors="replace")
    taken = text.split("\n\n", 2)[1] if text.startswith("Archive member") else ""
    if not taken:
        raise SystemExit("sbom.py: the linker's map does not begin with its archive members")
    found = set()
    for line in taken.splitlines():
        if member := re.match(r"(\S+\.a)\(", line):
            path = os.path.normpath(build / member[1])
            if not path.startswith(f"{build}/"):  # our own
                found.add(path)
    return found


def headers(build: pathlib.Path) -> set[str]:
    listing = subprocess.run(
        ["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True
    ).stdout
    files = [line.strip() for line in listing.splitlines() if line.startswith(" ")]
    paths = {os.path.normpath(build / file) for file in files}
    return {path for path in paths if "/include/" in path}


def deb_purl(name: str, version: str, architecture: str) -> str:
    return (
        f"pkg:deb/debian/{urllib.parse.quote(name)}@{urllib.parse.quote(version)}"
        f"?arch={architecture}&distro=bookworm"
    )


class Packages:
    """The Debian package of a file."""

    def __init__(self, sysroot: str):
        self._sysroot = sysroot
        self._lists = {}
        for file in pathlib.Path(sysroot, ".packages").glob("*.list") if sysroot else []:
            for path in file.read_text().splitlines():
                self._lists[path] = file.with_suffix(".package").read_text().split("\n")[0]

    def owning(self, paths: set[str]) -> set[Component]:
        foreign = {p for p in paths if self._sysroot and p.startswith(f"{self._sysroot}/")}
        owners = {self._owner_in_sysroot(path) for path in foreign}
        owners |= self._owners_here(sorted(paths - foreign))
        return {self._component(*owner) for owner in owners}

    def _owner_in_sysroot(self, path: str) -> tuple[str, ...]:
        inside = path.removeprefix(self._sysroot)
        if inside not in self._lists:
            raise SystemExit(f"sbom.py: no package has {path}")
        return tuple(self._lists[inside].split("\t"))

    def _owners_here(self, paths: list[str]) -> set[tuple[str, ...]]:
        if not paths:
            return set()
        found = subprocess.run(
            ["dpkg-query", "--search", *paths], capture_output=True, text=True
        )
        if found.returncode != 0:
            raise SystemExit(f"sbom.py: {found.stderr.strip()}")
        names = {line.split(": ")[0].split(",")[0] for line in found.stdout.splitlines()}
        fields = "${Package}\t${Version}\t${source:Package}\t${Architecture}\n"
        shown = subprocess.run(
            ["dpkg-query", "--show", f"--showformat={fields}", *sorted(names)],
            capture_output=True, text=True, check=True,
        ).stdout
        return {tuple(line.split("\t")) for line in shown.splitlines()}

    def _component(self, name: str, version: str, source: str, architecture: str) -> Component:
        # The cross compiler's own libraries are built from the same source.
        source = {"gcc-12-cross": "gcc-12", "cross-toolchain-base": "glibc"}.get(source, source)
        notice = pathlib.Path("/usr/share/doc", name, "copyright").resolve()
        return Component(name, version, source, deb_purl(name, version, architecture), notice)


def built_here(prefix: pathlib.Path, name: str) -> Component:
    """curl or OpenSSL, as built by cmake/build-*.sh."""
    version = (prefix / ".version").read_text().strip()
    lines = (prefix / ".source").read_text().splitlines()
    files = tuple((file, digest) for digest, file in (line.split(maxsplit=1) for line in lines))
    if "-" in version:
        purl = deb_purl(name, version, "source")
    else:  # only the upstream tarball, without Debian's patches
        purl = f"pkg:generic/{name}@{version}?checksum=sha256:{files[0][1]}"
    return Component(name, version, name, purl, prefix / ".license", files)


def components(build: pathlib.Path, cache: dict[str, str]) -> list[Component]:
    ours, theirs = set(), set()
    for path in archives(build):
        match = re.match(rf"({re.escape(cache['CTS_DEPS_DIR'])}/(curl|openssl)-[^/]+)/", path)
        if match:
            ours.add(built_here(pathlib.Path(match[1]), match[2]))
        else:
            theirs.add(path)
    sysroot = cache.get("CTS_CROSS_SYSROOT", "")
    packages = Packages(sysroot)
    debian = packages.owning(theirs)
    # A header counts if its library has no archive; otherwise the archive's package counts.
    known = {c.source for c in ours | debian} | DECLARATIONS
    outside = {
        path
        for path in headers(build)
        if path.startswith(("/usr/", f"{sysroot}/" if sysroot else "/usr/"))
    }
    debian |= {c for c in packages.owning(outside) if c.source not in known}
    return sorted(ours | debian, key=lambda c: (c.source, c.name))


def write_bill(
    target: pathlib.Path, cache: dict[str, str], architecture: str, binary: bytes,
    parts: list[Component], epoch: int,
) -> None:
    version = cache["CMAKE_PROJECT_VERSION"]
    root = f"pkg:generic/terraform-provider-cts@{version}?arch={architecture}&os=linux"
    when = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": "terraform-provider-cts",
                "version": version,
                "purl": root,
                "licenses": [{"expression": "MPL-2.0"}],
                "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(binary).hexdigest()}],
            },
        },
        "components": [
            {
                "type": "library",
                "bom-ref": part.purl,
                "name": part.name,
                "version": part.version,
                "scope": "required",
                "licenses": [{"expression": part.licence}],
                "purl": part.purl,
            }
            | (
                {
                    "externalReferences": [
                        {
                            "type": "source-distribution",
                            "url": file,
                            "hashes": [{"alg": "SHA-256", "content": digest}],
                        }
                        for file, digest in part.files
                    ]
                }
                if part.files
                else {}
            )
            for part in parts
        ],
        "dependencies": [{"ref": root, "dependsOn": [part.purl for part in parts]}]
        + [{"ref": part.purl} for part in parts],
    }
    target.write_text(json.dumps(document, indent=2) + "\n")


def write_notices(target: pathlib.Path, parts: list[Component]) -> None:
    """The licences of everything that is linked in; packages of one source share theirs."""
    lines = [
        "terraform-provider-cts is licensed under MPL-2.0; see LICENSE. This binary contains the",
        "following libraries, under the licences quoted here.",
        "",
    ]
    groups: dict[str, list[Component]] = {}
    for part in parts:
        groups.setdefault(part.source, []).append(part)
    for group in groups.values():
        names = ", ".join(f"{part.name} {part.version}" for part in group)
        text = group[0].notice.read_text(errors="replace").strip()
        lines += ["=" * 78, f"{names} ({group[0].licence})", "=" * 78, "", text, ""]
    target.write_text("\n".join(lines))


def main() -> None:
    build = pathlib.Path(sys.argv[1]).resolve()
    cache = cache_of(build)
    cross = bool(cache.get("CTS_CROSS_SYSROOT"))
    architecture = "arm64" if cross or os.uname().machine == "aarch64" else "amd64"
    parts = components(build, cache)
    binary = (build / "terraform-provider-cts").read_bytes()
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    write_bill(build / "sbom.cdx.json", cache, architecture, binary, parts, epoch)
    write_notices(build / "NOTICE", parts)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: sbom.py BUILD_FOLDER")
    main()
