# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""A service that is slow, overloaded or broken, or sends unusual responses."""

import time

import pytest

import standin as cloud
from core import REQUIRED_PROVIDERS

CHECK = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}
"""


@pytest.fixture
def check(workspace):
    """A workspace with one check that needs no look-ups."""
    workspace.environment["HW_DOMAIN_ID"] = cloud.DOMAIN_ID
    workspace.environment["HW_PROJECT_ID"] = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    return workspace


def with_timeout(workspace, read: str) -> None:
    workspace.write(
        REQUIRED_PROVIDERS + CHECK.replace("buckets =", f'timeouts = {{ read = "{read}" }}\n  buckets =')
    )


@pytest.mark.parametrize("status", [429, 500, 502, 504])
def test_temporary_fault_is_retried(check, standin, status):
    standin.order({"path": "checkbucket", "status": status})
    check.plan().succeeded()
    assert [c["status"] for c in standin.calls()] == [status, 200]


def test_retry_after_is_honoured(check, standin):
    standin.order({"path": "checkbucket", "status": 429, "retry_after": 2})
    began = time.monotonic()
    check.plan().succeeded()
    assert time.monotonic() - began >= 2
    assert len(standin.calls()) == 2


def test_retry_after_beyond_the_timeout_fails_at_once(check, standin):
    standin.order({"path": "checkbucket", "status": 429, "retry_after": 600, "times": 9})
    began = time.monotonic()
    check.plan().failed("429", "APIGW.0308")
    assert time.monotonic() - began < 10
    assert len(standin.calls()) == 1


@pytest.mark.parametrize(("status", "code"), [(400, "CTS.0003"), (404, "CTS.0004"), (503, "CTS.0009")])
def test_permanent_fault_is_not_retried(check, standin, status, code):
    standin.order({"path": "checkbucket", "status": status, "error_code": code, "times": 9})
    check.plan().failed(str(status), code)
    assert len(standin.calls()) == 1


def test_max_retries_limits_the_calls(check, standin):
    check.environment["HW_MAX_RETRIES"] = "1"
    standin.order({"path": "checkbucket", "status": 500, "error_code": "CTS.0005", "times": 9})
    check.plan().failed("500", "CTS.0005")
    assert len(standin.calls()) == 2


def test_error_does_not_show_a_gateways_html(check, standin):
    check.environment["HW_MAX_RETRIES"] = "0"
    standin.order({"path": "checkbucket", "status": 502, "html": True})
    error = check.plan().failed("502")
    assert "<html" not in error.text


def test_timeout_ends_a_read_without_a_response(check, standin):
    standin.order({"path": "checkbucket", "delay_ms": 30_000, "times": 9})
    with_timeout(check, "1s")
    began = time.monotonic()
    check.plan().failed("1s")
    assert time.monotonic() - began < 10


def test_redirect_is_not_followed(check, standin):
    # It would send the signed request to any host that the Location header names.
    standin.order({"path": "checkbucket", "redirect": f"{standin.url}/elsewhere"})
    check.plan().failed("307")
    assert standin.calls("/elsewhere") == []
    assert len(standin.calls()) == 1


@pytest.mark.parametrize(
    "body",
    ["", "not json", "[]", "{}", '{"buckets": null}', '{"buckets": [{"bucket_name": 7}]}', '{"buckets": [null]}'],
)
def test_malformed_response_is_an_error(check, standin, body):
    standin.order({"path": "checkbucket", "body": body})
    error = check.plan().failed("127.0.0.1")
    assert error.summary and error.detail


def test_error_names_a_bucket_missing_from_the_response(check):
    check.write(REQUIRED_PROVIDERS + CHECK.replace("audit-traces", "silent-bucket"))
    check.plan().failed("silent-bucket")


def test_response_without_success_is_an_error(check):
    # Only "success" decides, not the code or a missing error.
    check.write(REQUIRED_PROVIDERS + CHECK.replace("audit-traces", "nosuccess-bucket"))
    check.plan().failed("success", "127.0.0.1")


@pytest.mark.parametrize("name", ["flaky-bucket", "throttled-bucket"])
def test_bucket_with_a_temporary_failure_is_checked_again(check, standin, name):
    check.write(
        REQUIRED_PROVIDERS
        + CHECK.replace("audit-traces", name)
        + 'output "successful" {\n  value = data.cts_bucket_check.audit.all_successful\n}\n'
    )
    check.plan().succeeded()
    assert check.planned_outputs() == {"successful": True}
    assert len(standin.calls()) == 2


@pytest.mark.parametrize("change", ["reorder", "extra_fields", "drop_fields"])
def test_matches_buckets_in_an_altered_response(check, standin, change):
    standin.order({"path": "checkbucket", change: True})
    check.write(
        REQUIRED_PROVIDERS
        + """
data "cts_bucket_check" "audit" {
  buckets = [for name in ["audit-one", "missing-two", "audit-three"] : { bucket_name = name }]
}
output "failed" {
  value = data.cts_bucket_check.audit.failed_bucket_names
}
"""
    )
    check.plan().succeeded()
    assert check.planned_outputs() == {"failed": ["missing-two"]}


def test_error_names_host_and_port_that_refuse_connections(check):
    check.environment |= {
        "HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0": "http://127.0.0.1:9",
        "HW_MAX_RETRIES": "0",
    }
    check.plan().failed("127.0.0.1:9")
