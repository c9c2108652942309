#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""gRPC's Windows transport, as edited, loses nothing when the socket takes only part of a send.

Compiles the edited code against the stand-in of a socket in short_write.cc, so it runs on any system.
Needs a C++ compiler ($CXX, else c++).
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parents[1] / "cmake/cross/edits"))
import grpc  # noqa: E402


class ShortWrite(unittest.TestCase):
    def test_sends_everything(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for file, text in [
                ("progress.inc", grpc.PROGRESS),
                ("helpers.inc", grpc.HELPERS),
                ("end_of_send.inc", grpc.END_OF_SEND),
                ("begin_of_write.inc", grpc.BEGIN_OF_WRITE),
            ]:
                (folder / file).write_text(text)
            compiled = subprocess.run(
                [os.environ.get("CXX", "c++"), "-std=c++20", "-O1", "-fsanitize=address,undefined",
                 "-fno-sanitize-recover=all", f"-I{folder}", HERE / "short_write.cc", "-o", folder / "test"],
                capture_output=True, text=True,
            )  # fmt: skip
            self.assertEqual(compiled.returncode, 0, compiled.stderr)
            ran = subprocess.run([folder / "test"], capture_output=True, text=True, timeout=60)
            self.assertEqual(ran.returncode, 0, ran.stderr)


if __name__ == "__main__":
    unittest.main()
