# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The provider for Windows, which cores for Linux start with wine.

CTS_PROVIDER names a script then, and the program is beside it; tests/windows/wrap writes both. tests/windows/skips.json
says which tests are skipped, and why.
"""

import os
import pathlib
import re
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = "provider.exe"
REASON = pytest.StashKey[str]()


def program_beside(script: pathlib.Path) -> pathlib.Path | None:
    program = script.parent / PROGRAM
    return program if program.exists() else None


def is_under_test() -> bool:
    return program_beside(pathlib.Path(os.environ.get("CTS_PROVIDER", ""))) is not None


def with_paths_of_linux(text: str) -> str:
    """wine has all files of Linux on the drive Z."""
    return re.sub(r"Z:(\\[^\s\"]*)", lambda path: path[1].replace("\\", "/"), text)


def names(process: pathlib.Path, path: str) -> bool:
    """Whether the command line of a process of /proc has a word with this path, which wine may write as on Windows."""
    try:
        command = (process / "cmdline").read_text(errors="replace").replace("\\", "/")
    except OSError:
        return False  # it has ended
    return path in command


class UnusedEntry(pytest.Item):
    """Fails because an entry of skips.json matches no test."""

    def runtest(self):
        pytest.fail("skips.json has this entry, but there is no such test.", pytrace=False)


def skip_tests(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Skips the tests that skips.json names."""
    sys.path.insert(0, str(ROOT / "tests/windows"))
    from skips import Skips

    skips = Skips("acceptance")
    for item in items:
        if reason := skips.reason(item.nodeid):
            item.stash[REASON] = reason
            item.add_marker(pytest.mark.skip(reason=reason))
    if [pathlib.Path(path) for path in session.config.args] == [session.config.rootpath]:
        items += [UnusedEntry.from_parent(session, name=f"skips.json::{test}") for test in skips.unused()]


def refuse_other_skips(item: pytest.Item, report: pytest.TestReport) -> None:
    """Makes a failure of a test that skips itself, unless the core lacks a feature."""
    if report.skipped and REASON not in item.stash and not any(name == "lacks" for name, _ in item.user_properties):
        report.outcome = "failed"
        report.longrepr = f"It skips itself, and skips.json gives no reason: {report.longrepr}"
