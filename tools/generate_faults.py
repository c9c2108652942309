#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Generates docs/design/faults.md from tests/integration/faults.json; --check reports whether it is current.

Usage: tools/generate_faults.py [--check]

The test reads the same JSON, so the page only promises what is tested.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests/integration/faults.json"
PAGE = ROOT / "docs/design/faults.md"

INTRODUCTION = """\
# Faults of the service

What can go wrong between the provider and the cloud, and what a user then sees. This page is generated from
`tests/integration/faults.json`, which also drives the test: `tests/run.sh --label faults` starts the
provider as a host does, produces each fault on each path, and compares the outcomes; `--label integration` also uses a
sanitized provider, which may take longer. Change the JSON, then run `tools/generate_faults.py`.

What holds for every row:

- No read lasts longer than `timeouts.read`, here {limit}; 30s if much data is sent.
- No read succeeds unless the response is whole and has a readable `success` for each bucket.
- A read that fails gives one error and no state. The error says which call failed.
- If a fault is retried, {retried} calls meet it here (`max_retries` is {retries}). If only the first call meets
  it, the read succeeds.
- The provider keeps running, and the next read succeeds after the service works again (unless credentials
  were refused).
- Nothing is sent to another host. No secret is in an error or in the log. Memory stays below 256 MiB.
"""


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def rows_of(table: dict, header: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows]


def expected(expectation: dict | None) -> str:
    return "–" if expectation is None else expectation["outcome"]


def page(table: dict) -> str:
    retries = table["retries"]
    text = [INTRODUCTION.format(limit=table["time_limit"], retries=retries, retried=retries + 1)]

    text += ["## Paths", ""]
    text += rows_of(table, ["path", "what is under way"], [[f"`{k}`", v] for k, v in table["paths"].items()])
    text += ["", "## Outcomes", ""]
    outcomes = [
        [
            f"`{name}`",
            outcome["what"],
            outcome.get("summary", "no error"),
            "yes" if outcome.get("retried") else "no",
        ]
        for name, outcome in table["outcomes"].items()
    ]
    text += rows_of(table, ["outcome", "meaning", "summary of the error", "retried"], outcomes)
    text += ["", "## Places", ""]
    places = [[f"`{k}`", v] for k, v in table["places"].items()]
    text += rows_of(table, ["place", "what is there"], places)

    for group in table["groups"]:
        text += ["", f"## {group['title']}", ""]
        rows = []
        for row in group["rows"]:
            place = row.get("place", "")
            name = f"`{row['fault']}`" + (f" at `{place}`" if place not in ("", row["fault"]) else "")
            but = row.get("but", {})
            per_path = [expected(but.get(path, row)) for path in table["paths"]]
            says = f"“…{row['says']}…”" if "says" in row else ""
            rows.append([name, row["what"], *per_path, says])
        text += rows_of(table, ["fault", "what happens", *table["paths"], "the error says"], rows)
    text += [
        "",
        "A dash: the fault does not apply to that path.",
    ]
    return "\n".join(text) + "\n"


def main() -> None:
    made = page(json.loads(TABLE.read_text()))
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text() != made:
            sys.exit("not current: docs/design/faults.md. Run tools/generate_faults.py.")
        return
    PAGE.write_text(made)


main()
