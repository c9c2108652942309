#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Writes the provider for Linux as a container image, without a container engine.

Usage: image.py ADDRESS RELEASE IMAGE

RELEASE is the folder `release` that tools/release writes. IMAGE is a new folder in the OCI image layout: one
image for each architecture of Linux, in an index tagged with the version. An image holds nothing but the package,
in a folder that `terraform init` and `tofu init` search. The same release gives the same bytes: times are
those of SOURCE_DATE_EPOCH, else 1970.
"""

import datetime
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import sys
import tarfile
import zipfile

PLUGINS = pathlib.PurePosixPath("usr/local/share/terraform/plugins")
OCI = "application/vnd.oci.image"


class Layout:
    """A folder in the OCI image layout."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        self.blobs = root / "blobs" / "sha256"
        self.blobs.mkdir(parents=True)
        (root / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')

    def add(self, media_type: str, content: bytes | dict, **more) -> dict:
        """Stores a blob and returns its descriptor."""
        if isinstance(content, dict):
            content = json.dumps(content, separators=(",", ":")).encode()
        digest = hashlib.sha256(content).hexdigest()
        (self.blobs / digest).write_bytes(content)
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content), **more}

    def finish(self, manifest: dict) -> None:
        index = {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": [manifest]}
        (self.root / "index.json").write_text(json.dumps(index, separators=(",", ":")))


def layer(package: pathlib.Path, folder: pathlib.PurePosixPath, epoch: int) -> bytes:
    """A tar archive with the files of a zip in a folder."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for parent in [*reversed(folder.parents[:-1]), folder]:
            entry = tarfile.TarInfo(str(parent))
            entry.type, entry.mode, entry.mtime = tarfile.DIRTYPE, 0o755, epoch
            archive.addfile(entry)
        with zipfile.ZipFile(package) as files:
            for file in sorted(files.infolist(), key=lambda file: file.filename):
                entry = tarfile.TarInfo(str(folder / file.filename))
                entry.size, entry.mode, entry.mtime = file.file_size, file.external_attr >> 16 & 0o777, epoch
                archive.addfile(entry, files.open(file))
    return target.getvalue()


def add_image(layout: Layout, package: pathlib.Path, folder, platform: dict, labels: dict, epoch: int) -> dict:
    tar = layer(package, folder, epoch)
    created = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    config = {
        "created": created,
        **platform,
        "config": {"Labels": labels},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(tar).hexdigest()}"]},
        "history": [{"created": created, "created_by": "tools/image.py"}],
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{OCI}.manifest.v1+json",
        "config": layout.add(f"{OCI}.config.v1+json", config),
        "layers": [layout.add(f"{OCI}.layer.v1.tar+gzip", gzip.compress(tar, 9, mtime=0))],
    }
    return layout.add(f"{OCI}.manifest.v1+json", manifest, platform=platform)


def write_image(address: str, release: pathlib.Path, image: pathlib.Path, epoch: int) -> None:
    packages = sorted(release.glob("*_linux_*.zip"))
    if not packages:
        print("No container image: the release has no package for Linux.")
        return
    layout = Layout(image)
    manifests = []
    for package in packages:
        version, architecture = re.fullmatch(r"terraform-provider-[^_]+_(.+)_linux_(\w+)\.zip", package.name).groups()
        labels = {
            "org.opencontainers.image.title": package.name.split("_")[0],
            "org.opencontainers.image.version": version,
            "org.opencontainers.image.licenses": "MPL-2.0",
        }
        folder = PLUGINS / address / version / f"linux_{architecture}"
        platform = {"architecture": architecture, "os": "linux"}
        manifests.append(add_image(layout, package, folder, platform, labels, epoch))
    index = {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": manifests}
    tag = {"org.opencontainers.image.ref.name": version}
    layout.finish(layout.add(f"{OCI}.index.v1+json", index, annotations=tag))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit("usage: image.py ADDRESS RELEASE IMAGE")
    write_image(
        sys.argv[1],
        pathlib.Path(sys.argv[2]),
        pathlib.Path(sys.argv[3]),
        int(os.environ.get("SOURCE_DATE_EPOCH") or 0),
    )
