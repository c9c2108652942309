#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Generates docs/design/faults.md from tests/integration/faults.json; --check reports whether it is current.

Usage: tools/generate_faults.py [--check]

The test reads the same JSON, so the page lists only what is tested.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests/integration/faults.json"
PAGE = ROOT / "docs/design/faults.md"

INTRODUCTION = """\
# Faults of the service

This page lists what can go wrong between the provider and the cloud, and what the user then sees. It is generated from
`tests/integration/faults.json`, which the test also reads. `tests/run.sh --label faults` starts the provider as a host does, produces
each fault in each scenario, and compares the outcomes. `--label integration` repeats this with a sanitized provider, which may take
longer. To change this page, edit the JSON and run `tools/generate_faults.py`.

These statements hold for every row:

- No read lasts longer than `timeouts.read`. It is {limit} here, or 30s if the fault sends much data.
- A read succeeds only if the response is complete and has a valid `success` for each bucket.
- A failed read returns one error and no state. The error names the operation that failed.
- A fault that is retried occurs on {attempts} attempts, because `max_retries` is {retries} here. If it occurs only on the first attempt,
  the read succeeds.
- The provider keeps running. When the service works again, the next read succeeds, unless the service refused the credentials.
- The provider sends nothing to another host. No error and no log has a secret. Memory stays below 256 MiB.
"""

ENDPOINTS = """\
A fault that occurs before the request, such as `tls-expired`, has an endpoint of its own. Other faults occur at `plain` unless the row
names another endpoint."""


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def rows_of(header: list[str], rows: list[list[str]]) -> list[str]:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows]


def outcome_of(expectation: dict | None) -> str:
    return "–" if expectation is None else expectation["outcome"]


def quotations(expectations: dict[str, dict | None]) -> str:
    """What the error contains, with the scenarios if they differ."""
    applicable = {scenario: one for scenario, one in expectations.items() if one is not None}
    scenarios: dict[str, list[str]] = {}
    for scenario, expectation in applicable.items():
        if "says" in expectation:
            scenarios.setdefault(expectation["says"], []).append(scenario)
    if [*scenarios.values()] == [[*applicable]]:
        return f"`{[*scenarios][0]}`"
    return "; ".join(f"{', '.join(names)}: `{says}`" for says, names in scenarios.items())


def page(table: dict) -> str:
    retries = table["max_retries"]
    text = [INTRODUCTION.format(limit=table["time_limit"], retries=retries, attempts=retries + 1)]

    text += ["## Scenarios", ""]
    scenarios = [[f"`{k}`", v] for k, v in table["scenarios"].items()]
    text += rows_of(["scenario", "requests that meet the fault"], scenarios)
    text += ["", "## Outcomes", ""]
    outcomes = [
        [
            f"`{name}`",
            outcome["description"],
            outcome.get("summary", "no error"),
            "yes" if outcome.get("retried") else "no",
        ]
        for name, outcome in table["outcomes"].items()
    ]
    text += rows_of(["outcome", "meaning", "summary of the error", "retried"], outcomes)
    text += ["", "## Endpoints", "", ENDPOINTS, ""]
    endpoints = [[f"`{k}`", v] for k, v in table["endpoints"].items()]
    text += rows_of(["endpoint", "what the provider connects to"], endpoints)

    for group in table["groups"]:
        text += ["", f"## {group['title']}", ""]
        rows = []
        for row in group["rows"]:
            endpoint = row.get("endpoint", row["fault"])
            name = f"`{row['fault']}`" + (f" at `{endpoint}`" if endpoint != row["fault"] else "")
            overrides = row.get("overrides", {})
            expectations = {scenario: overrides.get(scenario, row) for scenario in table["scenarios"]}
            outcomes = map(outcome_of, expectations.values())
            rows.append([name, row["description"], *outcomes, quotations(expectations)])
        text += rows_of(["fault", "what happens", *table["scenarios"], "the error contains"], rows)
    text += [
        "",
        "A dash means that the fault does not apply to the scenario.",
    ]
    return "\n".join(text) + "\n"


def main() -> None:
    text = page(json.loads(TABLE.read_text()))
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text() != text:
            sys.exit("not current: docs/design/faults.md. Run tools/generate_faults.py.")
        return
    PAGE.write_text(text)


main()
