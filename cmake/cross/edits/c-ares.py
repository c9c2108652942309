#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""c-ares for Windows."""

from edit import Replace, main

EDITS = [
    # Debian's patch for CVE-2023-31130 uses INADDRSZ, which only the headers of glibc and BSD have.
    # c-ares defines NS_INADDRSZ, the same number, where the system does not.
    Replace(
        "src/lib/inet_net_pton.c",
        old="ares_inet_net_pton_ipv4(curtok, tp, INADDRSZ) > 0) {\n      tp += INADDRSZ;\n",
        new="ares_inet_net_pton_ipv4(curtok, tp, NS_INADDRSZ) > 0) {\n      tp += NS_INADDRSZ;\n",
    ),
]

if __name__ == "__main__":
    main(EDITS)
