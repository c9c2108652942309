# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The results of the acceptance tests on one core, grouped by the features that the tests need."""

import collections
import dataclasses
import pathlib
import xml.etree.ElementTree as ET

DATA_SOURCE = "data source"
# What a provider offers, in the order of the table. A test that needs none of the later ones is a test of
# the data source.
KINDS = [DATA_SOURCE, "function", "ephemeral resource", "action"]


@dataclasses.dataclass
class Run:
    suite: ET.Element
    passed: int = 0
    skipped: int = 0
    failed: int = 0
    features: dict[str, collections.Counter] = dataclasses.field(
        default_factory=lambda: {kind: collections.Counter() for kind in KINDS}
    )
    failures: list[str] = dataclasses.field(default_factory=list)  # pytest's names
    reasons: collections.Counter = dataclasses.field(default_factory=collections.Counter)

    @property
    def is_sound(self) -> bool:
        return self.failed == 0 and self.passed > 0

    def record(self) -> dict:
        features = {kind: dict(sorted(counts.items())) for kind, counts in self.features.items()}
        return {
            "passed": self.passed,
            "skipped": self.skipped,
            "failed": self.failed,
            "features": features,
            "reasons": dict(sorted(self.reasons.items())),
        }


def _key(case: ET.Element) -> tuple[str | None, str | None]:
    return case.get("classname"), case.get("name")


def _cases(report: pathlib.Path, again: pathlib.Path | None) -> list[ET.Element]:
    """The outcomes in the report; for a test that was run again, those of the second run."""
    later = {} if again is None else {_key(case): case for case in _cases(again, None)}
    return [later.get(_key(case), case) for case in ET.parse(report).iter("testcase")]


def read(report: pathlib.Path, name: str, again: pathlib.Path | None = None) -> Run:
    """A missing or truncated report counts as one failure: a test runner that crashed is not a success."""
    suite = ET.Element("testsuite", name=name)
    run = Run(suite)
    try:
        cases = _cases(report, again)
    except (OSError, ET.ParseError):
        case = ET.SubElement(suite, "testcase", classname=name, name="the run itself")
        ET.SubElement(case, "failure", message="pytest left no report")
        run.failed = 1
        return run
    for case in cases:
        test = f"{case.get('classname')}.py::{case.get('name')}"
        case.set("classname", f"{name}.{case.get('classname')}")
        suite.append(case)
        needed = {p.get("value") for p in case.iter("property") if p.get("name") == "needs"}
        skip = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            ending = "failed"
            run.failures.append(test)
        elif skip is not None:
            ending = "skipped"
            run.reasons[skip.get("message", "")] += 1
        else:
            ending = "passed"
        setattr(run, ending, getattr(run, ending) + 1)
        for kind in needed & set(KINDS) or {DATA_SOURCE}:
            run.features[kind][ending] += 1
    return run


def merge(runs: list[Run], path: pathlib.Path) -> None:
    root = ET.Element("testsuites")
    root.extend(run.suite for run in runs)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
