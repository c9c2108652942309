# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The finished binaries of all platforms, as files. test_linux.py has what is true of those for Linux alone."""

import macho
import pe
from dist import version
from inspection import build_paths


def test_binary_has_no_build_paths(binary):
    assert build_paths(binary.read_bytes()) == []


def test_binary_is_for_its_platform_and_protected(binary, platform):
    system, architecture = platform.split("_")
    content = binary.read_bytes()
    match system:
        case "linux":
            assert content.startswith(b"\x7fELF")
        case "windows":
            assert pe.problems_of(content, version()) == []
        case "darwin":
            assert macho.problems_of(content, architecture, version()) == []
