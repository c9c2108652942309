# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What tools/publish.py writes and refuses. test_hosting.py uses it with real cores."""

import json
import pathlib
import subprocess

import pytest

from core import SOURCE
from hosting import publish, write_release
from packages import NAME, REPOSITORY, digest, files_of, folder_hash, write_sums, zip_hash

PLATFORMS = ["darwin_arm64", "linux_amd64", "windows_amd64"]
MIRROR = pathlib.Path("network-mirror", SOURCE)
REGISTRY = pathlib.Path("registry/v1/providers/cts/cts")


@pytest.fixture
def release(tmp_path, keyring):
    """Writes a signed release; other content gives other bytes."""

    def write(version: str, content: str = "", key=keyring) -> pathlib.Path:
        folder = tmp_path / f"{version}{content}"
        write_release(folder, version, {p: f"{content} {version} for {p}".encode() for p in PLATFORMS}, key)
        return folder

    return write


@pytest.fixture
def output(tmp_path) -> pathlib.Path:
    return tmp_path / "output"


def files(folder: pathlib.Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def versions(output: pathlib.Path) -> list[str]:
    """Those of the mirror, which the registry must have too."""
    found = list(json.loads((output / MIRROR / "index.json").read_text())["versions"])
    listed = json.loads((output / REGISTRY / "versions").read_text())["versions"]
    assert [each["version"] for each in listed] == found
    return found


def succeeded(done: subprocess.CompletedProcess) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(done: subprocess.CompletedProcess, *words: str) -> None:
    assert done.returncode not in (0, 2), done.stdout
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr


def test_mirror_names_each_platform_with_both_hashes(release, output, keyring):
    succeeded(publish(release("1.0.0"), output, keyring=keyring))
    archives = json.loads((output / MIRROR / "1.0.0.json").read_text())["archives"]
    for platform in PLATFORMS:
        package = output / MIRROR / archives[platform]["url"]
        assert archives[platform]["hashes"] == [folder_hash(files_of(package)), zip_hash(package)]
    assert sorted(archives) == PLATFORMS


def test_registry_has_what_the_protocol_requires(release, output, keyring):
    folder = release("1.0.0")
    succeeded(publish(folder, output, keyring=keyring))
    assert json.loads((output / "registry/.well-known/terraform.json").read_text()) == {"providers.v1": "/v1/providers/"}
    [listed] = json.loads((output / REGISTRY / "versions").read_text())["versions"]
    assert listed["protocols"] == ["6.0"]
    assert [f"{each['os']}_{each['arch']}" for each in listed["platforms"]] == PLATFORMS
    for platform in PLATFORMS:
        described = output.joinpath(REGISTRY, "1.0.0/download", *platform.split("_"))
        document = json.loads(described.read_text())
        package = folder / f"{NAME}_1.0.0_{platform}.zip"
        assert (document["os"], document["arch"]) == tuple(platform.split("_"))
        assert (document["filename"], document["shasum"]) == (package.name, digest(package))
        for key, file in [("download_url", package.name), ("shasums_url", f"{NAME}_1.0.0_SHA256SUMS"),
                          ("shasums_signature_url", f"{NAME}_1.0.0_SHA256SUMS.sig")]:  # fmt: skip
            assert (described.parent / document[key]).read_bytes() == (folder / file).read_bytes(), key
        [key] = document["signing_keys"]["gpg_public_keys"]
        assert key["key_id"] == keyring.key_id and key["ascii_armor"].startswith("-----BEGIN PGP PUBLIC KEY BLOCK")
    # All of the release is there, for those who check it by hand.
    assert {f.name for f in folder.iterdir()} == {f.name for f in (output / REGISTRY / "1.0.0").iterdir()} - {"download"}


def test_private_key_is_not_published(release, output, keyring):
    succeeded(publish(release("1.0.0"), output, keyring=keyring))
    assert [name for name, content in files(output).items() if b"PRIVATE KEY" in content] == []


def test_same_release_gives_the_same_files(release, output, keyring, tmp_path):
    folder = release("1.0.0")
    for target in (output, tmp_path / "again"):
        succeeded(publish(folder, target, keyring=keyring))
    assert files(output) == files(tmp_path / "again")
    succeeded(publish(folder, output, "--add-to", output, keyring=keyring))
    assert files(output) == files(tmp_path / "again")


def test_versions_are_added_in_the_order_of_semver(release, output, keyring):
    succeeded(publish(release("1.10.0"), output, keyring=keyring))
    for version in ("1.9.0", "2.0.0", "2.0.0-beta.11", "2.0.0-beta.2", "2.0.0-beta"):
        succeeded(publish(release(version), output, "--add-to", output, keyring=keyring))
    assert versions(output) == ["1.9.0", "1.10.0", "2.0.0-beta", "2.0.0-beta.2", "2.0.0-beta.11", "2.0.0"]
    assert len(list((output / MIRROR).glob("*.zip"))) == 6 * len(PLATFORMS)


def test_without_add_to_only_the_new_version_is_there(release, output, keyring):
    for version in ("1.0.0", "1.1.0"):
        succeeded(publish(release(version), output, keyring=keyring))
    assert versions(output) == ["1.1.0"]


def test_earlier_zips_need_not_be_there(release, output, keyring, tmp_path):
    succeeded(publish(release("1.0.0"), output, keyring=keyring))
    before = files(output)
    for package in output.rglob("*.zip"):
        package.unlink()
    succeeded(publish(release("1.1.0"), tmp_path / "new", "--add-to", output, keyring=keyring))
    assert versions(tmp_path / "new") == ["1.0.0", "1.1.0"]
    after = files(tmp_path / "new")
    lost = [name for name in before if name not in after]
    assert lost and all(name.endswith(".zip") for name in lost)
    changed = [name for name in before if name in after and before[name] != after[name]]
    assert sorted(changed) == sorted([str(MIRROR / "index.json"), str(REGISTRY / "versions")])


def test_version_with_other_bytes_is_refused_unless_replaced(release, output, keyring):
    succeeded(publish(release("1.0.0"), output, keyring=keyring))
    before = files(output)
    other = release("1.0.0", "other")
    refused(publish(other, output, "--add-to", output, keyring=keyring), "1.0.0", "other bytes", "--replace")
    assert files(output) == before
    succeeded(publish(other, output, "--add-to", output, "--replace", keyring=keyring))
    assert versions(output) == ["1.0.0"]
    for package in other.glob("*.zip"):
        assert (output / MIRROR / package.name).read_bytes() == package.read_bytes()
        assert (output / REGISTRY / "1.0.0" / package.name).read_bytes() == package.read_bytes()


def test_replaced_version_keeps_no_platform_that_is_gone(release, output, keyring):
    succeeded(publish(release("1.0.0"), output, keyring=keyring))
    other = release("1.0.0", "other")
    (other / f"{NAME}_1.0.0_windows_amd64.zip").unlink()
    keyring.sign(write_sums(other, "1.0.0"))
    succeeded(publish(other, output, "--add-to", output, "--replace", keyring=keyring))
    assert [name for name in files(output) if "windows" in name] == []


def test_unsigned_release_has_a_mirror_but_no_registry(release, output, keyring):
    said = succeeded(publish(release("1.0.0", key=None), output))
    assert "No registry for 1.0.0" in said
    assert (output / MIRROR / "1.0.0.json").exists() and not (output / "registry").exists()


def test_unsigned_release_leaves_an_earlier_registry_as_it_is(release, output, keyring):
    succeeded(publish(release("1.0.0"), output, keyring=keyring))
    before = files(output / "registry")
    succeeded(publish(release("1.1.0", key=None), output, "--add-to", output))
    assert files(output / "registry") == before
    assert (output / MIRROR / "1.1.0.json").exists()


def test_release_that_does_not_fit_its_checksums_or_signature_is_refused(release, output, keyring):
    folder = release("1.0.0")
    package = folder / f"{NAME}_1.0.0_linux_amd64.zip"
    content = package.read_bytes()
    package.write_bytes(content + b"\0")
    refused(publish(folder, output, keyring=keyring), package.name, "checksum")
    write_sums(folder, "1.0.0")
    refused(publish(folder, output, keyring=keyring), "GnuPG cannot verify", "SHA256SUMS.sig")
    assert files(output) == {}


def test_folder_without_one_release_is_refused(release, output, keyring, tmp_path):
    (tmp_path / "empty").mkdir()
    refused(publish(tmp_path / "empty", output, keyring=keyring), "0 SHA256SUMS")
    folder = release("1.0.0")
    write_sums(folder, "1.1.0")
    refused(publish(folder, output, keyring=keyring), "2 SHA256SUMS")


def test_help_is_the_text_at_the_head():
    done = subprocess.run([REPOSITORY / "tools" / "publish.py", "--help"], capture_output=True, text=True, check=True)
    assert "--add-to FOLDER" in done.stdout and "network-mirror" in done.stdout
