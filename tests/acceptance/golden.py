# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Messages word for word: golden/NAME.txt is what a user reads.

After a change of wording, `CTS_WRITE_GOLDEN=yes` writes the files again; read them before you commit
them. Each says what failed, where, why and what to do next, in at most six lines; lists may be longer.
"""

import os
import pathlib
import re

import sources

FOLDER = pathlib.Path(__file__).parent / "golden"
MOST_LINES = 6


def _normal(text: str) -> str:
    """Removes what differs from run to run."""
    text = re.sub(r"127\.0\.0\.1:(?!9\b)\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"\b0{24}[0-9a-f]{8}\b", "REQUEST_ID", text)
    text = re.sub(r"\d{8}T\d{6}Z", "DATE", text)
    text = re.sub(r"\bOpenSSL/3\.0\.\d+", "OpenSSL/VERSION", text)  # Debian's version at the time of the build
    text = re.sub(r"\b(1h0m\d+s|59m5\ds)\b", "1h0m0s", text)
    return re.sub(r"/[^\s\"]*/w/(home/)?", "HOME/", text)


def check(name: str, summary: str, detail: str) -> None:
    counted = [line for line in detail.splitlines() if not line.startswith("- ")]
    assert len(counted) <= MOST_LINES, detail
    text = _normal(f"{summary}\n\n{detail}\n")
    assert sources.find_secrets(text) == set()
    path = FOLDER / f"{name}.txt"
    if os.environ.get("CTS_WRITE_GOLDEN"):
        path.write_text(text)
    assert path.exists() and text == path.read_text(), text
