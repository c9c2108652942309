# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""A machine with few programs, on which install.sh runs, and what it has installed there."""

import dataclasses
import os
import pathlib
import shutil
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = REPOSITORY / "tools/install.sh"
ADDRESS = "terraform.local/cts/cts"
SHELLS = {"dash": ["/usr/bin/dash"], "busybox": ["/bin/busybox", "sh"]}

# All that the script needs besides one of sha256sum, shasum and openssl: it is on every machine.
BASE = "cat chmod cp cut dirname grep mkdir mktemp mv rm rmdir sed sort tail tr uname".split()
USUAL = ["sha256sum", "unzip", "curl", "gpg", "gpgconf"]


def commands(folder: pathlib.Path, *names: str) -> pathlib.Path:
    """A folder for PATH with the basic commands and these."""
    folder.mkdir()
    for name in (*BASE, *names):
        # The command python3 may be a script that starts another one.
        found = os.path.realpath(sys.executable) if name == "python3" else shutil.which(name)
        assert found, f"this test needs {name}: run tools/setup install"
        (folder / name).symlink_to(found)
    return folder


def pretend(folder: pathlib.Path, system: str, machine: str) -> None:
    """Replaces uname."""
    (folder / "uname").unlink()
    (folder / "uname").write_text(f"#!/bin/sh\nif [ \"$1\" = -s ]; then echo {system}; else echo {machine}; fi\n")
    (folder / "uname").chmod(0o755)


@dataclasses.dataclass
class Machine:
    shell: list[str]
    root: pathlib.Path
    environment: dict[str, str]

    @staticmethod
    def with_commands(shell: str, root: pathlib.Path, *names: str) -> "Machine":
        for folder in ("home", "tmp"):
            (root / folder).mkdir()
        environment = {
            "PATH": str(commands(root / "bin", *names)),
            "HOME": str(root / "home"),
            "TMPDIR": str(root / "tmp"),
        }
        return Machine(SHELLS[shell], root, environment)

    @property
    def home(self) -> pathlib.Path:
        return self.root / "home"

    @property
    def plugins(self) -> pathlib.Path:
        """Where the script installs unless told otherwise."""
        return self.home / ".local/share/terraform/plugins"

    def install(self, *arguments, script: pathlib.Path = SCRIPT) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [*self.shell, script, *arguments], cwd=self.root, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        # However it ends, it leaves nothing of its own behind.
        assert list((self.root / "tmp").iterdir()) == []
        assert list(self.root.rglob(".install.*")) == []
        return done

    def succeeds(self, *arguments, **more) -> str:
        done = self.install(*arguments, **more)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
        return done.stdout

    def fails(self, *arguments, **more) -> str:
        """The message of a run that fails and installs nothing."""
        before = self.installed()
        done = self.install(*arguments, **more)
        assert done.returncode == 1, done.stdout + done.stderr
        assert self.installed() == before
        assert done.stderr.splitlines()[-1].startswith("Error: ")
        return done.stderr

    def installed(self, folder: pathlib.Path | None = None) -> dict[str, bytes]:
        """The files in a folder of plugins, by path."""
        folder = folder or self.plugins
        return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
