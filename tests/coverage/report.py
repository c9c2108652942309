#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Reports the share of provider/ that the tests run, by folder; it fails below the floor.

    tests/coverage/report.py --gcovr GCOVR [--junit REPORT] [--record]

Reads the counters in build/coverage. Branches that only an exception takes are left out: the compiler adds one
to each call. --record writes the table into docs/design/quality.md.
"""

import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import quality_page  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLOORS = {"line": 90.0, "branch": 75.0}  # percent of all of provider/


def measure(gcovr):
    with tempfile.TemporaryDirectory() as folder:
        summary = pathlib.Path(folder) / "summary.json"
        subprocess.run([gcovr, "--root", ROOT, "--filter", f"{ROOT}/provider/", "--exclude-throw-branches",
                        "--exclude-unreachable-branches", "--gcov-ignore-parse-errors=all",
                        "--gcov-ignore-errors=no_working_dir_found",
                        "--merge-mode-functions=merge-use-line-min", "-j", "2",
                        "--json-summary", summary, ROOT / "build/coverage"], check=True, cwd=ROOT)
        return json.loads(summary.read_text())


def folder_of(filename):
    parts = pathlib.PurePath(filename).parts
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def sums_of(files):
    sums = collections.defaultdict(collections.Counter)
    for file in files:
        for name in (folder_of(file["filename"]), "all"):
            for kind in FLOORS:
                sums[name][f"{kind}_total"] += file[f"{kind}_total"]
                sums[name][f"{kind}_covered"] += file[f"{kind}_covered"]
    return sums


def percent(sums, kind):
    return 100 * sums[f"{kind}_covered"] / (sums[f"{kind}_total"] or 1)


def table(sums):
    rows = ["| folder | lines | of them run | branches | of them taken |", "|---|--:|--:|--:|--:|"]
    for name in sorted(sums, key=lambda name: (name == "all", name)):
        each = sums[name]
        rows.append(f"| {name} | {each['line_total']:,} | {percent(each, 'line'):.1f} % |"
                    f" {each['branch_total']:,} | {percent(each, 'branch'):.1f} % |")
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gcovr", required=True)
    parser.add_argument("--junit", type=pathlib.Path)
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    report = measure(arguments.gcovr)
    sums = sums_of(report["files"])
    print(table(sums))
    for file in sorted(report["files"], key=lambda file: file["line_percent"] or 0)[:15]:
        print(f"  {file['filename']}: {file['line_percent']} % of lines, {file['branch_percent']} % of branches")
    low = {kind: percent(sums["all"], kind) for kind, floor in FLOORS.items()
           if percent(sums["all"], kind) < floor}
    for kind, share in low.items():
        print(f"✗ {share:.1f} % of {kind} coverage is below the floor of {FLOORS[kind]:.0f} %")
    if arguments.junit:
        cases = "".join(f'<testcase classname="coverage" name="{kind}">'
                        f'{"<failure/>" if kind in low else ""}</testcase>' for kind in FLOORS)
        arguments.junit.write_text(f'<testsuite name="coverage">{cases}</testsuite>\n')
    if arguments.record:
        quality_page.record(
            "coverage", f"`tests/run.sh --label coverage`; the floor is {FLOORS['line']:.0f} % of lines and"
            f" {FLOORS['branch']:.0f} % of branches.", table(sums))
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main())
