# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The binaries of a release, each for its own architecture. Those for arm64 run under qemu's user emulation."""

import json
import os
import pathlib
import re
import subprocess

from dist import EMULATOR, MACHINE, REPOSITORY, readelf, version


def output(architecture: str, binary: pathlib.Path, *arguments: str) -> str:
    return subprocess.run(
        [*EMULATOR[architecture], binary, *arguments], capture_output=True, text=True, check=True
    ).stdout


def test_binary_is_static_and_of_its_architecture(binary, architecture):
    header = readelf(binary, "--file-header")
    assert re.search(rf"Machine: +{MACHINE[architecture]}$", header, re.M)
    assert "DYN (" in header
    assert "INTERP" not in readelf(binary, "--program-headers")
    assert "(NEEDED)" not in readelf(binary, "--dynamic")


def test_binary_is_hardened(binary):
    headers = readelf(binary, "--program-headers")
    segments = re.findall(r"^  (\S+) +(?:0x[0-9a-f]+ ){5}([R ][W ][E ])", headers, re.M)
    assert {"LOAD", "GNU_STACK", "GNU_RELRO"} <= {name for name, _ in segments}
    assert [(name, flags) for name, flags in segments if "W" in flags and "E" in flags] == []
    dynamic = readelf(binary, "--dynamic")
    assert "BIND_NOW" in dynamic and "TEXTREL" not in dynamic
    content = binary.read_bytes()
    assert b"stack smashing detected" in content and b"buffer overflow detected" in content


def test_binary_is_stripped_and_has_a_section_of_run_code(binary):
    sections = readelf(binary, "--sections")
    assert ".symtab" not in sections and ".debug" not in sections
    ran = re.search(r" \.text\.ran +PROGBITS +\S+ \S+ (\S+) ", sections)
    assert ran and int(ran[1], 16) > 2_000_000


def test_binary_has_no_build_paths(binary):
    content = binary.read_bytes()
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    for folder in (str(REPOSITORY), cache, os.path.expanduser("~") + "/", "/sysroot-arm64"):
        assert folder.encode() not in content, folder


def test_version_lists_the_linked_libraries(binary, architecture):
    first, _, *libraries = output(architecture, binary, "--version").splitlines()
    assert first == f"terraform-provider-cts {version()}"
    packages = (REPOSITORY / "cmake" / "Packages.cmake").read_text()
    named = set(re.findall(r"^ *(?:cts|_cts_add)_package\(([^ \"]+) ", packages, re.M))
    assert {"gRPC", "glibc", "curl"} <= named
    assert sorted(line.split()[0] for line in libraries) == sorted(named)
    assert [line for line in libraries if "unknown" in line] == []


def test_both_architectures_have_the_same_schema(binaries):
    [one, other] = [json.loads(output(a, binary, "--schema")) for a, binary in binaries.items()]
    assert one == other
    [schema] = one["provider_schemas"].values()
    assert "cts_bucket_check" in schema["data_source_schemas"]
