# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The bills of materials: valid by the schema of CycloneDX 1.6, and matching the binary beside them."""

import datetime
import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dist import PLATFORMS, REPOSITORY, binary_name, contents, digest, of_system, version

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


# Debian's packages, by what build.sh calls the same library.
NAMES = {
    "libabsl": "abseil", "libc-ares": "c-ares", "libgrpc": "grpc", "libgrpc++": "grpc", "libprotobuf": "protobuf",
    "libre2": "re2", "zlib1g": "zlib",
}  # fmt: skip
# Those of the system and of the compiler, which differ.
OF_LINUX = {"libc6", "libgcc-12", "libstdc++-12"}


@pytest.fixture
def bill(dist, platform) -> dict:
    return read(dist, platform)


def read(dist, platform: str) -> dict:
    return json.loads(dist.bill(platform).read_text())


def libraries(bill: dict) -> set[str]:
    """Libraries by their names, without the parts that depend on the architecture: -dev, -cross, arm64."""
    names = {c["name"].removesuffix("-arm64-cross").removesuffix("-dev") for c in bill["components"]}
    return {NAMES.get(name, name) for name in names}


def test_bill_is_valid(dist, platform):
    problem = VALIDATOR.validate_str(dist.bill(platform).read_text())
    assert problem is None, str(problem)[:500]


def test_validator_refuses_an_invalid_bill(bill):
    del bill["components"][0]["name"]
    assert VALIDATOR.validate_str(json.dumps(bill)) is not None


def test_bill_describes_the_binary_in_the_zip(dist, bill, platform, epoch):
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"]) == ("terraform-provider-cts", version())
    system, architecture = platform.split("_")
    assert root["purl"].endswith(f"@{version()}?arch={architecture}&os={system}")
    binary = contents(dist.package(platform))[binary_name(platform)]
    assert root["hashes"] == [{"alg": "SHA-256", "content": digest(binary)}]
    when = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    assert bill["metadata"]["timestamp"] == when.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_every_library_has_version_licence_and_purl(bill, platform):
    for part in bill["components"]:
        assert part["version"] and part["licenses"][0]["expression"], part["name"]
        assert part["purl"].startswith(("pkg:deb/debian/", "pkg:generic/", "pkg:pypi/ziglang@")), part["purl"]
        # Header-only libraries, the cross compiler's libraries and sources are the same for every architecture.
        # Those for Windows and macOS are taken from the machine that builds, whose libfmt-dev is for amd64.
        arch = part["purl"].partition("arch=")[2].partition("&")[0]
        own = platform.partition("_")[2] if platform.startswith("linux_") else "amd64"
        assert arch in ("", "all", "source", own), part["purl"]
    refs = {part["bom-ref"] for part in bill["components"]}
    [depends] = [d["dependsOn"] for d in bill["dependencies"] if d.get("dependsOn")]
    assert set(depends) == refs and len(refs) == len(bill["components"])


def test_every_library_is_in_the_notice_file(dist, bill, platform):
    notice = contents(dist.package(platform))["NOTICE"].decode()
    for part in bill["components"]:
        assert f"{part['name']} {part['version']}" in notice


def test_every_platform_contains_the_same_libraries(dist):
    found = {platform: libraries(read(dist, platform)) for platform in PLATFORMS}
    shared = {p: {n for n in names if n not in OF_LINUX and not n.startswith("zig-")} for p, names in found.items()}
    for platform, names in shared.items():
        assert names == shared[PLATFORMS[0]], platform
        assert {"grpc", "protobuf", "curl", "openssl", "zlib", "libfmt"} <= names, platform
        assert found[platform] - names, "nothing of the compiler"


@pytest.mark.parametrize("platform", of_system("windows") + of_system("darwin"), scope="session")
def test_library_built_from_source_names_its_source_and_our_edits(bill, platform):
    parts = {part["name"]: part for part in bill["components"]}
    for name in ("grpc", "protobuf", "abseil", "c-ares", "curl", "openssl", "zlib"):
        references = parts[name]["externalReferences"]
        files = [r["url"] for r in references if r["type"] == "source-distribution"]
        assert any(file.endswith(".dsc") for file in files) and any(".orig.tar." in file for file in files), name
        assert all(len(r["hashes"][0]["content"]) == 64 for r in references)
        edit = REPOSITORY / f"cmake/cross/edits/{name}.py"
        edits = {r["url"]: r["hashes"][0]["content"] for r in references if r["type"] == "other"}
        assert edits == ({f"cmake/cross/edits/{name}.py": digest(edit.read_bytes())} if edit.exists() else {})


@pytest.mark.parametrize("platform", of_system("windows") + of_system("darwin"), scope="session")
def test_compilers_own_libraries_are_named_with_their_licences(dist, bill, platform):
    wanted = {"zig-compiler-rt", "zig-libc++", "zig-libc++abi"}
    if platform.startswith("windows_"):
        wanted |= {"zig-libc", "zig-libunwind", "zig-mingw-w64"}
    pinned = re.search(r"ziglang==(\S+)", (REPOSITORY / "tests/requirements/zig.txt").read_text())[1]
    found = {part["name"]: part["version"] for part in bill["components"] if part["name"].startswith("zig-")}
    assert found == dict.fromkeys(wanted, pinned)
    notice = contents(dist.package(platform))["NOTICE"].decode()
    for text in ("The MIT License (Expat)", "LLVM Exceptions to the Apache 2.0 License"):
        assert text in notice
    assert ("Zope Public License" in notice) == platform.startswith("windows_")
