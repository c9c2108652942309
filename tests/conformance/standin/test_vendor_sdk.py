# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The vendor's Python SDK works against the stand-in.

This proves the stand-in: its signatures, paths and responses are what the vendor's client expects, and that
client is independent of this project.
"""

import json
import urllib.error
import urllib.request

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcts.v3 import (
    CheckBucketRequest,
    CheckObsBucketsRequest,
    CheckObsBucketsRequestBody,
    CtsClient,
)
from huaweicloudsdkiam.v3 import IamClient, KeystoneListProjectsRequest

DOMAIN_ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
PROJECT_ID = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
KEYS = ("STANDINACCESSKEY0001", "StandinSecretKey/k3Vb8QmXw5Rz7Tp2Yc01")
TEMPORARY_KEYS = ("STANDINTEMPORARY0001", "StandinSecretKey/d9Hn4LsGf6Wj1Ke8Ua02")
POWERLESS_KEYS = ("STANDINPOWERLESS0001", "StandinSecretKey/p2Zx7CvBn4Mq9Ty5Ri03")
SECURITY_TOKEN = "StandinSecurityToken//abc+def=="
KMS_ID = "1f26f8d8-65d4-436b-bea2-bd0ac1984f71"


def client_of(standin, keys=KEYS, security_token=None, project_id=PROJECT_ID):
    credentials = BasicCredentials(*keys, project_id)
    if security_token:
        credentials = credentials.with_security_token(security_token)
    return (
        CtsClient.new_builder()
        .with_credentials(credentials)
        .with_endpoint(standin.url)
        .build()
    )


def check(client, *buckets, domain_id=DOMAIN_ID):
    request = CheckObsBucketsRequest(
        domain_id=domain_id, body=CheckObsBucketsRequestBody(buckets=list(buckets))
    )
    return client.check_obs_buckets(request)


def bucket(name, location="eu-west-0", **more):
    return CheckBucketRequest(bucket_name=name, bucket_location=location, **more)


def test_sample_of_the_api_page(standin):
    response = check(
        client_of(standin),
        bucket("bucket1", "cn-north-1", kms_id=KMS_ID, is_support_trace_files_encryption=False),
        bucket("missing-bucket2", "cn-north-2"),
    )
    good, missing = response.buckets
    assert good.bucket_name == "bucket1"
    assert good.bucket_location == "cn-north-1"
    assert good.kms_id == KMS_ID
    assert good.is_support_trace_files_encryption is False
    assert good.check_bucket_response.success is True
    assert good.check_bucket_response.response_code == 200
    assert good.check_bucket_response.error_code is None
    assert missing.kms_id is None
    assert missing.check_bucket_response.success is False
    assert missing.check_bucket_response.response_code == 404
    assert missing.check_bucket_response.error_code == "OBS.NoSuchBucket"
    assert (
        missing.check_bucket_response.error_message
        == "Error message:Request Error.OBS service Error Message."
    )


def test_temporary_keys_with_security_token(standin):
    response = check(client_of(standin, TEMPORARY_KEYS, SECURITY_TOKEN), bucket("audit-traces"))
    assert response.buckets[0].check_bucket_response.success is True


def test_body_with_unicode_and_reserved_characters_is_signed(standin):
    location = "eu-west-0 ~*'()/é€"
    response = check(client_of(standin), bucket("audit-traces", location))
    assert response.buckets[0].bucket_location == location


@pytest.mark.parametrize(
    "keys, token, words",
    [
        ((KEYS[0], "wrong"), None, "verify aksk signature fail, canonicalRequest:POST|/v3/"),
        (("NOSUCHKEY", "wrong"), None, "ak NOSUCHKEY not exist"),
        (TEMPORARY_KEYS, None, "decrypt security token fail"),
        (TEMPORARY_KEYS, "stale", "decrypt security token fail"),
    ],
)
def test_bad_keys_are_401(standin, keys, token, words):
    with pytest.raises(exceptions.ClientRequestException) as raised:
        check(client_of(standin, keys, token), bucket("audit-traces"))
    assert raised.value.status_code == 401
    assert raised.value.error_code == "APIGW.0301"
    assert words in raised.value.error_msg
    assert len(raised.value.request_id) == 32


def test_security_token_is_echoed_when_the_signature_is_wrong(standin):
    client = client_of(standin, (TEMPORARY_KEYS[0], "wrong"), SECURITY_TOKEN)
    with pytest.raises(exceptions.ClientRequestException) as raised:
        check(client, bucket("audit-traces"))
    assert f"|x-security-token:{SECURITY_TOKEN}|" in raised.value.error_msg


@pytest.mark.parametrize(
    "keys, domain_id, project_id, code",
    [
        (POWERLESS_KEYS, DOMAIN_ID, PROJECT_ID, "CTS.0002"),
        (KEYS, "f" * 32, PROJECT_ID, "CTS.0013"),
        (KEYS, DOMAIN_ID, "f" * 32, "CTS.0012"),
        (KEYS, DOMAIN_ID + "/x", PROJECT_ID, "CTS.0013"),
    ],
)
def test_invalid_ids_and_permissions_are_403(standin, keys, domain_id, project_id, code):
    client = client_of(standin, keys, project_id=project_id)
    with pytest.raises(exceptions.ClientRequestException) as raised:
        check(client, bucket("audit-traces"), domain_id=domain_id)
    assert (raised.value.status_code, raised.value.error_code) == (403, code)


@pytest.mark.parametrize("path", [f"/v3/{DOMAIN_ID}/checkbucket/", "/v3//checkbucket", "/v1.0/x"])
def test_unpublished_paths_are_404(standin, path):
    request = urllib.request.Request(standin.url + path, data=b"{}", method="POST")
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(request, timeout=5)
    assert raised.value.code == 404
    assert json.load(raised.value)["error_code"] == "APIGW.0101"


@pytest.mark.parametrize(
    "buckets, code",
    [
        ([], "CTS.0003"),
        ([bucket("Upper")], "CTS.0231"),
        ([bucket("fine", is_support_trace_files_encryption=True)], "CTS.0221"),
        ([bucket("fine"), bucket("poison-one")], "CTS.0213"),
    ],
)
def test_invalid_bodies_are_400(standin, buckets, code):
    with pytest.raises(exceptions.ClientRequestException) as raised:
        check(client_of(standin), *buckets)
    assert (raised.value.status_code, raised.value.error_code) == (400, code)


def test_key_is_locked_after_repeated_bad_signatures(standin):
    client = client_of(standin, (KEYS[0], "wrong"))
    messages = []
    for _ in range(11):
        with pytest.raises(exceptions.ClientRequestException) as raised:
            check(client, bucket("audit-traces"))
        messages.append(raised.value.error_msg)
    assert "verify aksk signature fail" in messages[9]
    assert "AK access failed to reach the limit,forbidden" in messages[10]


def test_queued_steps_apply_once_and_in_order(standin):
    standin.control(steps=[{"status": 429, "retry_after": 1}, {"status": 502, "html": True}, {}])
    client = client_of(standin)
    with pytest.raises(exceptions.ClientRequestException) as raised:
        check(client, bucket("audit-traces"))
    assert (raised.value.status_code, raised.value.error_code) == (429, "APIGW.0308")
    with pytest.raises(exceptions.ServerResponseException) as raised:
        check(client, bucket("audit-traces"))
    assert raised.value.status_code == 502
    assert check(client, bucket("audit-traces")).buckets[0].check_bucket_response.success is True
    log = standin.control("/log")
    assert [call["status"] for call in log["calls"]] == [429, 502, 200]
    assert log["counters"]["buckets"] == 3
    assert log["pending_steps"] == 0


def test_log_has_no_secrets(standin):
    check(client_of(standin, TEMPORARY_KEYS, SECURITY_TOKEN), bucket("audit-traces"))
    log = standin.control("/log")
    call = log["calls"][0]
    assert call["path"] == f"/v3/{DOMAIN_ID}/checkbucket"
    assert call["headers"]["x-security-token"] == "***"
    assert call["headers"]["authorization"].endswith("Signature=***")
    assert call["body"] == {
        "buckets": [{"bucket_name": "audit-traces", "bucket_location": "eu-west-0"}]
    }


def test_lists_projects_by_name(standin):
    client = (
        IamClient.new_builder()
        .with_credentials(BasicCredentials(*KEYS, PROJECT_ID))
        .with_endpoint(standin.url)
        .build()
    )

    def projects(name):
        return client.keystone_list_projects(KeystoneListProjectsRequest(name=name)).projects

    assert [(p.name, p.domain_id) for p in projects("eu-west-1")] == [("eu-west-1", DOMAIN_ID)]
    assert projects("no-where-1") == []


def test_sdk_finds_its_project(standin):
    credentials = BasicCredentials(*KEYS)
    credentials.with_iam_endpoint(standin.url)
    client = (
        CtsClient.new_builder()
        .with_credentials(credentials)
        .with_region(Region("eu-west-0", standin.url))
        .build()
    )
    response = check(client, bucket("audit-traces"))
    assert response.buckets[0].check_bucket_response.success is True
    calls = standin.control("/log")["calls"]
    assert calls[0]["path"] == "/v3/projects"
    assert calls[-1]["headers"]["x-project-id"] == PROJECT_ID
