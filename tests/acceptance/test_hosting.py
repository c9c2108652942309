# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The network mirror and the registry that tools/publish.py writes, hosted over HTTPS and used by real cores.

Three versions have the same binary. The guide docs/guides/hosting-a-mirror.md says what is tested here.
"""

import json
import pathlib
import re
import shutil
import subprocess
import zipfile

import pytest

import snippets

from conftest import PLATFORM
from core import SOURCE, Workspace
from hosting import FOREIGN, TYPES, VERSIONS, Keyring, Server, Tls, publish, write_release
from packages import NAME, REPOSITORY, digest, files_of, folder_hash, zip_hash
from test_install import LOCK, said
from test_plan import guarded

pytestmark = pytest.mark.nightly
PLATFORMS = [PLATFORM, *FOREIGN]
REGISTRY = pathlib.Path("v1/providers/cts/cts")


@pytest.fixture(scope="module")
def published(provider, keyring, tmp_path_factory) -> pathlib.Path:
    """What three releases leave behind, each added to those before."""
    root = tmp_path_factory.mktemp("published")
    for number, version in enumerate(VERSIONS):
        binaries = {PLATFORM: provider.read_bytes()} | {p: f"{version} for {p}".encode() for p in FOREIGN}
        write_release(root / version, version, binaries, keyring)
        flags = ["--add-to", root / "output"] if number else []
        done = publish(root / version, root / "output", *flags, keyring=keyring)
        assert done.returncode == 0, done.stderr
    return root / "output"


@pytest.fixture(scope="module")
def tls(tmp_path_factory) -> Tls:
    return Tls(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def serve(tls):
    servers = []

    def start(folder: pathlib.Path, types=TYPES) -> Server:
        servers.append(Server(folder, tls, types))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def copy(published, tmp_path) -> pathlib.Path:
    """A copy to tamper with."""
    return shutil.copytree(published, tmp_path / "copy")


@pytest.fixture
def user(core, base_environment, temporary_directory, tls, tmp_path) -> Workspace:
    """A user who has never installed the provider, and who trusts the authority."""
    for name in ("home", "w"):
        (tmp_path / name).mkdir()
    environment = base_environment | {
        "TMPDIR": str(temporary_directory),
        "HOME": str(tmp_path / "home"),
        "SSL_CERT_FILE": str(tls.ca),
        "XDG_DATA_DIRS": "/nonexistent",
    }
    return Workspace(core, tmp_path / "w", environment)


def require(user: Workspace, constraint: str = "2.0.0", source: str = SOURCE) -> None:
    user.write(
        "terraform {\n  required_providers {\n    cts = {\n"
        f'      source  = "{source}"\n      version = "{constraint}"\n    }}\n  }}\n}}\n'
    )


def configure(user: Workspace, text: str) -> None:
    config = user.folder.parent / "cli.tfrc"
    config.write_text(text)
    user.environment["TF_CLI_CONFIG_FILE"] = str(config)


def use_mirror(user: Workspace, server: Server) -> None:
    configure(user, f'provider_installation {{\n  network_mirror {{\n    url = "{server.url}/"\n  }}\n}}\n')


def use_registry(user: Workspace, server: Server) -> None:
    """By the address that never changes: the CLI configuration says where its registry is."""
    services = f'services = {{\n    "providers.v1" = "{server.url}/v1/providers/"\n  }}'
    configure(user, f'host "terraform.local" {{\n  {services}\n}}\n')


USE = {"network-mirror": use_mirror, "registry": use_registry}


@pytest.fixture(params=USE)
def layout(request) -> str:
    return request.param


GUIDE = snippets.blocks_of(REPOSITORY / "docs/guides/hosting-a-mirror.md")


def block(beginning: str) -> str:
    """The one block of the guide that begins like this."""
    [found] = [block.text for block in GUIDE if block.text.startswith(beginning)]
    return found


def refused(user: Workspace, *words: str) -> None:
    outcome = user.init()
    assert outcome.code == 1, outcome.report()
    assert any(word in said(outcome) for word in words), outcome.report()
    assert not (user.folder / LOCK).exists() and not list(user.folder.rglob(f"{NAME}_v*"))


def selected(user: Workspace) -> str:
    """The version in the lock file, whose binary is installed and starts."""
    version = re.search(r'^  version += "(.*)"$', (user.folder / LOCK).read_text(), re.M)[1]
    schemas = json.loads(user.run("providers", "schema", "-json").succeeded().stdout)["provider_schemas"]
    assert [list(each["data_source_schemas"]) for each in schemas.values()] == [["cts_bucket_check"]]
    installed = list((user.folder / ".terraform/providers").glob(f"*/*/*/{version}/*/{NAME}_v{version}"))
    assert len(installed) == 1
    return version


def locked(user: Workspace, scheme: str) -> set[str]:
    return set(re.findall(rf'"({scheme}:[^"]+)"', (user.folder / LOCK).read_text()))


def zips(published: pathlib.Path, version: str) -> dict[str, pathlib.Path]:
    return {p: published / "network-mirror" / SOURCE / f"{NAME}_{version}_{p}.zip" for p in PLATFORMS}


def tamper(package: pathlib.Path) -> None:
    """Another binary in the zip, which is still a valid one."""
    with zipfile.ZipFile(package) as archive:
        entries = [(entry, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(package, "w") as archive:
        for entry, content in entries:
            archive.writestr(entry, content + b"\0" if entry.filename.startswith(NAME) else content)


def change(file: pathlib.Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_init_and_plan_work(user, layout, published, serve, standin):
    USE[layout](user, serve(published / layout))
    require(user)
    user.init().succeeded()
    assert selected(user) == "2.0.0"
    user.environment |= standin.environment()
    user.write(guarded("audit-traces"))
    user.plan().succeeded()
    assert len(standin.calls()) == 1


def test_registry_is_discovered_by_its_host_name(user, published, keyring, serve):
    server = serve(published / "registry")
    configure(user, "")
    require(user, source=f"{server.host}/cts/cts")
    outcome = user.init().succeeded()
    assert keyring.key_id in outcome.stdout
    assert selected(user) == "2.0.0"
    assert server.requested[0] == "/.well-known/terraform.json"


def test_only_a_registry_locks_all_platforms_because_it_is_signed(user, layout, published, serve):
    USE[layout](user, serve(published / layout))
    require(user)
    user.init().succeeded()
    packages = zips(published, "2.0.0")
    assert locked(user, "h1") == {folder_hash(files_of(packages[PLATFORM]))}
    foreign = {zip_hash(packages[platform]) for platform in FOREIGN}
    assert foreign & locked(user, "zh") == (foreign if layout == "registry" else set())


def test_providers_lock_records_all_platforms(user, layout, published, serve):
    """Core computes `h1:` from what it has downloaded: it must be what the mirror says."""
    server = serve(published / layout)
    use_registry(user, server)
    require(user, "1.1.0")
    mirror = [f"-net-mirror={server.url}/"] if layout == "network-mirror" else []
    user.run("providers", "lock", *mirror, *(f"-platform={p}" for p in PLATFORMS), "-no-color").succeeded()
    described = json.loads((published / "network-mirror" / SOURCE / "1.1.0.json").read_text())["archives"]
    assert sorted(described) == sorted(PLATFORMS)
    assert locked(user, "h1") == {h for a in described.values() for h in a["hashes"] if h.startswith("h1:")}
    assert locked(user, "h1") == {folder_hash(files_of(package)) for package in zips(published, "1.1.0").values()}


def test_providers_mirror_writes_the_same_mirror(user, published, serve, tmp_path):
    """Core copies from the registry, never from a mirror, and writes the files of a network mirror itself."""
    use_registry(user, serve(published / "registry"))
    require(user, "1.1.0")
    flags = [f"-platform={platform}" for platform in PLATFORMS]
    user.run("providers", "mirror", *flags, str(tmp_path / "theirs")).succeeded()
    theirs, ours = tmp_path / "theirs" / SOURCE, published / "network-mirror" / SOURCE
    assert json.loads((theirs / "index.json").read_text()) == {"versions": {"1.1.0": {}}}
    [a, b] = [json.loads((folder / "1.1.0.json").read_text())["archives"] for folder in (theirs, ours)]
    assert a.keys() == b.keys()
    for platform in PLATFORMS:
        assert a[platform]["url"] == b[platform]["url"]
        assert set(a[platform]["hashes"]) <= set(b[platform]["hashes"])
        assert digest(theirs / a[platform]["url"]) == digest(ours / b[platform]["url"])
    # What core wrote is a mirror to install from.
    use_mirror(user, serve(tmp_path / "theirs"))
    user.init().succeeded()


def test_upgrade_and_rollback(user, layout, published, serve):
    USE[layout](user, serve(published / layout))
    require(user, "1.0.0")
    user.init().succeeded()
    assert selected(user) == "1.0.0"
    require(user, ">= 1.0.0")
    user.init().succeeded()
    assert selected(user) == "1.0.0"  # the lock file holds it
    for constraint, version in [("~> 1.0", "1.1.0"), (">= 1.0.0", "2.0.0"), ("< 2.0.0", "1.1.0")]:
        require(user, constraint)
        user.run("init", "-upgrade", "-no-color").succeeded()
        assert selected(user) == version


def test_zip_that_was_tampered_with_is_refused(user, layout, copy, serve):
    for package in (copy / layout).rglob(f"*_2.0.0_{PLATFORM}.zip"):
        tamper(package)
    USE[layout](user, serve(copy / layout))
    require(user)
    refused(user, "checksum")
    require(user, "1.1.0")
    user.init().succeeded()


def test_zip_tampered_with_after_it_was_locked_is_refused(user, copy, serve):
    """Even if all hashes of the mirror fit: the lock file has those of the first installation."""
    server = serve(copy / "network-mirror")
    use_mirror(user, server)
    require(user)
    user.init().succeeded()
    shutil.rmtree(user.folder / ".terraform")
    mirror = copy / "network-mirror" / SOURCE
    package = zips(copy, "2.0.0")[PLATFORM]
    before = [folder_hash(files_of(package)), zip_hash(package)]
    tamper(package)
    for old, new in zip(before, [folder_hash(files_of(package)), zip_hash(package)]):
        change(mirror / "2.0.0.json", old, new)
    outcome = user.init()
    assert outcome.code == 1 and "checksums previously recorded" in said(outcome), outcome.report()


def registry_of(copy: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """The folder of version 2.0.0, and what it says about this platform."""
    folder = copy / "registry" / REGISTRY / "2.0.0"
    return folder, folder.joinpath("download", *PLATFORM.split("_"))


def test_checksums_that_were_tampered_with_are_refused_by_the_signature(user, copy, serve):
    folder, described = registry_of(copy)
    package = folder / f"{NAME}_2.0.0_{PLATFORM}.zip"
    before = digest(package)
    tamper(package)
    for file in (described, folder / f"{NAME}_2.0.0_SHA256SUMS"):
        change(file, before, digest(package))
    use_registry(user, serve(copy / "registry"))
    require(user)
    refused(user, "signature")


def test_signature_of_another_key_is_refused(user, copy, serve):
    folder, _ = registry_of(copy)
    stranger = Keyring()
    try:
        stranger.sign(folder / f"{NAME}_2.0.0_SHA256SUMS")
    finally:
        stranger.close()
    use_registry(user, serve(copy / "registry"))
    require(user)
    refused(user, "signature", "unknown issuer")


def test_mirror_needs_the_content_type_of_json_but_a_registry_only_for_its_discovery(user, published, serve):
    untyped = {".zip": "application/zip"}
    use_mirror(user, serve(published / "network-mirror", untyped))
    require(user)
    refused(user, "invalid Content-Type")
    # `versions` and `download/OS/ARCH` have no extension, so servers call them bytes.
    use_registry(user, serve(published / "registry", untyped))
    user.init().succeeded()
    server = serve(published / "registry", untyped)
    configure(user, "")
    require(user, source=f"{server.host}/cts/cts")
    outcome = user.init()
    assert outcome.code == 1 and "Content-Type" in said(outcome), outcome.report()


def test_configurations_of_the_guide_work(user, published, serve):
    root = published.parent / "bucket"
    if not root.exists():  # as the guide's commands upload it
        shutil.copytree(published / "registry", root)
        shutil.copytree(published / "network-mirror", root / "providers")
    server = serve(root)
    for beginning in ('provider_installation {', 'host "terraform.local" {'):
        text = block(beginning)
        assert "https://example.com" in text
        configure(user, text.replace("https://example.com", server.url))
        require(user)
        user.init().succeeded()
        assert selected(user) == "2.0.0"
        shutil.rmtree(user.folder / ".terraform")
        (user.folder / LOCK).unlink()
    require(user)
    command = block("terraform providers lock").replace("https://example.com", server.url)
    command = command.replace("linux_arm64", FOREIGN[0]).replace("terraform ", f"{user.core.command} ", 1)
    subprocess.run(["bash", "-euc", command], cwd=user.folder, env=user.environment, check=True, capture_output=True)
    assert len(locked(user, "h1")) == 2


def test_server_with_an_unknown_authority_is_refused(user, layout, published, serve):
    del user.environment["SSL_CERT_FILE"]
    USE[layout](user, serve(published / layout))
    require(user)
    refused(user, "certificate signed by unknown authority")
