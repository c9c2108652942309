# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What is linked into the binary for Linux: Debian's packages, and the libraries of cmake/build-*.sh."""

import os
import pathlib
import re
import subprocess

from linked import Component, built_from_source, deb_purl, headers, licence_of

# Only declarations, of which nothing gets into the binary.
DECLARATIONS = {"linux", "linux-libc-dev"}


def archives(build: pathlib.Path) -> set[str]:
    """Archives from which the linker took at least one member, by its map."""
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


class Packages:
    """The Debian package of a file: of this machine, or of a folder that has .packages, as build-sysroot.sh writes it."""

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
        purl = deb_purl(name, version, architecture)
        if source in DECLARATIONS:
            return Component(name, version, source, purl, "", "")
        return Component(name, version, source, purl, licence_of(source, notice), notice.read_text(errors="replace"))


def components(build: pathlib.Path, cache: dict[str, str]) -> set[Component]:
    ours, theirs = set(), set()
    for path in archives(build):
        match = re.match(rf"({re.escape(cache['CTS_DEPS_DIR'])}/(curl|openssl)-[^/]+)/", path)
        if match:
            ours.add(built_from_source(pathlib.Path(match[1]), match[2]))
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
    return ours | debian | {c for c in packages.owning(outside) if c.source not in known}
