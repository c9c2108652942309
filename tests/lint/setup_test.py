#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What tools/setup says on a system that is not Debian."""

import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n'
UBUNTU = 'PRETTY_NAME="Ubuntu 24.04 LTS"\nID=ubuntu\nID_LIKE=debian\n'
FEDORA = 'PRETTY_NAME="Fedora Linux 41 (Container Image)"\nID=fedora\n'
ROCKY = 'PRETTY_NAME="Rocky Linux 9.4"\nID="rocky"\nID_LIKE="rhel centos fedora"\n'
ARCH = 'PRETTY_NAME="Arch Linux"\nID=arch\n'
ALPINE = 'PRETTY_NAME="Alpine Linux v3.20"\nID=alpine\n'
NIXOS = 'PRETTY_NAME="NixOS 24.05"\nID=nixos\n'
# Files of PATH that the script needs before it has anything to install.
COMMANDS = "awk bash cat comm cut dirname env mkdir sed sort tr uname".split()


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        for name in COMMANDS:
            (self.bin / name).symlink_to(shutil.which(name))

    def run_setup(self, system: str, *parts: str, commands: dict[str, str] | None = None, expected: int = 1) -> str:
        """What tools/setup says where /etc/os-release has this text; without one, where it is missing."""
        copy = self.folder / "checkout"
        shutil.copytree(ROOT / "tools", copy / "tools", dirs_exist_ok=True)
        script = copy / "tools/packages.sh"
        (self.folder / "os-release").write_text(system)
        release = self.folder / ("os-release" if system else "none")
        script.write_text(script.read_text().replace("/etc/os-release", str(release)))
        for name, text in (commands or {}).items():
            (self.bin / name).unlink(missing_ok=True)
            (self.bin / name).write_text(f"#!/bin/sh\n{text}\n")
            (self.bin / name).chmod(0o755)
        done = subprocess.run(
            ["bash", copy / "tools/setup", *parts], capture_output=True, text=True,
            env={"PATH": str(self.bin), "HOME": str(self.folder)},
        )  # fmt: skip
        self.assertEqual((done.returncode, done.stdout), (expected, ""), done.stderr)
        return done.stderr

    def test_names_the_packages_of_the_system(self):
        for system, expected in [
            (FEDORA, "this system is Fedora Linux 41 (Container Image).\nHere the packages are:\n  dnf install busybox curl jq gnupg2 openssl unzip\n"),
            (ROCKY, "this system is Rocky Linux 9.4.\nHere the packages are:\n  dnf install busybox curl jq gnupg2 openssl unzip\n"),
            (ARCH, "this system is Arch Linux.\nHere the packages are:\n  pacman -S --needed busybox curl jq gnupg openssl unzip\n"),
            (ALPINE, "this system is Alpine Linux v3.20.\nHere the packages are:\n  apk add busybox-static curl jq gnupg openssl unzip\n"),
            (NIXOS, "this system is NixOS 24.05.\nInstall its equivalents of: busybox-static curl jq gnupg openssl unzip\n"),
        ]:
            with self.subTest(system=system):
                said = self.run_setup(system, "acceptance")
                self.assertEqual(said, f"Error: tools/setup installs packages with Debian's apt, and {expected}")

    def test_names_homebrews_packages_on_macos(self):
        said = self.run_setup("", "acceptance", commands={"uname": "echo Darwin"})
        self.assertIn("this system is macOS.\nHere the packages are:\n  brew install curl jq gnupg openssl@3 unzip\n", said)

    def test_says_where_the_build_works(self):
        said = self.run_setup(FEDORA)
        self.assertIn("  dnf install make gcc-c++ cmake ninja-build ", said)
        self.assertEqual(said.count(" gmock-devel"), 1)
        self.assertTrue(said.endswith("-w /src debian:12 bash\n"), said)
        self.assertEqual(self.run_setup(ARCH).count(" grpc"), 1)

    def test_apt_on_another_system_is_not_used(self):
        """Fedora has packages of dpkg and apt."""
        commands = {"dpkg-query": "exit 1", "apt-get": "exit 1"}
        self.assertIn("dnf install", self.run_setup(FEDORA, "cppcheck", commands=commands))

    def test_debian_and_ubuntu_use_apt(self):
        for system in (DEBIAN, UBUNTU):
            with self.subTest(system=system):
                commands = {"dpkg-query": "echo installed cppcheck", "apt-get": "exit 1"}
                self.assertEqual(self.run_setup(system, "cppcheck", commands=commands, expected=0), "")

    def test_each_package_has_a_name_on_each_system(self):
        text = (ROOT / "tools/packages.sh").read_text()
        table = re.search(r"package_names='\n(.*?)'", text, re.S)[1].splitlines()
        rows = {line.split()[0]: line.split()[1:] for line in table}
        self.assertEqual({name for name, names in rows.items() if len(names) != 4}, set())
        setup = re.sub(r" # .*", "", (ROOT / "tools/setup").read_text())
        lists = re.findall(r"^packages=\((.*?)^\)", setup, re.M | re.S)
        lists += re.findall(r"setup_packages ([a-z][^\n;]*)", setup)
        wanted = {name for one in lists for name in one.split()}
        self.assertGreater(len(wanted), 40)
        self.assertEqual(wanted - set(rows), set())


if __name__ == "__main__":
    unittest.main()
