# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""pe.py passes a sound program for Windows, and finds what is wrong with each broken one."""

import os
import struct
import subprocess
import sys

import pytest

import pe
from dist import REPOSITORY
from small_programs import VERSION, Workshop


@pytest.fixture(scope="module")
def workshop(tmp_path_factory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("windows"), "windows_amd64")


@pytest.fixture(scope="module")
def sound(workshop) -> bytes:
    return workshop.program()


def changed(content: bytes, offset: int, layout: str, value: int) -> bytes:
    """Of the offsets, 0 is where the head of the PE format begins."""
    [start] = struct.unpack_from("<I", content, 0x3C)
    copy = bytearray(content)
    struct.pack_into(f"<{layout}", copy, start + offset, value)
    return bytes(copy)


def test_sound_program_passes(sound):
    assert pe.problems_of(sound, VERSION) == []


def test_imports_are_read(sound):
    dlls = [dll.lower() for dll in pe.Program(sound).dlls()]
    assert "kernel32.dll" in dlls and any(dll.startswith("api-ms-win-crt-") for dll in dlls)


@pytest.mark.parametrize("flag", ["HIGH_ENTROPY_VA", "DYNAMIC_BASE", "NX_COMPAT"])
def test_missing_protection_is_found(sound, flag):
    flags = pe.Program(sound).protections & ~pe.PROTECTIONS[flag]
    assert pe.problems_of(changed(sound, 24 + 70, "H", flags), VERSION) == [f"{flag} is not set"]


def test_other_machine_and_subsystem_are_found(sound):
    broken = changed(changed(sound, 4, "H", 0xAA64), 24 + 68, "H", 2)
    assert pe.problems_of(broken, VERSION) == [
        "it is for the machine 0xaa64, not for amd64",
        "it is for the subsystem 2, not for the console",
    ]


def test_missing_relocations_are_found(sound):
    [problem] = pe.problems_of(changed(sound, 24 + 112 + 8 * pe.RELOCATIONS + 4, "I", 0), VERSION)
    assert problem.startswith("it has no relocations")


def test_section_for_writing_and_executing_is_found(sound):
    [start] = struct.unpack_from("<H", sound, struct.unpack_from("<I", sound, 0x3C)[0] + 20)
    flags = pe.Program(sound).sections[0].flags | pe.WRITE
    broken = changed(sound, 24 + start + 36, "I", flags)
    assert pe.problems_of(broken, VERSION) == ["its section .text can be written and executed"]


def test_sections_that_share_a_page_are_found(workshop):
    found = pe.problems_of(workshop.program("--lld-link=-filealign:512"), VERSION)
    assert "its section .text does not begin at a page of the file" in found


def test_dll_that_slows_the_start_is_found(workshop):
    broken = workshop.program("-luser32", other="MessageBeep(0)")
    assert pe.problems_of(broken, VERSION) == ["it loads USER32.dll at each start"]


def test_delay_loaded_dll_passes(workshop):
    program = workshop.program("-luser32", "--lld-link=-delayload:user32.dll", other="MessageBeep(0)")
    assert pe.Program(program).delayed_dlls() == ["USER32.dll"]
    assert pe.problems_of(program, VERSION) == []


def test_another_delay_loaded_dll_is_found(workshop):
    broken = workshop.program("-lwinmm", "--lld-link=-delayload:winmm.dll", other="timeGetTime()")
    assert pe.problems_of(broken, VERSION) == ["it needs WINMM.dll, which not every Windows has"]


def test_another_dll_is_found(workshop):
    broken = workshop.program("-lwinmm", other="timeGetTime()")
    assert pe.problems_of(broken, VERSION) == ["it needs WINMM.dll, which not every Windows has"]


def test_program_without_the_version_in_a_resource_is_found(workshop):
    assert pe.problems_of(workshop.program(version=None), VERSION) == ["it has no version resource"]


def test_resource_with_another_version_is_found(workshop):
    assert pe.problems_of(workshop.program(version="1.2.4"), VERSION) == [
        "its version resource has the number 1.2.4.0, not 1.2.3.0",
        "FileVersion of its version resource is 1.2.4, not 1.2.3",
        "ProductVersion of its version resource is 1.2.4, not 1.2.3",
    ]


def test_prerelease_has_the_numbers_of_its_version(workshop):
    found = pe.problems_of(workshop.program(), "1.2.3-beta.1")
    assert not any("number" in problem for problem in found)
    assert "FileVersion of its version resource is 1.2.3, not 1.2.3-beta.1" in found


def test_time_of_the_build_is_found(sound):
    without_mark = changed(changed(sound, 8, "I", 1_700_000_000), 24 + 112 + 8 * pe.DEBUG + 4, "I", 0)
    assert pe.problems_of(without_mark, VERSION) == ["it has the time 1700000000 of its build"]


def test_build_path_is_found(workshop):
    home = os.path.expanduser("~") + "/"
    broken = workshop.program(path=f"!{home}main.c")
    assert pe.problems_of(broken, VERSION) == [f"it contains the path {home}"]


@pytest.mark.parametrize("name", ["OPENSSLDIR", "ENGINESDIR", "MODULESDIR"])
def test_folder_of_openssl_that_users_can_write_is_found(workshop, name):
    # /etc/ssl is on the current drive there, and a folder of System32 without the question mark can be made.
    for folder in ("/etc/ssl", "C:/Windows/System32/ssl"):
        assert pe.problems_of(workshop.program(openssl={name: folder}), VERSION) == [
            f"OpenSSL's {name} is {folder}, not C:/Windows/System32/?"
        ]
    broken = workshop.program(openssl={name: None})
    assert pe.problems_of(broken, VERSION) == [f"it does not say what OpenSSL's {name} is"]


def test_file_with_debug_information_is_found(sound):
    program = pe.Program(sound)
    entry = program.offset(program.directory(pe.DEBUG)[0])
    broken = bytearray(sound)
    struct.pack_into("<I", broken, entry + 12, pe.CODE_VIEW)
    assert pe.problems_of(bytes(broken), VERSION) == [
        f"it has the time {program.timestamp} of its build",
        "it names a file with debug information",
    ]


@pytest.mark.parametrize("size", [1, 0x100, 0x300, 0x1000])
def test_incomplete_file_is_reported_and_does_not_raise(sound, size):
    assert pe.problems_of(sound[:size], VERSION)


def test_other_files_are_refused():
    assert pe.problems_of(b"\x7fELF" + bytes(100)) == ["it is not a program for Windows"]


def test_command_prints_problems_and_fails(sound, tmp_path):
    program = tmp_path / "program.exe"
    for content, status, said in [(sound, 0, ""), (changed(sound, 4, "H", 0), 1, "Error: it is for the machine 0x0")]:
        program.write_bytes(content)
        command = [sys.executable, "-B", REPOSITORY / "tests/release/pe.py", "--version", VERSION, program]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == status and said in done.stderr
