#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Generates docs/design/names.md from tests/field/names.json; --check reports whether it is current.

Usage: tools/generate_names.py [--check]

The test reads the same JSON, so the page only promises what is tested.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests/field/names.json"
PAGE = ROOT / "docs/design/names.md"

INTRODUCTION = """\
# How names are looked up

This page compares how this provider, glibc (`getent ahosts`) and Go (a static program without cgo) look up names. It is generated from
`tests/field/names.json`, which also drives the test: `tests/run.sh --label field` gives each look-up a network and name servers of its
own and checks two rules. The provider finds every name that glibc or Go finds, at an address that one of them finds. It is as fast as
the faster of those that find the name; if none of them finds it, the provider does not take longer than the slower one.

`CTS_WRITE_GOLDEN=1 tests/run.sh --label field` records the results again; then run `tools/generate_names.py`.
The design decision is [`adr/0009`](adr/0009-own-name-look-up.md).

Unless a case says otherwise, `timeout` is 5 s, `attempts` is 2, and a pod has
`search default.svc.cluster.local svc.cluster.local internal.example` and `options ndots:5`.
"""


def page(table: dict) -> str:
    cases = table["cases"]
    lines = [INTRODUCTION, "| case | provider | glibc | Go |", "|---|---|---|---|"]
    for case in cases:
        recorded = case["recorded"]
        lines.append(f"| {case['what']} | {recorded['ours']} | {recorded['glibc']} | {recorded['go']} |")
    found = {who: sum(c["recorded"][who].startswith("found") for c in cases) for who in ("ours", "glibc", "go")}
    lines += [
        "",
        f"{len(cases)} cases: the provider finds {found['ours']} names, glibc {found['glibc']}, Go {found['go']}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    text = page(json.loads(TABLE.read_text()))
    if sys.argv[1:] == ["--check"]:
        if PAGE.read_text() != text:
            print(f"{PAGE.relative_to(ROOT)} is not current; run tools/generate_names.py")
            return 1
        return 0
    PAGE.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
