# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The output of tools/release, parsed here independently of its code."""

import dataclasses
import hashlib
import os
import pathlib
import re
import subprocess
import zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
# tests/labels/release.sh says how to make and test some of them only.
ALL_PLATFORMS = ["linux_amd64", "linux_arm64", "windows_amd64", "darwin_arm64", "darwin_amd64"]
PLATFORMS = os.environ.get("CTS_PLATFORMS", "").split() or ALL_PLATFORMS
TYPE = "cts"
ADDRESS = pathlib.Path("terraform.local", "cts", TYPE)


def of_system(system: str) -> list[str]:
    """The platforms of a system that the release is for."""
    return [platform for platform in PLATFORMS if platform.startswith(f"{system}_")]


def version() -> str:
    text = (REPOSITORY / "CMakeLists.txt").read_text()
    return re.search(r"project\(terraform-provider-cts VERSION (\S+)", text)[1]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclasses.dataclass(frozen=True)
class Dist:
    root: pathlib.Path

    @property
    def release(self) -> pathlib.Path:
        return self.root / "release"

    def file(self, suffix: str) -> pathlib.Path:
        return self.release / f"terraform-provider-{TYPE}_{version()}_{suffix}"

    def package(self, platform: str) -> pathlib.Path:
        return self.file(f"{platform}.zip")

    def bill(self, platform: str) -> pathlib.Path:
        return self.file(f"{platform}.cdx.json")

    def files(self) -> dict[str, bytes]:
        """All files, by path; links would not be files of their own."""
        paths = [path for path in self.root.rglob("*") if not path.is_dir()]
        assert not [path for path in paths if path.is_symlink()]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in paths}


def contents(package: pathlib.Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def binary_name(platform: str) -> str:
    suffix = ".exe" if platform.startswith("windows_") else ""
    return f"terraform-provider-{TYPE}_v{version()}{suffix}"


def readelf(binary: pathlib.Path, *flags: str) -> str:
    return subprocess.run(
        ["readelf", "--wide", *flags, binary], capture_output=True, text=True, check=True
    ).stdout
