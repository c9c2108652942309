# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Writes figures into docs/design/quality.md, between the markers of their section."""

import datetime
import pathlib

PAGE = pathlib.Path(__file__).resolve().parents[1] / "docs/design/quality.md"


def record(section: str, how: str, text: str) -> None:
    """`how` continues the sentence "Run on <date> by"."""
    page = PAGE.read_text()
    start, end = f"<!-- {section} -->\n", f"<!-- /{section} -->"
    before, rest = page.split(start)
    head = f"Run on {datetime.date.today()} by {how}\n\n"
    PAGE.write_text(before + start + head + text + "\n" + end + rest.split(end)[1])
