# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The packages of a release, where cores install them from, and the hashes in their lock files, computed here
independently."""

import base64
import dataclasses
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import zipfile

from core import SOURCE
from pack import pack

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
NAME = "terraform-provider-cts"


def digest(file: pathlib.Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def zip_hash(package: pathlib.Path) -> str:
    """`zh:`, the hash of the zip's bytes."""
    return "zh:" + digest(package)


def folder_hash(files: dict[str, bytes]) -> str:
    """`h1:`, Go's dirhash.Hash1 of the unpacked package."""
    lines = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(files.items())
    )
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


def files_of(package: pathlib.Path) -> dict[str, bytes]:
    if package.is_dir():
        return {path.name: path.read_bytes() for path in package.iterdir()}
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def add_package(release: pathlib.Path, version: str, platform: str, binary: bytes) -> None:
    """Adds one platform's package to a release. A binary that nobody starts may be any text."""
    with tempfile.TemporaryDirectory() as folder:
        extension = ".exe" if platform.startswith("windows_") else ""
        file = pathlib.Path(folder, f"{NAME}_v{version}{extension}")
        file.write_bytes(binary)
        file.chmod(0o755)
        shutil.copy(REPOSITORY / "LICENSE", folder)
        pack(pathlib.Path(folder), release / f"{NAME}_{version}_{platform}.zip")


def write_sums(release: pathlib.Path, version: str) -> pathlib.Path:
    """The checksums of this version's files, and of the scripts, which belong to every version."""
    sums = release / f"{NAME}_{version}_SHA256SUMS"
    files = [*release.glob("install.*"), *release.glob(f"{NAME}_{version}_*")]
    files = sorted(file for file in files if "SHA256SUMS" not in file.name)
    sums.write_text("".join(f"{digest(file)}  {file.name}\n" for file in files))
    return sums


@dataclasses.dataclass(frozen=True)
class Mirror:
    """A filesystem mirror: `package` is this machine's, a folder or a zip."""

    root: pathlib.Path
    package: pathlib.Path

    def cli_config(self, path: pathlib.Path) -> pathlib.Path:
        path.write_text(
            "provider_installation {\n"
            f'  filesystem_mirror {{\n    path = "{self.root}"\n  }}\n'
            "}\n"
        )
        return path


def install(prefix: pathlib.Path) -> Mirror:
    """What `cmake --install` installs under a prefix."""
    build = pathlib.Path(os.environ["CTS_PROVIDER"]).parent
    subprocess.run(
        ["cmake", "--install", build, "--prefix", prefix], check=True, capture_output=True
    )
    root = prefix / "share" / "terraform" / "plugins"
    [package] = (root / SOURCE).glob("*/*")
    return Mirror(root, package)


def packed(unpacked: Mirror, root: pathlib.Path) -> Mirror:
    """The same packages as zips."""
    version, target = unpacked.package.parts[-2:]
    folder = root / SOURCE
    folder.mkdir(parents=True)
    package = folder / f"terraform-provider-cts_{version}_{target}.zip"
    pack(unpacked.package, package)
    return Mirror(root, package)
