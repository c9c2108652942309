#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What security_promises.py must report, and what it must not."""

import pathlib
import tempfile
import unittest

from security_promises import PAGE, problems, promises

HEAD = "| secrets | held by |\n|---|---|\n"


class SecurityPromises(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "a_test.py").write_text("def test_one(x):\n    pass\n")
        (self.folder / "a_test.go").write_text("func TestOne_Case(t *testing.T) {}\n")
        (self.folder / "a_test.cc").write_text("TEST_F(Suite, Case) {}\nTEST(Other, Case) {}\n")

    def problems_of(self, *rows: str) -> list[str]:
        page = self.folder / "page.md"
        page.write_text(HEAD + "".join(f"| {row} |\n" for row in rows))
        return problems(page)

    def test_finds_tests_of_each_language(self):
        self.assertEqual(
            self.problems_of(
                "a | [`test_one`](a_test.py), [`TestOne_Case`](a_test.go)",
                "b | [`Suite.Case`](a_test.cc), [`Other.Case`](a_test.cc)",
            ),
            [],
        )

    def test_reports_a_promise_without_a_test(self):
        self.assertEqual(self.problems_of("we are careful | yes"), ["no test holds: we are careful"])

    def test_reports_a_missing_test(self):
        for name, file in [
            ("test_on", "a_test.py"), ("TestOne", "a_test.go"), ("Suite.Cas", "a_test.cc"),
            ("Other.Suite", "a_test.cc"), ("Suite", "a_test.cc"), ("test_one", "gone_test.py"),
        ]:
            with self.subTest(name=name, file=file):
                self.assertEqual(len(self.problems_of(f"a | [`{name}`]({file})")), 1)

    def test_reports_a_page_without_promises(self):
        self.assertEqual(self.problems_of(), ["there is no promise at all"])

    def test_reads_the_whole_page(self):
        self.assertGreater(len(promises(PAGE.read_text())), 20)


if __name__ == "__main__":
    unittest.main()
