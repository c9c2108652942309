# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The binaries for Linux: static, hardened, and they start. Those for arm64 run under qemu's user emulation."""

import json
import pathlib
import re
import subprocess

import pytest

from dist import REPOSITORY, of_system, readelf, version

pytestmark = pytest.mark.skipif(not of_system("linux"), reason="CTS_PLATFORMS names no platform of Linux")

# What runs a binary on amd64, and ELF's name for its machine.
EMULATOR = {"linux_amd64": [], "linux_arm64": ["qemu-aarch64-static"]}
MACHINE = {"linux_amd64": "Advanced Micro Devices X86-64", "linux_arm64": "AArch64"}


@pytest.fixture(scope="session", params=of_system("linux"))
def platform(request) -> str:
    return request.param


def output(platform: str, binary: pathlib.Path, *arguments: str) -> str:
    return subprocess.run(
        [*EMULATOR[platform], binary, *arguments], capture_output=True, text=True, check=True
    ).stdout


def test_binary_is_static_and_of_its_architecture(binary, platform):
    header = readelf(binary, "--file-header")
    assert re.search(rf"Machine: +{MACHINE[platform]}$", header, re.M)
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


def test_version_lists_the_linked_libraries(binary, platform):
    first, _, *libraries = output(platform, binary, "--version").splitlines()
    assert first == f"terraform-provider-cts {version()}"
    packages = (REPOSITORY / "cmake" / "Packages.cmake").read_text()
    named = set(re.findall(r"^ *(?:cts|_cts_add)_package\(([^ \"]+) ", packages, re.M))
    assert {"gRPC", "glibc", "curl", "RE2"} <= named
    # A release does not link RE2, which only gRPC's client needs.
    assert sorted(line.split()[0] for line in libraries) == sorted(named - {"RE2"})
    assert [line for line in libraries if "unknown" in line] == []


def test_every_architecture_has_the_same_schema(binaries):
    schemas = [json.loads(output(platform, binaries[platform], "--schema")) for platform in of_system("linux")]
    assert all(schema == schemas[0] for schema in schemas)
    [schema] = schemas[0]["provider_schemas"].values()
    assert "cts_bucket_check" in schema["data_source_schemas"]
