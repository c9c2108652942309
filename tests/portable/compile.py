#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Compiles the provider for another system, and the tests for Windows, without their libraries: headers suffice.
Links nothing.

Usage: tests/portable/compile.py TARGET REPORT, where TARGET is windows_amd64, darwin_arm64 or darwin_amd64

Each file that is compiled is a test of the report (JUnit's XML). Warnings are errors.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import xml.sax.saxutils

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Each source of the provider is compiled alone for one target, which finds what it forgets to include; they have the
# same C++ library. For the others a folder is compiled at once, as for a release, in a third of the time.
ALONE = "darwin_arm64"
# The targets for which the tests are compiled too.
WITH_TESTS = ("windows_amd64",)

CCACHE = ["ccache"] if shutil.which("ccache") else []
# As in CMakeLists.txt. The compiler is a script that names the folder of its version; ccache takes it for clang, whose
# list of included headers spares a run of the preprocessor.
CCACHE_OPTIONS = {
    "CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1", "CCACHE_SLOPPINESS": "pch_defines,time_macros",
    "CCACHE_COMPILERCHECK": "content", "CCACHE_COMPILERTYPE": "clang", "CCACHE_DEPEND": "1",
}


def configure(target: str, folder: pathlib.Path) -> None:
    # CMake's checks only compile, too. Linking would first build zig's C++ library, which takes a minute.
    subprocess.run(
        ["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "--toolchain", ROOT / "cmake/cross/toolchain.cmake",
         f"-DCTS_TARGET={target}", "-DCTS_CROSS_PREFIXES=", "-DCTS_HEADERS=ON", "-DCTS_TRIM=ON", "-DCTS_WERROR=ON",
         f"-DCTS_UNITY={'OFF' if target == ALONE else 'ON'}", f"-DCTS_TESTS={'ON' if target in WITH_TESTS else 'OFF'}",
         "-DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY", "-DCMAKE_BUILD_TYPE=Debug",
         "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g0"],
        env=os.environ | {"CXXFLAGS": "-c"}, check=True)


class Compilation:
    """An entry of CMake's compile_commands.json."""

    def __init__(self, folder: pathlib.Path, entry: dict):
        self.folder = folder
        # Without ccache, which CMake leaves out of this file.
        self.command = shlex.split(entry["command"])
        self.output = self.command[self.command.index("-o") + 1]
        file = pathlib.Path(entry["file"])
        if "Unity" in file.parts:
            self.name = re.sub(r".*/(\w+)\.dir/.*", r"\1 at once", self.output)
        else:
            self.name = str(file.relative_to(folder if file.is_relative_to(folder) else ROOT))
        self.message = ""

    def run(self) -> "Compilation":
        (self.folder / self.output).parent.mkdir(parents=True, exist_ok=True)
        done = subprocess.run(
            [*CCACHE, *self.command, "-MD", "-MF", f"{self.output}.d"], cwd=self.folder, env=os.environ | CCACHE_OPTIONS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            self.message = done.stdout or f"exit status {done.returncode}"
        return self


def generate(folder: pathlib.Path) -> None:
    """What protoc and EmbedFiles.cmake write."""
    ninja = ["ninja", "-C", folder]
    targets = subprocess.run(
        [*ninja, "-t", "targets", "rule", "CUSTOM_COMMAND"], stdout=subprocess.PIPE, text=True, check=True)
    files = [line for line in targets.stdout.splitlines() if line.endswith((".embed.cc", ".pb.h"))]
    subprocess.run([*ninja, *files], check=True)


def main() -> int:
    target, report = sys.argv[1:]
    folder = ROOT / "build" / "portable" / target
    configure(target, folder)
    entries = json.loads((folder / "compile_commands.json").read_text())
    compilations = [Compilation(folder, entry) for entry in entries]
    generate(folder)
    precompiled = [each for each in compilations if each.output.endswith(".pch")]
    wanted = [each for each in compilations
              if each.output.startswith(("provider/", "tests/")) and each not in precompiled]
    cases, failed = [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for group in (precompiled, wanted):
            for count, done in enumerate(pool.map(Compilation.run, group), 1):
                print(f"[{count}/{len(group)}] {done.name}", flush=True)
                failure = ""
                if done.message:
                    failed += 1
                    print(f"✗ {done.name} does not compile for {target}:\n{done.message}", flush=True)
                    failure = f"<failure>{xml.sax.saxutils.escape(done.message)}</failure>"
                if group is wanted or failure:
                    cases.append(f'<testcase classname="{target}" name="{done.name}">{failure}</testcase>')
    pathlib.Path(report).write_text(f'<testsuite name="portable">{"".join(cases)}</testsuite>\n')
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
