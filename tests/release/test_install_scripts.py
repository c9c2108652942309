# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The scripts of a release install and check that release. tests/install and tests/acceptance have their other tests."""

import subprocess

import pytest

from dist import ADDRESS, REPOSITORY, contents, version


@pytest.mark.parametrize("name", ["install.sh", "install.ps1"])
def test_script_differs_from_its_source_by_the_version_alone(dist, name):
    source = (REPOSITORY / "tools" / name).read_text()
    assert source.count("@VERSION@") == 1
    assert (dist.release / name).read_text() == source.replace("@VERSION@", version())


@pytest.mark.parametrize("name", ["first-run", "first-run.pl", "first-run.ps1"])
def test_first_run_is_that_of_the_repository(dist, name):
    assert (dist.release / name).read_text() == (REPOSITORY / "tools" / name).read_text()


def test_script_installs_every_package_after_checking_the_signature(dist, tmp_path):
    key = tmp_path / "key.asc"
    subprocess.run(["gpg", "--batch", "--armor", "--output", key, "--export"], check=True)
    packages = sorted(dist.release.glob("*.zip"))
    assert packages
    for package in packages:
        platform = package.stem.split("_", 2)[2]
        done = subprocess.run(
            ["sh", dist.release / "install.sh", "--key", key, "--to", tmp_path / "plugins", "--platform", platform],
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "The signature is valid: " in done.stdout
        folder = tmp_path / "plugins" / ADDRESS / version() / platform
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == contents(package)
