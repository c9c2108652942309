# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Terraform and OpenTofu find what install.sh has installed, with what it prints and nothing else."""

import os
import re
import shutil
import textwrap

import pytest

import releases
from conftest import from_environment
from core import Core, Workspace
from machine import ADDRESS, USUAL, Machine
from packages import NAME, files_of, folder_hash
from releases import LINUX

LOCK = ".terraform.lock.hcl"
CORES = {"terraform": "CTS_TERRAFORM", "opentofu": "CTS_TOFU"}


@pytest.fixture
def machine(place) -> Machine:
    return Machine.with_commands("dash", place, *USUAL)


@pytest.fixture(params=CORES)
def workspace(request, machine) -> Workspace:
    """Of a user without any CLI configuration."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(machine.home), "CHECKPOINT_DISABLE": "1",
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")),
    }  # fmt: skip
    folder = machine.root / "configuration"
    folder.mkdir()
    core = Core.of(request.param, from_environment(CORES[request.param]), environment)
    return Workspace(core, folder, environment)


def printed(said: str, block: str) -> str:
    """A block that the script prints, as a user copies it."""
    [found] = re.findall(rf"^  {block} \{{\n.*?^  \}}\n", said, re.M | re.S)
    return textwrap.dedent(found)


def locked(workspace: Workspace) -> str:
    return re.search(r'version += "(.*)"', (workspace.folder / LOCK).read_text())[1]


def hashes(workspace: Workspace) -> set[str]:
    return set(re.findall(r'"(h1:[^"]+)"', (workspace.folder / LOCK).read_text()))


def upgrade(workspace: Workspace) -> None:
    workspace.run("init", "-upgrade", "-input=false", "-no-color").succeeded()


def test_init_finds_the_installed_provider(workspace, machine, real_release, version):
    said = machine.succeeds(real_release, "--version", version)
    workspace.write(printed(said, "terraform"))
    workspace.init().succeeded()
    assert locked(workspace) == version
    assert hashes(workspace) == {folder_hash(files_of(real_release / f"{NAME}_{version}_{LINUX}.zip"))}


def test_init_finds_it_by_the_printed_cli_configuration(workspace, machine, real_release, version):
    said = machine.succeeds(real_release, "--version", version, "--to", "my mirror")
    config = machine.root / "cli.tfrc"
    config.write_text(printed(said, "provider_installation"))
    workspace.environment["TF_CLI_CONFIG_FILE"] = str(config)
    workspace.write(printed(said, "terraform"))
    workspace.init().succeeded()


def test_init_finds_it_in_the_folder_of_the_configuration(workspace, machine, real_release, version):
    said = machine.succeeds(real_release, "--version", version, "--to", workspace.folder / "terraform.d/plugins")
    workspace.write(printed(said, "terraform"))
    workspace.init().succeeded()


def test_zip_and_unpacked_package_have_the_same_hash(workspace, machine, real_release, version):
    (machine.root / "bin/unzip").unlink()
    said = machine.succeeds(real_release, "--version", version)
    workspace.write(printed(said, "terraform"))
    workspace.init().succeeded()
    (machine.root / "bin/unzip").symlink_to(shutil.which("unzip"))
    machine.succeeds(real_release, "--version", version)
    shutil.rmtree(workspace.folder / ".terraform")
    workspace.run("init", "-lockfile=readonly", "-no-color").succeeded()


def test_upgrade_and_both_ways_back(workspace, machine, real_release, version):
    said = machine.succeeds(real_release, "--version", version)
    workspace.write(printed(said, "terraform"))
    workspace.init().succeeded()
    earlier = (workspace.folder / LOCK).read_text()
    machine.succeeds(real_release, "--version", "9.0.0")
    workspace.init().succeeded()
    assert locked(workspace) == version
    upgrade(workspace)
    assert locked(workspace) == "9.0.0"
    # By the lock file of version control.
    (workspace.folder / LOCK).write_text(earlier)
    workspace.init().succeeded()
    assert locked(workspace) == version
    upgrade(workspace)
    # By the constraint, with both versions installed.
    workspace.write(printed(said, "terraform").replace(">= ", ""))
    upgrade(workspace)
    assert locked(workspace) == version
    workspace.write(printed(said, "terraform"))
    upgrade(workspace)
    assert locked(workspace) == "9.0.0"
    # By removing the newer version.
    machine.succeeds("--uninstall", "--version", "9.0.0")
    upgrade(workspace)
    assert locked(workspace) == version


def test_uninstalled_provider_is_missed_until_it_is_installed_again(workspace, machine, real_release, version):
    """`init` links to the folder, so a plan fails at once."""
    workspace.write(printed(machine.succeeds(real_release, "--version", version), "terraform"))
    workspace.init().succeeded()
    machine.succeeds("--uninstall")
    assert workspace.plan().code == 1
    assert workspace.init().code == 1
    machine.succeeds(real_release, "--version", version)
    workspace.run("init", "-lockfile=readonly", "-no-color").succeeded()
    workspace.plan().succeeded()


def test_lock_file_for_all_platforms(workspace, machine, tmp_path):
    release = releases.make(tmp_path / "release", "0.1.0")
    for platform in releases.PLATFORMS:
        said = machine.succeeds(release, "--platform", platform, "--to", "mirror")
    workspace.write(printed(said, "terraform"))
    workspace.run(
        "providers", "lock", "-fs-mirror=../mirror", *(f"-platform={p}" for p in releases.PLATFORMS), ADDRESS
    ).succeeded()
    packages = [release / f"{NAME}_0.1.0_{p}.zip" for p in releases.PLATFORMS]
    assert hashes(workspace) == {folder_hash(files_of(package)) for package in packages}


@pytest.mark.parametrize("name, readers", [
    (".terraformrc", {"terraform", "opentofu"}),
    (".tofurc", {"opentofu"}),
    (".terraform.d/mirror.tfrc", {"terraform", "opentofu"}),
    (".terraform.d/mirror.tfrc.json", {"terraform", "opentofu"}),
    (".config/opentofu/tofurc", {"opentofu"}),
    (".config/opentofu/mirror.tfrc", {"opentofu"}),
])  # fmt: skip
def test_script_names_the_cli_configurations_that_cores_read(workspace, machine, real_release, version, name, readers):
    for environment in (machine.environment, workspace.environment):
        environment["XDG_CONFIG_HOME"] = f"{machine.home}/.config"
    # Every run makes this folder unless XDG_CONFIG_HOME is set, and where it is OpenTofu ignores XDG_CONFIG_HOME.
    shutil.rmtree(machine.home / ".terraform.d", ignore_errors=True)
    file = machine.home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    path = str(machine.home)
    file.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{path}"\n  }}\n}}\n')
    if name.endswith(".json"):
        file.write_text(f'{{\n  "provider_installation": [{{"filesystem_mirror": [{{"path": "{path}"}}]}}]\n}}\n')
    said = machine.succeeds(real_release, "--version", version)
    assert f"{file} has a provider_installation block" in said
    workspace.write(printed(said, "terraform"))
    assert workspace.init().code == (1 if workspace.core.name in readers else 0)
