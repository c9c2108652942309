# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What Debian offers now: versions by package, and the fixes listed in their changelogs.

It keeps package lists of its own, made from the machine's sources: it changes nothing on the machine and
does not need root.
"""

import dataclasses
import functools
import gzip
import io
import os
import pathlib
import re
import subprocess
import tarfile

HEAD = re.compile(r"^(\S+) \(([^)]+)\) ([^;]+);")
CVE = re.compile(r"CVE-\d{4}-\d{4,}")


class DebianError(Exception):
    """Debian could not be queried; the text says why."""


def is_newer(version: str, than: str) -> bool:
    """Compares versions by Debian's rules, in which 1.0~dfsg comes before 1.0."""
    compared = subprocess.run(["dpkg", "--compare-versions", version, "gt", than], check=False)
    return compared.returncode == 0


@dataclasses.dataclass(frozen=True)
class Offer:
    version: str
    suites: frozenset[str]

    @property
    def is_security(self) -> bool:
        return any(suite.endswith("-security") for suite in self.suites)


@dataclasses.dataclass(frozen=True)
class Entry:
    """One version in a changelog."""

    version: str
    fixes: tuple[str, ...]


class Debian:
    """One release of Debian, with its updates and its security fixes."""

    def __init__(self, folder: pathlib.Path, etc: pathlib.Path, suite: str):
        self.folder = folder
        self.suite = suite
        self.options = []
        for name in ("sources.d", "lists/partial", "packages"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        found = False
        for file in sorted([etc / "sources.list", *(etc / "sources.list.d").glob("*")]):
            found |= self._take(file)
        if not found:
            raise DebianError(f"no sources of Debian in {etc}")
        self.options = [
            "-o", "APT::Sandbox::User=root",
            "-o", "Dir::Etc::sourcelist=/dev/null",
            "-o", f"Dir::Etc::sourceparts={folder}/sources.d",
            "-o", f"Dir::State::lists={folder}/lists",
            "-o", f"Dir::Cache={folder}",
        ]  # fmt: skip

    def _take(self, file: pathlib.Path) -> bool:
        """Copies a list for the suite, with source packages added; True if it is one of Debian's."""
        if not file.is_file():
            return False
        text = file.read_text()
        if file.suffix == ".sources":
            if not re.search(r"^Suites:(.* )?bookworm", text, re.M):
                return False
            text = re.sub(r"^Types:.*", "Types: deb deb-src", text, flags=re.M)
        else:
            lines = re.findall(r"^deb ((?:\[[^]]*\] +)?\S+ +bookworm.*)$", text, re.M)
            text = "".join(f"deb {line}\ndeb-src {line}\n" for line in lines)
        if text:
            text = re.sub(r"\bbookworm\b", self.suite, text)
            (self.folder / "sources.d" / file.name).write_text(text)
        return bool(text)

    def _run(self, command: str, *arguments: str) -> str:
        done = subprocess.run(
            [command, *self.options, *arguments],
            cwd=self.folder / "packages",
            env=os.environ | {"LC_ALL": "C"},
            capture_output=True, text=True, check=False,
        )
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise DebianError(f"{command} {arguments[0]}: {last}")
        return done.stdout

    def update(self) -> None:
        self._run("apt-get", "--quiet", "--error-on=any", "update")

    def offers(self, package: str, is_source: bool) -> list[Offer]:
        """Every available version, the newest first."""
        suites: dict[str, set[str]] = {}
        for line in self._run("apt-cache", "madison", package).splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != 3 or cells[0] != package:
                continue
            _, suite, *_, kind = cells[2].split()  # URI SUITE/COMPONENT [ARCHITECTURE] KIND
            if (kind == "Sources") == is_source:
                suites.setdefault(cells[1], set()).add(suite.split("/")[0])
        newest_first = sorted(
            suites,
            key=functools.cmp_to_key(lambda a, b: -1 if is_newer(a, b) else 1),
        )
        return [Offer(version, frozenset(suites[version])) for version in newest_first]

    def has_security_suite(self) -> bool:
        return f" {self.suite}-security/" in self._run("apt-cache", "policy")

    def changelog(self, package: str) -> list[Entry]:
        """The changelog of the newest version of a binary package, the newest entry first."""
        for old in (self.folder / "packages").glob("*.deb"):
            old.unlink()
        self._run("apt-get", "--quiet", "download", package)
        [archive] = (self.folder / "packages").glob("*.deb")
        unpacked = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", archive], capture_output=True, check=False
        )
        try:
            with tarfile.open(fileobj=io.BytesIO(unpacked.stdout)) as files:
                member = files.extractfile(f"./usr/share/doc/{package}/changelog.Debian.gz")
                text = gzip.decompress(member.read()).decode(errors="replace")
        except (KeyError, AttributeError, OSError, tarfile.TarError) as problem:
            raise DebianError(f"{package} has no changelog to read") from problem
        return read_changelog(text)


def read_changelog(text: str) -> list[Entry]:
    entries: list[tuple[str, set[str]]] = []
    for line in text.splitlines():
        if head := HEAD.match(line):
            entries.append((head[2], set()))
        elif entries:
            entries[-1][1].update(CVE.findall(line))
    return [Entry(version, tuple(sorted(fixes))) for version, fixes in entries]
