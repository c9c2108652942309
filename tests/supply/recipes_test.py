#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""pending_fixes.py with recipes that a test writes: the libraries for Windows and macOS."""

import unittest
import xml.etree.ElementTree as ET

import pending_fixes
from fake_debian import MAIN, SECURITY, FakeDebian

TRIXIE, TRIXIE_SECURITY = "trixie/main", "trixie-security/main"
# The header-only packages are those installed on this machine.
DPKG_QUERY = """#!/bin/sh
for of; do case $of in *-dev) printf '%s=%s ' "$of" 1-1 ;; esac; done
"""


class Recipes(FakeDebian):
    def setUp(self):
        super().setUp()
        self.script("bin/dpkg-query", DPKG_QUERY)
        self.names, self.functions = [], []
        self.recipes = self.folder / "recipes.sh"

    def recipe(self, name: str, package: str, version: str, suite: str = "") -> None:
        suite = f"suite={suite}" if suite else ""
        self.names.append(name)
        self.functions.append(
            f"recipe_{name}() {{ title={name} package={package} version={version} {suite}; }}"
        )

    def write_recipes(self) -> str:
        text = "\n".join([f"libraries=({' '.join(self.names)})", *self.functions])
        self.recipes.write_text(text + "\n")
        return str(self.recipes)

    def run_recipes(self, *flags: str) -> tuple[int, str]:
        """Without a binary."""
        return self.run_main("--recipes", self.write_recipes(), *flags)

    def test_current_recipe_is_not_pending(self):
        self.recipe("zlib", "zlib", "1:1.2.13.dfsg-1")
        self.offers("zlib", ("1:1.2.13.dfsg-1", MAIN), kind="Sources")
        code, output = self.run_recipes()
        self.assertEqual(code, 0, output)
        self.assertIn("current", self.row(output, "zlib for Windows and macOS"))

    def test_recipe_with_an_older_version_is_pending(self):
        self.recipe("c-ares", "c-ares", "1.18.1-3")
        self.offers("c-ares", ("1.18.1-3", MAIN), ("1.18.1-3+deb12u1", SECURITY), kind="Sources")
        self.changelog(
            "libc-ares-dev",
            ("1.18.1-3+deb12u1", "Fix CVE-2031-0002"), ("1.18.1-3", "Fix CVE-2031-0001"),
        )  # fmt: skip
        code, output = self.run_recipes()
        self.assertEqual(code, 1, output)
        row = self.row(output, "c-ares")
        self.assertIn("FIX PENDING", row)
        self.assertIn("CVE-2031-0002", row)
        self.assertNotIn("CVE-2031-0001", row)
        self.assertIn("their hashes into cmake/cross/recipes.sh", output)
        self.assertNotIn("Update the packages", output)

    def test_recipe_of_another_suite_is_compared_with_that_suite(self):
        self.recipe("openssl", "openssl", "3.5.7-1~deb13u1", suite="trixie")
        self.offers(
            "openssl",
            ("3.0.22-1~deb12u2", SECURITY), ("3.5.7-1~deb13u2", TRIXIE_SECURITY), ("3.5.7-1~deb13u1", TRIXIE),
            kind="Sources",
        )  # fmt: skip
        self.changelog("libssl-dev", ("3.0.22-1~deb12u2", "Fix CVE-2031-0008"))
        self.changelog(
            "libssl-dev",
            ("3.5.7-1~deb13u2", "Fix CVE-2031-0007"), ("3.5.7-1~deb13u1", "Import 3.5.7"),
            suite="trixie",
        )  # fmt: skip
        code, output = self.run_recipes()
        self.assertEqual(code, 1, output)
        row = self.row(output, "openssl")
        self.assertIn("3.5.7-1~deb13u2", row)
        self.assertIn("CVE-2031-0007", row)

    def test_recipe_is_not_compared_with_a_later_suite(self):
        self.recipe("openssl", "openssl", "3.5.7-1~deb13u2", suite="trixie")
        self.recipe("curl", "curl", "7.88.1-10+deb12u15")
        self.offers("openssl", ("3.5.7-1~deb13u2", TRIXIE), kind="Sources")
        self.offers("curl", ("8.14.1-2+deb13u3", TRIXIE), ("7.88.1-10+deb12u15", MAIN), kind="Sources")
        code, output = self.run_recipes()
        self.assertEqual(code, 0, output)
        self.assertIn("current", self.row(output, "curl"))

    def test_suite_without_security_fixes_is_unknown(self):
        self.recipe("openssl", "openssl", "3.5.7-1~deb13u2", suite="trixie")
        self.offers("openssl", ("3.5.7-1~deb13u2", TRIXIE), kind="Sources")
        (self.folder / "policy").write_text("500 http://debian.invalid bookworm-security/main\n")
        code, output = self.run_recipes()
        self.assertEqual(code, 2, output)
        self.assertIn("no security suite of trixie", output)

    def test_header_only_library_is_compared_as_the_installed_package(self):
        self.names.append("headers")
        self.functions.append("recipe_headers() { package='' version='libfmt-dev=1-1 libx-dev=2-1 '; }")
        self.offers("libfmt-dev", ("1-1+deb12u1", SECURITY))
        self.offers("libx-dev", ("2-1", MAIN))
        code, output = self.run_recipes()
        self.assertEqual(code, 1, output)
        self.assertIn("FIX PENDING", self.row(output, "libfmt-dev for Windows and macOS"))
        self.assertIn("current", self.row(output, "libx-dev for Windows and macOS"))
        self.assertIn("Update the packages", output)
        self.assertNotIn("recipes.sh", output)

    def test_library_that_only_tests_use_is_left_out(self):
        self.recipe("zlib", "zlib", "1-1")
        self.recipe("googletest", "googletest", "1-1")
        self.offers("zlib", ("1-1", MAIN), kind="Sources")
        code, output = self.run_recipes()
        self.assertEqual(code, 0, output)
        self.assertNotIn("googletest", output)

    def test_report_has_cases_of_the_binary_and_of_the_recipes(self):
        self.inside("zlib", "zlib1g-dev", "1-1")
        self.offers("zlib1g-dev", ("1-1", MAIN))
        self.recipe("zlib", "zlib", "1-1")
        self.offers("zlib", ("1-1+deb12u1", SECURITY), kind="Sources")
        report = self.folder / "report.xml"
        code, output = self.run_script("--recipes", self.write_recipes(), "--junit", str(report))
        self.assertEqual(code, 1, output)
        cases = ET.parse(report).getroot().findall("testcase")
        self.assertEqual(
            [(c.get("name"), c.find("failure") is not None) for c in cases],
            [("zlib", False), ("zlib for Windows and macOS", True)],
        )

    def test_binary_that_lists_no_library_is_not_hidden_by_recipes(self):
        self.recipe("zlib", "zlib", "1-1")
        self.offers("zlib", ("1-1", MAIN), kind="Sources")
        code, output = self.run_script("--recipes", self.write_recipes())
        self.assertEqual(code, 2, output)
        self.assertIn("lists no library", output)

    def test_recipes_that_cannot_be_read_are_unknown(self):
        self.names.append("zlib")  # without its function
        code, output = self.run_recipes()
        self.assertEqual(code, 2, output)
        self.assertIn("recipe_zlib", output)

    def test_no_recipe_is_unknown(self):
        code, output = self.run_recipes()
        self.assertEqual(code, 2, output)
        self.assertIn("lists no library", output)

    def test_changelog_of_each_recipe_is_known(self):
        recipes = pending_fixes.read_recipes(pending_fixes.ROOT / "cmake/cross/recipes.sh")
        self.assertIn("OpenSSL for Windows and macOS", [library.title for library in recipes])
        sources = {library.package for library in recipes if library.is_source}
        self.assertEqual(sources - set(pending_fixes.CHANGELOG_OF), set())


if __name__ == "__main__":
    unittest.main()
