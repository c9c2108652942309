#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""clang-tidy over the sources of the provider. Usage: tests/lint/tidy.py CLANG_TIDY REPORT

Needs build/asan configured and its headers generated. Checks what that build compiles: a folder at once, which
takes a third of the time that its files take one by one. A file that the build leaves out is checked alone, unless
it is for another system.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.sax.saxutils

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/asan"
LONGEST = 300  # seconds: longer is a bug of the tool, not of the file
OTHER_SYSTEMS = re.compile(r"(_windows|_darwin|^wipe_on_free)\.cc$")
INCLUDED = re.compile(r'^#include "(/[^"]+)"', re.MULTILINE)


def units():
    """The files to give to clang-tidy: sources, and those of the build that include a folder's sources."""
    compiled = {pathlib.Path(entry["file"]) for entry in json.loads((BUILD / "compile_commands.json").read_text())}
    wanted = {file for file in (ROOT / "provider").rglob("*.cc") if not OTHER_SYSTEMS.search(file.name)}
    found, covered = [], set()
    for file in sorted(compiled):
        if file.is_relative_to(BUILD / "provider") and "Unity" in file.parts:
            found.append(file)
            covered |= {pathlib.Path(path) for path in INCLUDED.findall(file.read_text())}
    return found + sorted(wanted - covered)


def name(file):
    """The folder for a file of the build: build/asan/provider/http/... is provider/http."""
    if not file.is_relative_to(BUILD):
        return str(file.relative_to(ROOT))
    parts = file.relative_to(BUILD).parts
    return "/".join(parts[: parts.index("CMakeFiles")])


def check(clang_tidy, file):
    """The findings in a file; empty if there are none."""
    # A file of the build includes sources.
    own = ["--checks=-bugprone-suspicious-include"] if file.is_relative_to(BUILD) else []
    try:
        done = subprocess.run([clang_tidy, "--quiet", "-p", BUILD, "--extra-arg=-fno-sanitize=all", *own, file], capture_output=True, text=True,
                              timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        return f"no end after {LONGEST} s"
    return done.stdout + done.stderr if done.returncode else ""


def main():
    clang_tidy, report = sys.argv[1:]
    files = units()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = list(pool.map(lambda file: check(clang_tidy, file), files))
    cases = []
    for file, text in zip(files, findings, strict=True):
        failure = f"<failure>{xml.sax.saxutils.escape(text)}</failure>" if text else ""
        cases.append(f'<testcase classname="tidy" name="{name(file)}">{failure}</testcase>')
        print(text, end="")
    pathlib.Path(report).write_text(f'<testsuite name="tidy">{"".join(cases)}</testsuite>\n')
    return int(any(findings))


if __name__ == "__main__":
    sys.exit(main())
