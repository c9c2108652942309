# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Starts a stand-in for the tests of this folder.

The binary is $CTS_STANDIN, or the one of the dev preset.
"""

import json
import os
import pathlib
import subprocess
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("CTS_STANDIN", str(ROOT / "build/dev/tests/support/cts-standin"))


class StandIn:
    """A running stand-in and its control API."""

    def __init__(self, *flags):
        self.process = subprocess.Popen(
            [BINARY, "--max-seconds", "120", *flags], stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        while line and not line.startswith("CTS stand-in ready at "):
            line = self.process.stdout.readline()
        assert line, "the stand-in ended before it was ready"
        self.url = line.split()[-1]

    def control(self, path="", body=None, steps=None):
        if steps is not None:
            body = {"next": steps}
        data = None if body is None else json.dumps(body).encode()
        method = "GET" if path == "/log" else "POST"
        request = urllib.request.Request(self.url + "/_control" + path, data=data, method=method)
        with urllib.request.urlopen(request, timeout=5) as response:
            return json.load(response)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=5)


@pytest.fixture(scope="session")
def running():
    standin = StandIn()
    yield standin
    standin.stop()


@pytest.fixture
def standin(running):
    running.control("/reset")
    return running
