# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The network mirror and the registry of a release. The acceptance test test_hosting.py installs from such ones."""

import json

from dist import ADDRESS, digest, version


def test_network_mirror_has_each_zip_of_the_release(dist):
    mirror = dist.root / "network-mirror" / ADDRESS
    assert json.loads((mirror / "index.json").read_text()) == {"versions": {version(): {}}}
    archives = json.loads((mirror / f"{version()}.json").read_text())["archives"]
    zips = {path.name: path.read_bytes() for path in dist.release.glob("*.zip")}
    assert zips == {archive["url"]: (mirror / archive["url"]).read_bytes() for archive in archives.values()}
    for archive in archives.values():
        assert f"zh:{digest(zips[archive['url']])}" in archive["hashes"]


def test_registry_describes_each_zip_of_the_release(dist):
    provider = dist.root / "registry/v1/providers" / ADDRESS.relative_to(ADDRESS.parts[0])
    [listed] = json.loads((provider / "versions").read_text())["versions"]
    assert listed["version"] == version()
    urls = set()
    for platform in listed["platforms"]:
        described = provider / version() / "download" / platform["os"] / platform["arch"]
        document = json.loads(described.read_text())
        assert digest((described.parent / document["download_url"]).read_bytes()) == document["shasum"]
        urls.add(document["filename"])
    assert urls == {path.name for path in dist.release.glob("*.zip")}
