# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""An order file: which sections of code a start and ten reads run."""

import importlib.util
import sys

from rig import ROOT, Rig

A_LINE = 14


def _order_sections():
    path = ROOT / "cmake/order-sections.py"
    spec = importlib.util.spec_from_file_location("order_sections", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


order_sections = _order_sections()


def start_and_read(rig: Rig, **settings: str) -> None:
    """What is recorded of rig.ours. Which thread waits and which one ends differs from run to run."""
    for _ in range(3):
        rig.host(rig.ours, reads=10, **settings)
    rig.host(rig.ours, reads=10, parallel=20, **settings)


def write(system: str, ran: dict[str, int]) -> None:
    """`ran` has the name and the size of each section that ran, named as in order-sections.py."""
    if len(ran) < 1000:
        sys.exit(f"only {len(ran)} sections ran; is the program another build than the map?")
    file = ROOT / f"provider/static/orderfile_{system}.txt"
    head = [line for line in file.read_text().splitlines() if line.startswith("#")]
    hashes = sorted({order_sections.digest(name) for name in ran})
    lines = [" ".join(hashes[i : i + A_LINE]) for i in range(0, len(hashes), A_LINE)]
    file.write_text("\n".join(head + lines) + "\n")
    print(f"{len(ran)} sections ran, {sum(ran.values()) / 1e6:.1f} MB")
