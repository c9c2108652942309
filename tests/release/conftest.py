# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Fixtures. CTS_DIST and CTS_DIST_AGAIN are the outputs of two runs of tools/release; see tests/labels/release.sh."""

import os
import pathlib
import zipfile

import pytest

from dist import PLATFORMS, Dist, binary_name


def _from_environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        pytest.exit(f"{name} is not set; run these tests by tests/run.sh --label release", 2)
    return value


@pytest.fixture(scope="session")
def dist() -> Dist:
    return Dist(pathlib.Path(_from_environment("CTS_DIST")))


@pytest.fixture(scope="session")
def again() -> Dist:
    return Dist(pathlib.Path(_from_environment("CTS_DIST_AGAIN")))


@pytest.fixture(scope="session")
def epoch() -> int:
    return int(_from_environment("SOURCE_DATE_EPOCH"))


@pytest.fixture(scope="session", params=PLATFORMS)
def platform(request) -> str:
    return request.param


@pytest.fixture(scope="session")
def binaries(dist, tmp_path_factory) -> dict[str, pathlib.Path]:
    """The binaries from the zips."""
    found = {}
    for platform in PLATFORMS:
        folder = tmp_path_factory.mktemp(platform)
        with zipfile.ZipFile(dist.package(platform)) as archive:
            found[platform] = pathlib.Path(archive.extract(binary_name(platform), folder))
        found[platform].chmod(0o755)
    return found


@pytest.fixture
def binary(binaries, platform) -> pathlib.Path:
    return binaries[platform]
