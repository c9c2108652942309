# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""From a machine with Terraform and nothing else to a plan: Debian without compilers, and BusyBox alone."""

import os
import pathlib
import shutil
import tempfile
import time

import pytest

import roots
from conftest import from_environment
from machine import ADDRESS
from packages import NAME
from releases import LINUX
from standin import Standin
from test_cores import printed

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make and enter a root file system")

SYSTEM = "/usr/local/share/terraform/plugins"
GATE = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}

output "summary" {
  value = data.cts_bucket_check.audit.summary
}
"""


@pytest.fixture(scope="session")
def standin(tmp_path_factory):
    standin = Standin(from_environment("CTS_STANDIN"), tmp_path_factory.mktemp("standin") / "stderr.log")
    yield standin
    standin.stop()


def removed_afterwards(name: str, release: pathlib.Path, make):
    """Not in pytest's folders, which it keeps: this one is large."""
    root = pathlib.Path(tempfile.mkdtemp(prefix=f"cts-{name}."))
    root.chmod(0o755)
    try:
        make(root)
        shutil.copytree(release, root / "release")
        yield root
    finally:
        shutil.rmtree(root)


@pytest.fixture(scope="module")
def debian(real_release):
    def make(root: pathlib.Path) -> None:
        roots.make_debian(root)
        roots.add_cores(root, from_environment("CTS_TERRAFORM"), from_environment("CTS_TOFU"))

    yield from removed_afterwards("debian", real_release, make)


@pytest.fixture(scope="module")
def busybox(real_release):
    yield from removed_afterwards("busybox", real_release, roots.make_busybox)


def test_machine_has_nothing_else(debian):
    missing = "cc gcc c++ make cmake python3 perl5 curl wget unzip bsdtar gpg git".split()
    found = roots.enter(debian, "sh", "-c", 'for name; do command -v "$name" || :; done', "sh", *missing)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("options, folder", [([], "/root/.local/share/terraform/plugins"), (["--system"], SYSTEM)])
@pytest.mark.parametrize("core", ["terraform", "tofu"])
def test_from_install_to_plan_in_under_a_minute(debian, standin, version, core, options, folder):
    work = debian / "configuration"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    install = ["sh", "/release/install.sh", "--version", version, *options]
    started = time.monotonic()
    done = roots.enter(debian, *install)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"  {folder}/" in done.stdout
    (work / "main.tf").write_text(printed(done.stdout, "terraform") + GATE)
    plan = f"cd /configuration && {core} init -no-color && {core} plan -no-color"
    done = roots.enter(debian, "sh", "-c", plan, CHECKPOINT_DISABLE="1", **standin.environment())
    took = time.monotonic() - started
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"1 of 1 bucket can receive traces."' in done.stdout
    assert took < 60, f"{took:.1f} s"
    removed = roots.enter(debian, *install, "--uninstall")
    assert removed.returncode == 0 and "Removed " in removed.stdout, removed.stdout + removed.stderr


def test_busybox_alone_installs_and_starts_the_provider(busybox, version):
    done = roots.enter(busybox, "sh", "/release/install.sh", "--version", version, "--system")
    assert done.returncode == 0, done.stdout + done.stderr
    binary = f"{SYSTEM}/{ADDRESS}/{version}/{LINUX}/{NAME}_v{version}"
    said = roots.enter(busybox, binary, "--version")
    assert said.stdout.splitlines()[0] == f"{NAME} {version}"
    assert '"cts_bucket_check"' in roots.enter(busybox, binary, "--schema").stdout
