# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Measures groups of figures, prints each, and compares them with recorded ones."""

import pathlib
from xml.sax.saxutils import quoteattr

import figures
import report
from rig import Rig

TOLERANCE = 1.2


def say(result: figures.Result) -> None:
    figure = result.figure
    mark = {None: " ", True: "✓", False: "✗"}[result.is_met]
    ours = report.with_unit(result.ours, figure.unit)
    line = f"{mark} {figure.text:<62} {ours:>10}"
    if result.peer is not None:
        line += f" {report.with_unit(result.peer, figure.unit):>10} {result.score:7.3f}×"
    if figure.most is not None:
        line += f"  (at most {report.number(figure.most)})"
    print(line, flush=True)


def measure_all(
    rig: Rig, groups: tuple[figures.Group, ...], factor: float
) -> list[tuple[figures.Result, int]]:
    """Each result with its number of rounds."""
    results = []
    for group in groups:
        rounds = max(1, round(group.rounds * factor))
        for result in figures.measure(group, rig, rounds, {}):
            say(result)
            results.append((result, rounds))
    return results


def regressions(results: list[figures.Result], recorded: dict[str, float]) -> dict[str, str]:
    found = {}
    for result in results:
        before = recorded.get(result.figure.key)
        if before is None:
            found[result.figure.key] = "nothing is recorded; measure without --check"
        elif result.score > before * TOLERANCE:
            found[result.figure.key] = f"{result.score:.3f}, recorded are {before:.3f}"
    return found


def check(
    rig: Rig,
    groups: tuple[figures.Group, ...],
    recorded: dict[str, float],
    junit: pathlib.Path | None,
    name: str,
) -> bool:
    """Measures a figure that looks worse again before it fails."""
    cases, sound = [], True
    for group in groups:
        samples: dict[str, figures.Samples] = {}
        results = figures.measure(group, rig, group.rounds_to_check, samples)
        if regressions(results, recorded):
            results = figures.measure(group, rig, 2 * group.rounds_to_check, samples)
        worse = regressions(results, recorded)
        for result in results:
            say(result)
            failure = worse.get(result.figure.key)
            if failure:
                print(f"  ↑ a regression: {failure}")
            inner = f"<failure message={quoteattr(failure)}/>" if failure else ""
            case = quoteattr(result.figure.text)
            cases.append(f'<testcase classname="{name}" name={case}>{inner}</testcase>')
        sound = sound and not worse
    if junit:
        junit.write_text(f'<testsuite name="{name}">{"".join(cases)}</testsuite>\n')
    return sound
