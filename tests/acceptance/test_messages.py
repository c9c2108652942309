# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Every class of error that a check can end with, word for word.

One plan produces them all: each case has a provider block and a check of its own.
"""

import contextlib
import dataclasses
import os
import shutil
import socket
import threading

import pytest

import golden
import sources
import standin as cloud
import test_sources
from core import REQUIRED_PROVIDERS, Core, Diagnostic, Workspace
from sources import ASSUME_AT_IAM, PERMANENT, POWERLESS, STALE, TEMPORARY, WRONG, Keys, Source
from sources import ON_TERRAFORM, assume, block, block_keys, oidc
from standin import Standin

CI = {"agency_name": "cts-ci", "domain_id": cloud.DOMAIN_ID, "idp_id": "ci"}


@dataclasses.dataclass(frozen=True)
class Case:
    """`responses` are steps for this case's own calls to checkbucket, unless they name a path."""

    source: Source = block_keys(PERMANENT)
    responses: tuple[dict, ...] = ()
    bucket: str = "audit-traces"
    kms_id: str | None = None
    require_success: bool = False
    endpoints: dict[str, str] = dataclasses.field(default_factory=dict)
    region: str = "eu-west-0"
    timeout: str = "30s"
    domain_id: str | None = None
    project_id: str = "e0" * 16
    max_retries: int = 0


def refused(status: int, code: str, message: str, **more) -> Case:
    return Case(responses=({"status": status, "error_code": code, "error_msg": message},), **more)


def body(status: int, text: str, require_success: bool = False, **more) -> Case:
    return Case(
        responses=({"status": status, "body": text, **more},), require_success=require_success
    )


def looked_up(source: Source, **more) -> Case:
    """Without domain_id and project_id."""
    return Case(source=source, domain_id="", project_id="", **more)


def bucket(name: str, **more) -> Case:
    return Case(bucket=name, require_success=True, domain_id=cloud.DOMAIN_ID, **more)


CASES = {
    # Credentials of the caller.
    "no-credentials": Case(source=Source()),
    "no-region": Case(region=""),
    "key-wrong-secret": Case(source=block_keys(WRONG)),
    "key-unknown": Case(source=block_keys(Keys("NOSUCHKEY00000000001", "x"))),
    "key-temporary-without-token": Case(
        source=block_keys(Keys(TEMPORARY.access_key, TEMPORARY.secret_key))
    ),
    "key-temporary-stale": Case(source=block_keys(STALE)),
    "key-locked": refused(
        401,
        "APIGW.0301",
        "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden",
    ),
    "token-wrong": Case(source=block(token="NotAToken-1")),
    "token-must-be-renewed": refused(
        401, "APIGW.0307", "The token must be updated.", source=block(token=cloud.TOKEN)
    ),
    "password-wrong": Case(
        source=block(user_name=cloud.USER_NAME, password="NotThePassword-1", domain_name=cloud.DOMAIN_NAME)
    ),
    # Which agency the caller assumes.
    "agency-missing": looked_up(block_keys(PERMANENT) + assume("none", domain_name="delegating")),
    "agency-refused": looked_up(
        block_keys(PERMANENT) + assume("cts-archive", domain_name="archive")
    ),
    "agency-refused-at-sts": looked_up(
        block_keys(PERMANENT) + assume("cts-archive", domain_id=cloud.ARCHIVE_ID)
    ),
    "agency-no-sts": looked_up(
        block_keys(PERMANENT) + assume(domain_id=cloud.DELEGATING_ID),
        endpoints={"sts": "{url}/no-sts-here"},
    ),
    "agency-without-right": Case(
        source=block_keys(POWERLESS) + ASSUME_AT_IAM, domain_id=cloud.DOMAIN_ID
    ),
    "id-token-stale": looked_up(oidc(**CI, id_token="StaleIdToken-1")),
    "id-token-file-missing": looked_up(oidc(**CI, id_token_file="no/such/file")),
    # Which account the check is for.
    "look-up-refused": looked_up(block_keys(POWERLESS)),
    "look-up-not-understood": looked_up(
        block_keys(PERMANENT) + block(project_name="strange"),
        responses=({"path": "name=strange", "body": "<html>"},),
    ),
    "look-up-not-published": looked_up(
        block_keys(PERMANENT), endpoints={"iam": "{url}/elsewhere"}
    ),
    "project-name-unknown": looked_up(block_keys(PERMANENT) + block(project_name="nowhere")),
    # What CTS refuses.
    "permission-missing": Case(source=block_keys(POWERLESS)),
    "account-of-another": refused(403, "CTS.0013", "No permission. Check roles."),
    "project-of-another": Case(domain_id=cloud.DOMAIN_ID, project_id="f" * 32),
    "permission-of-policy": body(
        403,
        '{"error_code":"PAP5.0001","error_msg":"User is not authorized to perform '
        'cts:tracker:list.","encoded_authorization_message":"QUJDREVG"}',
    ),
    "bucket-tracked": Case(bucket="poison-bucket", domain_id=cloud.DOMAIN_ID),
    "kms-refused": refused(400, "CTS.0222", "KMS verification failed."),
    "kms-unsupported": refused(400, "CTS.0220", "KMS is not supported."),
    "request-invalid": refused(400, "CTS.0003", "The request body is invalid."),
    "iam-or-obs-abnormal": refused(400, "CTS.0001", "The IAM or OBS service is abnormal."),
    "cts-internal": refused(500, "CTS.0005", "Failed to read data.", max_retries=1),
    "api-version-unknown": refused(404, "CTS.0100", "API version query is not supported."),
    # Errors of the gateway and of what is in front of it.
    "not-published": Case(endpoints={"cts": "{url}/elsewhere"}),
    "no-backend": refused(404, "APIGW.0103", "The backend does not exist."),
    "throttled": Case(responses=({"status": 429},)),
    "throttled-for-long": Case(responses=({"status": 429, "retry_after": 600},), max_retries=1),
    "gateway-timeout": refused(504, "APIGW.0201", "Backend timeout."),
    "gateway-page": Case(responses=({"status": 502, "html": True},)),
    "unavailable": body(503, ""),
    "too-large": body(413, "Request Entity Too Large", content_type="text/plain"),
    "proxy-login": body(407, ""),
    "redirect": Case(responses=({"redirect": "https://login.example.com/", "body": ""},)),
    # Envelopes and codes of other services, passed on unchanged.
    "envelope-camel-case": body(400, '{"errorCode":"IAM.0011","errorMsg":"Illegal request."}'),
    "envelope-code-message": body(400, '{"code":"Ace.0403","message":"Account in arrears."}'),
    "envelope-keystone": body(
        403, '{"error":{"code":403,"message":"Policy does not allow it.","title":"Forbidden"}}'
    ),
    "code-unknown": refused(418, "CTS.9999", "Something new."),
    # Responses that are unusable.
    "response-html": body(200, "<html><title>Sign in</title></html>", content_type="text/html"),
    "response-empty": body(200, ""),
    "response-error": refused(200, "CTS.0013", "No permission. Check roles."),
    "response-without-buckets": body(200, "{}"),
    "response-without-success": Case(bucket="nosuccess-bucket", domain_id=cloud.DOMAIN_ID),
    "response-without-bucket": Case(bucket="silent-bucket", domain_id=cloud.DOMAIN_ID),
    # No response.
    "connection-refused": Case(endpoints={"cts": "http://127.0.0.1:9"}),
    "no-tls": Case(endpoints={"cts": "{https}"}),
    "time-out": Case(responses=({"delay_ms": 10_000},), timeout="1s"),
    # A bucket that cannot receive traces, with require_success.
    "bucket-missing": bucket("missing-bucket"),
    "bucket-denied": bucket("denied-bucket"),
    "bucket-arrears": bucket("arrears-bucket"),
    "bucket-elsewhere": bucket("moved-bucket"),
    "bucket-location-wrong": body(
        200,
        '{"buckets":[{"bucket_name":"audit-traces","check_bucket_response":{"success":false,'
        '"response_code":"400","error_code":"OBS.IllegalLocationConstraintException",'
        '"error_message":"The location constraint is illegal"}}]}',
        require_success=True,
    ),
    "bucket-kms-missing": bucket("audit-vault", kms_id="00000000-0000-0000-0000-000000000000"),
    "bucket-kms-disabled": bucket("audit-vault", kms_id="11111111-1111-1111-1111-111111111111"),
    "bucket-code-unknown": body(
        200,
        '{"buckets":[{"bucket_name":"audit-traces","check_bucket_response":{"success":false,'
        '"response_code":409,"error_code":"OBS.BucketAlreadyFrozen",'
        '"error_message":"The bucket is frozen."}}]}',
        require_success=True,
    ),
}


def configuration(name: str, case: Case, standin: Standin, https: str) -> str:
    """A provider block of the case's own, and its check. The case's name is the account ID, which the steps of
    its responses match."""
    alias = name.replace("-", "_")
    domain_id = name if case.domain_id is None else case.domain_id
    addresses = {"cts": "{url}", "iam": "{url}", "sts": "{url}", "metadata": ""} | case.endpoints
    lines = [f'    {k} = "{v.format(url=standin.url, https=https)}"' for k, v in addresses.items()]
    endpoints = "\n".join(lines)
    kms_id = f', kms_id = "{case.kms_id}"' if case.kms_id else ""
    return f"""
provider "cts" {{
  alias       = "{alias}"
  region      = "{case.region}"
  domain_id   = "{domain_id}"
  project_id  = "{case.project_id}"
  max_retries = {case.max_retries}
  endpoints = {{
{endpoints}
  }}
{case.source.block}
}}
data "cts_bucket_check" "{alias}" {{
  provider        = cts.{alias}
  buckets         = [{{ bucket_name = "{case.bucket}"{kms_id} }}]
  require_success = {str(case.require_success).lower()}
  timeouts        = {{ read = "{case.timeout}" }}
}}
"""


@pytest.fixture(scope="module")
def without_tls():
    """The https address of a server that only speaks HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):  # until the end of the tests
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(65536)
                        connection.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def messages(initialised, core: Core, base_environment, standin_process, without_tls, tmp_path_factory):
    """The errors of the plan, by the name of the case."""
    standin_process.reset()
    folder = tmp_path_factory.mktemp("messages") / "w"
    shutil.copytree(initialised, folder, symlinks=True)
    workspace = Workspace(core, folder, base_environment | {"HOME": str(folder)})
    workspace.write(
        REQUIRED_PROVIDERS
        + "".join(configuration(name, case, standin_process, without_tls) for name, case in CASES.items())
    )
    standin_process.order(
        *[
            {"times": 9, "path": f"/{name}/checkbucket", **step}
            for name, case in CASES.items()
            for step in case.responses
        ]
    )
    outcome = workspace.plan("-parallelism=64")
    said: dict[str, list[tuple[str, str]]] = {}
    for event in outcome.events:
        diagnostic = event.get("diagnostic")
        if diagnostic is None or diagnostic["severity"] != "error":
            continue  # has warnings: a secret is sent to the stand-in without TLS
        address = diagnostic.get("address") or "nowhere"
        read = Diagnostic.read(diagnostic)
        said.setdefault(address.rsplit(".", 1)[-1].replace("_", "-"), []).append((read.summary, read.detail))
    assert set(said) <= set(CASES), outcome.report()
    return said


@ON_TERRAFORM
@pytest.mark.parametrize("name", CASES)
def test_message(messages, name):
    [(summary, detail)] = messages.get(name, [])
    golden.check(name, summary, detail)


CLOCKS = {"clock-ahead": -3600, "clock-behind": 3600}


@ON_TERRAFORM
@pytest.mark.parametrize("name", CLOCKS)
def test_message_for_a_wrong_clock(offline, tmp_path, name):
    flag = f"--clock-offset={CLOCKS[name]}"
    standin = Standin(os.environ["CTS_STANDIN"], tmp_path / "stderr.log", flag)
    try:
        outcome = sources.plan(
            offline, standin, block_keys(PERMANENT) + block(domain_id=cloud.DOMAIN_ID)
        )
    finally:
        standin.stop()
    [error] = outcome.errors
    golden.check(name, error.summary, error.detail)


def test_every_golden_file_has_its_case():
    names = {path.stem for path in golden.FOLDER.glob("*.txt")}
    assert names == {*CASES, *CLOCKS, *test_sources.GOLDEN_NAMES.values()}
