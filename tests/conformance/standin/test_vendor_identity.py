# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The vendor's Python SDK gets temporary keys from the stand-in in every way that it supports.

The SDK's own credential chain is used where it has one; the test sets only addresses.
"""

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials, GlobalCredentials
from huaweicloudsdkcore.auth.internal import MetadataAccessor, OidcStsAccessor
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcts.v3 import CtsClient
from huaweicloudsdkiam.v3 import (
    AgencyAuth,
    AgencyAuthIdentity,
    CreateTemporaryAccessKeyByAgencyRequest,
    CreateTemporaryAccessKeyByAgencyRequestBody,
    CreateTemporaryAccessKeyByTokenRequest,
    CreateTemporaryAccessKeyByTokenRequestBody,
    IamClient,
    IdentityAssumerole,
    IdentityToken,
    TokenAuth,
    TokenAuthIdentity,
)
from huaweicloudsdksts.v1 import (
    AssumeAgencyReqBody,
    AssumeAgencyRequest,
    GetCallerIdentityRequest,
    StsClient,
)

from test_vendor_sdk import DOMAIN_ID, KEYS, POWERLESS_KEYS, PROJECT_ID, bucket, check, client_of

DELEGATING_ID = "0d1e2f30415263748596a7b8c9dafbec"
DELEGATING_PROJECT_ID = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0"
ARCHIVE_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
ID_TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzdGFuZGluIn0.StandinIdToken-1"


def build(kind, standin, credentials):
    return kind.new_builder().with_credentials(credentials).with_endpoint(standin.url).build()


def global_credentials(keys=KEYS, domain_id=DOMAIN_ID, security_token=None):
    credentials = GlobalCredentials(*keys, domain_id)
    return credentials.with_security_token(security_token) if security_token else credentials


def assume_at_iam(standin, role, credentials=None):
    auth = AgencyAuth(identity=AgencyAuthIdentity(methods=["assume_role"], assume_role=role))
    request = CreateTemporaryAccessKeyByAgencyRequest(
        body=CreateTemporaryAccessKeyByAgencyRequestBody(auth=auth)
    )
    client = build(IamClient, standin, credentials or global_credentials())
    return client.create_temporary_access_key_by_agency(request).credential


def assume_at_sts(standin, urn, keys=KEYS):
    body = AssumeAgencyReqBody(agency_urn=urn, agency_session_name="tests", duration_seconds=900)
    client = build(StsClient, standin, BasicCredentials(*keys, PROJECT_ID))
    return client.assume_agency(AssumeAgencyRequest(body=body)).credentials


def succeeds(standin, key, domain_id, project_id):
    """Whether a check with temporary keys works."""
    client = client_of(standin, (key.access, key.secret), key.securitytoken, project_id)
    response = check(client, bucket("audit-traces"), domain_id=domain_id)
    return response.buckets[0].check_bucket_response.success


def refusal_of(function, *arguments):
    with pytest.raises(exceptions.ClientRequestException) as raised:
        function(*arguments)
    return raised.value


def test_assumes_an_agency_at_iam(standin):
    role = IdentityAssumerole(agency_name="cts-audit", domain_name="delegating", duration_seconds=900)
    key = assume_at_iam(standin, role)
    assert key.expires_at.endswith("Z")
    assert succeeds(standin, key, DELEGATING_ID, DELEGATING_PROJECT_ID)
    assert refusal_of(succeeds, standin, key, DOMAIN_ID, DELEGATING_PROJECT_ID).status_code == 403


def test_assumes_an_agency_with_the_keys_of_another(standin):
    first = assume_at_iam(standin, IdentityAssumerole("cts-audit", DELEGATING_ID))
    second = assume_at_iam(
        standin,
        IdentityAssumerole("cts-archive", ARCHIVE_ID),
        global_credentials((first.access, first.secret), DELEGATING_ID, first.securitytoken),
    )
    assert succeeds(standin, second, ARCHIVE_ID, "a0" * 16)


def test_invalid_agency_requests_at_iam_are_refused(standin):
    trusted = IdentityAssumerole("cts-audit", DELEGATING_ID)
    powerless = global_credentials(POWERLESS_KEYS)
    assert refusal_of(assume_at_iam, standin, trusted, powerless).status_code == 403
    missing = IdentityAssumerole("none", DELEGATING_ID)
    assert refusal_of(assume_at_iam, standin, missing).status_code == 404
    short = IdentityAssumerole("cts-audit", DELEGATING_ID, duration_seconds=60)
    assert refusal_of(assume_at_iam, standin, short).status_code == 400


def test_assumes_an_agency_at_sts(standin):
    key = assume_at_sts(standin, f"iam::{DELEGATING_ID}:agency:cts-audit")
    client = client_of(
        standin,
        (key.access_key_id, key.secret_access_key),
        key.security_token,
        DELEGATING_PROJECT_ID,
    )
    response = check(client, bucket("audit-traces"), domain_id=DELEGATING_ID)
    assert response.buckets[0].check_bucket_response.success is True


def test_untrusted_agency_at_sts_is_refused(standin):
    refused = refusal_of(assume_at_sts, standin, f"iam::{ARCHIVE_ID}:agency:cts-archive")
    assert (refused.status_code, refused.error_code) == (403, "PAP5.0001")
    assert refused.encoded_auth_msg


def test_reports_the_callers_identity(standin):
    client = build(StsClient, standin, BasicCredentials(*POWERLESS_KEYS, PROJECT_ID))
    identity = client.get_caller_identity(GetCallerIdentityRequest())
    assert identity.account_id == DOMAIN_ID
    assert identity.principal_urn == f"iam::{DOMAIN_ID}:user:auditor"


@pytest.fixture
def id_token_file(tmp_path):
    path = tmp_path / "id-token"
    path.write_text(ID_TOKEN + "\n")
    return path


def test_sdk_gets_keys_for_its_id_token(standin, id_token_file):
    credentials = BasicCredentials().with_idp_id("ci").with_id_token_file(str(id_token_file))
    credentials.with_iam_endpoint(standin.url).with_project_id(PROJECT_ID)
    client = (
        CtsClient.new_builder()
        .with_credentials(credentials)
        .with_region(Region("eu-west-0", standin.url))
        .build()
    )
    assert check(client, bucket("audit-traces")).buckets[0].check_bucket_response.success is True
    paths = [call["path"] for call in standin.control("/log")["calls"]]
    assert paths[:2] == ["/v3.0/OS-AUTH/id-token/tokens", "/v3.0/OS-CREDENTIAL/securitytokens"]


def test_gets_keys_for_a_token(standin):
    token = "StandinToken-q8Wd3Fj6Ks1Lz5Xc9Vb2Nm7Tg4Hy01"
    identity = TokenAuthIdentity(["token"], IdentityToken(id=token, duration_seconds=900))
    body = CreateTemporaryAccessKeyByTokenRequestBody(auth=TokenAuth(identity=identity))
    client = build(IamClient, standin, global_credentials())
    key = client.create_temporary_access_key_by_token(
        CreateTemporaryAccessKeyByTokenRequest(body=body)
    ).credential
    assert succeeds(standin, key, DOMAIN_ID, PROJECT_ID)


@pytest.mark.parametrize("token, works", [(ID_TOKEN, True), ("stale", False)])
def test_sdk_assumes_an_agency_with_its_id_token(standin, token, works):
    accessor = OidcStsAccessor(
        f"iam::{DOMAIN_ID}:oidcProvider:ci", f"iam::{DOMAIN_ID}:agency:cts-ci", token, "tests"
    )
    client = build(StsClient, standin, BasicCredentials(*KEYS, PROJECT_ID))
    arguments = {"sts_endpoint": standin.url, "http_client": client.get_http_client()}
    if not works:
        with pytest.raises(exceptions.SdkException, match="ID token is invalid"):
            accessor.get_credential(**arguments)
        return
    key = accessor.get_credential(**arguments)
    client = client_of(standin, (key.access, key.secret), key.security_token)
    assert check(client, bucket("audit-traces")).buckets[0].check_bucket_response.success is True


@pytest.mark.parametrize("mode", ["token", "plain"])
def test_sdk_gets_keys_from_metadata(standin, monkeypatch, mode):
    standin.control("/set", {"metadata": mode})
    monkeypatch.setattr(MetadataAccessor, "_METADATA_ENDPOINT", standin.url)
    key = MetadataAccessor().get_credential()
    client = client_of(standin, (key.access, key.secret), key.security_token)
    assert check(client, bucket("audit-traces")).buckets[0].check_bucket_response.success is True


def test_sdk_renews_a_metadata_session(standin, monkeypatch):
    monkeypatch.setattr(MetadataAccessor, "_METADATA_ENDPOINT", standin.url)
    accessor = MetadataAccessor()
    accessor.get_credential()
    standin.control(body={"next": [{"path": "securitykey", "expire": True}]})
    accessor.get_credential()
    methods = [call["method"] for call in standin.control("/log")["calls"]]
    assert methods == ["PUT", "GET", "GET", "PUT", "GET"]


@pytest.mark.parametrize("mode, words", [("no-agency", "Cloud Service Agency"), ("absent", "404")])
def test_metadata_without_keys_is_an_error(standin, monkeypatch, mode, words):
    standin.control("/set", {"metadata": mode})
    monkeypatch.setattr(MetadataAccessor, "_METADATA_ENDPOINT", standin.url)
    assert words in str(refusal_of(MetadataAccessor().get_credential))


def test_expired_keys_are_refused(standin):
    key = assume_at_iam(standin, IdentityAssumerole("cts-audit", DELEGATING_ID))
    standin.control(body={"next": [{"path": "checkbucket", "expire": True}]})
    refused = refusal_of(succeeds, standin, key, DELEGATING_ID, DELEGATING_PROJECT_ID)
    assert (refused.status_code, refused.error_code) == (401, "APIGW.0301")
    assert "signature expired" in refused.error_msg
