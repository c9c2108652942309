#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""pending_fixes.py with an apt that prints what a test sets."""

import os
import unittest
import xml.etree.ElementTree as ET

import pending_fixes
from debian import read_changelog
from fake_debian import ENTRY, MAIN, SECURITY, FakeDebian


class PendingFixes(FakeDebian):
    def test_current_version_is_not_pending(self):
        self.inside("zlib", "zlib1g-dev", "1:1.2.13.dfsg-1")
        self.offers("zlib1g-dev", ("1:1.2.13.dfsg-1", MAIN))
        code, output = self.run_script()
        self.assertEqual(code, 0, output)
        self.assertIn("current", self.row(output, "zlib"))

    def test_newer_version_with_a_cve_is_pending(self):
        self.inside("c-ares", "libc-ares-dev", "1.18.1-3")
        self.offers("libc-ares-dev", ("1.18.1-3", MAIN), ("1.18.1-3+deb12u2", SECURITY))
        self.changelog(
            "libc-ares-dev",
            ("1.18.1-3+deb12u2", "Fix CVE-2031-0003"),
            ("1.18.1-3+deb12u1", "Fix CVE-2031-0002"),
            ("1.18.1-3", "Fix CVE-2031-0001"),
        )
        code, output = self.run_script()
        self.assertEqual(code, 1, output)
        row = self.row(output, "c-ares")
        self.assertIn("FIX PENDING", row)
        self.assertIn("CVE-2031-0002 CVE-2031-0003", row)
        self.assertNotIn("CVE-2031-0001", row)

    def test_newer_version_without_a_cve_is_not_pending(self):
        self.inside("fmt", "libfmt-dev", "9.1.0+ds1-2")
        self.offers("libfmt-dev", ("9.1.0+ds1-3", MAIN))
        self.changelog("libfmt-dev", ("9.1.0+ds1-3", "Tidy"), ("9.1.0+ds1-2", "Fix CVE-2031-0001"))
        code, output = self.run_script()
        self.assertEqual(code, 0, output)
        self.assertIn("newer, no fix", self.row(output, "fmt"))

    def test_security_suite_version_is_pending_without_a_cve(self):
        self.inside("fmt", "libfmt-dev", "9.1.0+ds1-2")
        self.offers("libfmt-dev", ("9.1.0+ds1-2+deb12u1", SECURITY), ("9.1.0+ds1-2", MAIN))
        self.changelog("libfmt-dev", ("9.1.0+ds1-2+deb12u1", "Harden"), ("9.1.0+ds1-2", "Tidy"))
        self.assertEqual(self.run_script()[0], 1)

    def test_versions_compare_as_debian_does(self):
        self.inside("curl", "libx-dev", "7.88.1-10+deb12u9")
        self.offers("libx-dev", ("7.88.1-10+deb12u10", SECURITY), ("7.88.1-10+deb12u9", MAIN))
        self.assertEqual(self.run_script()[0], 1)

    def test_own_build_is_compared_with_the_source_package(self):
        self.inside("curl", "source curl", "7.88.1-10+deb12u14")
        self.offers("curl", ("7.88.1-10+deb12u15", SECURITY), kind="Sources")
        self.changelog(
            "libcurl4-openssl-dev",
            ("7.88.1-10+deb12u15", "Fix CVE-2031-0005"), ("7.88.1-10+deb12u14", "Tidy"),
        )  # fmt: skip
        code, output = self.run_script()
        self.assertEqual(code, 1, output)
        self.assertIn("CVE-2031-0005", self.row(output, "curl"))

    def test_later_debian_patches_are_pending_for_an_upstream_release(self):
        self.inside("OpenSSL", "source openssl", "3.0.22")
        self.offers("openssl", ("3.0.22-1~deb12u2", SECURITY), kind="Sources")
        self.changelog(
            "libssl-dev",
            ("3.0.22-1~deb12u2", "Fix CVE-2031-0007"),
            ("3.0.22-1~deb12u1", "Import 3.0.22 Fix CVE-2031-0006"),
        )
        code, output = self.run_script()
        self.assertEqual(code, 1, output)
        self.assertIn("CVE-2031-0007", self.row(output, "OpenSSL"))
        self.assertNotIn("CVE-2031-0006", output)

    def test_upstream_release_without_later_patches_is_current(self):
        self.inside("OpenSSL", "source openssl", "3.0.22")
        self.offers("openssl", ("3.0.22-1~deb12u1", SECURITY), kind="Sources")
        self.changelog("libssl-dev", ("3.0.22-1~deb12u1", "Import 3.0.22 Fix CVE-2031-0006"))
        code, output = self.run_script()
        self.assertEqual(code, 0, output)

    def test_cve_in_code_not_compiled_in_is_listed_as_not_affected(self):
        harmless = next(iter(pending_fixes.not_affected(pending_fixes.NOT_AFFECTED.read_text())))
        self.inside("OpenSSL", "source openssl", "3.0.22")
        self.offers("openssl", ("3.0.22-1~deb12u2", SECURITY), kind="Sources")
        self.changelog(
            "libssl-dev",
            ("3.0.22-1~deb12u2", f"Fix {harmless}"), ("3.0.22-1~deb12u1", "Import 3.0.22"),
        )  # fmt: skip
        code, output = self.run_script()
        self.assertEqual(code, 0, output)
        self.assertIn(f"not affected  {harmless}", self.row(output, "OpenSSL"))

    def assert_unknown(self, reason: str) -> None:
        code, output = self.run_script()
        self.assertEqual(code, 2, output)
        self.assertIn(reason, output)

    def test_package_missing_from_the_lists_is_unknown(self):
        self.inside("RE2", "libre2-dev", "1")
        self.assert_unknown("no such package in the lists")

    def test_unreachable_archive_is_unknown(self):
        self.inside("RE2", "libre2-dev", "1")
        self.offers("libre2-dev", ("1", MAIN))
        os.environ["FAKE_UNREACHABLE"] = "yes"
        self.assert_unknown("Failed to fetch")

    def test_sources_without_a_security_suite_are_unknown(self):
        self.inside("RE2", "libre2-dev", "1")
        self.offers("libre2-dev", ("1", MAIN))
        (self.folder / "policy").write_text("500 http://debian.invalid bookworm/main\n")
        self.assert_unknown("no security suite of bookworm is in the machine's sources")

    def test_binary_that_lists_no_library_is_unknown(self):
        code, output = self.run_script()
        self.assertEqual(code, 2, output)
        self.assertIn("lists no library", output)

    def test_unavailable_changelog_is_reported_as_unknown(self):
        self.inside("fmt", "libfmt-dev", "9.1.0+ds1-2")
        self.offers("libfmt-dev", ("9.1.0+ds1-3", MAIN))
        code, output = self.run_script()
        self.assertEqual(code, 2, output)
        self.assertIn("cannot tell", self.row(output, "fmt"))

    def test_pending_outranks_unknown(self):
        self.inside("RE2", "libre2-dev", "1")
        self.inside("fmt", "libfmt-dev", "1-1")
        self.offers("libfmt-dev", ("1-1+deb12u1", SECURITY))
        self.assertEqual(self.run_script()[0], 1)

    def test_report_has_a_case_for_each_library(self):
        self.inside("fmt", "libfmt-dev", "1-1")
        self.inside("zlib", "zlib1g-dev", "1-1")
        self.offers("libfmt-dev", ("1-1+deb12u1", SECURITY))
        self.offers("zlib1g-dev", ("1-1", MAIN))
        self.run_script("--junit", str(self.folder / "report.xml"))
        cases = ET.parse(self.folder / "report.xml").getroot().findall("testcase")
        self.assertEqual(
            [(c.get("name"), c.find("failure") is not None) for c in cases],
            [("fmt", True), ("zlib", False)],
        )

    def test_reads_a_changelog_by_version(self):
        entries = read_changelog(
            ENTRY.format(source="a", version="2", text="CVE-2031-0002 CVE-2031-0001 CVE-2031-0002")
            + ENTRY.format(source="a", version="1", text="first")
        )
        self.assertEqual([(e.version, e.fixes) for e in entries],
                         [("2", ("CVE-2031-0001", "CVE-2031-0002")), ("1", ())])  # fmt: skip


if __name__ == "__main__":
    unittest.main()
