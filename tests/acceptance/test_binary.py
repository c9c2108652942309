# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""How the released binary is built: fully static, hardened, and without code that loads a library."""

import json
import platform
import re

import pytest

from binary import build_folder, linked_archives, readelf, undefined_symbols

pytestmark = pytest.mark.release_build

of_what_ships = pytest.mark.skipif(
    platform.freedesktop_os_release().get("VERSION_CODENAME") != "bookworm",
    reason="releases are built on Debian 12; libraries of another system may be larger or less protected",
)

# In a static glibc binary these load modules of another glibc, or read unexpected files.
FORBIDDEN = re.compile(
    r"^(getaddrinfo|gethostby.*|getserv.*|getpw.*|getgr.*|getspnam.*|iconv.*|setlocale|newlocale|"
    r"dlopen|wordexp|glob)$"
)


def test_binary_needs_no_loader_and_no_library(provider):
    assert "INTERP" not in readelf(provider, "--program-headers")
    assert "(NEEDED)" not in readelf(provider, "--dynamic")


def test_binary_is_pie_with_full_relro_and_no_executable_stack(provider):
    assert "DYN (" in readelf(provider, "--file-header")
    headers = readelf(provider, "--program-headers")
    assert re.search(r"GNU_RELRO", headers)
    assert re.search(r"GNU_STACK .* RW ", headers)
    dynamic = readelf(provider, "--dynamic")
    assert "BIND_NOW" in dynamic
    if platform.machine() == "x86_64":  # Debian 12's ld packs relocations for it only
        assert "(RELR)" in dynamic
    assert re.search(r"\(FLAGS_1\) .* PIE", dynamic)


def test_no_memory_is_both_writable_and_executable(provider):
    segments = re.findall(
        r"^  (\S+) +(?:0x[0-9a-f]+ ){5}([R ][W ][E ])", readelf(provider, "--program-headers"), re.M
    )
    assert {"LOAD", "GNU_STACK", "GNU_RELRO"} <= {name for name, _ in segments}
    assert [(name, flags) for name, flags in segments if "W" in flags and "E" in flags] == []
    # Relocations in code would make the code writable while they are applied.
    assert "TEXTREL" not in readelf(provider, "--dynamic")


def test_binary_has_no_library_search_path(provider):
    assert not re.search(r"RPATH|RUNPATH", readelf(provider, "--dynamic"))


def test_binary_contains_stack_canaries_and_fortified_calls(provider):
    content = provider.read_bytes()
    # What the C library prints when a canary or a checked call catches an overflow.
    assert b"stack smashing detected" in content and b"buffer overflow detected" in content
    if platform.machine() != "x86_64":
        pytest.skip("the code of a canary is known for x86-64 only")
    canaries = re.findall(rb"\x64\x48[\x2b\x8b].\x25\x28\x00\x00\x00", content, re.DOTALL)
    assert len(canaries) > 5_000  # mov and sub with %fs:0x28


def test_our_code_is_compiled_with_stack_protector_and_fortify():
    commands = json.loads((build_folder() / "compile_commands.json").read_text())
    sources = [c for c in commands if c["file"].endswith((".cc", ".c", ".cxx"))]
    assert len(sources) > 20  # a folder is compiled as one source, see CTS_UNITY
    unprotected = {}
    for entry in sources:
        words = entry["command"].split()
        # Without optimisation FORTIFY has no effect; the last such option counts.
        fortify = [w for w in words if re.match(r"-[DU]_FORTIFY_SOURCE", w)][-1:]
        missing = [
            what
            for what, present in {
                "stack protector": "-fstack-protector-strong" in words,
                "FORTIFY": fortify == ["-D_FORTIFY_SOURCE=3"] and "-O2" in words,
                "PIE": bool({"-fPIE", "-fPIC"} & set(words)),
            }.items()
            if not present
        ]
        if missing:
            unprotected[entry["file"]] = missing
    assert unprotected == {}


# These have no array on the stack and copy into no buffer of known size.
WITHOUT_ARRAYS = re.compile(r"libabsl_.*|libaddress_sorting|libgrpc\+\+|libprovider_.*")


@of_what_ships
def test_every_archive_has_stack_protector_and_fortify():
    archives = linked_archives()
    assert len(archives) > 20
    unprotected = []
    for archive in archives:
        calls = undefined_symbols(archive)
        protected = "__stack_chk_fail" in calls
        checked = any(re.fullmatch(r"__\w+_chk", call) for call in calls)
        if not (protected and checked) and not WITHOUT_ARRAYS.fullmatch(archive.stem):
            unprotected.append((archive.name, protected, checked))
    assert unprotected == []


def test_binary_is_stripped(provider):
    assert ".symtab" not in readelf(provider, "--sections")


@of_what_ships
def test_binary_is_smaller_than_14_mb(provider):
    assert provider.stat().st_size < 14_000_000


def test_functions_of_the_order_file_are_in_one_section(provider):
    """The section is 3.5 MB; with an outdated order file the linker finds fewer of its functions."""
    section = re.search(r" \.text\.ran +PROGBITS +\S+ \S+ (\S+) ", readelf(provider, "--sections"))
    assert section, "linked without the order of provider/static/orderfile_linux.txt"
    assert int(section[1], 16) > 2_500_000, "stale: run tests/bench/order"


def test_our_objects_call_nothing_that_loads_libraries():
    archives = [a for a in linked_archives() if a.name.startswith("libprovider_")]
    assert len(archives) > 10
    calls = {a.name: {s for s in undefined_symbols(a) if FORBIDDEN.match(s)} for a in archives}
    assert {name: symbols for name, symbols in calls.items() if symbols} == {}
