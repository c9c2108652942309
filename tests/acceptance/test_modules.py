# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What the example modules promise beyond their own tests, which test_examples.py runs."""

import json
import pathlib
import re
import shutil

import pytest

from core import REQUIRED_PROVIDERS
from standin import DOMAIN_ID

MODULES = pathlib.Path(__file__).resolve().parents[2] / "examples" / "modules"


@pytest.fixture
def modules(workspace):
    shutil.copytree(MODULES, workspace.folder / "modules")
    return workspace


def write(workspace, configuration: str) -> None:
    workspace.write(REQUIRED_PROVIDERS + configuration)
    workspace.init().succeeded()


GATED = """
variable "names" {
  type    = list(string)
  default = ["audit-traces"]
}
module "gate" {
  source       = "./modules/apply-gate"
  bucket_names = var.names
}
resource "terraform_data" "tracker" {
  input = module.gate.bucket_names
}
"""


def has_tracker(workspace) -> bool:
    path = workspace.folder / "terraform.tfstate"
    return path.exists() and '"tracker"' in path.read_text()


def failing(name: str) -> dict:
    """A step of the stand-in: the bucket no longer exists."""
    verdict = {"success": False, "response_code": 404, "error_code": "OBS.NoSuchBucket"}
    bucket = {"bucket_name": name, "bucket_location": "eu-west-0", "check_bucket_response": verdict}
    return {"path": "/checkbucket", "body": json.dumps({"buckets": [bucket]})}


@pytest.mark.needs("function", "ephemeral resource")
def test_apply_gate_passes_for_usable_buckets(modules):
    write(modules, GATED)
    modules.apply().succeeded()
    assert has_tracker(modules)


@pytest.mark.needs("function", "ephemeral resource")
def test_apply_gate_reports_the_reason_once_at_plan(modules):
    write(modules, GATED)
    outcome = modules.plan('-var=names=["missing-audit"]')
    outcome.failed("missing-audit", "OBS.NoSuchBucket")
    assert [error.summary for error in outcome.errors] == ["Resource precondition failed"]


@pytest.mark.needs("function", "ephemeral resource")
def test_apply_gate_stops_if_the_bucket_is_deleted_after_plan(modules, standin):
    write(modules, GATED)
    modules.plan().succeeded()
    standin.order(failing("audit-traces"))
    error = modules.run("apply", "-json", "plan.bin").failed("audit-traces", "OBS.NoSuchBucket")
    assert error.summary == "Bucket Cannot Receive Traces"
    assert not has_tracker(modules)


@pytest.mark.needs("function", "ephemeral resource")
def test_apply_gate_waits_for_a_bucket_of_the_same_plan(modules, standin):
    """Represents a bucket by its ID, which is unknown until the bucket exists."""
    write(
        modules,
        GATED.replace("var.names", '["audit-${terraform_data.bucket.id}"]')
        + 'resource "terraform_data" "bucket" {}\n',
    )
    modules.plan().succeeded()
    assert standin.calls() == []
    modules.run("apply", "-json", "plan.bin").succeeded()
    assert standin.calls() != []


FLEET = """
module "fleet" {
  source      = "./modules/bucket-fleet"
  report_file = "${path.root}/report.json"
  buckets = {
    main    = { bucket_name = "audit-traces" }
    vault   = { bucket_name = "audit-vault", kms_id = "1f26f8d8-65d4-436b-bea2-bd0ac1984f71" }
    archive = { bucket_name = "ARCHIVE" }
  }
}
output "report" {
  value = module.fleet.report
}
output "failed_keys" {
  value = module.fleet.failed_keys
}
"""


@pytest.mark.needs("function")
def test_bucket_fleet_reports_in_an_output_and_a_file(modules, standin):
    write(modules, FLEET.replace("ARCHIVE", "missing-archive"))
    outcome = modules.apply().succeeded()
    assert any("archive: The bucket" in w.detail for w in outcome.warnings), outcome.report()
    report = outcome.outputs["report"]
    assert outcome.outputs["failed_keys"] == ["archive"]
    assert report["main"] == {
        "bucket_name": "audit-traces", "region": "eu-west-0", "ok": True,
        "message": 'The bucket "audit-traces" in "eu-west-0" can receive traces.',
    }
    assert "OBS.NoSuchBucket" in report["archive"]["message"]
    written = json.loads((modules.folder / "report.json").read_text())
    assert written == {
        "checked": 3, "ok": ["main", "vault"], "failed": {"archive": report["archive"]}
    }
    assert len(standin.calls()) == 1, "the buckets of one region are one call"


@pytest.mark.needs("function")
def test_bucket_fleet_rewrites_its_report_only_if_it_changes(modules):
    write(modules, FLEET.replace("ARCHIVE", "missing-archive"))
    modules.apply().succeeded()
    plan = modules.plan("-detailed-exitcode")
    assert plan.code == 0, plan.report()
    modules.write(REQUIRED_PROVIDERS + FLEET.replace("ARCHIVE", "audit-archive"))
    modules.apply().succeeded()
    assert json.loads((modules.folder / "report.json").read_text())["failed"] == {}


DRIFT = """
variable "name" {
  default = "audit-traces"
}
variable "account" {
  default = null
}
module "watch" {
  source             = "./modules/drift-watch"
  buckets            = [{ bucket_name = var.name }]
  expected_domain_id = var.account
}
"""


def statuses(workspace) -> dict[str, str]:
    return {c["address"]["to_display"]: c["status"] for c in workspace.planned()["checks"]}


def test_drift_watch_warns_and_keeps_the_plan_empty(modules):
    write(modules, DRIFT)
    plan = modules.plan("-detailed-exitcode", f"-var=account={DOMAIN_ID}")
    assert (plan.code, plan.warnings) == (0, []), plan.report()
    assert set(statuses(modules).values()) == {"pass"}
    plan = modules.plan("-detailed-exitcode", "-var=name=missing-audit", "-var=account=another")
    assert plan.code == 0, plan.report()
    assert any("missing-audit" in warning.detail for warning in plan.warnings), plan.report()
    assert any(DOMAIN_ID in warning.detail for warning in plan.warnings), plan.report()
    assert set(statuses(modules).values()) == {"fail"}


@pytest.mark.parametrize("module", sorted(p.name for p in MODULES.iterdir()))
def test_module_is_complete_and_documented(module):
    folder = MODULES / module
    for name in ("main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"):
        assert (folder / name).exists(), name
    readme = (folder / "README.md").read_text()
    for file in ("variables.tf", "outputs.tf"):
        text = (folder / file).read_text()
        blocks = re.findall(r'^(?:variable|output) "(\w+)" \{\n(.*?)^\}', text, re.M | re.S)
        for name, body in blocks:
            assert "description" in body, f"{file}: {name} has no description"
            assert re.search(rf"^\| {name} \|", readme, re.M), f"README.md lacks {name}"
    for place in ("precondition", "postcondition", "check", "ephemeral", "action"):
        assert f"`{place}`" in readme, f"README.md does not say when to use {place}"
    assert "too early" in readme and "too late" in readme
