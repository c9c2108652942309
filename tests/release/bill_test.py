#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""tools/sbom.py lists what a build for Windows or macOS links, and stops at what it does not know."""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "sbom.py"
# Files of zig whose texts go into NOTICE.
ZIG_TEXTS = {
    "LICENSE": "zig's licence",
    "lib/libcxx/LICENSE.TXT": "libc++'s licence",
    "lib/libcxxabi/LICENSE.TXT": "libc++abi's licence",
    "lib/libunwind/LICENSE.TXT": "libunwind's licence",
    "lib/libc/musl/COPYRIGHT": "musl's licence",
    "lib/libc/mingw/COPYING": "mingw-w64's licence",
    "lib/libc/mingw/winpthreads/mutex.c": "/*\n  winpthreads' licence\n*/\nint code;\n",
    "lib/libc/mingw/gdtoa/gdtoa.h": "/****\n\ngdtoa's licence\n\n****/\nint code;\n",
}
DIGEST = hashlib.sha256(b"").hexdigest()


class Bill(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name, text in ZIG_TEXTS.items():
            self.write(f"zig/{name}", text)
        self.write("zig/zig", "#!/bin/sh\necho 0.16.0\n").chmod(0o755)
        self.library("zlib", "1:1.2.13.dfsg-1", edits=f"{DIGEST}  edits/zlib.py\n")
        self.library("openssl", "3.5.7-1~deb13u2")
        self.build("windows_amd64", "terraform-provider-cts.exe", ["zlib", "openssl"])

    def write(self, name: str, text: str) -> pathlib.Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def library(self, name: str, version: str, edits: str = "") -> None:
        """A prefix like those of cmake/cross/build.sh."""
        self.write(f"{name}/lib/lib{name}.a", "")
        self.write(f"{name}/.version", f"{version}\n")
        self.write(f"{name}/.source", f"{DIGEST}  {name}.dsc\n{DIGEST}  {name}.orig.tar.gz\n")
        self.write(f"{name}/.edits", edits)
        self.write(f"{name}/.license", f"{name}'s licence\n")

    def build(self, platform: str, binary: str, linked: list[str]) -> None:
        self.write("build/CMakeCache.txt", f"CTS_TARGET:STRING={platform}\nCMAKE_PROJECT_VERSION:STATIC=1.2.0\n")
        self.write(f"build/{binary}", "program")
        archives = " ".join(f"{self.root}/{name}/lib/lib{name}.a" for name in linked)
        self.write("build/build.ninja", f"rule link\n  command = true\nbuild {binary}: link main.o | {archives}\n")

    def run_tool(self, *names: str) -> subprocess.CompletedProcess:
        built = [f"--built={name}={self.root / name}" for name in names]
        command = [sys.executable, "-B", TOOL, self.root / "build", *built, f"--zig={self.root / 'zig'}"]
        return subprocess.run(command, capture_output=True, text=True)

    def listed(self, *names: str) -> dict[str, dict]:
        done = self.run_tool(*names)
        self.assertEqual(done.returncode, 0, done.stderr)
        document = json.loads((self.root / "build/sbom.cdx.json").read_text())
        self.assertEqual(len(document["dependencies"][0]["dependsOn"]), len(document["components"]))
        return {part["name"]: part for part in document["components"]}

    def refused(self, *names: str) -> str:
        done = self.run_tool(*names)
        self.assertNotEqual(done.returncode, 0)
        return done.stderr

    def test_library_has_its_version_source_and_edits(self):
        part = self.listed("zlib", "openssl")["zlib"]
        self.assertEqual(part["purl"], "pkg:deb/debian/zlib@1%3A1.2.13.dfsg-1?arch=source&distro=bookworm")
        self.assertEqual(part["pedigree"], {"patches": [{"type": "unofficial", "diff": {"url": "cmake/cross/edits/zlib.py"}}]})
        references = [(r["type"], r["url"], r["hashes"][0]["content"]) for r in part["externalReferences"]]
        self.assertEqual(references, [
            ("source-distribution", "zlib.dsc", DIGEST),
            ("source-distribution", "zlib.orig.tar.gz", DIGEST),
            ("other", "cmake/cross/edits/zlib.py", DIGEST),
        ])  # fmt: skip

    def test_library_without_edits_says_nothing_of_them(self):
        part = self.listed("zlib", "openssl")["openssl"]
        self.assertNotIn("pedigree", part)
        self.assertIn("distro=trixie", part["purl"])

    def test_notice_has_every_licence_and_says_what_we_changed(self):
        self.listed("zlib", "openssl")
        notice = (self.root / "build/NOTICE").read_text()
        for owner in ("zlib's", "openssl's", "zig's", "libc++'s", "libc++abi's", "libunwind's", "musl's",
                      "mingw-w64's", "winpthreads'", "gdtoa's"):  # fmt: skip
            self.assertIn(f"{owner} licence\n", notice)
        self.assertNotIn("int code", notice)
        self.assertEqual(notice.count("Changed by cmake/cross/edits/zlib.py."), 1)

    def test_library_that_the_program_does_not_link_is_left_out(self):
        self.library("googletest", "1.12.1-0.2")
        self.assertNotIn("googletest", self.listed("zlib", "openssl", "googletest"))

    def test_each_system_has_the_compilers_libraries_that_it_needs(self):
        windows = {name for name in self.listed("zlib", "openssl") if name.startswith("zig-")}
        self.build("darwin_arm64", "terraform-provider-cts", ["zlib", "openssl"])
        darwin = {name for name in self.listed("zlib", "openssl") if name.startswith("zig-")}
        self.assertEqual(darwin, {"zig-compiler-rt", "zig-libc++", "zig-libc++abi"})
        self.assertEqual(windows - darwin, {"zig-libc", "zig-libunwind", "zig-mingw-w64"})

    def test_archive_of_no_known_library_is_refused(self):
        self.assertIn(f"no --built has {self.root}/zlib/lib/libzlib.a", self.refused("openssl"))

    def test_library_without_a_known_licence_is_refused(self):
        self.library("unheard", "1.0-1")
        self.build("windows_amd64", "terraform-provider-cts.exe", ["unheard"])
        self.assertIn("which licence has unheard?", self.refused("unheard"))

    def test_build_that_links_no_archive_is_refused(self):
        self.build("windows_amd64", "terraform-provider-cts.exe", [])
        self.assertIn("links no archive", self.refused("zlib"))


if __name__ == "__main__":
    unittest.main()
