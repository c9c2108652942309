# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What the guide "In a pipeline" promises: its pipeline files, run with an ID token for credentials, the exit
codes, and the other ways to get the provider to a core.
"""

import json
import os
import shutil

import pytest

import forge as forges
import standin as cloud
from core import REQUIRED_PROVIDERS, SOURCE
from snippets import REPOSITORY, blocks_of
from test_plan import guarded

FILES = {"github-actions.yml": forges.run_github, "gitlab-ci.yml": forges.run_gitlab}
GUIDE = blocks_of(REPOSITORY / "docs/guides/pipelines.md")
[CONFIGURATION] = [block.text for block in GUIDE if block.language == "terraform" and block.kind == "configuration"]
CHECK = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "NAME" }]
}
"""
ASSERT = """
  assert {
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
  }
"""


@pytest.fixture
def forge():
    forge = forges.Forge()
    yield forge
    forge.stop()


@pytest.fixture(params=FILES)
def pipeline(request, offline, standin, vendors, forge, tmp_path, cli_config):
    """Runs a pipeline file in the folder that the guide describes, and returns the run.

    The provider block with the stand-in's addresses is what a reader does not need.
    """
    bin_folder = tmp_path / "bin"
    addresses = ", ".join(f'{service} = "{standin.url}"' for service in ("cts", "iam", "sts"))
    offline.write(CONFIGURATION)
    offline.write(f'provider "cts" {{\n  endpoints = {{ {addresses}, metadata = "" }}\n}}\n', "standin.tf")
    offline.init().succeeded()
    shutil.rmtree(offline.folder / ".terraform")  # what is not in git

    def run(bucket: str = "audit-traces") -> forges.Run:
        offline.write(CONFIGURATION.replace("audit-traces", bucket))
        forges.command(bin_folder, "terraform", f'exec {offline.core.command} "$@"\n')  # a link's name means a version
        path = f"{bin_folder}:{offline.environment['PATH']}"
        environment = offline.environment | {"PATH": path, "CLI_CONFIG": str(cli_config)}
        run = forges.Run(offline.folder, environment)
        FILES[request.param](REPOSITORY / "examples/pipelines" / request.param, run, forge, bin_folder)
        return run

    run.name = request.param
    run.workspace = offline
    return run


def test_pipeline_comments_with_the_changes(pipeline, forge, standin):
    run = pipeline()
    assert run.code == 0, run.log
    [comment] = forge.comments
    assert comment.startswith("The plan has changes.") and "huaweicloud_cts_tracker.system will be created" in comment
    assert pipeline.workspace.run("show", "plan.bin").code == 0
    if pipeline.name == "gitlab-ci.yml":
        report = json.loads((run.folder / "report.json").read_text())
        assert report == {"create": 1, "update": 0, "delete": 0}
    assert any((run.folder / ".plugin-cache").iterdir()), "the cache is not used"


def test_pipeline_fails_for_an_unusable_bucket_and_says_why(pipeline, forge):
    run = pipeline("missing-traces")
    assert run.code == 1, run.log
    [comment] = forge.comments
    assert comment.startswith("The plan failed.") and "missing-traces" in comment and "OBS.NoSuchBucket" in comment


def test_pipeline_without_changes_says_so(pipeline, forge):
    pipeline()
    environment = pipeline.workspace.environment
    pipeline.workspace.environment = environment | forges.OWN | {"HW_ASSUME_ROLE_ID_TOKEN": cloud.ID_TOKEN}
    pipeline.workspace.apply().succeeded()
    pipeline.workspace.environment = environment
    assert pipeline().code == 0
    assert forge.comments[-1].startswith("The plan has no changes.")


def test_pipeline_refuses_a_package_that_is_not_in_the_lock_file(pipeline, forge):
    lock = pipeline.workspace.folder / ".terraform.lock.hcl"
    lock.write_text("".join(line for line in lock.read_text().splitlines(True) if "h1:" not in line))
    run = pipeline()
    assert run.code == 1 and "lock" in run.log, run.log
    assert forge.comments == []


def test_id_token_in_a_file_is_enough(offline, standin, tmp_path):
    """As Spacelift has it."""
    addresses = ", ".join(f'{service} = "{standin.url}"' for service in ("cts", "iam", "sts"))
    (tmp_path / "spacelift.oidc").write_text(cloud.ID_TOKEN)
    offline.environment |= forges.OWN | {"HW_ASSUME_ROLE_ID_TOKEN_FILE": str(tmp_path / "spacelift.oidc")}
    offline.write(f'provider "cts" {{\n  endpoints = {{ {addresses} }}\n}}\n' + guarded("audit-traces"))
    offline.plan().succeeded()


def detailed(workspace, text: str, *arguments: str) -> int:
    workspace.write(text)
    return workspace.plan("-detailed-exitcode", *arguments).code


# Configurations that change nothing themselves.
UNCHANGED = REQUIRED_PROVIDERS + CHECK
TRACKER = """
resource "terraform_data" "tracker" {
  lifecycle {
    precondition {
      condition     = data.cts_bucket_check.audit.all_successful
      error_message = data.cts_bucket_check.audit.summary
    }
  }
}
"""
POSTPONED = UNCHANGED.replace('"NAME"', "terraform_data.name.output") + TRACKER + """
resource "terraform_data" "name" {
  input = "NAME"
}
"""


@pytest.mark.parametrize(
    "text, usable, unusable",
    [
        (UNCHANGED, 0, 0),
        (UNCHANGED + f'check "bucket" {{{ASSERT}}}\n', 0, 0),
        (REQUIRED_PROVIDERS + f'check "bucket" {{{CHECK}{ASSERT}}}\n', 2, 2),
        (UNCHANGED.replace("  buckets", "  require_success = true\n  buckets"), 0, 1),
        (UNCHANGED + 'output "summary" {\n  value = data.cts_bucket_check.audit.summary\n}\n', 2, 2),
        (UNCHANGED + TRACKER, 2, 1),
        (POSTPONED, 2, 2),
    ],
    ids=["data source", "check block", "data source in a check block", "require_success", "output", "precondition", "postponed"],
)
def test_exit_codes(workspace, text, usable, unusable):
    assert detailed(workspace, text.replace("NAME", "audit-traces")) == usable
    assert detailed(workspace, text.replace("NAME", "missing-traces")) == unusable
    if text is POSTPONED:
        workspace.run("apply", "-json", "plan.bin").failed("OBS.NoSuchBucket")


def test_exit_code_after_the_apply_is_0(workspace):
    for text in (UNCHANGED + TRACKER, POSTPONED):
        text = text.replace("NAME", "audit-traces")
        workspace.write(text)
        workspace.apply().succeeded()
        assert detailed(workspace, text) == 0


def test_exit_code_of_a_check_that_cannot_be_run_is_1(workspace):
    workspace.environment |= {"HW_SECRET_KEY": "RevokedSecretKey/u6Yb2Nh8Jm4Kf1Sd7"}
    assert detailed(workspace, UNCHANGED.replace("NAME", "audit-traces")) == 1


def test_provider_in_the_configuration_is_found(offline, mirror, tmp_path):
    """HCP Terraform uploads terraform.d with the configuration."""
    (tmp_path / "empty.tfrc").write_text("disable_checkpoint = true\n")
    offline.environment["TF_CLI_CONFIG_FILE"] = str(tmp_path / "empty.tfrc")
    shutil.rmtree(offline.folder / ".terraform")
    (offline.folder / ".terraform.lock.hcl").unlink()
    shutil.copytree(mirror / SOURCE, offline.folder / "terraform.d/plugins" / SOURCE)
    offline.write(REQUIRED_PROVIDERS)
    offline.init().succeeded()
    [binary] = (offline.folder / ".terraform/providers" / SOURCE).glob("*/*/terraform-provider-cts_v*")
    assert os.access(binary, os.X_OK)


def test_provider_works_under_another_source_address(workspace, mirror, tmp_path):
    """As in a private registry."""
    shutil.copytree(mirror / SOURCE, tmp_path / "other/app.terraform.io/example/cts")
    (tmp_path / "other.tfrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{tmp_path}/other"\n  }}\n}}\n')  # fmt: skip
    workspace.environment["TF_CLI_CONFIG_FILE"] = str(tmp_path / "other.tfrc")
    workspace.write(guarded("missing-traces").replace(SOURCE, "app.terraform.io/example/cts"))
    workspace.init().succeeded()
    workspace.plan().failed("OBS.NoSuchBucket")
