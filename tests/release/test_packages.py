# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The files of a release: names, checksums, signature, zips, mirrors, and the same bytes in a second build."""

import json
import os
import pathlib
import shutil
import stat
import subprocess
import time
import zipfile

from dist import ADDRESS, PLATFORMS, REPOSITORY, binary_name, contents, digest, version


def verified(sums: pathlib.Path, signature: pathlib.Path) -> bool:
    # The keyring is that of GNUPGHOME, which only has the throw-away key.
    return subprocess.run(["gpg", "--batch", "--verify", signature, sums]).returncode == 0


def test_release_has_exactly_these_files(dist):
    base = f"terraform-provider-cts_{version()}"
    each = [f"{platform}.{kind}" for platform in PLATFORMS for kind in ("zip", "cdx.json")]
    wanted = {f"{base}_{name}" for name in [*each, "manifest.json", "SHA256SUMS", "SHA256SUMS.sig"]}
    assert {path.name for path in dist.release.iterdir()} == wanted | {
        "install.sh", "install.ps1", "first-run", "first-run.pl", "first-run.ps1"}  # fmt: skip


def test_checksums_cover_every_file(dist):
    lines = dist.file("SHA256SUMS").read_text().splitlines()
    listed = {name: value for value, name in (line.split("  ") for line in lines)}
    assert len(listed) == len(lines)
    actual = {p.name: digest(p.read_bytes()) for p in dist.release.iterdir() if "SHA256SUMS" not in p.name}
    assert listed == actual


def test_signature_is_valid_and_binary(dist):
    assert verified(dist.file("SHA256SUMS"), dist.file("SHA256SUMS.sig"))
    # Registries need the binary form.
    assert not dist.file("SHA256SUMS.sig").read_bytes().startswith(b"-----BEGIN")


def test_signature_is_invalid_for_changed_checksums(dist, tmp_path):
    sums = tmp_path / "SHA256SUMS"
    sums.write_bytes(dist.file("SHA256SUMS").read_bytes().replace(b".zip", b".exe", 1))
    assert not verified(sums, dist.file("SHA256SUMS.sig"))


def test_manifest_names_the_protocol_version(dist):
    manifest = json.loads(dist.file("manifest.json").read_text())
    assert manifest == {"version": 1, "metadata": {"protocol_versions": ["6.0"]}}


def test_zip_has_binary_licence_and_notice(dist, platform):
    files = contents(dist.package(platform))
    assert list(files) == sorted(["LICENSE", "NOTICE", binary_name(platform)])
    assert files["LICENSE"] == (REPOSITORY / "LICENSE").read_bytes()


def test_zip_entries_have_fixed_modes_and_times(dist, platform, epoch):
    with zipfile.ZipFile(dist.package(platform)) as archive:
        entries = archive.infolist()
        assert archive.testzip() is None
    when = time.gmtime(epoch)
    for entry in entries:
        # Windows has no modes, but a mirror for it may be unpacked elsewhere.
        mode = 0o755 if entry.filename == binary_name(platform) else 0o644
        assert entry.external_attr >> 16 == stat.S_IFREG | mode, entry.filename
        # Times in a zip have a resolution of two seconds.
        assert entry.date_time == (*when[:5], when[5] // 2 * 2), entry.filename


def test_unpacked_mirror_equals_the_unpacked_zips(dist):
    root = dist.root / "mirror" / "unpacked"
    found = {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    assert found == {
        str(ADDRESS / version() / platform / name): content
        for platform in PLATFORMS
        for name, content in contents(dist.package(platform)).items()
    }
    for path in root.rglob("terraform-provider-*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_packed_mirror_has_the_zips_of_the_release(dist):
    root = dist.root / "mirror" / "packed"
    found = {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    assert found == {
        str(ADDRESS / dist.package(platform).name): dist.package(platform).read_bytes() for platform in PLATFORMS
    }


def test_second_build_in_another_folder_is_identical(dist, again):
    ours, theirs = dist.files(), again.files()
    # Only the first is signed, so only the first has a registry.
    signed = [name for name in ours if name.startswith("registry/") or name.endswith(".sig")]
    assert f"release/{dist.file('SHA256SUMS.sig').name}" in signed and len(signed) > 1
    for name in signed:
        del ours[name]
    assert sorted(ours) == sorted(theirs)
    assert {name for name in ours if digest(ours[name]) != digest(theirs[name])} == set()


def lock(mirror: pathlib.Path, folder: pathlib.Path) -> str:
    """The lock file that Terraform writes for all platforms from a mirror."""
    folder.mkdir()
    (folder / "main.tf").write_text(
        f'terraform {{\n  required_providers {{\n    cts = {{\n      source = "{ADDRESS}"\n    }}\n  }}\n}}\n'
    )
    subprocess.run(
        [
            REPOSITORY / "tests/acceptance/cores/terraform/terraform", "providers", "lock",
            f"-fs-mirror={mirror}", *(f"-platform={platform}" for platform in PLATFORMS),
        ],
        cwd=folder, check=True, env=os.environ | {"TF_CLI_CONFIG_FILE": "/dev/null", "CHECKPOINT_DISABLE": "1"},
    )
    return (folder / ".terraform.lock.hcl").read_text()


def test_terraform_locks_the_same_hashes_from_either_mirror(dist, tmp_path):
    packed = lock(dist.root / "mirror" / "packed", tmp_path / "packed")
    unpacked = lock(dist.root / "mirror" / "unpacked", tmp_path / "unpacked")
    assert packed.count('"h1:') == len(PLATFORMS)
    assert [line for line in packed.splitlines() if '"h1:' in line] == [
        line for line in unpacked.splitlines() if '"h1:' in line
    ]
    # A mirror without one of them is refused.
    half = tmp_path / "half"
    shutil.copytree(dist.root / "mirror" / "packed", half)
    (half / ADDRESS / dist.package(PLATFORMS[-1]).name).unlink()
    try:
        lock(half, tmp_path / "from-half")
    except subprocess.CalledProcessError:
        return
    raise AssertionError("Terraform has locked a platform that the mirror has not")
