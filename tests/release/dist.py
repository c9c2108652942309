# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The output of tools/release, parsed here independently of its code."""

import dataclasses
import hashlib
import pathlib
import re
import subprocess
import zipfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ARCHITECTURES = ["amd64", "arm64"]
TYPE = "cts"
ADDRESS = pathlib.Path("terraform.local", "cts", TYPE)

# What runs a binary of the architecture on amd64, and ELF's name for its machine.
EMULATOR = {"amd64": [], "arm64": ["qemu-aarch64-static"]}
MACHINE = {"amd64": "Advanced Micro Devices X86-64", "arm64": "AArch64"}


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

    def package(self, architecture: str) -> pathlib.Path:
        return self.file(f"linux_{architecture}.zip")

    def bill(self, architecture: str) -> pathlib.Path:
        return self.file(f"linux_{architecture}.cdx.json")

    def files(self) -> dict[str, bytes]:
        """All files, by path; links would not be files of their own."""
        paths = [path for path in self.root.rglob("*") if not path.is_dir()]
        assert not [path for path in paths if path.is_symlink()]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in paths}


def contents(package: pathlib.Path) -> dict[str, bytes]:
    with zipfile.ZipFile(package) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def binary_name() -> str:
    return f"terraform-provider-{TYPE}_v{version()}"


def readelf(binary: pathlib.Path, *flags: str) -> str:
    return subprocess.run(
        ["readelf", "--wide", *flags, binary], capture_output=True, text=True, check=True
    ).stdout
