#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Makes JUnit's XML of memcheck's reports: one test per process.

    tests/valgrind/report.py FOLDER REPORT [--record]

The file of a process that its host killed is truncated: what it has until then counts. No process at all
is a failure. --record writes the totals into docs/design/quality.md.
"""

import collections
import pathlib
import re
import sys
import xml.sax.saxutils

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import quality_page  # noqa: E402


def errors_of(text):
    """kind and place of each error, without repetitions."""
    found = collections.Counter()
    for error in re.findall(r"<error>.*?</error>", text, re.S):
        kind = re.search(r"<kind>(.*?)</kind>", error)[1]
        places = re.findall(r"<fn>(.*?)</fn>", error)[:6]
        found[f"{kind}: {' < '.join(places) or 'no names'}"] += 1
    return found


def main():
    folder, report = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    cases, bad = [], 0
    for path in sorted(folder.glob("*.xml")):
        errors = errors_of(path.read_text(errors="replace"))
        text = "\n".join(f"{count} × {what}" for what, count in errors.items())
        failure = f"<failure>{xml.sax.saxutils.escape(text)}</failure>" if errors else ""
        cases.append(f'<testcase classname="valgrind" name="process {len(cases) + 1}">{failure}</testcase>')
        if errors:
            bad += 1
            print(f"✗ {path.name}\n{text}")
    report.write_text(f'<testsuite name="valgrind">{"".join(cases)}</testsuite>\n')
    text = f"{len(cases)} processes of the provider, {bad} of them with errors."
    print(text)
    if "--record" in sys.argv[3:]:
        quality_page.record("valgrind", "`tests/run.sh --label valgrind`.", text)
    return int(bad > 0 or not cases)


if __name__ == "__main__":
    sys.exit(main())
