# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The provider for Windows, which cores for Linux start with wine.

CTS_PROVIDER names a script then, and the program is beside it; tests/windows/wrap writes both.
"""

import os
import pathlib

PROGRAM = "provider.exe"


def program_beside(script: pathlib.Path) -> pathlib.Path | None:
    program = script.parent / PROGRAM
    return program if program.exists() else None


def is_under_test() -> bool:
    return program_beside(pathlib.Path(os.environ.get("CTS_PROVIDER", ""))) is not None


def names(process: pathlib.Path, path: str) -> bool:
    """Whether the command line of a process of /proc has a word with this path, which wine may write as on Windows."""
    try:
        command = (process / "cmdline").read_text(errors="replace").replace("\\", "/")
    except OSError:
        return False  # it has ended
    return path in command
