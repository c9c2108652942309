# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""OpenTofu for Windows with the provider for Windows, both under wine, against the stand-in for the cloud.

CTS_WINDOWS_PROVIDER and CTS_WINDOWS_TOFU name the programs, CTS_STANDIN the stand-in. Run by tests/windows/wine.
"""

import json
import os
import pathlib
import shutil
import subprocess
import time

import pytest

import packages
import sources
from core import REQUIRED_PROVIDERS, SOURCE, Core, Workspace
from standin import Standin

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROVIDER = pathlib.Path(os.environ["CTS_WINDOWS_PROVIDER"])
TOFU = pathlib.Path(os.environ["CTS_WINDOWS_TOFU"])
PLATFORM = "windows_amd64"
GUARD = """
variable "bucket" {
  default = "audit-traces"
}
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = var.bucket }]
}
resource "terraform_data" "tracker" {
  input = var.bucket
  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
}
output "summary" {
  value = data.cts_bucket_check.audit.summary
}
"""
TESTS = """
run "audit_bucket_can_receive_traces" {
  command = plan
  assert {
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
  }
}
run "missing_bucket_stops_the_plan" {
  command = plan
  variables {
    bucket = "missing-audit-traces"
  }
  expect_failures = [terraform_data.tracker]
}
"""


def on_windows(path: pathlib.Path) -> str:
    return "Z:" + str(path)


@pytest.fixture(scope="session")
def wine(tmp_path_factory):
    """Starts Windows programs with these arguments and this environment."""
    script = tmp_path_factory.mktemp("bin") / "tofu"
    script.write_text(
        f'#!/usr/bin/env bash\nexport CTS_WINE={os.environ["CTS_WINE"]}\n'
        f'exec {ROOT}/tests/windows/wine {TOFU} "$@"\n'
    )
    script.chmod(0o755)
    return script


@pytest.fixture(scope="session")
def version() -> str:
    said = subprocess.run(
        [ROOT / "tests/windows/wine", PROVIDER, "--version"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return said.splitlines()[0].split()[-1].lstrip("v")


@pytest.fixture(scope="session", params=["unpacked", "packed"])
def mirror(request, version, tmp_path_factory) -> packages.Mirror:
    """A filesystem mirror as a release lays it out."""
    root = tmp_path_factory.mktemp("mirror")
    package = root / SOURCE / version / PLATFORM
    package.mkdir(parents=True)
    shutil.copy(PROVIDER, package / f"terraform-provider-cts_v{version}.exe")
    unpacked = packages.Mirror(root, package)
    if request.param == "unpacked":
        return unpacked
    return packages.packed(unpacked, tmp_path_factory.mktemp("packed"))


@pytest.fixture(scope="session")
def standin_process(tmp_path_factory):
    standin = Standin(os.environ["CTS_STANDIN"], tmp_path_factory.mktemp("standin") / "stderr.log")
    yield standin
    standin.stop()


@pytest.fixture
def standin(standin_process) -> Standin:
    standin_process.reset()
    return standin_process


@pytest.fixture
def workspace(wine, mirror, standin, tmp_path) -> Workspace:
    config = tmp_path / "cli.tfrc"
    config.write_text(
        "disable_checkpoint = true\nprovider_installation {\n"
        f'  filesystem_mirror {{\n    path = "{on_windows(mirror.root)}"\n  }}\n}}\n'
    )
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "TF_CLI_CONFIG_FILE": on_windows(config),
        "TF_IN_AUTOMATION": "1",
    }
    folder = tmp_path / "w"
    folder.mkdir()
    core = Core.of("opentofu", str(wine), environment)
    workspace = Workspace(core, folder, environment | standin.environment())
    workspace.write(REQUIRED_PROVIDERS + GUARD)
    yield workspace
    assert_nothing_runs(folder)


def runs_in(process: pathlib.Path, folder: pathlib.Path) -> bool:
    try:
        return os.readlink(process / "cwd") == str(folder)
    except OSError:
        return False  # it has ended


def assert_nothing_runs(folder: pathlib.Path) -> None:
    """No process that was started in this folder is left, which a provider is."""
    deadline = time.monotonic() + 10
    processes = pathlib.Path("/proc")
    while left := [each.name for each in processes.glob("[0-9]*") if runs_in(each, folder)]:
        assert time.monotonic() < deadline, left
        time.sleep(0.05)


def test_init_installs_from_the_mirror_and_locks_it(workspace, mirror, version):
    workspace.init().succeeded()
    [installed] = (workspace.folder / ".terraform/providers" / SOURCE).rglob("*.exe")
    assert installed.read_bytes() == PROVIDER.read_bytes()
    assert installed.parent.name == PLATFORM
    lock = (workspace.folder / ".terraform.lock.hcl").read_text()
    wanted = packages.folder_hash({f"terraform-provider-cts_v{version}.exe": PROVIDER.read_bytes()})
    assert wanted in lock
    if mirror.package.is_file():
        assert packages.zip_hash(mirror.package) in lock


def test_plan_apply_and_destroy(workspace, standin):
    workspace.init().succeeded()
    workspace.plan().succeeded()
    applied = workspace.apply().succeeded()
    assert "can receive traces." in applied.outputs["summary"]
    assert len(standin.calls()) == 2
    destroyed = workspace.destroy().succeeded()
    assert any("1 destroyed" in event.get("@message", "") for event in destroyed.events)


def test_missing_bucket_stops_the_plan(workspace):
    workspace.init().succeeded()
    workspace.plan("-var=bucket=missing-audit-traces").failed(
        "missing-audit-traces", "OBS.NoSuchBucket"
    )


def test_test_runs_a_file_of_tests(workspace):
    workspace.write(TESTS, "audit.tftest.hcl")
    workspace.init().succeeded()
    tested = workspace.run("test", "-no-color").succeeded()
    assert "2 passed, 0 failed" in tested.stdout


def test_log_has_lines_of_the_provider(workspace, tmp_path):
    workspace.environment |= {"TF_LOG": "trace", "TF_LOG_PATH": on_windows(tmp_path / "log")}
    workspace.init().succeeded()
    workspace.plan().succeeded()
    log = (tmp_path / "log").read_text(errors="replace")
    assert "network=tcp" in log and "address=127.0.0.1:" in log
    assert "Sending HTTP request" in log
    assert sources.find_secrets(log) == set()


def test_koocli_profile_is_read_from_the_user_profile(workspace):
    """KooCLI for Windows keeps its file in the folder that USERPROFILE names."""
    for name in ("HW_ACCESS_KEY", "HW_SECRET_KEY"):
        del workspace.environment[name]
    [user] = [
        folder
        for folder in (pathlib.Path(os.environ["CTS_WINE"]) / "prefix/drive_c/users").iterdir()
        if folder.name != "Public"
    ]
    file = user / ".hcloud/config.json"
    [text] = sources.koocli(sources.profile(sources.PERMANENT)).files.values()
    file.parent.mkdir()
    try:
        file.write_text(text)
        workspace.write(f'{REQUIRED_PROVIDERS}\nprovider "cts" {{\n  profile = "default"\n}}\n{GUARD}')
        workspace.init().succeeded()
        workspace.plan().succeeded()
    finally:
        shutil.rmtree(file.parent)


def test_schema_is_the_one_that_the_program_prints(workspace):
    workspace.init().succeeded()
    shown = json.loads(workspace.run("providers", "schema", "-json").succeeded().stdout)
    printed = json.loads(
        subprocess.run(
            [ROOT / "tests/windows/wine", PROVIDER, "--schema"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    )
    ours = printed["provider_schemas"][SOURCE]
    theirs = shown["provider_schemas"][SOURCE]
    assert set(theirs["data_source_schemas"]) == set(ours["data_source_schemas"])
    assert set(theirs["functions"]) == set(ours["functions"])
