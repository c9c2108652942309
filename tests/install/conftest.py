# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Fixtures. CTS_PROVIDER and CTS_STANDIN name the binaries, CTS_TERRAFORM and CTS_TOFU the cores."""

import os
import pathlib
import shutil
import subprocess
import tempfile

import pytest

import releases
from machine import SHELLS, USUAL, Machine


def from_environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        pytest.exit(f"{name} is not set; run these tests by tests/run.sh --label install", 2)
    return value


@pytest.fixture(params=SHELLS)
def shell(request) -> str:
    return request.param


@pytest.fixture
def place(tmp_path) -> pathlib.Path:
    """Every path of these tests has spaces."""
    folder = tmp_path / "a machine"
    folder.mkdir()
    return folder


@pytest.fixture
def machine(shell, place) -> Machine:
    return Machine.with_commands(shell, place, *USUAL)


@pytest.fixture
def release(tmp_path) -> pathlib.Path:
    return releases.make(tmp_path / "the release", "0.1.0")


@pytest.fixture(scope="session")
def keys():
    # gpg's agent has a socket in this folder, whose path must be short.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="k", dir="/tmp"))
    yield releases.Keys(folder)
    subprocess.run(["gpgconf", "--homedir", folder, "--kill", "all"], check=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> pathlib.Path:
    return releases.make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(release, certificate):
    with releases.serving(release, certificate) as server:
        yield server


@pytest.fixture(scope="session")
def provider() -> pathlib.Path:
    return pathlib.Path(from_environment("CTS_PROVIDER"))


@pytest.fixture(scope="session")
def version(provider) -> str:
    said = subprocess.run([provider, "--version"], capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0].split()[-1]


@pytest.fixture(scope="session")
def real_release(provider, version, tmp_path_factory) -> pathlib.Path:
    """The binary that ships, as its own version and as a newer one."""
    folder = tmp_path_factory.mktemp("real") / "release"
    for each in (version, "9.0.0"):
        releases.make(folder, each, provider.read_bytes(), [releases.LINUX])
    return folder
