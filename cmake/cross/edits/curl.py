#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""curl for macOS without Apple's SDK."""

from edit import Replace, main

EDITS = [
    # Without c-ares, curl calls a function of SystemConfiguration before each lookup on macOS, and zig has
    # none of Apple's frameworks. The call makes getaddrinfo translate a literal IPv4 address on a network
    # that has IPv6 only. Without it, such a network needs names in URLs, which is what the services have.
    Replace(
        "CMakeLists.txt",
        old='if(CMAKE_SYSTEM_NAME STREQUAL "Darwin" AND NOT ENABLE_ARES)\n',
        new="if(FALSE)\n",
    ),
    Replace(
        "lib/curl_setup.h",
        old="#    define CURL_OSX_CALL_COPYPROXIES 1\n",
        new="",
    ),
]

if __name__ == "__main__":
    main(EDITS)
