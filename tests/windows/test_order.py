# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The code that a start and a read run is in one piece of the program for Windows, and the record of it is not stale.

CTS_WINDOWS_PROVIDER names the program, in the folder of its build.
"""

import itertools
import os
import pathlib

import pytest

from orderfile import order_sections

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECORDED = ROOT / "provider/static/orderfile_windows.txt"


@pytest.fixture(scope="module")
def functions():
    """Hashes of the program's functions, in their order."""
    program_map = pathlib.Path(os.environ["CTS_WINDOWS_PROVIDER"]).with_suffix(".map")
    return [order_sections.digest(name) for _, _, name in order_sections.sections(program_map.read_text(errors="replace"))]


def test_recorded_functions_come_first(functions):
    recorded = order_sections.recorded(RECORDED)
    in_one_piece = list(itertools.takewhile(lambda function: function in recorded, functions))
    # Some are linked twice, as weak functions are, and moved once.
    assert len(in_one_piece) > 0.99 * len(recorded & set(functions))


def test_recorded_functions_are_in_the_program(functions):
    recorded = order_sections.recorded(RECORDED)
    assert len(recorded & set(functions)) > 0.85 * len(recorded), "stale: run tests/bench/order_windows"
