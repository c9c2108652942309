#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Every summary of a diagnostic has its row in the guide on troubleshooting, and no row is outdated.

Summaries are constant texts in the source: arguments of AddError, AddWarning or Fail, texts after a
severity, and return values of service::Error::ToSummary, which are whole summaries or the end of
one that begins with the title of an operation (`kCheckTitle`).
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "schemas/templates/guides/troubleshooting.md"
PATTERNS = [
    r'(?:AddError|AddWarning|Fail)\(\s*"([A-Z][^"]+)"',
    r'Severity::k\w+,\s*"([A-Z][^"]+)"',
    r'\bsummary = "([A-Z][^"]+)"',
    r'DeferOrFail\([^"]*?"([A-Z][^"]+)"',
]
NAMED = r'AddError\(\s*(k\w+)'


def in_source() -> set[str]:
    found = set()
    for path in sorted((ROOT / "provider").rglob("*.cc")):
        text = path.read_text()
        for pattern in PATTERNS:
            found |= set(re.findall(pattern, text))
        for name in re.findall(NAMED, text):
            found |= set(re.findall(rf'\b{name}\[\] = "([^"]+)"', text))
    text = (ROOT / "provider/service/error.cc").read_text()
    body = text[text.index("Error::ToSummary") :]
    titles = {
        title
        for path in sorted((ROOT / "provider").rglob("*.h"))
        for title in re.findall(r'\bk\w*Title = "([^"]+)"', path.read_text())
    }
    ends = re.findall(r'titled\("([^"]+)"\)', body)
    return (
        found
        | set(re.findall(r'return "([^"]+)"', body))
        | {f"{title} {end}" for title in titles for end in ends}
    )


def in_guide() -> set[str]:
    cells = re.findall(r"^\| ([A-Z][^|`]*?) \|", GUIDE.read_text(), re.M)
    return {summary for cell in cells for summary in cell.split(", ")}


def main() -> int:
    source, guide = in_source(), in_guide()
    if len(source) < 20:
        print(f"only {len(source)} summaries were found: the patterns are of old")
        return 1
    for summary in sorted(source - guide):
        print(f"{GUIDE.name} lacks “{summary}”")
    for summary in sorted(guide - source):
        print(f"{GUIDE.name} has “{summary}”, which nothing says")
    return 1 if source != guide else 0


if __name__ == "__main__":
    sys.exit(main())
