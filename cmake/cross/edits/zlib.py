#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""zlib for macOS, and for CMake with what Debian's tarball leaves out."""

from edit import AddFile, Replace, main

EDITS = [
    # zlib takes TARGET_OS_MAC for the classic Mac OS, which had no fdopen, and defines fdopen away. But
    # macOS has the macro too, and its <stdio.h> then does not compile.
    Replace(
        "zutil.h",
        old="#if defined(MACOS) || defined(TARGET_OS_MAC)\n",
        new="#if defined(MACOS)\n",
    ),
    # CMakeLists.txt names this file as a source of the shared library, and CMake checks that it is there
    # although only the static one is built. Debian's tarball is without the folder win32.
    AddFile("win32/zlib1.rc", ""),
]

if __name__ == "__main__":
    main(EDITS)
