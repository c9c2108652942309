#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""RE2's scripts that generate its Unicode tables, which Debian's tarball does not have.

Debian generates the tables when it builds the package, and so does recipes.sh.
"""

from edit import Replace, main

EDITS = [
    # Debian's patch reads the data of the package unicode-data where that package would be installed. Here
    # it is only unpacked.
    Replace(
        "re2/unicode.py",
        old='_UNICODE_DIR = "/usr/share/unicode"\n',
        new='_UNICODE_DIR = os.environ["UNICODE_DATA"]\n',
    ),
    # The module six is not part of Python, and is needed only for a download that does not happen.
    Replace(
        "re2/unicode.py",
        old="from six.moves import urllib\n",
        new="import urllib.request\n",
    ),
]

if __name__ == "__main__":
    main(EDITS)
