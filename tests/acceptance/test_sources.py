# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Each source of credentials with each kind of credentials it can have, valid and invalid."""

import json

import pytest

import golden
import sources
import standin as cloud
from sources import (
    ON_TERRAFORM,
    ASSUME_AT_IAM,
    ASSUME_AT_STS,
    PERMANENT,
    POWERLESS,
    STALE,
    TEMPORARY,
    WRONG,
    Keys,
    assume,
    block,
    block_keys,
    block_profile,
    environment,
    environment_keys,
    environment_profile,
    koocli,
    metadata,
    oidc,
    plan,
    profile,
    sdk_file,
)

PASSWORD = {
    "HW_USER_NAME": cloud.USER_NAME,
    "HW_USER_PASSWORD": cloud.PASSWORD,
    "HW_DOMAIN_NAME": cloud.DOMAIN_NAME,
}
OS_PASSWORD = {
    "OS_USERNAME": cloud.USER_NAME,
    "OS_PASSWORD": cloud.PASSWORD,
    "OS_USER_DOMAIN_NAME": cloud.DOMAIN_NAME,
}
SSO = {
    "name": "default",
    "mode": "SSO",
    "ssoAuth": {
        "stsToken": {
            "accessKeyId": TEMPORARY.access_key,
            "secretAccessKey": TEMPORARY.secret_key,
            "securityToken": TEMPORARY.security_token,
        }
    },
}
AGENCY = {"mode": "agency", "agencyName": "cts-audit", "agencyDomainName": "delegating"}
CI = {"agency_name": "cts-ci", "domain_id": cloud.DOMAIN_ID, "idp_id": "ci"}

OWN_ACCOUNT = cloud.DOMAIN_ID
DELEGATING_ACCOUNT = cloud.DELEGATING_ID
VALID = {
    "block: keys": (block_keys(PERMANENT), OWN_ACCOUNT),
    "block: temporary keys": (block_keys(TEMPORARY), OWN_ACCOUNT),
    "block: token": (block(token=cloud.TOKEN), OWN_ACCOUNT),
    "block: password": (
        block(
            user_name=cloud.USER_NAME, password=cloud.PASSWORD, domain_name=cloud.DOMAIN_NAME
        ),
        OWN_ACCOUNT,
    ),
    "block: keys, agency at IAM": (block_keys(PERMANENT) + ASSUME_AT_IAM, DELEGATING_ACCOUNT),
    "block: keys, agency at STS": (block_keys(PERMANENT) + ASSUME_AT_STS, DELEGATING_ACCOUNT),
    "block: temporary keys, agency at IAM": (block_keys(TEMPORARY) + ASSUME_AT_IAM, DELEGATING_ACCOUNT),
    "block: temporary keys, agency at STS": (block_keys(TEMPORARY) + ASSUME_AT_STS, DELEGATING_ACCOUNT),
    "block: token, agency at IAM": (block(token=cloud.TOKEN) + ASSUME_AT_IAM, DELEGATING_ACCOUNT),
    "block: two agencies, IAM then IAM": (
        block_keys(PERMANENT) + ASSUME_AT_IAM + assume("cts-archive", domain_name="archive"),
        cloud.ARCHIVE_ID,
    ),
    "block: two agencies, STS then STS": (
        block_keys(PERMANENT) + ASSUME_AT_STS + assume("cts-archive", domain_id=cloud.ARCHIVE_ID),
        cloud.ARCHIVE_ID,
    ),
    "block: two agencies, IAM then STS": (
        block_keys(PERMANENT) + ASSUME_AT_IAM + assume("cts-archive", domain_id=cloud.ARCHIVE_ID),
        cloud.ARCHIVE_ID,
    ),
    "block: ID token": (oidc(**CI, id_token=cloud.ID_TOKEN), OWN_ACCOUNT),
    "block: ID token file": (
        oidc(**CI, id_token_file="home/id-token")
        + sources.Source(files={"id-token": cloud.ID_TOKEN + "\n"}),
        OWN_ACCOUNT,
    ),
    "block: ID token at IAM": (oidc(idp_id="ci", id_token=cloud.ID_TOKEN), OWN_ACCOUNT),
    "environment: HW keys": (environment_keys(PERMANENT), OWN_ACCOUNT),
    "environment: OS keys": (environment_keys(PERMANENT, "OS"), OWN_ACCOUNT),
    "environment: SDK keys": (environment_keys(PERMANENT, "SDK"), OWN_ACCOUNT),
    "environment: HW temporary keys": (environment_keys(TEMPORARY), OWN_ACCOUNT),
    "environment: SDK temporary keys": (environment_keys(TEMPORARY, "SDK"), OWN_ACCOUNT),
    "environment: HW token": (environment(HW_AUTH_TOKEN=cloud.TOKEN), OWN_ACCOUNT),
    "environment: OS token": (environment(OS_AUTH_TOKEN=cloud.TOKEN), OWN_ACCOUNT),
    "environment: HW password": (environment(**PASSWORD), OWN_ACCOUNT),
    "environment: OS password": (environment(**OS_PASSWORD), OWN_ACCOUNT),
    "environment: keys, agency at IAM": (
        environment_keys(PERMANENT)
        + environment(
            HW_ASSUME_ROLE_AGENCY_NAME="cts-audit", HW_ASSUME_ROLE_DOMAIN_NAME="delegating"
        ),
        DELEGATING_ACCOUNT,
    ),
    "environment: keys, agency at STS": (
        environment_keys(PERMANENT)
        + environment(
            HW_ASSUME_ROLE_AGENCY_NAME="cts-audit",
            HW_ASSUME_ROLE_DOMAIN_ID=DELEGATING_ACCOUNT,
            HW_ASSUME_ROLE_DURATION="900",
        ),
        DELEGATING_ACCOUNT,
    ),
    "environment: password, agency at IAM": (environment(**PASSWORD) + ASSUME_AT_IAM, DELEGATING_ACCOUNT),
    "environment: ID token": (
        environment(
            HW_ASSUME_ROLE_AGENCY_NAME="cts-ci",
            HW_ASSUME_ROLE_DOMAIN_ID=OWN_ACCOUNT,
            HW_ASSUME_ROLE_IDP_ID="ci",
            HW_ASSUME_ROLE_ID_TOKEN=cloud.ID_TOKEN,
        ),
        OWN_ACCOUNT,
    ),
    "profile of the block: keys": (block_profile(PERMANENT), OWN_ACCOUNT),
    "profile of the block: temporary keys": (block_profile(TEMPORARY), OWN_ACCOUNT),
    "profile of the block: SSO": (block(profile="default") + koocli(SSO), OWN_ACCOUNT),
    "profile of the block: agency": (
        block(profile="default") + koocli(profile(PERMANENT, **AGENCY)),
        DELEGATING_ACCOUNT,
    ),
    "profile of the block: ECS agency": (
        block(profile="default") + koocli({"name": "default", "mode": "ecsAgency"}) + metadata(),
        OWN_ACCOUNT,
    ),
    "profile of the block: keys, agency at STS": (block_profile(PERMANENT) + ASSUME_AT_STS, DELEGATING_ACCOUNT),
    "profile of the environment: keys": (environment_profile(PERMANENT), OWN_ACCOUNT),
    "shared_config_file: the current profile": (
        block(shared_config_file="home/.hcloud/config.json")
        + koocli(profile(WRONG, "first"), profile(PERMANENT, "second"), current="second"),
        OWN_ACCOUNT,
    ),
    "SDK file: keys": (sdk_file(PERMANENT), OWN_ACCOUNT),
    "SDK file: temporary keys": (sdk_file(TEMPORARY), OWN_ACCOUNT),
    "SDK file: named by a variable": (
        environment(HUAWEICLOUD_SDK_CREDENTIALS_FILE="home/keys.ini")
        + sources.Source(files={"keys.ini": sdk_file(PERMANENT).files[".huaweicloud/credentials"]}),
        OWN_ACCOUNT,
    ),
    "SDK file: keys, agency at IAM": (sdk_file(PERMANENT) + ASSUME_AT_IAM, DELEGATING_ACCOUNT),
    "metadata: with a session": (metadata("token"), OWN_ACCOUNT),
    "metadata: plain": (metadata("plain"), OWN_ACCOUNT),
    "metadata: keys, agency at IAM": (metadata("token") + ASSUME_AT_IAM, DELEGATING_ACCOUNT),
    "metadata: keys, agency at STS": (metadata("plain") + ASSUME_AT_STS, DELEGATING_ACCOUNT),
}


@ON_TERRAFORM
@pytest.mark.parametrize("case", VALID)
def test_valid_credentials(offline, standin, case):
    source, domain_id = VALID[case]
    outcome = plan(offline, standin, source).succeeded()
    sources.assert_no_secret(offline, outcome)
    check = offline.planned_outputs()["check"]
    assert check["all_successful"] is True
    assert check["domain_id"] == domain_id
    [call] = standin.calls()
    assert call["path"] == f"/v3/{domain_id}/checkbucket"
    sources.winner(offline)


REFUSED_KEY = ["APIGW.0301", "401"]  # in the message of a refused key
INVALID = {
    "block: keys": (block_keys(WRONG), REFUSED_KEY),
    "block: unknown access key": (
        block_keys(Keys("NOSUCHKEY00000000001", "x")),
        [*REFUSED_KEY, "NOSUCHKEY00000000001"],
    ),
    "block: temporary keys without their token": (
        block_keys(Keys(TEMPORARY.access_key, TEMPORARY.secret_key)),
        [*REFUSED_KEY, "security_token"],
    ),
    "block: stale temporary keys": (block_keys(STALE), [*REFUSED_KEY, "security_token"]),
    "block: token": (block(token="NotAToken-1"), [*REFUSED_KEY, "token"]),
    "block: password": (
        block(user_name=cloud.USER_NAME, password="NotThePassword-1", domain_name=cloud.DOMAIN_NAME),
        ["401", "password is wrong", "user_name"],
    ),
    "block: no such agency at IAM": (
        block_keys(PERMANENT) + assume("none", domain_name="delegating"),
        ["404", "none", "assume_role"],
    ),
    "block: agency at IAM that does not trust the caller": (
        block_keys(PERMANENT) + assume("cts-archive", domain_name="archive"),
        ["403", "cts-archive", "assume_role"],
    ),
    "block: agency at STS that does not trust the caller": (
        block_keys(PERMANENT) + assume("cts-archive", domain_id=cloud.ARCHIVE_ID),
        ["403", "PAP5.0001", "assume_role"],
    ),
    "block: agency of a user without permission": (block_keys(POWERLESS) + ASSUME_AT_IAM, ["403"]),
    "block: agency at STS in a cloud without STS": (
        block_keys(PERMANENT) + ASSUME_AT_STS + sources.Source(settings={"sts": False}),
        ["404", "APIGW.0101", "domain_name"],
    ),
    "block: stale ID token": (oidc(**CI, id_token="StaleIdToken-1"), ["401", "ID token"]),
    "block: missing ID token file": (
        oidc(**CI, id_token_file="home/none"),
        ["home/none", "id_token_file"],
    ),
    "block: unknown identity provider": (
        oidc(agency_name="cts-ci", domain_id=OWN_ACCOUNT, idp_id="other", id_token=cloud.ID_TOKEN),
        ["403", "PAP5.0001"],
    ),
    "environment: keys": (environment_keys(WRONG), REFUSED_KEY),
    "environment: stale temporary keys": (environment_keys(STALE), REFUSED_KEY),
    "environment: token": (environment(HW_AUTH_TOKEN="NotAToken-1"), REFUSED_KEY),
    "environment: password": (
        environment(**PASSWORD | {"HW_USER_PASSWORD": "NotThePassword-1"}),
        ["401", "password is wrong"],
    ),
    "environment: half a pair": (
        environment(HW_ACCESS_KEY=PERMANENT.access_key),
        ["HW_ACCESS_KEY", "secret_key"],
    ),
    "profile: keys": (block_profile(WRONG), REFUSED_KEY),
    "profile: no such profile": (
        block(profile="other") + koocli(profile(PERMANENT)),
        ['"other"', ".hcloud/config.json"],
    ),
    "profile: no such file": (block(profile="default"), [".hcloud/config.json"]),
    "profile: invalid JSON": (
        block(profile="default") + sources.Source(files={".hcloud/config.json": "{"}),
        [".hcloud/config.json"],
    ),
    "profile: encrypted secrets": (
        block(profile="default")
        + koocli(
            profile(
                Keys(
                    PERMANENT.access_key,
                    "D3rYpTAaAAAQAAAAAAAAAAAA7Q3uMmJ8nE0vXw5Zk1r9sT6yB2cH4fL8oP0dGxIeWqUa"
                    "j5KbNzVhRt3mSyCl1ODfpEiA2Wg6XkQuZ7T0vJ9nM4rBsHcYLeUdIoPxKqGwFt=",
                )
            ),
            authEncrypt="true",
        ),
        ["hcloud configure set --cli-auth-encrypt=false"],
    ),
    "profile: without any credentials": (
        block(profile="default") + koocli({"name": "default", "mode": "AKSK"}),
        ["default"],
    ),
    "SDK file: keys": (sdk_file(WRONG), REFUSED_KEY),
    "SDK file: half a pair": (
        sdk_file(Keys(PERMANENT.access_key, "")),
        [".huaweicloud/credentials"],
    ),
    "metadata: no agency bound": (metadata("no-agency"), ["agency"]),
    "metadata: absent": (metadata("absent"), ["metadata"]),
}


# Cases that test_messages.py cannot produce within one plan: environment, HOME and metadata service
# are the same for the whole plan.
GOLDEN_NAMES = {
    "environment: half a pair": "environment-half-a-pair",
    "profile: no such profile": "profile-missing",
    "profile: no such file": "profile-file-missing",
    "profile: invalid JSON": "profile-file-broken",
    "profile: encrypted secrets": "profile-encrypted",
    "profile: without any credentials": "profile-empty",
    "SDK file: half a pair": "sdk-file-half-a-pair",
    "metadata: no agency bound": "metadata-no-agency",
    "metadata: absent": "metadata-absent",
}


@ON_TERRAFORM
@pytest.mark.parametrize("case", INVALID)
def test_invalid_credentials(offline, standin, case):
    source, words = INVALID[case]
    outcome = plan(offline, standin, source)
    error = outcome.failed(*words)
    sources.assert_no_secret(offline, outcome)
    if case in GOLDEN_NAMES:
        golden.check(GOLDEN_NAMES[case], error.summary, error.detail)
    assert len(outcome.errors) == 1, outcome.report()
    assert standin.calls() == [] or standin.calls()[-1]["status"] == 401
    # Repeated bad signatures lock a key.
    assert len([c for c in standin.log()["calls"] if c["status"] == 401]) <= 2


@ON_TERRAFORM
def test_error_names_an_unreachable_metadata_service(offline, standin):
    # A port without a listener, as on a laptop, where the real service's address is not routed.
    source = sources.Source() + block()
    sources.prepare(offline, standin, source)
    text = (offline.folder / "main.tf").read_text()
    offline.write(text.replace('metadata = ""', 'metadata = "http://127.0.0.1:9"'))
    offline.plan().failed("No credentials", "ECS metadata: no response from http://127.0.0.1:9:")


@ON_TERRAFORM
def test_profile_provides_region_project_and_account(offline, standin):
    project_id = "e1" * 16
    source = environment_profile(PERMANENT) + koocli(
        profile(PERMANENT, region="eu-west-1", projectId=project_id, domainId=cloud.DOMAIN_ID)
    )
    sources.prepare(offline, standin, source)
    text = (offline.folder / "main.tf").read_text()
    offline.write(text.replace('  region    = "eu-west-0"\n', ""))
    offline.plan().succeeded()
    assert offline.planned_outputs()["check"]["region"] == "eu-west-1"
    [call] = standin.log()["calls"]
    assert call["headers"]["x-project-id"] == project_id, "and nothing is looked up"


def test_explicit_arguments_win_over_profile(offline, standin):
    other_account = {"region": "cn-north-1", "projectId": "f" * 32, "domainId": "f" * 32}
    source = block_profile(PERMANENT) + koocli(profile(PERMANENT, **other_account))
    source += block(project_id="e0" * 16, domain_id=cloud.DOMAIN_ID)
    plan(offline, standin, source).succeeded()
    check = offline.planned_outputs()["check"]
    assert (check["region"], check["domain_id"]) == ("eu-west-0", cloud.DOMAIN_ID)
    [call] = standin.log()["calls"]
    assert call["headers"]["x-project-id"] == "e0" * 16


@ON_TERRAFORM
def test_callers_account_and_project_are_not_used_for_an_agency(offline, standin):
    source = block_keys(PERMANENT) + ASSUME_AT_IAM + block(project_id="e0" * 16)
    source += environment(HW_DOMAIN_ID=cloud.DOMAIN_ID)
    plan(offline, standin, source).succeeded()
    assert offline.planned_outputs()["check"]["domain_id"] == cloud.DELEGATING_ID
    [call] = standin.calls()
    assert call["headers"].get("x-project-id") == "d0" * 16


@ON_TERRAFORM
def test_domain_id_selects_sts_and_domain_name_selects_iam(offline, standin):
    plan(offline, standin, block_keys(PERMANENT) + ASSUME_AT_STS).succeeded()
    assert len(standin.calls("/v5/agencies/assume")) == 1
    assert standin.calls("/v3.0/") == []
    [call] = standin.calls("/v5/agencies/assume")
    assert call["body"]["agency_urn"] == f"iam::{cloud.DELEGATING_ID}:agency:cts-audit"
    offline.write((offline.folder / "main.tf").read_text(), "main.tf")
    standin.reset()
    source = block_keys(PERMANENT) + assume(domain_name="delegating", duration=1800)
    plan(offline, standin, source).succeeded()
    [call] = standin.calls("/v3.0/")
    role = call["body"]["auth"]["identity"]["assume_role"]
    assert (role["agency_name"], role["domain_name"]) == ("cts-audit", "delegating")
    assert role["duration_seconds"] == 1800
    assert call["headers"]["x-domain-id"] == cloud.DOMAIN_ID
    assert json.dumps(standin.log()).count("/v5/") == 0


@ON_TERRAFORM
def test_many_reads_share_one_set_of_temporary_keys(offline, standin):
    check = """
data "cts_bucket_check" "each" {
  for_each = toset([for i in range(30) : "audit-${i}"])
  buckets  = [{ bucket_name = each.key }]
}
"""
    plan(offline, standin, block_keys(PERMANENT) + ASSUME_AT_IAM, check).succeeded()
    assert len(standin.calls("securitytokens")) == 1
    assert len(standin.calls("/v3/projects")) <= 2
