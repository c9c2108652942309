#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What cmake/debian-source.sh makes of a machine's lists, and of a mirror that lacks files."""

import pathlib
import subprocess
import tarfile
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "cmake/debian-source.sh"
SOURCES = """Types: deb
URIs: http://debian.invalid/debian
Suites: trixie trixie-updates
Components: main
Architectures: amd64
"""


class DebianSource(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def bash(self, script: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["bash", "-c", f'set -eu; source "{SCRIPT}"; debian_suite=trixie; apt_folder="$PWD/apt"; {script}'],
            cwd=self.folder, capture_output=True, text=True,
        )  # fmt: skip

    def lists(self, files: dict[str, str]) -> dict[str, str]:
        """The lists of source packages that are made of these files of /etc/apt."""
        for name, text in files.items():
            path = self.folder / "apt" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = self.bash("apt_lists lists deb-src")
        self.assertEqual(done.returncode, 0, done.stderr)
        return {path.name: path.read_text() for path in (self.folder / "lists").iterdir()}

    def test_takes_debians_lists_of_this_release(self):
        made = self.lists({
            "sources.list.d/debian.sources": SOURCES,
            "sources.list.d/next.sources": SOURCES.replace("trixie", "forky"),
            "sources.list": "# deb http://debian.invalid trixie main\n"
            "deb [signed-by=/k] http://debian.invalid trixie main\n"
            "deb http://debian.invalid/security trixie-security main contrib\n"
            "deb http://debian.invalid forky main\ndeb http://debian.invalid trixie contrib\n",
        })  # fmt: skip
        self.assertEqual(made, {
            "debian.sources": SOURCES.replace("deb\n", "deb-src\n", 1).replace("Architectures: amd64\n", ""),
            "sources.list": "deb-src [signed-by=/k] http://debian.invalid trixie main\n"
            "deb-src http://debian.invalid/security trixie-security main contrib\n",
        })  # fmt: skip

    def test_leaves_out_suites_that_only_contain_the_name(self):
        made = self.lists({
            "sources.list.d/other.list": "deb http://other.invalid/apt cloud-sdk-trixie main\n",
            "sources.list.d/other.sources": SOURCES.replace("trixie trixie-updates", "cloud-sdk-trixie"),
        })  # fmt: skip
        self.assertEqual(made, {})

    def unpack(self, *files: str) -> subprocess.CompletedProcess:
        """Unpacks curl, of which the mirror has these files."""
        mirror = self.folder / "mirror"
        (mirror / "curl-8.14.1").mkdir(parents=True)
        (mirror / "curl-8.14.1/COPYING").write_text("text\n")
        with tarfile.open(mirror / "curl_8.14.1.orig.tar.gz", "w:gz") as tarball:
            tarball.add(mirror / "curl-8.14.1", "curl-8.14.1")
        (mirror / "curl_8.14.1-2.dsc").write_text("Version: 8.14.1-2\n")
        (mirror / "curl_8.14.1-2.debian.tar.xz").write_text("patches\n")
        (mirror / "curl_8.14.1.orig.tar.gz.asc").write_text("signature\n")
        return self.bash(f"""
            debian_source() {{ for file in {" ".join(files)}; do cp "{mirror}/$file" .; done; false; }}
            dpkg-source() {{ mkdir "${{@: -1}}" && touch "${{@: -1}}/patched"; }}
            unpack_newest_source "$PWD/work" curl""")

    def read(self, name: str) -> str:
        return (self.folder / "work" / name).read_text()

    def test_unpacks_debians_source_with_its_patches(self):
        done = self.unpack("curl_8.14.1-2.dsc", "curl_8.14.1.orig.tar.gz", "curl_8.14.1-2.debian.tar.xz")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.read("version"), "8.14.1-2\n")
        self.assertEqual(self.read("src/patched"), "")
        files = [line.split()[1] for line in self.read("source").splitlines()]
        self.assertEqual(files, ["curl_8.14.1-2.dsc", "curl_8.14.1.orig.tar.gz", "curl_8.14.1-2.debian.tar.xz"])

    def test_unpacks_upstreams_release_without_debians_packaging(self):
        done = self.unpack("curl_8.14.1.orig.tar.gz", "curl_8.14.1.orig.tar.gz.asc")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("using upstream's 8.14.1 without its patches", done.stderr)
        self.assertEqual(self.read("version"), "8.14.1\n")
        self.assertEqual(self.read("src/COPYING"), "text\n")
        self.assertEqual([line.split()[1] for line in self.read("source").splitlines()], ["curl_8.14.1.orig.tar.gz"])

    def test_reports_that_there_is_no_source(self):
        done = self.unpack()
        self.assertEqual(done.returncode, 1)
        self.assertFalse((self.folder / "work/version").exists())


if __name__ == "__main__":
    unittest.main()
