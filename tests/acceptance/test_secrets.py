# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""No secret in anything a run leaves: output, trace log, state, plan, process list."""

import base64
import json
import pathlib
import time
import urllib.parse

import pytest

import standin as cloud
from core import REQUIRED_PROVIDERS

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
    "a wrong key": {
        "HW_ACCESS_KEY": cloud.ACCESS_KEY,
        "HW_SECRET_KEY": "WrongSecretKey/00000000000000000000001",
    },
}
SECRET_VARIABLES = {"HW_SECRET_KEY", "HW_SECURITY_TOKEN", "HW_AUTH_TOKEN", "HW_USER_PASSWORD"}


def forms_of(secret: str) -> set[str]:
    """A secret as it is, escaped for a URL or for JSON, and in base64."""
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {secret, urllib.parse.quote(secret, safe=""), json.dumps(secret)[1:-1], encoded,
            secret.replace("/", "\\/")}


def find_secrets(text: str, secrets: set[str]) -> set[str]:
    return {form for secret in secrets for form in forms_of(secret) if form in text}


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_no_secret_is_left_anywhere(workspace, kind):
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
        assert kind == "a wrong key", plan.story()
    texts["log"] = (workspace.folder / "trace.log").read_text(errors="replace")
    assert "provider.terraform-provider-cts" in texts["log"], "the provider logs nothing at all"

    secrets = {value for name, value in credentials.items() if name in SECRET_VARIABLES}
    assert secrets
    for where, text in texts.items():
        assert find_secrets(text, secrets) == set(), f"in {where}"


def test_secrets_of_the_block_are_sensitive_and_not_logged(offline, standin):
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


def test_a_gateway_that_echoes_the_security_token_does_not_leak_it(workspace, standin):
    # The real one answers a bad signature with the canonical request, token and all.
    workspace.environment |= CREDENTIALS["temporary keys"]
    echo = f"verify aksk signature fail, canonicalRequest: x-security-token:{cloud.SECURITY_TOKEN}"
    standin.order({"status": 401, "error_code": "APIGW.0301", "error_msg": echo})
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    outcome = workspace.plan()
    outcome.failed("APIGW.0301", "canonicalRequest")
    assert find_secrets(outcome.stdout, {cloud.SECURITY_TOKEN}) == set()


def test_the_process_list_shows_no_secret(workspace, standin):
    standin.order({"path": "checkbucket", "delay_ms": 1500})
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    process = workspace.start("plan", "-json", "-input=false")
    deadline = time.monotonic() + 30
    while not standin.calls() and time.monotonic() < deadline:
        time.sleep(0.02)
    commands = [p.read_bytes().decode(errors="replace") for p in _command_lines()]
    workspace.finish(process).succeeded()
    assert any("terraform-provider-cts" in command for command in commands)
    assert find_secrets("\n".join(commands), {cloud.SECRET_KEY}) == set()


def _command_lines():
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            path.read_bytes()
        except OSError:
            continue
        yield path
