# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The binary under test, its sections and symbols, and the build that made it."""

import os
import pathlib
import subprocess


def readelf(binary, *flags) -> str:
    return subprocess.run(
        ["readelf", "--wide", *flags, binary], capture_output=True, text=True, check=True
    ).stdout


def build_folder() -> pathlib.Path:
    return pathlib.Path(os.environ["CTS_PROVIDER"]).parent


def linked_archives() -> list[pathlib.Path]:
    """What the binary is linked with, from Ninja's line that links it."""
    lines = (build_folder() / "build.ninja").read_text().splitlines()
    [start] = [i for i, line in enumerate(lines) if line.startswith("build terraform-provider-cts:")]
    end = lines.index("", start)
    [libraries] = [line for line in lines[start:end] if line.strip().startswith("LINK_LIBRARIES =")]
    names = {word for word in libraries.split() if word.endswith(".a")}
    return sorted(build_folder() / name for name in names)


def undefined_symbols(archive: pathlib.Path) -> set[str]:
    listing = subprocess.run(
        ["nm", "--undefined-only", "--format=posix", archive],
        capture_output=True, text=True, check=True,
    ).stdout
    return {line.split(" ")[0].split("@")[0] for line in listing.splitlines()}
