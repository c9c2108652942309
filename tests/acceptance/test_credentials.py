# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Who the provider authenticates as, and the error if there are no credentials."""

import pytest

import standin as cloud
from core import REQUIRED_PROVIDERS

CHECK = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}
output "successful" {
  value = data.cts_bucket_check.audit.all_successful
}
"""
NO_METADATA = 'provider "cts" {\n  endpoints = { metadata = "" }\n}\n'


def configured(standin, arguments: str) -> str:
    """Everything in the provider block, nothing from the environment."""
    return (
        REQUIRED_PROVIDERS
        + f"""
provider "cts" {{
  region    = "eu-west-0"
  endpoints = {{ cts = "{standin.url}", iam = "{standin.url}/", metadata = "" }}
{arguments}
}}
"""
        + CHECK
    )


@pytest.mark.parametrize(
    "arguments",
    [
        f'access_key = "{cloud.ACCESS_KEY}"\nsecret_key = "{cloud.SECRET_KEY}"',
        f'access_key = "{cloud.TEMPORARY_ACCESS_KEY}"\nsecret_key = "{cloud.TEMPORARY_SECRET_KEY}"\n'
        f'security_token = "{cloud.SECURITY_TOKEN}"',
        f'token = "{cloud.TOKEN}"',
        f'user_name = "{cloud.USER_NAME}"\npassword = "{cloud.PASSWORD}"\n'
        f'domain_name = "{cloud.DOMAIN_NAME}"',
    ],
    ids=["keys", "temporary keys", "token", "password"],
)
def test_each_kind_of_credentials_checks_a_bucket(offline, standin, arguments):
    offline.write(configured(standin, arguments))
    offline.plan().succeeded()
    assert offline.planned_outputs() == {"successful": True}


def test_environment_alone_configures_the_provider(workspace):
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    workspace.plan().succeeded()
    assert workspace.planned_outputs() == {"successful": True}


def test_provider_block_wins_over_environment(workspace, standin):
    workspace.environment |= {"HW_ACCESS_KEY": "WRONG", "HW_SECRET_KEY": "WRONG"}
    workspace.write(
        configured(
            standin, f'access_key = "{cloud.ACCESS_KEY}"\nsecret_key = "{cloud.SECRET_KEY}"'
        )
    )
    workspace.plan().succeeded()


def test_missing_credentials_error_lists_the_sources(offline):
    offline.environment["HW_REGION_NAME"] = "eu-west-0"
    offline.write(REQUIRED_PROVIDERS + NO_METADATA + CHECK)
    error = offline.plan().failed("access_key", "HW_ACCESS_KEY", "metadata")
    assert "profile" in error.text or "shared_config_file" in error.text


def test_missing_region_error_names_argument_and_variable(workspace):
    del workspace.environment["HW_REGION_NAME"]
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    workspace.plan().failed("region", "HW_REGION_NAME")


def test_empty_buckets_need_no_credentials(offline, standin):
    offline.write(
        REQUIRED_PROVIDERS
        + """
data "cts_bucket_check" "none" {
  buckets = []
}
output "check" {
  value = data.cts_bucket_check.none
}
"""
    )
    offline.plan().succeeded()
    check = offline.planned_outputs()["check"]
    assert check["all_successful"] is True and check["results"] == []
    assert check["failed_bucket_names"] == []
    assert check["summary"] == "No buckets were checked."
    assert standin.log()["calls"] == []


def test_wrong_key_error_shows_code_host_and_request_id(workspace, standin):
    workspace.environment["HW_SECRET_KEY"] = "WrongSecretKey/u6Yb2Nh8Jm4Kf1Sd7Ga01"
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    error = workspace.plan().failed("APIGW.0301", "401", "127.0.0.1")
    [call] = standin.log()["calls"]
    request_id = f"{call['number']:032x}"
    assert request_id in error.text
    assert "WrongSecretKey" not in error.text


def test_wrong_key_is_sent_once_for_many_reads(workspace, standin):
    # Repeated bad signatures lock the key.
    workspace.environment["HW_SECRET_KEY"] = "WrongSecretKey/u6Yb2Nh8Jm4Kf1Sd7Ga01"
    workspace.environment["HW_DOMAIN_ID"] = cloud.DOMAIN_ID
    workspace.write(
        REQUIRED_PROVIDERS
        + """
data "cts_bucket_check" "each" {
  for_each = toset([for i in range(12) : "audit-${i}"])
  buckets  = [{ bucket_name = each.key, bucket_location = "eu-west-${each.key == "audit-1" ? 1 : 0}" }]
}
"""
    )
    outcome = workspace.plan("-parallelism=2")
    outcome.failed("APIGW.0301")
    assert len([c for c in standin.log()["calls"] if c["status"] == 401]) == 1


def test_permission_error_names_the_permission_to_grant(workspace, standin):
    workspace.environment |= {
        "HW_ACCESS_KEY": cloud.POWERLESS_ACCESS_KEY,
        "HW_SECRET_KEY": cloud.POWERLESS_SECRET_KEY,
        "HW_DOMAIN_ID": cloud.DOMAIN_ID,
        "HW_PROJECT_ID": "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0",
    }
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    workspace.plan().failed("403", "CTS.0002", "cts:tracker:list")
    assert len(standin.calls()) == 1, "a 403 is not retried"


@pytest.mark.parametrize(
    "argument", ["region", "access_key", "domain_id"], ids=lambda name: name
)
def test_unknown_provider_argument_error_names_it(workspace, standin, argument):
    workspace.write(
        REQUIRED_PROVIDERS
        + f"""
resource "terraform_data" "later" {{
  input = "eu-west-0"
}}
provider "cts" {{
  {argument} = terraform_data.later.output
}}
"""
        + CHECK
    )
    workspace.validate().succeeded()
    workspace.plan().failed(argument)
    assert standin.calls() == []


def test_unknown_provider_argument_is_accepted_without_buckets(offline):
    offline.write(
        REQUIRED_PROVIDERS
        + """
resource "terraform_data" "later" {
  input = "eu-west-0"
}
provider "cts" {
  region = terraform_data.later.output
}
data "cts_bucket_check" "none" {
  buckets = []
}
"""
    )
    offline.plan().succeeded()
