#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Abseil for zig's linker, and for macOS without Apple's SDK."""

from edit import Replace, main

COPTS = "absl/copts/AbseilConfigureCopts.cmake"

EDITS = [
    # Takes back Debian's latomic.diff. The options that it adds around -latomic are known only to
    # linkers for ELF, and none of these targets has a libatomic or needs one.
    Replace(
        COPTS,
        old=' "-Wl,--push-state,--as-needed" "-latomic" "-Wl,--pop-state"\n',
        new="\n",
    ),
    # For Apple, Abseil passes the flags of both architectures, each behind -Xarch_. zig's driver hands
    # -msse4.1 to the arm64 compiler all the same, which refuses it. On arm64 no flag is needed, because
    # every Apple processor has the AES instructions. For x86_64, the branch for other systems is right.
    Replace(
        COPTS,
        old="if(APPLE AND CMAKE_CXX_COMPILER_ID MATCHES [[Clang]])",
        new='if(APPLE AND CMAKE_SYSTEM_PROCESSOR STREQUAL "arm64")\n'
        '  set(ABSL_RANDOM_RANDEN_COPTS "")\n'
        "elseif(FALSE)",
    ),
    # Abseil asks CoreFoundation for the name of the local time zone, but zig has none of Apple's
    # frameworks. Without it, the zone is that of TZ or /etc/localtime, as on other systems.
    Replace(
        "absl/time/CMakeLists.txt",
        old="  find_library(CoreFoundation CoreFoundation)\n",
        new="",
    ),
    Replace(
        "absl/time/CMakeLists.txt",
        old="    $<$<PLATFORM_ID:Darwin>:${CoreFoundation}>\n",
        new="",
    ),
    Replace(
        "absl/time/internal/cctz/src/time_zone_lookup.cc",
        old="#if defined(__APPLE__)\n#include <CoreFoundation/CFTimeZone.h>\n",
        new="#if 0\n#include <CoreFoundation/CFTimeZone.h>\n",
    ),
    Replace(
        "absl/time/internal/cctz/src/time_zone_lookup.cc",
        old="#if defined(__APPLE__)\n  std::vector<char> buffer;\n",
        new="#if 0\n  std::vector<char> buffer;\n",
    ),
]

if __name__ == "__main__":
    main(EDITS)
