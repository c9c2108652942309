#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Runs the unit tests that were built for Windows, one program after the other, and writes JUnit's XML.

Usage: tests/windows/wine tests/windows/unit.py BUILD REPORT [PROGRAM]...
BUILD is a folder of the preset tests-windows-amd64. PROGRAM is the name of a test program, such as base_test.

A program that exits without a report, or takes too long, counts as a failure. So does a source file of
tests that was not compiled, a test that skips itself, and an entry of skips.json that matches nothing.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIMIT_S = 300
INCLUDED = re.compile(r'^#include "(.+)"$', re.MULTILINE)
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
from skips import Skips  # noqa: E402


def windows_path(path: pathlib.Path) -> str:
    """wine has all files of Linux on the drive Z."""
    return "Z:" + str(path).replace("/", "\\")


def run(program: pathlib.Path, *arguments: str) -> tuple[str, str]:
    """The output, and why the program did not exit by itself or had another status than 0 or 1."""
    command = [HERE / "wine", program, *arguments]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=program.parent
        )
        try:
            status = process.wait(LIMIT_S)
            problem = "" if status in (0, 1) else f"exit status {status}"
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            problem = f"no end within {LIMIT_S} s"
        output.seek(0)
        return output.read().decode(errors="replace"), problem


def tests_of(program: pathlib.Path) -> list[str]:
    listed, problem = run(program, "--gtest_list_tests")
    if problem:
        raise RuntimeError(f"it lists no tests: {problem}\n{listed}")
    tests, suite = [], ""
    for line in listed.splitlines():
        name = line.split("#")[0].rstrip()
        if name.startswith("  "):
            tests.append(suite + name.strip())
        elif name.endswith("."):
            suite = name
    return tests


def add(suite: xml.Element, module: str, test: str, kind: str = "", text: str = "") -> None:
    where, _, name = f"{module}.{test}".rpartition(".")
    case = xml.SubElement(suite, "testcase", classname=where, name=name)
    if kind:
        xml.SubElement(case, kind, message=text.partition("\n")[0]).text = text
    if kind in ("failure", "error"):
        print(f"✗ {module}.{test}\n{text}")


def run_program(program: pathlib.Path, skips: Skips, suite: xml.Element) -> None:
    module = program.stem.removesuffix("_test")
    reasons = {test: skips.reason(f"{module}.{test}") for test in tests_of(program)}
    skipped = {test: reason for test, reason in reasons.items() if reason}
    for test, reason in skipped.items():
        add(suite, module, test, "skipped", reason)
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.xml"
        output, problem = run(
            program,
            f"--gtest_output=xml:{windows_path(report)}",
            f"--gtest_filter=*-{':'.join(skipped)}",
        )
        if not report.exists():
            last = output.rpartition("[ RUN      ] ")[2].split("\n")[0]
            add(suite, module, last or "start", "failure", f"{problem or 'no report'}\n{output[-5000:]}")
            return
        # gtest copies bytes of failures that are not allowed in XML.
        text = NOT_IN_XML.sub("?", report.read_text(errors="replace"))
        for case in xml.fromstring(text).iter("testcase"):
            test = f"{case.get('classname')}.{case.get('name')}"
            failures = [failure.text or "" for failure in case.findall("failure")]
            if failures:
                add(suite, module, test, "failure", "\n".join(failures))
            elif case.find("skipped") is not None:
                add(suite, module, test, "failure", "It skips itself, and skips.json gives no reason.")
            else:
                add(suite, module, test)
    if problem:
        add(suite, module, "end", "failure", f"{problem}\n{output[-5000:]}")


def compiled_files(build: pathlib.Path) -> set[str]:
    files = set()
    for command in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(command["file"])
        # A file that CMake writes to compile many at once.
        sources = INCLUDED.findall(file.read_text()) if "Unity" in file.parts else [file]
        files.update(str(pathlib.Path(source).resolve()) for source in sources)
    return files


def check_files(build: pathlib.Path, skips: Skips, suite: xml.Element) -> None:
    compiled = compiled_files(build)
    for folder in ("unit", "support", "conformance"):
        for file in sorted((ROOT / "tests" / folder).rglob("*_test.cc")):
            name = str(file.relative_to(ROOT))
            if str(file) in compiled:
                continue
            if reason := skips.reason(name):
                add(suite, "files", name, "skipped", reason)
            else:
                add(suite, "files", name, "failure", "It is not compiled, and skips.json gives no reason.")


def main() -> int:
    build, report, *only = sys.argv[1:]
    skips, suite = Skips("unit"), xml.Element("testsuite", name="windows-unit")
    programs = sorted(pathlib.Path(build).resolve().glob("tests/**/*_test.exe"))
    for program in programs:
        if only and program.stem not in only:
            continue
        before = len(suite)
        try:
            run_program(program, skips, suite)
        except RuntimeError as error:
            add(suite, program.stem, "start", "failure", str(error))
        print(f"{program.stem}: {len(suite) - before} tests", flush=True)
    if not only:
        check_files(pathlib.Path(build), skips, suite)
        for test in skips.unused():
            add(suite, "skips", test, "failure", "skips.json has this entry, but there is no such test.")
    xml.ElementTree(suite).write(report, encoding="unicode", xml_declaration=False)
    return int(any(case.find("failure") is not None for case in suite))


if __name__ == "__main__":
    sys.exit(main())
