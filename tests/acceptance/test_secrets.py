# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""No secret in anything that a run leaves: output, trace log, state, plan, process list."""

import json
import pathlib
import time

import pytest

import sources
import standin as cloud
from core import REQUIRED_PROVIDERS
from sources import ASSUME_AT_IAM, ASSUME_AT_STS, PERMANENT, find_secrets

CHECK = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }, { bucket_name = "missing-archive" }]
}
output "check" {
  value = data.cts_bucket_check.audit
}
"""

CREDENTIALS = {
    "keys": {"HW_ACCESS_KEY": cloud.ACCESS_KEY, "HW_SECRET_KEY": cloud.SECRET_KEY},
    "temporary keys": {
        "HW_ACCESS_KEY": cloud.TEMPORARY_ACCESS_KEY,
        "HW_SECRET_KEY": cloud.TEMPORARY_SECRET_KEY,
        "HW_SECURITY_TOKEN": cloud.SECURITY_TOKEN,
    },
    "token": {"HW_AUTH_TOKEN": cloud.TOKEN},
    "password": {
        "HW_USER_NAME": cloud.USER_NAME,
        "HW_USER_PASSWORD": cloud.PASSWORD,
        "HW_DOMAIN_NAME": cloud.DOMAIN_NAME,
    },
    "wrong key": {
        "HW_ACCESS_KEY": cloud.ACCESS_KEY,
        "HW_SECRET_KEY": sources.WRONG.secret_key,
    },
}
SECRET_VARIABLES = {"HW_SECRET_KEY", "HW_SECURITY_TOKEN", "HW_AUTH_TOKEN", "HW_USER_PASSWORD"}


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_no_configured_secret_in_output_log_plan_or_state(workspace, kind):
    for name in ("HW_ACCESS_KEY", "HW_SECRET_KEY"):
        del workspace.environment[name]
    credentials = CREDENTIALS[kind]
    workspace.environment |= credentials | {
        "TF_LOG": "TRACE",
        "TF_LOG_PATH": str(workspace.folder / "trace.log"),
    }
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    plan = workspace.plan()
    texts = {"plan": plan.stdout + plan.stderr}
    if plan.code == 0:
        texts["show"] = json.dumps(workspace.planned())
        apply = workspace.apply().succeeded()
        texts["apply"] = apply.stdout + apply.stderr
        texts["state"] = (workspace.folder / "terraform.tfstate").read_text()
    else:
        assert kind == "wrong key", plan.report()
    texts["log"] = (workspace.folder / "trace.log").read_text(errors="replace")
    assert "provider.terraform-provider-cts" in texts["log"], "the provider logs nothing at all"

    # The configured secrets, and the token fetched for the password.
    assert SECRET_VARIABLES & credentials.keys()
    for where, text in texts.items():
        assert find_secrets(text) == set(), f"in {where}"


# Sources whose keys the provider obtains itself; test_sources.py covers them in the whole matrix.
FETCHED = {
    "agency at IAM": sources.environment_keys(PERMANENT) + ASSUME_AT_IAM,
    "agency at STS": sources.environment_keys(PERMANENT) + ASSUME_AT_STS,
    "profile": sources.environment_profile(PERMANENT),
    "metadata": sources.metadata("token"),
    "ID token": sources.environment(
        HW_ASSUME_ROLE_AGENCY_NAME="cts-ci",
        HW_ASSUME_ROLE_DOMAIN_ID=cloud.DOMAIN_ID,
        HW_ASSUME_ROLE_IDP_ID="ci",
        HW_ASSUME_ROLE_ID_TOKEN=cloud.ID_TOKEN,
    ),
}


@pytest.mark.parametrize("kind", FETCHED)
def test_no_fetched_secret_in_output_log_or_state(offline, standin, kind):
    sources.prepare(offline, standin, FETCHED[kind])
    offline.environment["TF_LOG"] = "TRACE"
    # The service echoes what it received; then the temporary credentials expire and are fetched again.
    standin.order(
        {"path": "checkbucket", "status": 500, "echo": True},
        {"path": "checkbucket", "expire": True},
    )
    apply = offline.apply().succeeded()
    texts = {
        "apply": apply.stdout + apply.stderr,
        "state": (offline.folder / "terraform.tfstate").read_text(),
        "log": (offline.folder / "trace.log").read_text(errors="replace"),
    }
    for where, text in texts.items():
        assert find_secrets(text) == set(), f"in {where}"
    assert "The stand-in got" in texts["log"], "the echo was not logged, so nothing was tried"


def test_secret_in_provider_block_is_not_printed_or_logged(offline, standin):
    offline.environment |= {"TF_LOG": "TRACE", "TF_LOG_PATH": str(offline.folder / "trace.log")}
    offline.write(
        REQUIRED_PROVIDERS
        + f"""
provider "cts" {{
  region     = "eu-west-0"
  access_key = "{cloud.ACCESS_KEY}"
  secret_key = "{cloud.SECRET_KEY}"
  endpoints  = {{ cts = "{standin.url}", iam = "{standin.url}", metadata = "" }}
}}
"""
        + CHECK
    )
    outcome = offline.plan().succeeded()
    lines = (offline.folder / "trace.log").read_text(errors="replace").splitlines()
    ours = "\n".join(line for line in lines if "provider.terraform-provider-cts" in line)
    assert find_secrets(outcome.stdout + outcome.stderr + ours, {cloud.SECRET_KEY}) == set()


def test_security_token_echoed_by_a_gateway_is_not_printed(workspace, standin):
    # The real service responds to a bad signature with the canonical request, including the token.
    workspace.environment |= CREDENTIALS["temporary keys"]
    echo = f"verify aksk signature fail, canonicalRequest: x-security-token:{cloud.SECURITY_TOKEN}"
    standin.order({"status": 401, "error_code": "APIGW.0301", "error_msg": echo})
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    outcome = workspace.plan()
    outcome.failed("APIGW.0301", "canonicalRequest")
    assert find_secrets(outcome.stdout, {cloud.SECURITY_TOKEN}) == set()


@pytest.mark.parametrize(
    "source",
    [sources.environment_keys(PERMANENT), sources.environment_keys(PERMANENT) + ASSUME_AT_IAM],
    ids=["keys", "agency"],
)
def test_process_list_shows_no_secret(offline, standin, source):
    sources.prepare(offline, standin, source)
    standin.order({"path": "checkbucket", "delay_ms": 1000})
    process = offline.start("plan", "-json", "-input=false")
    deadline = time.monotonic() + 30
    while not standin.calls() and time.monotonic() < deadline:
        time.sleep(0.02)
    commands = [p.read_bytes().decode(errors="replace") for p in _command_lines()]
    offline.finish(process).succeeded()
    assert any("terraform-provider-cts" in command for command in commands)
    assert find_secrets("\n".join(commands)) == set()


def _command_lines():
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            path.read_bytes()
        except OSError:
            continue
        yield path
