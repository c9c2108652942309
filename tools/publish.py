#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Writes a release as static files that any HTTPS server or object store can host.

Usage: publish.py ADDRESS RELEASE OUTPUT [--add-to FOLDER] [--replace]

  ADDRESS           the provider's source address, HOST/NAMESPACE/TYPE
  RELEASE           the folder `release` that tools/release writes
  OUTPUT            gets the folders below; those of an earlier run are replaced
  --add-to FOLDER   keeps the versions in FOLDER, an earlier OUTPUT. Its zips need not be there
  --replace         allows RELEASE to replace a version in FOLDER that has other bytes

OUTPUT/network-mirror serves the provider network mirror protocol. OUTPUT/registry serves the provider registry
protocol, which requires a signature: it needs RELEASE's SHA256SUMS.sig, and the public key in GnuPG's keyring.
"""

import argparse
import base64
import dataclasses
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import zipfile

SEMVER = r"\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def package_hash(package: pathlib.Path) -> str:
    """`h1:`: Hash1 of Go's golang.org/x/mod/sumdb/dirhash over the files in a zip."""
    with zipfile.ZipFile(package) as archive:
        files = sorted((name, sha256(archive.read(name))) for name in archive.namelist())
    summary = "".join(f"{digest}  {name}\n" for name, digest in files)
    return "h1:" + base64.b64encode(hashlib.sha256(summary.encode()).digest()).decode()


def precedence(version: str) -> tuple:
    """A sort key in the order of SemVer: 1.0.0-beta.2, 1.0.0-beta.11, 1.0.0."""
    core, _, pre = version.partition("+")[0].partition("-")
    parts = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in pre.split(".") if p]
    return (*map(int, core.split(".")), not pre, parts)


def write_json(path: pathlib.Path, document: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n")


@dataclasses.dataclass(frozen=True)
class Release:
    """The files of one version, checked against their SHA256SUMS."""

    version: str
    sums: pathlib.Path
    packages: dict[str, pathlib.Path]  # by OS_ARCH
    protocols: list[str]

    @property
    def files(self) -> list[pathlib.Path]:
        return sorted(self.sums.parent.iterdir())

    @property
    def signature(self) -> pathlib.Path:
        return self.sums.with_name(f"{self.sums.name}.sig")

    def hashes(self, platform: str) -> list[str]:
        package = self.packages[platform]
        return [package_hash(package), f"zh:{sha256(package.read_bytes())}"]

    @staticmethod
    def read(folder: pathlib.Path, kind: str) -> "Release":
        found = list(folder.glob("*_SHA256SUMS"))
        if len(found) != 1:
            raise SystemExit(f"{folder} has {len(found)} SHA256SUMS; a release has one")
        [sums] = found
        named = re.fullmatch(rf"(terraform-provider-{kind}_({SEMVER}))_SHA256SUMS", sums.name)
        if not named:
            raise SystemExit(f"{sums.name} is not the SHA256SUMS of a version of the provider {kind}")
        base, version = named.groups()
        packages = {}
        for line in sums.read_text().splitlines():
            digest, name = line.split("  ")
            if sha256((folder / name).read_bytes()) != digest:
                raise SystemExit(f"{folder / name} does not have the checksum in {sums.name}")
            if package := re.fullmatch(rf"{re.escape(base)}_([a-z0-9]+_[a-z0-9]+)\.zip", name):
                packages[package[1]] = folder / name
        manifest = json.loads((folder / f"{base}_manifest.json").read_text())
        protocols = manifest["metadata"]["protocol_versions"]
        return Release(version, sums, dict(sorted(packages.items())), protocols)


def signing_key(release: Release) -> dict:
    """The public key of whoever signed the release, as the registry protocol wants it."""
    verified = subprocess.run(
        ["gpg", "--batch", "--status-fd=1", "--verify", release.signature, release.sums],
        capture_output=True, text=True,
    )  # fmt: skip
    valid = re.search(r"^\[GNUPG:\] VALIDSIG (.*)$", verified.stdout, re.M)
    if verified.returncode != 0 or not valid:
        raise SystemExit(f"GnuPG cannot verify {release.signature}:\n{verified.stderr}")
    fingerprint = valid[1].split()[-1]  # of the primary key, also if a subkey signed
    armor = subprocess.run(
        ["gpg", "--batch", "--armor", "--export-options=export-minimal", "--export", fingerprint],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return {"key_id": fingerprint[-16:], "ascii_armor": armor}


def write_mirror(mirror: pathlib.Path, release: Release, replace: bool) -> None:
    """`mirror` is the folder of the provider's address."""
    described = mirror / f"{release.version}.json"
    document = {
        "archives": {
            platform: {"url": package.name, "hashes": release.hashes(platform)}
            for platform, package in release.packages.items()
        }
    }
    if described.exists():
        earlier = json.loads(described.read_text())
        refuse_other_bytes(earlier == document, replace, release)
        for archive in earlier["archives"].values():
            (mirror / archive["url"]).unlink(missing_ok=True)
    write_json(described, document)
    for package in release.packages.values():
        shutil.copy(package, mirror)
    versions = [path.stem for path in mirror.glob("*.json") if re.fullmatch(SEMVER, path.stem)]
    write_json(mirror / "index.json", {"versions": {v: {} for v in sorted(versions, key=precedence)}})


def write_registry(provider: pathlib.Path, release: Release, replace: bool) -> None:
    """`provider` is the folder of namespace and type. URLs are relative to the document that contains them."""
    folder = provider / release.version
    sums = folder / release.sums.name
    if folder.exists():
        same = sums.exists() and sums.read_bytes() == release.sums.read_bytes()
        refuse_other_bytes(same, replace, release)
        shutil.rmtree(folder)
    key = signing_key(release)
    for platform, package in release.packages.items():
        system, architecture = platform.split("_")
        document = {
            "protocols": release.protocols,
            "os": system,
            "arch": architecture,
            "filename": package.name,
            "download_url": f"../../{package.name}",
            "shasum": sha256(package.read_bytes()),
            "shasums_url": f"../../{release.sums.name}",
            "shasums_signature_url": f"../../{release.signature.name}",
            "signing_keys": {"gpg_public_keys": [key]},
        }
        write_json(folder / "download" / system / architecture, document)
    for file in release.files:
        shutil.copy(file, folder)
    write_json(provider / "versions", {"versions": list_versions(provider)})


def list_versions(provider: pathlib.Path) -> list[dict]:
    """The `versions` of a registry, from the documents in its folders."""
    found = []
    versions = [path.name for path in provider.iterdir() if (path / "download").is_dir()]
    for version in sorted(versions, key=precedence):
        documents = sorted((provider / version / "download").glob("*/*"))
        packages = [json.loads(path.read_text()) for path in documents]
        platforms = [{"os": p["os"], "arch": p["arch"]} for p in packages]
        found.append({"version": version, "protocols": packages[0]["protocols"], "platforms": platforms})
    return found


def refuse_other_bytes(same: bool, replace: bool, release: Release) -> None:
    if not same and not replace:
        raise SystemExit(
            f"Version {release.version} is already hosted, with other bytes. Lock files that name it would no longer "
            "match. Release a new version, or replace this one with --replace."
        )


def publish(arguments: argparse.Namespace, work: pathlib.Path) -> None:
    host, namespace, kind = arguments.address.split("/")
    release = Release.read(arguments.release, kind)
    for layout in ("network-mirror", "registry"):
        if arguments.add_to and (arguments.add_to / layout).is_dir():
            shutil.copytree(arguments.add_to / layout, work / layout)
    mirror = work / "network-mirror" / host / namespace / kind
    mirror.mkdir(parents=True, exist_ok=True)
    write_mirror(mirror, release, arguments.replace)
    if not release.signature.exists():
        print(f"No registry for {release.version}: the release is not signed, and the protocol requires a signature.")
        return
    write_registry(work / "registry/v1/providers" / namespace / kind, release, arguments.replace)
    write_json(work / "registry/.well-known/terraform.json", {"providers.v1": "/v1/providers/"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("release", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--add-to", type=pathlib.Path)
    parser.add_argument("--replace", action="store_true")
    arguments = parser.parse_args()
    if not re.fullmatch(r"[^/]+/[^/]+/[^/]+", arguments.address):
        parser.error("ADDRESS is HOST/NAMESPACE/TYPE")
    if arguments.add_to and not (arguments.add_to / "network-mirror").is_dir():
        parser.error(f"{arguments.add_to} has no network-mirror")
    arguments.output.mkdir(parents=True, exist_ok=True)
    # FOLDER may be OUTPUT, and a run that fails leaves it as it was.
    with tempfile.TemporaryDirectory(dir=arguments.output) as work:
        publish(arguments, pathlib.Path(work))
        for layout in ("network-mirror", "registry"):
            shutil.rmtree(arguments.output / layout, ignore_errors=True)
            if (pathlib.Path(work) / layout).exists():
                (pathlib.Path(work) / layout).rename(arguments.output / layout)


if __name__ == "__main__":
    main()
