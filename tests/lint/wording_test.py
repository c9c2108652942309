#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""wording.py reports each of the words, and accepts code, names and good sentences."""

import pathlib
import tempfile
import unittest

import wording

BAD = [
    "The answer came late.",
    "CTS was asked about it.",
    "Terraform makes the check at plan.",
    "The check could not be made.",
    "The calls were made 6 times.",
    "Check the name for typing errors.",
    "Run the command again in some minutes.",
    "It fails for want of a key.",
    "Whoever sends it is refused.",
    "The token has run out.",
    "The service failed inside.",
    "The name has blanks.",
    "5 is no positive duration.",
    "A token is had once.",
    "Keys are lent for an hour.",
    "He mends it.",
    "The log tells the reason.",
    "Wrong to expect: a result.",
    "A read waits for company.",
    "The pair is no good.",
    "Needed are two actions.",
    "The lines belong into the report.",
]
GOOD = [
    "The response arrived late, so the check could not be run.",
    "A direct reference makes the check wait.",
    "The token has expired. Fetch a new one in a few minutes.",
    "`answer` is a name.",
    "No name server answered.",
    "```text\nThe answer: typing errors\n```",
    "The accompanying file has no valid name: CTS reports it.",
]


def found(text: str, suffix: str = ".md") -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"page{suffix}"
        path.write_text(text + "\n")
        return wording.problems(path)


class Wording(unittest.TestCase):
    def test_reports_bad_wording(self):
        for text in BAD:
            with self.subTest(text=text):
                self.assertNotEqual(found(text), [])

    def test_accepts_good_wording(self):
        for text in GOOD:
            with self.subTest(text=text):
                self.assertEqual(found(text), [])

    def test_each_rule_has_an_example(self):
        for pattern, _ in wording.RULES:
            self.assertTrue(any(pattern.search(text) for text in BAD), pattern.pattern)

    def test_reads_only_user_visible_text(self):
        schema = '{\n  "description": "In some minutes.",\n  "name": "answer"\n}'
        self.assertEqual([text.split(":")[0] for text in found(schema, ".json")], ["2"])
        self.assertEqual(len(found("# whoever\nwhoever = 1", ".tf")), 1)


if __name__ == "__main__":
    unittest.main()
