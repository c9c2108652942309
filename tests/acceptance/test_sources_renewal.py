# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Credentials that expire in the middle of a plan, and look-ups that are refused."""

import pytest

import sources
import standin as cloud
from sources import (
    ON_TERRAFORM,
    ASSUME_AT_IAM,
    ASSUME_AT_STS,
    PERMANENT,
    TEMPORARY,
    Source,
    assume,
    block,
    block_keys,
    metadata,
    oidc,
    plan,
    prepare,
)

# The second read depends on the first, so it happens in the middle of the plan.
CHAIN = """
data "cts_bucket_check" "first" {
  buckets = [{ bucket_name = "audit-first" }]
}
data "cts_bucket_check" "second" {
  buckets = [for name in data.cts_bucket_check.first.results[*].bucket_name :
    { bucket_name = "${name}-and-second" }]
}
"""
PASSWORD = block(user_name=cloud.USER_NAME, password=cloud.PASSWORD, domain_name=cloud.DOMAIN_NAME)
CI = {"agency_name": "cts-ci", "domain_id": cloud.DOMAIN_ID, "idp_id": "ci"}

# How each credential is fetched, and the path of that call.
RENEWABLE = {
    "password": (PASSWORD, "/v3/auth/tokens"),
    "agency at IAM": (block_keys(PERMANENT) + ASSUME_AT_IAM, "securitytokens"),
    "agency at STS": (block_keys(PERMANENT) + ASSUME_AT_STS, "/v5/agencies/assume"),
    "two agencies": (
        block_keys(PERMANENT) + ASSUME_AT_IAM + assume("cts-archive", domain_name="archive"),
        "securitytokens",
    ),
    "password, agency at IAM": (PASSWORD + ASSUME_AT_IAM, "securitytokens"),
    "ID token": (oidc(**CI, id_token=cloud.ID_TOKEN), "assume-with-oidc"),
    "metadata": (metadata("token"), "securitykey"),
    "metadata, plain": (metadata("plain"), "securitykey"),
    "metadata, agency at IAM": (metadata("plain") + ASSUME_AT_IAM, "securitytokens"),
}


def statuses(standin) -> list[int]:
    return [call["status"] for call in standin.calls()]


@ON_TERRAFORM
@pytest.mark.parametrize("case", RENEWABLE)
def test_credentials_that_expire_in_mid_plan_are_renewed_once(offline, standin, case):
    source, path = RENEWABLE[case]
    prepare(offline, standin, source, CHAIN)
    standin.order({"path": "checkbucket"}, {"path": "checkbucket", "expire": True})
    offline.plan().succeeded()
    assert statuses(standin) == [200, 401, 200]
    fetches = [c for c in standin.calls(path) if c["method"] != "PUT" and c["status"] < 300]
    assert len(fetches) == (4 if case == "two agencies" else 2)


@ON_TERRAFORM
@pytest.mark.parametrize("case", ["password", "agency at IAM", "metadata"])
def test_concurrent_reads_renew_credentials_once(offline, standin, case):
    source, path = RENEWABLE[case]
    check = """
data "cts_bucket_check" "each" {
  for_each = toset([for i in range(20) : "audit-${i}"])
  buckets  = [{ bucket_name = each.key }]
}
"""
    prepare(offline, standin, source + Source("batching = { enabled = false }"), check)
    standin.order({"path": "checkbucket", "times": 4}, {"path": "checkbucket", "expire": True})
    offline.plan().succeeded()
    fetches = [c for c in standin.calls(path) if c["method"] != "PUT" and c["status"] < 300]
    assert len(fetches) == 2


@ON_TERRAFORM
@pytest.mark.parametrize("case", ["password", "agency at IAM", "agency at STS", "metadata"])
def test_second_refusal_after_renewal_is_an_error(offline, standin, case):
    source, path = RENEWABLE[case]
    prepare(offline, standin, source)
    standin.order({"path": "checkbucket", "expire": True, "times": 9})
    offline.plan().failed("401", "APIGW.0301")
    assert statuses(standin) == [401, 401]


@ON_TERRAFORM
@pytest.mark.parametrize(
    "source",
    [block_keys(PERMANENT), block_keys(TEMPORARY), block(token=cloud.TOKEN)],
    ids=["keys", "temporary keys", "token"],
)
def test_credentials_without_renewal_are_refused_once(offline, standin, source):
    prepare(offline, standin, source, CHAIN)
    refusal = {"path": "checkbucket", "status": 401, "error_code": "APIGW.0301"}
    standin.order({"path": "checkbucket"}, {**refusal, "error_msg": "signature expired"})
    offline.plan().failed("401", "APIGW.0301", "signature expired")
    assert statuses(standin) == [200, 401]


@ON_TERRAFORM
def test_keys_near_expiry_are_renewed_before_they_are_refused(offline, standin):
    prepare(offline, standin, metadata("plain"), CHAIN)
    standin.set(metadata="plain", temporary_seconds=20)
    offline.plan().succeeded()
    assert statuses(standin) == [200, 200]


@ON_TERRAFORM
def test_failing_renewal_reports_its_own_error(offline, standin):
    prepare(offline, standin, block_keys(PERMANENT) + ASSUME_AT_IAM, CHAIN)
    standin.order(
        {"path": "checkbucket"},
        {"path": "checkbucket", "expire": True},
        {"path": "securitytokens"},
        {"path": "securitytokens", "status": 403, "error_msg": "The agency was deleted."},
    )
    # The first of these two calls precedes every check.
    offline.plan().failed("403", "The agency was deleted.", "agency")


# The response to the look-up of account and project, and what the message must contain.
FAILED_LOOK_UPS = {
    "projects: not allowed": (
        [{"path": "/v3/projects", "status": 403, "error_msg": "No permission to list."}],
        ["403", "No permission to list.", "domain_id", "project_id"],
    ),
    "projects: broken response": (
        [{"path": "/v3/projects", "body": '{"projects":['}],
        ["domain_id", "project_id"],
    ),
    "projects: invalid ID": (
        [{"path": "/v3/projects", "body": '{"projects":[{"name":"eu-west-0","id":"a/../b"}]}'}],
        ["not an ID"],
    ),
}


@ON_TERRAFORM
@pytest.mark.parametrize("case", FAILED_LOOK_UPS)
def test_failed_look_up_reports_its_error_and_a_workaround(offline, standin, case):
    steps, words = FAILED_LOOK_UPS[case]
    prepare(offline, standin, block_keys(PERMANENT))
    standin.order(*steps)
    error = offline.plan().failed(*words)
    assert "127.0.0.1" in error.text
    assert standin.calls() == [], "an empty account ID never reaches a URL"


@ON_TERRAFORM
def test_domain_id_and_project_id_replace_the_look_up(offline, standin):
    prepare(
        offline,
        standin,
        block_keys(PERMANENT) + block(domain_id=cloud.DOMAIN_ID, project_id="e0" * 16),
    )
    standin.order({"path": "/v3/projects", "status": 403, "times": 9})
    offline.plan().succeeded()
    assert standin.calls("/v3/projects") == []


NO_PROJECTS = {"path": "/v3/projects", "body": '{"projects": []}', "times": 9}
NO_DOMAINS = {"path": "/v3/auth/domains", "body": '{"domains": []}', "times": 9}


@ON_TERRAFORM
def test_account_look_up_falls_back_to_domains(offline, standin):
    prepare(offline, standin, block_keys(PERMANENT))
    standin.order(NO_PROJECTS)
    offline.plan().succeeded()
    assert [c["path"] for c in standin.log()["calls"][:2]] == ["/v3/projects", "/v3/auth/domains"]


@ON_TERRAFORM
def test_account_look_up_falls_back_to_sts_last(offline, standin):
    prepare(offline, standin, block_keys(PERMANENT))
    standin.order(NO_PROJECTS, NO_DOMAINS)
    offline.plan().succeeded()
    assert offline.planned_outputs()["check"]["domain_id"] == cloud.DOMAIN_ID
    assert len(standin.calls("caller-identity")) == 1


@ON_TERRAFORM
def test_account_look_up_fails_without_fallback(offline, standin):
    prepare(offline, standin, block_keys(PERMANENT))
    standin.set(sts=False)
    standin.order(NO_PROJECTS, NO_DOMAINS)
    offline.plan().failed("account", "domain_id", "HW_DOMAIN_ID")
    assert standin.calls() == []


@ON_TERRAFORM
def test_agency_account_is_looked_up_despite_the_callers_ids(offline, standin):
    source = block_keys(PERMANENT) + ASSUME_AT_IAM
    source += block(domain_id=cloud.DOMAIN_ID, project_id="e0" * 16)
    prepare(offline, standin, source)
    standin.order({"path": "/v3/projects", "status": 403, "error_msg": "Not for this agency."})
    error = offline.plan().failed("403", "Not for this agency.")
    assert "agency" in error.text.replace("Not for this agency.", "")
    [look_up] = standin.calls("/v3/projects")
    assert "Access=STANDINISSUED0000001," in look_up["headers"]["authorization"], "not the agency's keys"
