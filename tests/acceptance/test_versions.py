# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The versions that `--version` reports, compared with Debian's packages and with what was linked."""

import dataclasses
import re
import subprocess

import pytest

from binary import build_folder, linked_archives

pytestmark = pytest.mark.release_build


@dataclasses.dataclass(frozen=True)
class Library:
    version: str
    package: str
    package_version: str
    from_source: bool


@pytest.fixture(scope="module")
def printed(provider) -> list[str]:
    done = subprocess.run([provider, "--version"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def libraries(printed) -> dict[str, Library]:
    found = {}
    for line in printed[2:]:
        name, version, origin = re.split(r" {2,}", line.strip())
        source, package, package_version = re.fullmatch(r"(source )?(\S+) (\S+)", origin).groups()
        assert name not in found
        found[name] = Library(version, package, package_version, source is not None)
    return found


def test_first_line_is_name_and_version(printed):
    assert re.fullmatch(r"terraform-provider-cts \d+\.\d+\.\d+\S*", printed[0])


def test_lists_exactly_the_expected_libraries(libraries):
    # Not RE2, which only gRPC's client needs.
    assert {"gRPC", "gRPC++", "Protobuf", "Abseil", "c-ares", "zlib", "OpenSSL", "curl",
            "nlohmann/json", "fmt", "CLI11", "expected", "glibc", "libstdc++", "libgcc"} == set(
        libraries
    )  # fmt: skip


def test_library_version_matches_its_package(libraries):
    # "1:1.2.13.dfsg-1" begins with "1.2.13" without its epoch, "1:1.3.dfsg+really1.3.1-1" with "1.3.1" after "+really".
    # The header of fmt 10.1.1 still says 10.1.0.
    assert [
        (name, library)
        for name, library in libraries.items()
        if not re.sub(r"^(.*\+really|.*:)", "", library.package_version).startswith(library.version.split("+")[0])
        and (name, library.version) != ("fmt", "10.1.0")
    ] == []


def test_listed_package_versions_are_installed(libraries):
    for name, library in libraries.items():
        if not library.from_source:
            installed = subprocess.run(
                ["dpkg-query", "--show", "--showformat", "${Version}\n", library.package],
                capture_output=True, text=True, check=True,
            ).stdout.split()
            assert library.package_version in installed, name


def test_lists_the_package_of_every_linked_archive(libraries):
    listed = {library.package for library in libraries.values()}
    # Of the libraries that this build compiles, only fmt is not ours; its headers give the version.
    made_here = build_folder().resolve()
    archives = [a for each in linked_archives() if made_here not in (a := each.resolve()).parents]
    assert len(archives) > 20
    listing = subprocess.run(
        ["dpkg-query", "--search", *archives], capture_output=True, text=True
    ).stdout
    owners = {}
    for line in listing.splitlines():
        package, path = line.split(": ")
        owners[path] = package.split(":")[0]
    # Built from source: .../curl-<recipe>/lib/libcurl.a
    packages = {owners.get(str(a)) or a.parts[-3].split("-")[0] for a in archives}
    assert packages - listed == set()
