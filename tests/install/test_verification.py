# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""install.sh: downloads over HTTPS, checksums and signatures. Nothing unverified gets into place."""

import shutil

import pytest

import releases
from machine import ADDRESS, SCRIPT, Machine
from packages import NAME, write_sums
from releases import LINUX

PACKAGE = f"{NAME}_0.1.0_{LINUX}.zip"
SUMS = f"{NAME}_0.1.0_SHA256SUMS"


def trust(machine: Machine, certificate) -> None:
    """curl and wget trust the server's certificate."""
    machine.environment["CURL_CA_BUNDLE"] = str(certificate)
    file = machine.root / "wgetrc"
    file.write_text(f"ca_certificate = {certificate}\n")
    machine.environment["WGETRC"] = str(file)


@pytest.fixture(params=["curl", "wget"])
def downloader(request, place, certificate) -> Machine:
    machine = Machine.with_commands("dash", place, "sha256sum", "unzip", "gpg", request.param)
    trust(machine, certificate)
    return machine


def test_installs_from_an_address(downloader, server):
    downloader.succeeds(f"{server.url}/", "--version", "0.1.0")
    assert f"{ADDRESS}/0.1.0/{LINUX}/{NAME}_v0.1.0" in downloader.installed()
    assert server.requested == [f"/{SUMS}", f"/{PACKAGE}"]


def test_busybox_installs_from_an_address_with_curl(machine, server, certificate):
    trust(machine, certificate)
    machine.succeeds(server.url, "--version", "0.1.0")
    assert f"{ADDRESS}/0.1.0/{LINUX}/{NAME}_v0.1.0" in machine.installed()


def test_script_of_a_release_installs_its_own_version(downloader, server, release):
    script = release / "install.sh"
    script.write_text(SCRIPT.read_text().replace("@VERSION@", "0.1.0"))
    downloader.succeeds(server.url, script=script)
    assert f"{ADDRESS}/0.1.0/{LINUX}/{NAME}_v0.1.0" in downloader.installed()


def test_follows_redirections_that_stay_encrypted(downloader, release, certificate, server):
    with releases.serving(release, certificate, server.url) as other:
        downloader.succeeds(f"{other.url}/moved", "--version", "0.1.0")
    assert server.requested == [f"/{SUMS}", f"/{PACKAGE}"]


def test_refuses_to_leave_https(downloader, release, certificate):
    with releases.serving(release) as plain, releases.serving(release, certificate, plain.url) as server:
        assert "Use an https:// address" in downloader.fails(plain.url, "--version", "0.1.0")
        said = downloader.fails(f"{server.url}/moved", "--version", "0.1.0")
    assert "cannot download" in said or "leads to an address without encryption" in said


def test_refuses_a_server_that_it_does_not_trust(downloader, server):
    del downloader.environment["CURL_CA_BUNDLE"], downloader.environment["WGETRC"]
    said = downloader.fails(server.url, "--version", "0.1.0")
    assert f"cannot download {server.url}/{SUMS}" in said and "the folder of a release" not in said
    assert server.requested == []


def test_curl_without_the_authority_is_pointed_to_its_variable(place, server):
    machine = Machine.with_commands("dash", place, "sha256sum", "unzip", "curl")
    assert "set CURL_CA_BUNDLE to the authority's file" in machine.fails(server.url, "--version", "0.1.0")


def test_names_what_the_server_does_not_have(downloader, server):
    said = downloader.fails(server.url, "--version", "0.2.0")
    assert "404" in said and f"cannot download {server.url}/{NAME}_0.2.0_SHA256SUMS" in said
    assert f"Is {server.url} the folder of a release, and does it have version 0.2.0?" in said


def test_release_without_a_signature_is_not_taken_for_another_folder(downloader, server, keys):
    said = downloader.fails(server.url, "--version", "0.1.0", "--key", keys.file("release"))
    assert f"cannot download {server.url}/{SUMS}.sig" in said and "the folder of a release" not in said


def test_wget_of_busybox_is_not_enough_without_a_signature(place, server, release, keys):
    """It accepts every certificate."""
    machine = Machine.with_commands("busybox", place, "gpg")
    assert "BusyBox's wget does not verify certificates" in machine.fails(server.url, "--version", "0.1.0")
    assert server.requested == []
    keys.sign(release, "0.1.0", "release")
    machine.succeeds(server.url, "--version", "0.1.0", "--key", keys.file("release"))
    assert f"{ADDRESS}/0.1.0/{LINUX}/{NAME}_v0.1.0" in machine.installed()


def test_without_a_downloader_it_asks_for_one(place):
    machine = Machine.with_commands("dash", place, "sha256sum", "unzip")
    assert "neither curl nor wget" in machine.fails("https://localhost:1", "--version", "0.1.0")


@pytest.mark.parametrize("program", ["sha256sum", "shasum", "openssl"])
def test_verifies_with_what_the_machine_has(place, release, program):
    machine = Machine.with_commands("dash", place, "unzip", program)
    if program == "shasum":  # a script of Perl
        (place / "bin/perl").symlink_to(shutil.which("perl"))
    releases.tamper(release / PACKAGE)
    assert "does not have the checksum" in machine.fails(release)
    releases.make(release, "0.1.0")
    machine.succeeds(release)


def test_without_a_program_for_checksums_nothing_is_installed(place, release):
    machine = Machine.with_commands("dash", place, "unzip")
    assert "no sha256sum, shasum or openssl" in machine.fails(release)


def test_refuses_a_package_that_was_tampered_with(machine, release):
    machine.succeeds(release)
    releases.tamper(release / PACKAGE)
    said = machine.fails(release)  # and the installed one stays
    assert f"{PACKAGE} does not have the checksum in {SUMS}" in said


def test_refuses_a_tampered_package_from_an_address(downloader, server, release):
    releases.tamper(release / PACKAGE)
    assert "does not have the checksum" in downloader.fails(server.url, "--version", "0.1.0")


def test_refuses_a_package_that_is_listed_twice(machine, release):
    sums = release / SUMS
    sums.write_text(sums.read_text() * 2)
    assert "does not have the checksum" in machine.fails(release)


def test_refuses_a_package_without_the_provider(machine, release):
    package = release / PACKAGE
    package.write_bytes((release / f"{NAME}_0.1.0_darwin_arm64.zip").read_bytes())
    shutil.copy(package, release / f"{NAME}_0.3.0_{LINUX}.zip")
    write_sums(release, "0.3.0")
    assert f"has no file {NAME}_v0.3.0" in machine.fails(release, "--version", "0.3.0")


def test_valid_signature_is_reported_with_its_key(machine, release, keys):
    keys.sign(release, "0.1.0", "release")
    said = machine.succeeds(release, "--key", keys.file("release"))
    assert f"The signature is valid: {keys.fingerprint('release')}" in said


def test_binary_key_is_accepted_too(machine, release, keys, tmp_path):
    keys.sign(release, "0.1.0", "release")
    keys.gpg("--yes", "--output", tmp_path / "key.gpg", "--export", "release@example.invalid")
    assert "The signature is valid" in machine.succeeds(release, "--key", tmp_path / "key.gpg")


def test_says_that_no_signature_was_checked(machine, release, keys):
    keys.sign(release, "0.1.0", "release")
    assert "The signature was not checked" in machine.succeeds(release)


def test_refuses_checksums_that_were_tampered_with(machine, release, keys):
    """Package and checksum fit each other, but the signature does not."""
    keys.sign(release, "0.1.0", "release")
    releases.tamper(release / PACKAGE)
    write_sums(release, "0.1.0")
    assert "the file was changed" in machine.fails(release, "--key", keys.file("release"))


def test_signature_does_not_replace_the_checksum(machine, release, keys):
    keys.sign(release, "0.1.0", "release")
    releases.tamper(release / PACKAGE)
    assert "does not have the checksum" in machine.fails(release, "--key", keys.file("release"))


def test_refuses_the_signature_of_another_key(machine, release, keys):
    keys.sign(release, "0.1.0", "other")
    assert "is signed with another key" in machine.fails(release, "--key", keys.file("release"))


def test_refuses_a_key_that_has_expired(machine, release, keys):
    keys.sign(release, "0.1.0", "expired")
    assert "has expired or was revoked" in machine.fails(release, "--key", keys.file("expired"))


def test_with_a_key_the_signature_must_be_there(machine, release, keys):
    assert f"there is no {SUMS}.sig" in machine.fails(release, "--key", keys.file("release"))


@pytest.mark.parametrize("content", ["", "not a signature\n"])
def test_refuses_a_file_that_is_no_signature(machine, release, keys, content):
    (release / f"{SUMS}.sig").write_text(content)
    assert "is not a valid signature" in machine.fails(release, "--key", keys.file("release"))


def test_refuses_a_file_without_a_key(machine, release, keys, tmp_path):
    keys.sign(release, "0.1.0", "release")
    (tmp_path / "key.asc").write_text("not a key\n")
    assert "gpg finds no public key" in machine.fails(release, "--key", tmp_path / "key.asc")


def test_with_a_key_gpg_must_be_there(place, release, keys):
    machine = Machine.with_commands("dash", place, "sha256sum", "unzip")
    keys.sign(release, "0.1.0", "release")
    assert "--key needs gpg" in machine.fails(release, "--key", keys.file("release"))


def test_keyring_of_the_user_is_neither_used_nor_changed(machine, release, keys):
    keys.sign(release, "0.1.0", "release")
    machine.environment["GNUPGHOME"] = str(keys.folder)
    assert "is signed with another key" in machine.fails(release, "--key", keys.file("other"))
    del machine.environment["GNUPGHOME"]
    machine.succeeds(release, "--key", keys.file("release"))
    assert not (machine.home / ".gnupg").exists()
