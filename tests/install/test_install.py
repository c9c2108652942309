# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""install.sh: what it installs where, what it prints, and how it removes it."""

import os
import re
import shutil
import subprocess

import pytest

import releases
from machine import ADDRESS, REPOSITORY, SCRIPT, USUAL, Machine, pretend
from packages import NAME
from releases import LINUX

GUIDE = REPOSITORY / "docs/guides/installation.md"


def files(version: str, platform: str = LINUX) -> set[str]:
    suffix = ".exe" if platform.startswith("windows_") else ""
    return {f"{ADDRESS}/{version}/{platform}/{name}" for name in ("LICENSE", f"{NAME}_v{version}{suffix}")}


def test_installs_the_package_of_this_machine(machine, release):
    said = machine.succeeds(release)
    assert set(machine.installed()) == files("0.1.0")
    binary = machine.plugins / ADDRESS / "0.1.0" / LINUX / f"{NAME}_v0.1.0"
    assert binary.read_text() == f"0.1.0 for {LINUX}\n"
    assert os.access(binary, os.X_OK)
    assert f'source  = "{ADDRESS}"' in said and 'version = ">= 0.1.0"' in said
    assert "provider_installation" not in said


def test_default_release_is_the_folder_of_the_script(machine, release):
    machine.succeeds(script=release / "install.sh")
    assert set(machine.installed()) == files("0.1.0")


@pytest.mark.parametrize("path", ["install.sh", "downloads/install.sh"])
def test_script_alone_asks_for_the_release(machine, release, path):
    """As after the download of the script, run with a relative path."""
    script = machine.root / path
    script.parent.mkdir(exist_ok=True)
    shutil.copy(release / "install.sh", script)
    machine.environment["CDPATH"] = str(machine.home)
    (machine.home / "downloads").mkdir()
    said = machine.fails(script=path)
    assert f"Error: {script.parent} has no files of a release" in said
    assert "Name the folder or the https:// address of the release: sh install.sh RELEASE" in said


def test_second_run_changes_nothing(machine, release):
    machine.succeeds(release)
    folder = machine.plugins / ADDRESS / "0.1.0" / LINUX
    before = (folder.stat().st_ino, folder.stat().st_mtime_ns)
    assert "0.1.0 (linux_amd64) is already installed:" in machine.succeeds(release)
    assert (folder.stat().st_ino, folder.stat().st_mtime_ns) == before


@pytest.mark.parametrize("damage", ["content", "mode", "missing file"])
def test_second_run_repairs_a_damaged_installation(machine, release, damage):
    machine.succeeds(release)
    before = machine.installed()
    [binary] = machine.plugins.rglob(f"{NAME}_v*")
    if damage == "content":
        binary.write_text("something else\n")
    elif damage == "mode":
        binary.chmod(0o644)
    else:
        binary.with_name("LICENSE").unlink()
    assert "replaces another build of the same version" in machine.succeeds(release)
    assert machine.installed() == before and os.access(binary, os.X_OK)


def test_versions_are_installed_side_by_side(machine, release):
    machine.succeeds(release)
    releases.make(release, "0.2.0")
    assert "several versions (0.1.0 0.2.0)" in machine.fails(release)
    said = machine.succeeds(release, "--version", "v0.2.0")
    assert "Also installed: 0.1.0. Run terraform init -upgrade" in said
    assert set(machine.installed()) == files("0.1.0") | files("0.2.0")


def test_uninstall_removes_one_version_or_all(machine, release):
    for version in ("0.1.0", "0.2.0", "10.1.0"):
        releases.make(release, version)
        machine.succeeds(release, "--version", version)
    said = machine.succeeds("--uninstall", "--version", "0.1.0")
    assert said == f"Removed {ADDRESS} 0.1.0: {machine.plugins}/{ADDRESS}/0.1.0\n"
    assert set(machine.installed()) == files("0.2.0") | files("10.1.0")
    said = machine.succeeds("--uninstall", "--version", "0.1.0")
    assert said == f"There is no version 0.1.0 of {ADDRESS} in {machine.plugins}.\nInstalled: 0.2.0 10.1.0\n"
    assert machine.succeeds("--uninstall").count("Removed ") == 2
    assert list(machine.plugins.iterdir()) == []
    assert machine.succeeds("--uninstall") == f"There is no {ADDRESS} in {machine.plugins}.\n"
    said = machine.succeeds("--uninstall", "--version", "0.1.0")
    assert said == f"There is no version 0.1.0 of {ADDRESS} in {machine.plugins}.\n"


def test_uninstall_leaves_other_providers(machine, release):
    other = machine.plugins / "terraform.local/cts/other/1.0.0/linux_amd64/terraform-provider-other_v1.0.0"
    other.parent.mkdir(parents=True)
    other.write_text("another provider\n")
    machine.succeeds(release)
    machine.succeeds("--uninstall")
    assert list(machine.installed().values()) == [b"another provider\n"]


@pytest.mark.parametrize("platform", releases.PLATFORMS)
def test_installs_for_another_platform_into_a_named_folder(machine, release, platform):
    said = machine.succeeds(release, "--platform", platform, "--to", "my mirror")
    assert set(machine.installed(machine.root / "my mirror")) == files("0.1.0", platform)
    assert machine.installed() == {}
    assert f'path    = "{machine.root}/my mirror"' in said
    machine.succeeds("--uninstall", "--to", "my mirror")
    assert machine.installed(machine.root / "my mirror") == {}


def test_folder_that_init_searches_needs_no_configuration(machine, release):
    said = machine.succeeds(release, "--to", "terraform.d/plugins")
    assert "provider_installation" not in said
    assert set(machine.installed(machine.root / "terraform.d/plugins")) == files("0.1.0")


def test_uses_the_data_folder_of_the_user(machine, release):
    machine.environment["XDG_DATA_HOME"] = f"{machine.root}/my data"
    machine.succeeds(release)
    assert set(machine.installed(machine.root / "my data/terraform/plugins")) == files("0.1.0")


def test_ignores_a_relative_data_folder_as_terraform_does(machine, release):
    machine.environment["XDG_DATA_HOME"] = "my data"
    machine.succeeds(release)
    assert set(machine.installed()) == files("0.1.0")


@pytest.mark.parametrize("arguments, folder", [
    ([], "Library/Application Support/io.terraform/plugins"),
    (["--platform", LINUX], "Library/Application Support/io.terraform/plugins"),
])  # fmt: skip
def test_on_macos_installs_into_the_library(place, release, arguments, folder):
    machine = Machine.with_commands("dash", place, *USUAL)
    pretend(place / "bin", "Darwin", "arm64")
    machine.succeeds(release, *arguments)
    assert set(machine.installed(machine.home / folder)) == files("0.1.0", arguments[-1] if arguments else "darwin_arm64")


@pytest.mark.parametrize("system, cpu, words", [
    ("Linux", "riscv64", "there is no package for linux on riscv64"),
    ("Linux", "aarch64", "version 0.1.0 has no package for linux_arm64. There are: darwin_arm64 linux_amd64 windows_amd64"),
    ("FreeBSD", "amd64", "there is no package for FreeBSD"),
    ("MINGW64_NT-10.0", "x86_64", "On Windows run install.ps1"),
])  # fmt: skip
def test_refuses_machines_without_a_package(place, release, system, cpu, words):
    machine = Machine.with_commands("dash", place, *USUAL)
    pretend(place / "bin", system, cpu)
    assert words in machine.fails(release)


@pytest.mark.parametrize("unpacker", ["unzip", "bsdtar", "python3"])
def test_unpacks_with_what_the_machine_has(place, release, unpacker):
    machine = Machine.with_commands("dash", place, "sha256sum", unpacker)
    machine.succeeds(release)
    assert set(machine.installed()) == files("0.1.0")
    [binary] = machine.plugins.rglob(f"{NAME}_v*")
    assert os.access(binary, os.X_OK)


def test_tar_of_macos_unpacks(place, release):
    machine = Machine.with_commands("dash", place, "sha256sum")
    (place / "bin/tar").symlink_to(shutil.which("bsdtar"))
    machine.succeeds(release)
    assert set(machine.installed()) == files("0.1.0")


def test_without_an_unpacker_the_zip_is_installed(place, release):
    machine = Machine.with_commands("dash", place, "sha256sum", "tar")  # GNU tar knows no zips
    package = f"{NAME}_0.1.0_{LINUX}.zip"
    for outcome in ("is installed", "is already installed"):
        assert outcome in machine.succeeds(release)
        assert machine.installed() == {f"{ADDRESS}/{package}": (release / package).read_bytes()}
    # With an unpacker its content takes its place, and the other way round.
    (place / "bin/unzip").symlink_to(shutil.which("unzip"))
    machine.succeeds(release)
    assert set(machine.installed()) == files("0.1.0")
    (place / "bin/unzip").unlink()
    machine.succeeds(release)
    assert set(machine.installed()) == {f"{ADDRESS}/{package}"}
    machine.succeeds("--uninstall", "--version", "0.1.0")
    assert machine.installed() == {}


@pytest.mark.parametrize("name", [
    ".terraformrc", ".tofurc", ".terraform.d/mirror.tfrc", ".terraform.d/mirror.tfrc.json", ".config/opentofu/tofurc",
    ".config/opentofu/mirror.tfrc",
])  # fmt: skip
def test_names_the_configuration_that_replaces_the_default_folders(machine, release, name):
    machine.environment["XDG_CONFIG_HOME"] = f"{machine.home}/.config"
    file = machine.home / name
    file.parent.mkdir(parents=True, exist_ok=True)
    text = 'provider_installation {\n  network_mirror {\n    url = "https://mirror.example/"\n  }\n}\n'
    if name.endswith(".json"):
        text = '{\n  "provider_installation": [{"network_mirror": [{"url": "https://mirror.example/"}]}]\n}\n'
    file.write_text(text)
    said = machine.succeeds(release)
    assert f"{file} has a provider_installation block" in said
    assert f'path    = "{machine.plugins}"\n      include = ["{ADDRESS}"]' in said
    # Nothing is left to say once the block names the folder.
    file.write_text(text.replace("network_mirror", f'filesystem_mirror {{\n    path = "{machine.plugins}"\n  }}\n  network_mirror'))
    assert "provider_installation" not in machine.succeeds(release)


def test_only_the_configuration_of_the_variable_counts(machine, release):
    (machine.home / ".terraformrc").write_text("provider_installation {\n}\n")
    file = machine.home / "pipeline.tfrc"
    machine.environment["TF_CLI_CONFIG_FILE"] = str(file)
    file.write_text("disable_checkpoint = true\n")
    assert "provider_installation" not in machine.succeeds(release)
    file.write_text("provider_installation {\n}\n")
    assert f"{file} has a provider_installation block" in machine.succeeds(release)


@pytest.mark.parametrize("arguments, words", [
    (["--nonsense"], "unknown option --nonsense"),
    (["--version", "../0.1.0"], "../0.1.0 is not a version"),
    (["--platform", "../linux"], "../linux is not a platform"),
    (["--key", "missing.asc"], "there is no file missing.asc"),
    (["--system", "--to", "x"], "exclude each other"),
    (["--uninstall", "--platform", LINUX], "--uninstall takes only"),
    (["one", "two"], "name one release, not both one and two"),
    (["nowhere"], "there is no folder nowhere"),
    (["bin"], "bin has no files of a release"),
    (["ftp://mirror.example/"], "neither a folder nor an https:// address"),
    (["https://localhost:1/"], "name the version with --version"),
])  # fmt: skip
def test_refuses_arguments_that_it_does_not_understand(machine, arguments, words):
    assert words in machine.fails(*arguments)


def test_refuses_a_folder_that_it_cannot_write(machine, release):
    assert "cannot write to /proc/plugins" in machine.fails(release, "--to", "/proc/plugins")


def test_without_a_home_it_asks_for_a_folder(machine, release):
    del machine.environment["HOME"]
    assert "HOME is not set. Use --system or --to." in machine.fails(release)


def test_from_a_pipe_it_needs_a_release(machine, release):
    def piped(*arguments):
        return subprocess.run([*machine.shell, "-s", "--", *arguments], input=SCRIPT.read_text(), cwd=machine.root,
                              env=machine.environment, capture_output=True, text=True)  # fmt: skip

    assert "name the folder or the https:// address" in piped().stderr
    done = piped(release)
    assert done.returncode == 0, done.stderr
    assert set(machine.installed()) == files("0.1.0")


def test_help_and_guide_have_the_same_options(machine):
    help = set(re.findall(r"^  (--\w+)", machine.succeeds("--help"), re.M))
    guide = GUIDE.read_text()
    assert set(re.findall(r"^\| `(--\w+)", guide, re.M)) == help != set()
    parameters = re.findall(r"^  (?:\[.*\] )?\[\w+\] \$(\w+)", SCRIPT.with_suffix(".ps1").read_text(), re.M)
    assert {"Release", *re.findall(r"\| `-(\w+)` \|", guide)} == set(parameters)


@pytest.mark.parametrize("option", ["--version", "--key", "--platform", "--to"])
def test_options_with_a_value_need_one(machine, option):
    assert f"{option} needs a value" in machine.fails(option)


def test_scripts_install_the_address_of_the_build():
    [address] = re.findall(r'CTS_PROVIDER_ADDRESS "([^"]+)"', (REPOSITORY / "CMakeLists.txt").read_text())
    assert f"\naddress={address}\n" in SCRIPT.read_text()
    assert f"\n$address = '{address}'\n" in SCRIPT.with_suffix(".ps1").read_text()
