# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Core and provider on a kernel that lacks the system calls of the last ten years."""

import dataclasses
import pathlib
import platform
import subprocess
import sys

import pytest

from test_plan import guarded

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers of system calls are those of x86-64")

LAUNCHER = pathlib.Path(__file__).with_name("old_kernel.py")


def test_launcher_hides_the_calls():
    probe = "import os; os.getrandom(1)"
    done = subprocess.run([LAUNCHER, sys.executable, "-c", probe], capture_output=True, text=True)
    assert done.returncode == 1 and "Function not implemented" in done.stderr


def test_plan_runs_on_an_old_kernel(workspace, standin, tmp_path):
    command = tmp_path / "core"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{LAUNCHER}" "{workspace.core.command}" "$@"\n')
    command.chmod(0o755)
    workspace.core = dataclasses.replace(workspace.core, command=str(command))
    workspace.write(guarded("audit-traces"))
    workspace.plan().succeeded()
    assert workspace.planned_outputs()["check"]["all_successful"] is True
    assert len(standin.calls()) == 1
    workspace.write(guarded("audit-traces", "missing-audit-traces"))
    workspace.plan().failed("missing-audit-traces", "OBS.NoSuchBucket")
