#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""powershell.py finds faults in each of the scripts, and accepts what Windows PowerShell 5.1 does."""

import unittest

import house_rules
import powershell

SCRIPTS = {
    path.name: path.read_text() for path in house_rules.source_files() if path.suffix == ".ps1"
}


class PowerShell(unittest.TestCase):
    def test_finds_the_scripts(self):
        self.assertIn("install.ps1", SCRIPTS)
        self.assertIn("first-run.ps1", SCRIPTS)

    def test_notices_syntax_errors(self):
        for name, text in SCRIPTS.items():
            for missing in ("try {", "')", "param("):
                with self.subTest(script=name, missing=missing):
                    self.assertIn(missing, text)
                    self.assertNotEqual(powershell.problems(text.replace(missing, "", 1)), [])

    def test_names_the_line(self):
        self.assertEqual(powershell.problems("$a = 1\n$b = (1 +\n"), ["2: not valid"])

    def test_reports_other_characters_than_ascii(self):
        self.assertEqual(powershell.problems("$a = 1\n# größer\n"), ["2: not ASCII"])

    def test_reports_operators_of_powershell_7(self):
        for line in ("$a = $b ?? 1", "$a?.b", "a && b", "a || b", "$a = $b ? 1 : 2", "1..3 | ForEach-Object -Parallel { $_ }"):
            with self.subTest(line=line):
                found = powershell.problems(f"\n{line}\n")
                self.assertTrue(any("5.1" in problem for problem in found), found)

    def test_accepts_these_in_texts_and_comments(self):
        text = "# a && b ?? c\n$a = 'x || y'\n$b = @'\na ?? b\n'@\n<#\na && b\n#>\n$c = \"a ? b : c\"\n"
        self.assertEqual(powershell.problems(text), [])


if __name__ == "__main__":
    unittest.main()
