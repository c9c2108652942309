# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The provider for macOS as a file, which nothing here can run. CTS_PROGRAMS has a folder for each architecture; see
tests/labels/macos.sh."""

import os
import pathlib
import re

import pytest

import macho

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
VERSION = re.search(r"VERSION (\d+\.\d+\.\d+)", (REPOSITORY / "CMakeLists.txt").read_text())[1]


@pytest.fixture(params=["arm64", "amd64"])
def architecture(request) -> str:
    return request.param


@pytest.fixture
def program(architecture) -> macho.Program:
    file = pathlib.Path(os.environ["CTS_PROGRAMS"], f"release-darwin-{architecture}", "terraform-provider-cts")
    return macho.Program(file.read_bytes())


def test_program_is_fit_to_ship(program, architecture):
    assert macho.problems_of(program.content, architecture, VERSION) == []


def test_only_the_library_of_the_system_is_loaded(program):
    assert program.libraries() == [macho.LIBRARY]
    assert {description >> 8 for description in program.imports().values()} == {1}  # the number of a library


def test_system_looks_names_up_and_opens_the_keychain(program):
    assert {"_getaddrinfo", "_dlopen", "_dlsym", "_kqueue"} <= set(program.imports())


def test_signature_has_the_hash_of_each_page(program):
    assert program.signature() is not None
    assert macho.signature_problems(program) == []


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_changed_byte_breaks_the_signature(program, place):
    start, _ = program.signature()
    content = bytearray(program.content)
    content[0x1000 + place * (start - 0x1001) // 4] ^= 1
    assert any("hash" in problem for problem in macho.signature_problems(macho.Program(bytes(content))))


def test_certificates_come_from_where_macos_has_them(program):
    places = (b"Security.framework/Security", b"/etc/ssl/certs/ca-certificates.crt")  # macOS's and Debian's
    assert [place in program.content for place in places] == [True, False]


def test_nothing_names_a_folder_of_the_build(program):
    assert macho.build_paths(program.content) == []
