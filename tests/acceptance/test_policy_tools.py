# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What policy tools read from a plan: the jq commands and the Rego policy of the guide, on real plans.

Microsoft's Rego interpreter (regopy) runs the policy. OPA 1.4.2 gave the same results.
"""

import json
import re
import subprocess

import pytest
import regopy

from core import REQUIRED_PROVIDERS
from snippets import REPOSITORY, blocks_of
from test_plan import guarded

PAGE = blocks_of(REPOSITORY / "docs/guides/policy-tools.md")
[POLICY] = [block.text for block in PAGE if block.language == "rego"]
MESSAGES, VERDICT = [block.text for block in PAGE if block.text.startswith("jq ")]
CHECK = REQUIRED_PROVIDERS + """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "NAME" }]
}
check "audit_bucket" {
  assert {
    condition     = data.cts_bucket_check.audit.all_successful
    error_message = data.cts_bucket_check.audit.summary
  }
}
"""
POSTPONED = """
resource "terraform_data" "bucket" {}
data "cts_bucket_check" "postponed" {
  buckets = [{ bucket_name = "audit-${terraform_data.bucket.id}" }]
}
"""


def denials(plan: dict) -> list[str]:
    interpreter = regopy.Interpreter()
    interpreter.add_module("buckets", POLICY)
    interpreter.set_input_term(json.dumps(plan))
    return json.loads(str(interpreter.query("data.main.deny")))["expressions"][0]


def jq(workspace, line: str) -> subprocess.CompletedProcess:
    return subprocess.run(["bash", "-c", line], cwd=workspace.folder, capture_output=True, text=True)


def saved(workspace) -> dict:
    plan = workspace.planned()
    (workspace.folder / "plan.json").write_text(json.dumps(plan))
    return plan


@pytest.mark.parametrize("text", [CHECK, guarded("NAME")], ids=["check block", "precondition"])
def test_usable_bucket_passes(workspace, text):
    workspace.write(text.replace("NAME", "audit-traces"))
    workspace.plan().succeeded()
    plan = saved(workspace)
    assert denials(plan) == [] and not plan.get("errored")
    assert jq(workspace, MESSAGES).stdout == ""
    assert jq(workspace, VERDICT).returncode == 0


@pytest.mark.parametrize("stops, text", [(0, CHECK), (1, guarded("NAME"))], ids=["check block", "precondition"])
def test_unusable_bucket_is_denied_even_if_the_plan_failed(workspace, stops, text):
    workspace.write(text.replace("NAME", "missing-traces"))
    assert workspace.plan().code == stops
    plan = saved(workspace)
    [message] = denials(plan)
    assert "missing-traces" in message and "OBS.NoSuchBucket" in message
    assert jq(workspace, MESSAGES).stdout.strip() == message
    assert jq(workspace, VERDICT).returncode == 1
    [check] = plan["checks"]
    assert check["status"] == "fail"
    assert "missing-traces" in check["instances"][0]["problems"][0]["message"]
    if stops:
        assert plan["errored"]
        assert workspace.run("apply", "-json", "plan.bin").code == 1


def test_buckets_in_modules_are_found(workspace):
    module = workspace.folder / "modules" / "deep"
    module.mkdir(parents=True)
    (module / "main.tf").write_text(CHECK.replace("NAME", "missing-traces"))
    workspace.write('module "deep" {\n  source = "./modules/deep"\n}\n')
    workspace.init().succeeded()
    workspace.plan().succeeded()
    assert len(denials(saved(workspace))) == 1
    assert "missing-traces" in jq(workspace, MESSAGES).stdout


def test_check_that_could_not_be_run_leaves_no_result(workspace):
    workspace.environment |= {"HW_SECRET_KEY": "RevokedSecretKey/u6Yb2Nh8Jm4Kf1Sd7"}
    workspace.write(guarded("audit-traces"))
    assert workspace.plan().code == 1
    plan = saved(workspace)
    assert plan["errored"] and [check["status"] for check in plan["checks"]] == ["unknown"]
    assert denials(plan) == ["No bucket was checked."]
    assert jq(workspace, VERDICT).returncode == 1


def test_plan_without_a_check_is_denied(workspace):
    workspace.write(REQUIRED_PROVIDERS + 'resource "terraform_data" "tracker" {}\n')
    workspace.plan().succeeded()
    assert denials(saved(workspace)) == ["No bucket was checked."]


def test_paths_in_the_guide_exist_in_the_plan(workspace):
    workspace.write(CHECK.replace("NAME", "missing-traces") + POSTPONED)
    workspace.plan().succeeded()
    plan = saved(workspace)
    assert "cts_bucket_check" in [change["type"] for change in plan["resource_changes"]]
    table = (REPOSITORY / "docs/guides/policy-tools.md").read_text()
    paths = re.findall(r"^\| (`\..*?) \|", table, re.M)
    assert len(paths) == 4
    for cell in paths:
        for path in re.findall(r"`(\.[^`]*)`", cell):
            node = plan
            for key in path.replace("[]", "").strip(".").split("."):
                assert key in node, f"{path}: no {key} in {sorted(node)}"
                node = node[key]
