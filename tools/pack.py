#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Packs a folder into the zip that registries and packed mirrors need.

Usage: pack.py FOLDER ZIP. The same files give the same bytes: sorted names, the time of
SOURCE_DATE_EPOCH (else 1980, the earliest that a zip can represent), 0755 for executable files and 0644
for the rest, whatever the umask was. Only files, none in subfolders: cores unpack into one folder.
"""

import os
import pathlib
import stat
import sys
import time
import zipfile

EARLIEST = 315532800  # 1980-01-01


def pack(folder: pathlib.Path, target: pathlib.Path, epoch: int = EARLIEST) -> None:
    when = time.gmtime(max(epoch, EARLIEST))[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.iterdir()):
            if not path.is_file():
                raise SystemExit(f"{path} is not a file")
            mode = 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644
            entry = zipfile.ZipInfo(path.name, when)
            entry.create_system = 3  # Unix: without it the mode is not read
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=9)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: pack.py FOLDER ZIP")
    pack(
        pathlib.Path(sys.argv[1]),
        pathlib.Path(sys.argv[2]),
        int(os.environ.get("SOURCE_DATE_EPOCH") or EARLIEST),
    )
