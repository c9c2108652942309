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
def either(request, installed, packed) -> packages.Mirror:
    return {"unpacked": installed, "packed": packed}[request.param]


@pytest.fixture
def empty(core, base_environment, temporary_directory, tmp_path) -> Workspace:
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


def use(workspace: Workspace, mirror: packages.Mirror) -> None:
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


def test_the_installed_package_holds_the_binary_and_its_licence(installed, provider):
    version, target = installed.package.parts[-2:]
    files = files_of(installed.package)
    assert installed.package == installed.root / SOURCE / version / target
    assert files[f"terraform-provider-cts_v{version}"] == provider.read_bytes()
    assert b"Mozilla Public License" in files["LICENSE"]
    # Cores take the first file whose name begins like this.
    assert len([name for name in files if name.startswith("terraform-provider-")]) == 1


def test_what_is_installed_with_the_system_needs_no_configuration(empty, installed, standin):
    empty.environment |= standin.environment()
    empty.environment["XDG_DATA_DIRS"] = f"/nonexistent:{installed.root.parents[1]}"
    empty.init().succeeded()
    assert hashes(empty) == {folder_hash(files_of(installed.package))}
    empty.write(guarded("audit-traces"))
    empty.plan().succeeded()
    assert len(standin.calls()) == 1


def test_what_is_installed_for_a_user_needs_no_configuration(empty, installed):
    data = pathlib.Path(empty.environment["HOME"]) / ".local" / "share"
    shutil.copytree(installed.root.parents[1], data)
    empty.init().succeeded()


def test_a_mirror_is_enough(empty, either, standin):
    use(empty, either)
    empty.environment |= standin.environment()
    empty.init().succeeded()
    assert folder_hash(files_of(either.package)) in hashes(empty)
    empty.write(guarded("audit-traces"))
    empty.plan().succeeded()


def test_the_lock_file_of_one_mirror_holds_for_the_other(empty, installed, packed):
    for first, second in [(installed, packed), (packed, installed)]:
        (empty.folder / LOCK).unlink(missing_ok=True)
        shutil.rmtree(empty.folder / ".terraform", ignore_errors=True)
        use(empty, first)
        empty.init().succeeded()
        locked = (empty.folder / LOCK).read_text()
        shutil.rmtree(empty.folder / ".terraform")
        use(empty, second)
        empty.run("init", "-lockfile=readonly", "-no-color").succeeded()
        assert (empty.folder / LOCK).read_text() == locked


def test_a_lock_for_several_platforms_has_the_hashes_of_each(empty, packed, tmp_path):
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

    empty.run(
        "providers", "lock", f"-fs-mirror={root}",
        f"-platform={target}", f"-platform={OTHER_TARGET}", "-no-color",
    ).succeeded()
    for package in (ours, other):
        assert folder_hash(files_of(package)) in hashes(empty)
    use(empty, packages.Mirror(root, ours))
    empty.run("init", "-lockfile=readonly", "-no-color").succeeded()


def test_a_tampered_package_is_not_installed(empty, either, tmp_path):
    use(empty, either)
    empty.init().succeeded()
    shutil.rmtree(empty.folder / ".terraform")
    use(empty, tampered(either, tmp_path / "tampered"))
    outcome = empty.run("init", "-lockfile=readonly", "-no-color")
    assert outcome.code == 1, outcome.story()
    assert "checksum" in said(outcome)


def test_a_binary_that_was_tampered_with_after_init_is_not_started(empty, packed):
    use(empty, packed)
    empty.init().succeeded()
    [binary] = (empty.folder / ".terraform").rglob("terraform-provider-cts_v*")
    binary.write_bytes(binary.read_bytes() + b"\0")
    empty.write(guarded("audit-traces"))
    outcome = empty.plan()
    assert outcome.code == 1, outcome.story()
    assert "checksum" in said(outcome)


def test_zips_of_the_same_files_are_the_same_whenever_they_are_made(installed, packed, tmp_path):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in sorted(installed.package.iterdir(), reverse=True):
        (copy / path.name).write_bytes(path.read_bytes())  # different time and order
        (copy / path.name).chmod(0o700 if path.name.startswith("terraform-") else 0o600)
    packages.pack(copy, tmp_path / "again.zip")
    assert zip_hash(tmp_path / "again.zip") == zip_hash(packed.package)


def test_a_provider_installation_block_replaces_the_default_folders(empty, installed, tmp_path):
    empty.environment["XDG_DATA_DIRS"] = f"/nonexistent:{installed.root.parents[1]}"
    config = tmp_path / "cli.tfrc"
    config.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{tmp_path}"\n  }}\n}}\n')
    empty.environment["TF_CLI_CONFIG_FILE"] = str(config)
    assert empty.init().code == 1


def test_another_build_of_the_same_version_is_taken_once_its_hash_is_locked(empty, either, tmp_path):
    """As the guide on installation says: `init -upgrade` does not help, `providers lock` does."""
    use(empty, either)
    empty.init().succeeded()
    rebuilt = tampered(either, tmp_path / "rebuilt")
    use(empty, rebuilt)
    shutil.rmtree(empty.folder / ".terraform")
    for arguments in ([], ["-upgrade"]):
        outcome = empty.run("init", "-no-color", *arguments)
        assert outcome.code == 1, outcome.story()
        assert "match any of the checksums previously recorded" in said(outcome)
    empty.run("providers", "lock", f"-fs-mirror={rebuilt.root}", SOURCE).succeeded()
    empty.init().succeeded()


def test_a_newer_version_is_taken_with_upgrade(empty, installed, tmp_path):
    use(empty, installed)
    empty.init().succeeded()
    root = tmp_path / "newer"
    shutil.copytree(installed.root, root)
    package = root / installed.package.relative_to(installed.root)
    newer = package.parents[1] / "9.0.0" / package.name
    shutil.copytree(package, newer)
    [binary] = newer.glob("terraform-provider-*")
    binary.rename(newer / "terraform-provider-cts_v9.0.0")
    use(empty, packages.Mirror(root, newer))
    empty.init().succeeded()
    assert "9.0.0" not in (empty.folder / LOCK).read_text()
    empty.run("init", "-upgrade", "-no-color").succeeded()
    assert "9.0.0" in (empty.folder / LOCK).read_text()
