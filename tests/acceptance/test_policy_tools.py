# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What policy tools read from a plan: the commands of the guide for jq and OPA, on real plans."""

import json
import re
import shutil
import subprocess

import pytest

from core import REQUIRED_PROVIDERS
from reader import write
from snippets import REPOSITORY, blocks_of
from test_plan import guarded

PAGE = blocks_of(REPOSITORY / "docs/guides/policy-tools.md")
POLICY = REPOSITORY / "examples/policies/buckets.rego"
[OPA] = re.findall(r"^\| OPA \| `(.*)` \|$", (REPOSITORY / "docs/guides/policy-tools.md").read_text(), re.M)
MESSAGES, VERDICT = [block.text for block in PAGE if block.text.startswith("jq ")]
INCOMPLETE = "The plan is incomplete."
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

# Open Policy Agent takes minutes to build.
pytestmark = pytest.mark.nightly

TRACKER = """
resource "huaweicloud_cts_tracker" "system" {
  bucket_name = "audit-traces"
}
"""


@pytest.fixture(scope="session")
def opa() -> str:
    built = subprocess.run(
        [REPOSITORY / "tests/acceptance/opa/build.sh"], capture_output=True, text=True, check=True
    )
    return built.stdout.strip()


@pytest.fixture
def denials(opa):
    """Runs the command of the guide, and returns what the policy denies."""

    def denied(workspace) -> list[str]:
        folder = workspace.folder / "policy"
        folder.mkdir(exist_ok=True)
        shutil.copy(POLICY, folder)
        line = re.sub("^opa ", f"{opa} ", OPA)
        done = subprocess.run(["bash", "-c", line], cwd=workspace.folder, capture_output=True, text=True)
        results = json.loads(done.stdout).get("result", [])
        assert done.returncode == (1 if results else 0), done.stderr
        return [result["expressions"][0]["value"] for result in results]

    return denied


def jq(workspace, line: str) -> subprocess.CompletedProcess:
    return subprocess.run(["bash", "-c", line], cwd=workspace.folder, capture_output=True, text=True)


def saved(workspace) -> dict:
    plan = workspace.planned()
    (workspace.folder / "plan.json").write_text(json.dumps(plan))
    return plan


@pytest.mark.parametrize("text", [CHECK, guarded("NAME")], ids=["check block", "precondition"])
def test_usable_bucket_passes(workspace, denials, text):
    workspace.write(text.replace("NAME", "audit-traces"))
    workspace.plan().succeeded()
    plan = saved(workspace)
    assert denials(workspace) == [] and not plan.get("errored")
    assert jq(workspace, MESSAGES).stdout == ""
    assert jq(workspace, VERDICT).returncode == 0


@pytest.mark.parametrize("stops, text", [(0, CHECK), (1, guarded("NAME"))], ids=["check block", "precondition"])
def test_unusable_bucket_is_denied_even_if_the_plan_failed(workspace, denials, stops, text):
    workspace.write(text.replace("NAME", "missing-traces"))
    assert workspace.plan().code == stops
    plan = saved(workspace)
    message = jq(workspace, MESSAGES).stdout.strip()
    assert "missing-traces" in message and "OBS.NoSuchBucket" in message
    assert set(denials(workspace)) == {message} | ({INCOMPLETE} if stops else set())
    assert jq(workspace, VERDICT).returncode == 1
    [check] = plan["checks"]
    assert check["status"] == "fail"
    assert "missing-traces" in check["instances"][0]["problems"][0]["message"]
    if stops:
        assert plan["errored"]
        assert workspace.run("apply", "-json", "plan.bin").code == 1


def test_buckets_in_modules_are_found(workspace, denials):
    module = workspace.folder / "modules" / "deep"
    module.mkdir(parents=True)
    (module / "main.tf").write_text(CHECK.replace("NAME", "missing-traces"))
    workspace.write('module "deep" {\n  source = "./modules/deep"\n}\n')
    workspace.init().succeeded()
    workspace.plan().succeeded()
    saved(workspace)
    [message] = denials(workspace)
    assert "missing-traces" in message
    assert jq(workspace, MESSAGES).stdout.strip() == message


def test_check_that_could_not_be_run_leaves_no_result(workspace, denials):
    workspace.environment |= {"HW_SECRET_KEY": "RevokedSecretKey/u6Yb2Nh8Jm4Kf1Sd7"}
    workspace.write(guarded("audit-traces"))
    assert workspace.plan().code == 1
    plan = saved(workspace)
    assert plan["errored"] and [check["status"] for check in plan["checks"]] == ["unknown"]
    assert denials(workspace) == [INCOMPLETE]
    assert jq(workspace, VERDICT).returncode == 1


@pytest.mark.parametrize("checked, denied", [
    ("audit-traces", []),
    ("audit-vault", ['huaweicloud_cts_tracker.system: its bucket "audit-traces" was not checked.']),
    (None, ['huaweicloud_cts_tracker.system: its bucket "audit-traces" was not checked.']),
])  # fmt: skip
def test_new_tracker_needs_a_check_of_its_bucket(user_workspace, denials, checked, denied):
    check = f'data "cts_bucket_check" "audit" {{\n  buckets = [{{ bucket_name = "{checked}" }}]\n}}\n'
    write(user_workspace, TRACKER + (check if checked else ""))
    user_workspace.plan().succeeded()
    saved(user_workspace)
    assert denials(user_workspace) == denied


def test_unchanged_tracker_needs_no_check(user_workspace, denials):
    write(user_workspace, TRACKER)
    user_workspace.apply().succeeded()
    user_workspace.plan().succeeded()
    saved(user_workspace)
    assert denials(user_workspace) == []


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
