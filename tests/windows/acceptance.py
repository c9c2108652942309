#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Runs the acceptance tests with the provider for Windows, which Terraform and OpenTofu for Linux start with wine.

Usage: tests/windows/wine tests/windows/acceptance.py PYTHON PROVIDER.exe REPORT [FLAG OF PYTEST]...
PYTHON has pytest. The environment has CTS_TERRAFORM, CTS_TOFU and CTS_STANDIN, as for tests/acceptance.

wine sometimes does not end a process, or does not start one: see docs/design/windows-tests.md. So tests that failed run
again, alone, at most twice, and their last result counts; the report says how many. If many failed, none run again.
"""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests/acceptance"
LONGEST_S = 3 * 3600
STUCK_S = 10
MOST_AGAIN = 120  # more failures than these have another reason

sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests/compatibility"))
from reports import read  # noqa: E402


def is_stuck(process: pathlib.Path) -> bool:
    """Whether the one thread that a provider still has waits for a lock: its Windows process has ended."""
    try:
        program = (process / "cmdline").read_bytes().split(b"\0")[0]
        mine = os.environ["CTS_WINE"].encode() in (process / "environ").read_bytes()
        waits = "futex" in (process / "wchan").read_text()
        return mine and program.endswith(b"provider.exe") and waits and len(os.listdir(process / "task")) == 1
    except OSError:  # it has ended
        return False


def end_stuck_providers() -> None:
    """Forever: for a provider that wine 8 does not end, a core would wait for the end of its standard error."""
    since: dict[str, float] = {}
    while True:
        stuck = {process.name for process in pathlib.Path("/proc").glob("[0-9]*") if is_stuck(process)}
        since = {name: since.get(name, time.monotonic()) for name in stuck}
        for name in [name for name, began in since.items() if time.monotonic() - began > STUCK_S]:
            print(f"wine does not end process {name}.", flush=True)
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(name), signal.SIGKILL)
        time.sleep(1)


def pytest(python: str, report: pathlib.Path, *arguments: str) -> str:
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", TESTS,
         "--junitxml", report, "-o", "junit_family=xunit1", "--tb=short", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=TESTS, timeout=LONGEST_S,
    )  # fmt: skip
    return done.stdout


def run(python: str, flags: list[str], folder: pathlib.Path) -> ET.Element:
    """The last result of each test."""
    cases: dict[str, ET.Element] = {}
    failures, selection = [], [*flags, str(TESTS)]
    again = set()
    for attempt in (1, 2, 3):
        report = folder / f"{attempt}.xml"
        said = pytest(python, report, *selection)
        result = read(report, "windows")
        cases |= {f"{case.get('classname')} {case.get('name')}": case for case in result.suite}
        failures = result.failures
        if not 0 < len(failures) <= MOST_AGAIN or result.passed + result.failed == 0:
            break
        print(f"{len(failures)} failed in run {attempt}:", *failures, sep="\n  ", flush=True)
        selection = failures
        again |= set(failures)
    if result.failed:
        print(said[-20000:], flush=True)
    suite = ET.Element("testsuite", name="windows-acceptance", again=str(len(again)))
    suite.extend(cases.values())
    return suite


def main() -> int:
    python, provider, report, *flags = sys.argv[1:]
    wrapped = pathlib.Path(os.environ["CTS_WINE"]) / "wrapped"
    subprocess.run([ROOT / "tests/windows/wrap", provider, wrapped], check=True)
    os.environ |= {
        "CTS_PROVIDER": str(wrapped / "terraform-provider-cts"),
        "CTS_SLOW_BINARY": "yes",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    threading.Thread(target=end_stuck_providers, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        suite = run(python, flags, pathlib.Path(folder))
    ET.ElementTree(suite).write(report, encoding="utf-8", xml_declaration=True)
    return int(any(case.find("failure") is not None or case.find("error") is not None for case in suite))


if __name__ == "__main__":
    sys.exit(main())
