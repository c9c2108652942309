# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""How a core gets the provider: installation, mirrors and lock file."""

import pathlib
import re
import shutil

import pytest

import packages
from core import REQUIRED_PROVIDERS, SOURCE, Workspace
from packages import files_of, folder_hash, zip_hash
from test_plan import guarded

LOCK = ".terraform.lock.hcl"
OTHER_TARGET = "linux_riscv64"


@pytest.fixture(scope="session")
def installed(tmp_path_factory) -> packages.Mirror:
    return packages.install(tmp_path_factory.mktemp("prefix"))


@pytest.fixture(scope="session")
def packed(installed, tmp_path_factory) -> packages.Mirror:
    return packages.packed(installed, tmp_path_factory.mktemp("packed"))


@pytest.fixture(params=["unpacked", "packed"])
def any_mirror(request, installed, packed) -> packages.Mirror:
    return {"unpacked": installed, "packed": packed}[request.param]


@pytest.fixture
def uninitialised(core, base_environment, temporary_directory, tmp_path) -> Workspace:
    """A workspace before `init`, of a user with an empty home and no settings."""
    home = tmp_path / "home"
    folder = tmp_path / "w"
    home.mkdir()
    folder.mkdir()
    environment = base_environment | {"TMPDIR": str(temporary_directory), "HOME": str(home)}
    del environment["TF_CLI_CONFIG_FILE"]
    workspace = Workspace(core, folder, environment)
    workspace.write(REQUIRED_PROVIDERS)
    return workspace


def use_mirror(workspace: Workspace, mirror: packages.Mirror) -> None:
    config = mirror.cli_config(workspace.folder.parent / "cli.tfrc")
    workspace.environment["TF_CLI_CONFIG_FILE"] = str(config)


def tampered(mirror: packages.Mirror, root: pathlib.Path) -> packages.Mirror:
    """A copy with a modified binary that still unpacks and starts."""
    shutil.copytree(mirror.root, root)
    package = root / mirror.package.relative_to(mirror.root)
    folder = package
    if package.is_file():
        folder = root.parent / "unpacked"
        shutil.unpack_archive(package, folder, "zip")
    [binary] = folder.glob("terraform-provider-*")
    binary.write_bytes(binary.read_bytes() + b"\0")
    binary.chmod(0o755)
    if package.is_file():
        packages.pack(folder, package)
    return packages.Mirror(root, package)


def hashes(workspace: Workspace) -> set[str]:
    return set(re.findall(r'"((?:h1|zh):[^"]+)"', (workspace.folder / LOCK).read_text()))


def said(outcome) -> str:
    """Removes the frame and the line breaks that are for people."""
    return " ".join(re.sub(r"[╷│╵]", " ", outcome.stdout + outcome.stderr).split())


def test_installed_package_has_the_binary_and_its_licence(installed, provider):
    version, target = installed.package.parts[-2:]
    files = files_of(installed.package)
    assert installed.package == installed.root / SOURCE / version / target
    assert files[f"terraform-provider-cts_v{version}"] == provider.read_bytes()
    assert b"Mozilla Public License" in files["LICENSE"]
    # Cores take the first file whose name begins like this.
    assert len([name for name in files if name.startswith("terraform-provider-")]) == 1


def test_system_wide_installation_needs_no_configuration(uninitialised, installed, standin):
    uninitialised.environment |= standin.environment()
    uninitialised.environment["XDG_DATA_DIRS"] = f"/nonexistent:{installed.root.parents[1]}"
    uninitialised.init().succeeded()
    assert hashes(uninitialised) == {folder_hash(files_of(installed.package))}
    uninitialised.write(guarded("audit-traces"))
    uninitialised.plan().succeeded()
    assert len(standin.calls()) == 1


def test_installation_in_home_needs_no_configuration(uninitialised, installed):
    data = pathlib.Path(uninitialised.environment["HOME"]) / ".local" / "share"
    shutil.copytree(installed.root.parents[1], data)
    uninitialised.init().succeeded()


def test_init_and_plan_work_from_a_mirror(uninitialised, any_mirror, standin):
    use_mirror(uninitialised, any_mirror)
    uninitialised.environment |= standin.environment()
    uninitialised.init().succeeded()
    assert folder_hash(files_of(any_mirror.package)) in hashes(uninitialised)
    uninitialised.write(guarded("audit-traces"))
    uninitialised.plan().succeeded()


def test_lock_file_is_valid_for_packed_and_unpacked_mirror(uninitialised, installed, packed):
    for first, second in [(installed, packed), (packed, installed)]:
        (uninitialised.folder / LOCK).unlink(missing_ok=True)
        shutil.rmtree(uninitialised.folder / ".terraform", ignore_errors=True)
        use_mirror(uninitialised, first)
        uninitialised.init().succeeded()
        locked = (uninitialised.folder / LOCK).read_text()
        shutil.rmtree(uninitialised.folder / ".terraform")
        use_mirror(uninitialised, second)
        uninitialised.run("init", "-lockfile=readonly", "-no-color").succeeded()
        assert (uninitialised.folder / LOCK).read_text() == locked


def test_providers_lock_writes_hashes_for_each_platform(uninitialised, packed, tmp_path):
    root = tmp_path / "platforms"
    shutil.copytree(packed.root, root)
    ours = root / packed.package.relative_to(packed.root)
    target = ours.stem.split("_", 2)[2]
    other = ours.with_name(ours.name.replace(target, OTHER_TARGET))
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    version = ours.stem.split("_")[1]
    (foreign / f"terraform-provider-cts_v{version}").write_text("a binary of another machine\n")
    packages.pack(foreign, other)

    uninitialised.run(
        "providers", "lock", f"-fs-mirror={root}",
        f"-platform={target}", f"-platform={OTHER_TARGET}", "-no-color",
    ).succeeded()
    for package in (ours, other):
        assert folder_hash(files_of(package)) in hashes(uninitialised)
    use_mirror(uninitialised, packages.Mirror(root, ours))
    uninitialised.run("init", "-lockfile=readonly", "-no-color").succeeded()


def test_tampered_package_is_not_installed(uninitialised, any_mirror, tmp_path):
    use_mirror(uninitialised, any_mirror)
    uninitialised.init().succeeded()
    shutil.rmtree(uninitialised.folder / ".terraform")
    use_mirror(uninitialised, tampered(any_mirror, tmp_path / "tampered"))
    outcome = uninitialised.run("init", "-lockfile=readonly", "-no-color")
    assert outcome.code == 1, outcome.report()
    assert "checksum" in said(outcome)


def test_binary_tampered_with_after_init_is_not_started(uninitialised, packed):
    use_mirror(uninitialised, packed)
    uninitialised.init().succeeded()
    [binary] = (uninitialised.folder / ".terraform").rglob("terraform-provider-cts_v*")
    binary.write_bytes(binary.read_bytes() + b"\0")
    uninitialised.write(guarded("audit-traces"))
    outcome = uninitialised.plan()
    assert outcome.code == 1, outcome.report()
    assert "checksum" in said(outcome)


def test_packing_the_same_files_gives_identical_zips(installed, packed, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in sorted(installed.package.iterdir(), reverse=True):
        (copy / path.name).write_bytes(path.read_bytes())  # different time and order
        (copy / path.name).chmod(0o700 if path.name.startswith("terraform-") else 0o600)
    packages.pack(copy, tmp_path / "again.zip")
    assert zip_hash(tmp_path / "again.zip") == zip_hash(packed.package)


def test_provider_installation_block_replaces_default_folders(uninitialised, installed, tmp_path):
    uninitialised.environment["XDG_DATA_DIRS"] = f"/nonexistent:{installed.root.parents[1]}"
    config = tmp_path / "cli.tfrc"
    config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{tmp_path}"\n  }}\n}}\n')
    uninitialised.environment["TF_CLI_CONFIG_FILE"] = str(config)
    outcome = uninitialised.init()
    assert outcome.code == 1, outcome.report()
    assert f"provider {SOURCE} was not found in any of the search locations - {tmp_path}" in said(outcome)


def test_another_build_of_a_version_needs_providers_lock(uninitialised, any_mirror, tmp_path):
    """As the guide on installation says: `init -upgrade` does not help, `providers lock` does."""
    use_mirror(uninitialised, any_mirror)
    uninitialised.init().succeeded()
    rebuilt = tampered(any_mirror, tmp_path / "rebuilt")
    use_mirror(uninitialised, rebuilt)
    shutil.rmtree(uninitialised.folder / ".terraform")
    for arguments in ([], ["-upgrade"]):
        outcome = uninitialised.run("init", "-no-color", *arguments)
        assert outcome.code == 1, outcome.report()
        assert "match any of the checksums previously recorded" in said(outcome)
    uninitialised.run("providers", "lock", f"-fs-mirror={rebuilt.root}", SOURCE).succeeded()
    uninitialised.init().succeeded()


def test_init_upgrade_installs_a_newer_version(uninitialised, installed, tmp_path):
    use_mirror(uninitialised, installed)
    uninitialised.init().succeeded()
    root = tmp_path / "newer"
    shutil.copytree(installed.root, root)
    package = root / installed.package.relative_to(installed.root)
    newer = package.parents[1] / "9.0.0" / package.name
    shutil.copytree(package, newer)
    [binary] = newer.glob("terraform-provider-*")
    binary.rename(newer / "terraform-provider-cts_v9.0.0")
    use_mirror(uninitialised, packages.Mirror(root, newer))
    uninitialised.init().succeeded()
    assert "9.0.0" not in (uninitialised.folder / LOCK).read_text()
    uninitialised.run("init", "-upgrade", "-no-color").succeeded()
    assert "9.0.0" in (uninitialised.folder / LOCK).read_text()
