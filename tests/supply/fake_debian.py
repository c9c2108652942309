# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""A Debian whose packages a test sets, and pending_fixes.py run with it."""

import contextlib
import gzip
import io
import os
import pathlib
import subprocess
import tempfile
import unittest

import pending_fixes

# Both know the suite from the lists that they are given.
OPTIONS = """#!/bin/sh
while [ "$1" = -o ]; do
  case $2 in Dir::Etc::sourceparts=*) suite=$(grep -ohm1 'bookworm\\|trixie' "${2#*=}"/*) ;; esac
  shift 2
done
"""
APT_GET = f"""{OPTIONS}
for word; do last=$word; done
case $* in
  *update) [ -z "$FAKE_UNREACHABLE" ] || {{ echo "E: Failed to fetch" >&2; exit 100; }} ;;
  *download*)
    cp "$FAKE/$suite-$last.deb" "$last.deb" 2>/dev/null || {{ echo "E: no package" >&2; exit 100; }} ;;
  *) exit 99 ;;
esac
"""
APT_CACHE = f"""{OPTIONS}
case $1 in
  madison) grep -s " $suite[-/]" "$FAKE/madison-$2" || true ;;
  policy) grep " $suite[-/]" "$FAKE/policy" || true ;;
  *) exit 99 ;;
esac
"""
MAIN, SECURITY = "bookworm/main", "bookworm-security/main"
ENTRY = "{source} ({version}) bookworm; urgency=medium\n\n  * {text}\n\n -- A <a@b> date\n\n"


class FakeDebian(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "bin").mkdir()
        (self.folder / "sources.list").write_text("deb http://debian.invalid/debian bookworm main\n")
        (self.folder / "policy").write_text(
            "500 http://debian.invalid bookworm-security/main\n"
            "500 http://debian.invalid trixie-security/main\n"
        )
        self.script("bin/apt-get", APT_GET)
        self.script("bin/apt-cache", APT_CACHE)
        self.lines = []
        environment = dict(os.environ)
        self.addCleanup(os.environ.update, environment)
        os.environ["PATH"] = f"{self.folder}/bin:{environment['PATH']}"
        os.environ["FAKE"] = str(self.folder)
        os.environ["FAKE_UNREACHABLE"] = ""

    def script(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o755)

    def inside(self, name: str, package: str, version: str) -> None:
        """A line of --version."""
        self.lines.append(f"  {name:<15}{'1.0':<18}  {package} {version}")

    def offers(self, package: str, *offers: tuple[str, str], kind: str = "amd64 Packages") -> None:
        rows = (f" {package} | {v} | http://debian.invalid {suite} {kind}\n" for v, suite in offers)
        (self.folder / f"madison-{package}").write_text("".join(rows))

    def changelog(self, package: str, *entries: tuple[str, str], suite: str = "bookworm") -> None:
        """A real package that contains only its changelog."""
        root = self.folder / f"root-{suite}-{package}"
        documents = root / "usr/share/doc" / package
        documents.mkdir(parents=True)
        (root / "DEBIAN").mkdir()
        (root / "DEBIAN/control").write_text(
            f"Package: {package}\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b>\nDescription: d\n"
        )
        text = "".join(ENTRY.format(source=package, version=v, text=text) for v, text in entries)
        (documents / "changelog.Debian.gz").write_bytes(gzip.compress(text.encode()))
        subprocess.run(
            ["dpkg-deb", "--build", root, self.folder / f"{suite}-{package}.deb"],
            check=True, capture_output=True,
        )  # fmt: skip

    def run_script(self, *flags: str) -> tuple[int, str]:
        listing = "\n".join(["terraform-provider-cts 0.1.0", "Linked with:", *self.lines])
        self.script("provider", f"#!/bin/sh\ncat <<'END'\n{listing}\nEND\n")
        return self.run_main(*flags, str(self.folder / "provider"))

    def run_main(self, *arguments: str) -> tuple[int, str]:
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            code = pending_fixes.main(["--sources", str(self.folder), *arguments])
        return code, output.getvalue()

    def row(self, output: str, name: str) -> str:
        [line] = [line for line in output.splitlines() if line.startswith(name)]
        return line
