# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The bills of materials: valid by the schema of CycloneDX 1.6, and matching the binary beside them."""

import datetime
import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from dist import ARCHITECTURES, binary_name, contents, digest, version

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)


@pytest.fixture
def bill(dist, architecture) -> dict:
    return json.loads(dist.bill(architecture).read_text())


def sources(bill: dict) -> set[str]:
    """Libraries by their names, without the parts that depend on the architecture: -dev, -cross, arm64."""
    return {
        c["name"].removesuffix("-arm64-cross").removesuffix("-dev") for c in bill["components"]
    }


def test_bill_is_valid(dist, architecture):
    problem = VALIDATOR.validate_str(dist.bill(architecture).read_text())
    assert problem is None, str(problem)[:500]


def test_validator_refuses_an_invalid_bill(bill):
    del bill["components"][0]["name"]
    assert VALIDATOR.validate_str(json.dumps(bill)) is not None


def test_bill_describes_the_binary_in_the_zip(dist, bill, architecture, epoch):
    root = bill["metadata"]["component"]
    assert (root["name"], root["version"]) == ("terraform-provider-cts", version())
    assert root["purl"].endswith(f"@{version()}?arch={architecture}&os=linux")
    binary = contents(dist.package(architecture))[binary_name()]
    assert root["hashes"] == [{"alg": "SHA-256", "content": digest(binary)}]
    when = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc)
    assert bill["metadata"]["timestamp"] == when.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_every_library_has_version_licence_and_purl(bill, architecture):
    for part in bill["components"]:
        assert part["version"] and part["licenses"][0]["expression"], part["name"]
        assert part["purl"].startswith(("pkg:deb/debian/", "pkg:generic/")), part["purl"]
        # Header-only libraries, the cross compiler's libraries and sources are the same for every architecture.
        arch = part["purl"].partition("arch=")[2].partition("&")[0]
        assert arch in ("", "all", "source", architecture), part["purl"]
    refs = {part["bom-ref"] for part in bill["components"]}
    [depends] = [d["dependsOn"] for d in bill["dependencies"] if d.get("dependsOn")]
    assert set(depends) == refs and len(refs) == len(bill["components"])


def test_every_library_is_in_the_notice_file(dist, bill, architecture):
    notice = contents(dist.package(architecture))["NOTICE"].decode()
    for part in bill["components"]:
        assert f"{part['name']} {part['version']}" in notice


def test_both_architectures_contain_the_same_libraries(dist):
    [one, other] = [sources(json.loads(dist.bill(a).read_text())) for a in ARCHITECTURES]
    assert one == other
    assert {"libgrpc", "libprotobuf", "libc6", "curl", "openssl", "zlib1g"} <= one
