#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Reports which libraries of the packages lack a fix that Debian has.

Usage: pending_fixes.py [--recipes FILE] [--junit FILE] [--lists FOLDER] [--no-update] [BINARY]

BINARY (build/release/terraform-provider-cts, unless there are recipes) reports with --version what it was
linked with. FILE (cmake/cross/recipes.sh) has the libraries for Windows and macOS. Each library is
compared with the newest version in its suite of Debian, security included; if that is newer, the
changelog between the two shows which CVEs it fixes. not_affected.txt names those that cannot affect the
binary, with reasons.

Exit status: 0 none is pending, 1 some are, 2 it cannot be determined. A newer version that neither comes
through the security suite nor fixes a CVE is shown, but is not pending.
"""

import argparse
import dataclasses
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

from debian import Debian, DebianError, Entry, is_newer

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(ROOT / "build/release/terraform-provider-cts")
LINE = re.compile(r"^  (\S+) +(\S+) +(source )?(\S+) (\S+)$")

# Source packages that this project builds itself: the package whose changelog applies.
CHANGELOG_OF = {
    "abseil": "libabsl-dev",
    "c-ares": "libc-ares-dev",
    "curl": "libcurl4-openssl-dev",
    "grpc": "libgrpc++-dev",
    "openssl": "libssl-dev",
    "protobuf": "libprotobuf-dev",
    "re2": "libre2-dev",
    "zlib": "zlib1g-dev",
}

LIST_RECIPES = str(pathlib.Path(__file__).with_name("list_recipes.sh"))
NOT_AFFECTED = pathlib.Path(__file__).with_name("not_affected.txt")

CURRENT, NEWER, PENDING, UNKNOWN = "current", "newer, no fix", "FIX PENDING", "cannot tell"
HARMLESS = "not affected"


@dataclasses.dataclass(frozen=True)
class Library:
    name: str
    package: str
    version: str  # of the package; without a hyphen, of an upstream release
    is_source: bool
    suite: str = "bookworm"
    is_recipe: bool = False

    @property
    def title(self) -> str:
        return f"{self.name} for Windows and macOS" if self.is_recipe else self.name

    @property
    def changelog(self) -> str:
        return CHANGELOG_OF.get(self.package, self.package) if self.is_source else self.package


@dataclasses.dataclass(frozen=True)
class Verdict:
    library: Library
    newest: str
    state: str
    reason: str


def upstream(version: str) -> str:
    return version.split(":")[-1].rsplit("-", 1)[0]


def libraries(text: str) -> list[Library]:
    """The versions in the output of --version."""
    found = [LINE.match(line) for line in text.splitlines()]
    return [Library(m[1], m[4], m[5], m[3] is not None) for m in found if m]


def output_of(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DebianError(f"{command[0]} failed: {done.stderr.strip() or 'no reason given'}")
    return done.stdout


def read_binary(binary: str) -> list[Library]:
    if not (found := libraries(output_of(binary, "--version"))):
        raise DebianError(f"{binary} lists no library")
    return found


def read_recipes(recipes: str) -> list[Library]:
    rows = [line.split("\t") for line in output_of(LIST_RECIPES, recipes).splitlines()]
    if not rows:
        raise DebianError(f"{recipes} lists no library")
    return [
        Library(name, package, version, kind == "source", suite, is_recipe=True)
        for name, kind, package, version, suite in rows
    ]


def is_ahead(version: str, library: Library) -> bool:
    """Whether a version of Debian may have fixes that the library lacks."""
    if "-" in library.version:
        return is_newer(version, library.version)
    # An upstream release without Debian's patches: every revision may add some.
    return not is_newer(library.version, upstream(version))


def fixes_since(entries: list[Entry], library: Library) -> list[str]:
    """CVEs of the entries that the library lacks."""
    ahead = [entry for entry in entries if is_ahead(entry.version, library)]
    if "-" not in library.version:
        # Debian's first revision of a release is the unchanged release.
        same = [entry for entry in ahead if upstream(entry.version) == library.version]
        ahead = [entry for entry in ahead if not same or entry is not same[-1]]
    return sorted({fix for entry in ahead for fix in entry.fixes})


def not_affected(text: str) -> dict[str, str]:
    """Reasons by CVE, from lines such as "CVE-2026-1234 openssl: built without DTLS"."""
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return dict(line.split(maxsplit=1) for line in lines if line)


def judge(library: Library, debian: Debian, harmless: dict[str, str]) -> Verdict:
    def verdict(newest: str, state: str, reason: str = "") -> Verdict:
        return Verdict(library, newest, state, reason)

    offers = debian.offers(library.package, library.is_source)
    if not offers:
        return verdict("?", UNKNOWN, "no such package in the lists")
    newest = offers[0]
    if not is_ahead(newest.version, library):
        return verdict(newest.version, CURRENT)
    try:
        fixes = fixes_since(debian.changelog(library.changelog), library)
    except DebianError as problem:
        fixes, why = [], str(problem)
    else:
        why = ""
    if left := [fix for fix in fixes if fix not in harmless]:
        return verdict(newest.version, PENDING, " ".join(left))
    if fixes:
        return verdict(newest.version, HARMLESS, " ".join(fixes))
    if upstream(newest.version) == library.version:
        # Patched by Debian since the release, but not for a CVE.
        return verdict(newest.version, UNKNOWN if why else CURRENT, why)
    if newest.is_security:
        return verdict(newest.version, PENDING, "from the security suite")
    return verdict(newest.version, UNKNOWN if why else NEWER, why)


def judge_all(
    found: list[Library], folder: pathlib.Path, sources: pathlib.Path, update: bool
) -> list[Verdict]:
    """Each with the lists of its own suite."""
    debians = {}
    for suite in sorted({library.suite for library in found}):
        debians[suite] = Debian(folder / suite, sources, suite)
        if update:
            debians[suite].update()
        if not debians[suite].has_security_suite():
            raise DebianError(f"no security suite of {suite} is in the machine's sources")
    harmless = not_affected(NOT_AFFECTED.read_text())
    return [judge(library, debians[library.suite], harmless) for library in found]


def table(verdicts: list[Verdict]) -> str:
    rows = [("library", "inside", "Debian's newest", "state", "")]
    for v in verdicts:
        origin = f"{'source ' if v.library.is_source else ''}{v.library.package}"
        rows.append((v.library.title, f"{origin} {v.library.version}", v.newest, v.state, v.reason))
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths)), row[4]]).rstrip()
        for row in rows
    )


def status(verdicts: list[Verdict]) -> int:
    states = {verdict.state for verdict in verdicts}
    if PENDING in states:
        return 1
    return 2 if UNKNOWN in states else 0


def write_junit(path: str, verdicts: list[Verdict]) -> None:
    suite = ET.Element("testsuite", name="supply")
    for v in verdicts:
        case = ET.SubElement(suite, "testcase", classname="supply", name=v.library.title)
        if v.state in (PENDING, UNKNOWN):
            ET.SubElement(case, "failure", message=f"{v.state}: {v.reason}")
    ET.ElementTree(suite).write(path)


def advice(verdicts: list[Verdict]) -> list[str]:
    pending = [verdict.library for verdict in verdicts if verdict.state == PENDING]
    pinned = [library for library in pending if library.is_recipe and library.is_source]
    lines = []
    if len(pinned) < len(pending):
        lines.append("Update the packages on this machine, then build again: a build takes what is installed.")
    if pinned:
        lines.append("Put the newer versions and their hashes into cmake/cross/recipes.sh, then build again.")
    return lines


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recipes", help="compare these libraries, of the packages for Windows and macOS")
    parser.add_argument("--junit", help="write a report for tests/run.sh")
    parser.add_argument("--no-update", action="store_true", help="use the lists of the last time")
    parser.add_argument("--lists", help="keep the package lists in this folder")
    parser.add_argument("--sources", default="/etc/apt", help="where apt's sources are")
    parser.add_argument("binary", nargs="?")
    options = parser.parse_args(arguments)
    if not options.binary and not options.recipes:
        options.binary = BINARY
    try:
        found = read_binary(options.binary) if options.binary else []
        found += read_recipes(options.recipes) if options.recipes else []
        with tempfile.TemporaryDirectory(prefix="cts-lists.") as temporary:
            folder = pathlib.Path(options.lists or temporary)
            verdicts = judge_all(found, folder, pathlib.Path(options.sources), not options.no_update)
    except (DebianError, OSError) as problem:
        print(f"Error: {problem}", file=sys.stderr)
        return 2
    print(table(verdicts))
    if options.junit:
        write_junit(options.junit, verdicts)
    for line in advice(verdicts):
        print(line)
    return status(verdicts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
