# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""macho.py passes sound programs for macOS, and finds what is wrong with each broken one.

The linker signs programs for arm64. Those for amd64 are signed by cmake/cross/sign.py, here after the program was
broken, so that the signature is valid.
"""

import os
import struct
import subprocess
import sys

import pytest

import macho
from dist import REPOSITORY
from small_programs import VERSION, Workshop

PAGE_0 = "page 0 does not have the hash in the signature"


@pytest.fixture(scope="module")
def arm64(tmp_path_factory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("arm64"), "darwin_arm64")


@pytest.fixture(scope="module")
def amd64(tmp_path_factory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("amd64"), "darwin_amd64")


@pytest.fixture(scope="module")
def signed(arm64) -> bytes:
    return arm64.program()


@pytest.fixture(scope="module")
def unsigned(amd64) -> bytes:
    return amd64.program()


def changed(content: bytes, offset: int, layout: str, value: int) -> bytes:
    copy = bytearray(content)
    struct.pack_into(layout, copy, offset, value)
    return bytes(copy)


def without(content: bytes, command: int) -> bytes:
    """The load command becomes one that says nothing: LC_FUNCTION_STARTS."""
    [offset, *_] = macho.Program(content).found(command)
    return changed(content, offset, "<I", 0x26)


@pytest.fixture
def problems(amd64):
    """Signs a program for amd64, and checks it."""
    return lambda content, *more: macho.problems_of(amd64.signed(content), *more)


def test_sound_programs_pass(signed, unsigned, problems):
    assert macho.problems_of(signed, "arm64", VERSION) == []
    assert problems(unsigned, "amd64", VERSION) == []


def test_signature_of_either_linker_has_the_same_form(signed, amd64, unsigned):
    """Except for the size of a page, which is that of the processor."""
    heads = []
    for content in (signed, amd64.signed(unsigned)):
        start, _ = macho.Program(content).signature()
        [directory] = macho.blobs(content[start:]).values()
        heads.append((directory[8:16], directory[20:28], directory[36:39], directory[40:72], directory[80:88]))
    assert heads[0] == heads[1]


def test_program_is_not_signed_twice(amd64, unsigned):
    with pytest.raises(subprocess.CalledProcessError):
        amd64.signed(amd64.signed(unsigned))


def test_program_without_place_for_the_signature_is_refused(amd64):
    with pytest.raises(subprocess.CalledProcessError):
        amd64.signed(amd64.program("-Wl,-headerpad,0x0"))


def test_program_for_arm64_is_signed(signed):
    start, size = macho.Program(signed).signature()
    assert start > 0 and start + size == len(signed)


def test_changed_byte_of_any_page_is_found(signed):
    start, _ = macho.Program(signed).signature()
    page = 0x4000
    assert start > 2 * page
    # Page 0 would not be read any more if its head were changed.
    for index, offset in [(0, page - 1), (1, page), (start // page, start - 1)]:
        broken = changed(signed, offset, "B", signed[offset] ^ 1)
        assert macho.problems_of(broken) == [f"page {index} does not have the hash in the signature"]


def test_bytes_after_the_signature_are_found(signed):
    assert macho.problems_of(signed + b"\0") == ["its signature is not the last thing of the file"]


def test_missing_signature_is_found(signed, unsigned):
    assert macho.problems_of(without(signed, macho.SIGNATURE)) == ["it has no signature"]
    assert macho.problems_of(unsigned) == ["it has no signature"]


def test_signature_that_is_not_ad_hoc_is_found(signed):
    start, _ = macho.Program(signed).signature()
    directory = start + macho.number(signed[start:], 16)
    flags = macho.number(signed, directory + 12) & ~macho.AD_HOC
    assert macho.problems_of(changed(signed, directory + 12, ">I", flags)) == [
        "its signature is not an ad-hoc signature"
    ]


def test_signature_for_fewer_bytes_is_found(signed):
    start, _ = macho.Program(signed).signature()
    directory = start + macho.number(signed[start:], 16)
    problems = macho.problems_of(changed(signed, directory + 32, ">I", start - 1))
    assert problems[0].startswith(f"its signature is for {start - 1} bytes")


def test_damaged_signature_is_reported_and_does_not_raise(signed):
    start, _ = macho.Program(signed).signature()
    assert macho.problems_of(changed(signed, start, "B", 0)) == ["its signature has an unknown format"]
    assert macho.problems_of(changed(signed, start + 16, ">I", 0x7FFFFFFF)) == ["its signature is incomplete"]


def test_another_library_is_found(amd64, arm64, problems):
    found = ["it needs /opt/libother.dylib"]
    assert macho.problems_of(arm64.program(arm64.library(), other="other()")) == found
    assert problems(amd64.program(amd64.library(), other="other()")) == found


def test_function_of_a_newer_system_is_found(arm64):
    # strchrnul came with macOS 15.4.
    broken = arm64.program("-include", "string.h", other='(strchrnul(version, 0) != 0)')
    assert macho.problems_of(broken) == ["it needs _strchrnul, which macOS 12.0 does not have"]


def test_cleared_and_set_flags_are_found(signed, unsigned, problems):
    flags = macho.Program(unsigned).flags
    fixed = changed(unsigned, 24, "<I", flags & ~macho.RANDOM_ADDRESS)
    assert problems(fixed) == ["it always has the same address (no MH_PIE)"]
    stack = changed(unsigned, 24, "<I", flags | macho.EXECUTABLE_STACK)
    assert problems(stack) == ["its stack can be executed"]
    stack = changed(signed, 24, "<I", flags | macho.EXECUTABLE_STACK)
    assert macho.problems_of(stack) == [PAGE_0, "its stack can be executed"]


def test_segment_for_writing_and_executing_is_found(unsigned, problems):
    program = macho.Program(unsigned)
    [offset] = [o for o in program.found(macho.SEGMENT) if unsigned[o + 8 :].startswith(b"__TEXT\0")]
    broken = changed(unsigned, offset + 60, "<I", 7)
    assert problems(broken) == ["its segment __TEXT can be written and executed"]


def test_missing_commands_are_found(unsigned, problems):
    assert problems(without(unsigned, macho.UUID)) == ["it has no LC_UUID"]
    assert problems(without(unsigned, macho.MAIN)) == ["it has no LC_MAIN"]
    missing = "its oldest version of macOS is None, not 12.0"
    assert problems(without(unsigned, macho.BUILD_VERSION)) == [missing]


def test_other_oldest_system_is_found(amd64, problems):
    broken = amd64.program("-target", "x86_64-macos.13.0")
    assert problems(broken) == ["its oldest version of macOS is 13.0, not 12.0"]


def test_other_architecture_is_found(signed, unsigned, problems):
    assert problems(unsigned, "arm64") == ["it is for amd64, not for arm64"]
    assert macho.problems_of(signed, "amd64") == ["it is for arm64, not for amd64"]


def test_build_path_and_other_version_are_found(amd64, problems):
    home = os.path.expanduser("~") + "/"
    assert problems(amd64.program(path=f"!{home}main.c"), "amd64", "1.2.4") == [
        f"it contains the path {home}",
        "it does not contain the version 1.2.4",
    ]


@pytest.mark.parametrize(
    "name, sound",
    [("OPENSSLDIR", "/etc/ssl"), ("ENGINESDIR", "/usr/lib/engines-3"), ("MODULESDIR", "/usr/lib/ossl-modules")],
)
def test_folder_of_openssl_that_users_can_write_is_found(arm64, name, sound):
    # Homebrew's folder belongs to the user who installed it.
    homebrew = "/opt/homebrew/etc/openssl@3"
    broken = arm64.program(openssl={name: homebrew})
    assert macho.problems_of(broken) == [f"OpenSSL's {name} is {homebrew}, not {sound}"]
    broken = arm64.program(openssl={name: None})
    assert macho.problems_of(broken) == [f"it does not say what OpenSSL's {name} is"]


@pytest.mark.parametrize("size", [1, 31, 100, 0x1000])
def test_incomplete_file_is_reported_and_does_not_raise(signed, size):
    assert macho.problems_of(signed[:size])


def test_other_files_are_refused(arm64):
    assert macho.problems_of(b"\x7fELF" + bytes(100)) == ["it is not a program for macOS with 64 bits"]
    arm64.library()
    [problem] = macho.problems_of((arm64.folder / "libother.dylib").read_bytes())
    assert problem == "its file type is 6, not an executable"


def test_command_prints_problems_and_fails(signed, tmp_path):
    program = tmp_path / "program"
    for content, status, said in [(signed, 0, ""), (signed + b"\0", 1, "Error: its signature is not the last thing")]:
        program.write_bytes(content)
        command = [sys.executable, "-B", REPOSITORY / "tests/release/macho.py", "--architecture=arm64", program]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == status and said in done.stderr
