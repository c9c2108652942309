# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""HTTPS, and the addresses that the provider derives from region and cloud."""

import pytest

import standin as cloud
from core import REQUIRED_PROVIDERS
from standin import DEFAULT_HOSTS, Standin

CHECK = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}
output "check" {
  value = data.cts_bucket_check.audit
}
"""


def provider(arguments: str) -> str:
    return (
        REQUIRED_PROVIDERS
        + f"""
provider "cts" {{
  region     = "eu-west-0"
  access_key = "{cloud.ACCESS_KEY}"
  secret_key = "{cloud.SECRET_KEY}"
  {arguments}
}}
"""
    )


def endpoints(standin: Standin) -> str:
    # An address without a scheme means https.
    address = standin.url.removeprefix("https://")
    return f'endpoints = {{ cts = "{address}", iam = "{address}/", metadata = "" }}'


def test_certificate_of_an_unknown_authority_is_refused(offline, secure):
    offline.write(provider(endpoints(secure)) + CHECK)
    offline.plan().failed("certificate", "cacert_file")
    assert secure.log()["calls"] == []


def test_cacert_file_accepts_a_path(offline, secure):
    offline.write(provider(f'{endpoints(secure)}\n  cacert_file = "{secure.ca}"') + CHECK)
    offline.plan().succeeded()


def test_cacert_file_accepts_pem_text(offline, secure):
    offline.write(provider(f'{endpoints(secure)}\n  cacert_file = file("{secure.ca}")') + CHECK)
    offline.plan().succeeded()


def test_error_names_a_missing_cacert_file(offline, secure):
    offline.write(provider(f'{endpoints(secure)}\n  cacert_file = "/no/such/ca.pem"') + CHECK)
    offline.plan().failed("/no/such/ca.pem")
    assert secure.log()["calls"] == []


def test_environment_sets_ca_or_disables_verification(offline, secure):
    offline.write(provider(endpoints(secure)) + CHECK)
    offline.environment["OS_CACERT"] = str(secure.ca)
    offline.plan().succeeded()
    del offline.environment["OS_CACERT"]
    offline.environment["HW_INSECURE"] = "true"
    offline.plan().succeeded()


def test_ssl_cert_file_is_used(offline, secure):
    offline.write(provider(endpoints(secure)) + CHECK)
    offline.environment["SSL_CERT_FILE"] = str(secure.ca)
    offline.plan().succeeded()


@pytest.mark.parametrize("region", DEFAULT_HOSTS)
def test_derives_addresses_from_region_and_uses_the_proxy(offline, secure, proxy, region):
    offline.environment["HTTPS_PROXY"] = proxy.url
    block = provider('insecure = true\n  endpoints = { metadata = "" }')
    offline.write(block.replace("eu-west-0", region) + CHECK)
    offline.plan().succeeded()
    assert set(proxy.requests) == {f"CONNECT {host}:443" for host in DEFAULT_HOSTS[region]}


def test_no_proxy_bypasses_the_proxy(offline, secure, proxy):
    offline.environment |= {"HTTPS_PROXY": proxy.url, "NO_PROXY": "127.0.0.1"}
    offline.write(provider(f"{endpoints(secure)}\n  insecure = true") + CHECK)
    offline.plan().succeeded()
    assert proxy.requests == []


def test_region_of_a_check_selects_address_and_project(offline, secure, proxy):
    offline.environment["HTTPS_PROXY"] = proxy.url
    offline.write(
        provider(
            'insecure = true\n  endpoints = { metadata = "" }\n'
            '  project_id = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"'
        )
        + CHECK.replace("buckets =", 'region  = "eu-west-1"\n  buckets =')
    )
    offline.plan().succeeded()
    check = offline.planned_outputs()["check"]
    assert check["region"] == "eu-west-1"
    assert check["results"][0]["bucket_location"] == "eu-west-1"
    [call] = secure.calls()
    headers = {name.lower(): value for name, value in call["headers"].items()}
    assert headers["host"] == DEFAULT_HOSTS["eu-west-1"][0]
    # The project belongs to another region: it is looked up by name, and the configured one is not sent.
    assert headers.get("x-project-id") != "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
    assert any(call["query"] == "name=eu-west-1" for call in secure.calls("/v3/projects"))


@pytest.mark.parametrize(
    "argument", ['endpoints = { cts = "cts.example.com", metadata = "" }', 'token = "StandinToken-1"']
)
def test_region_of_a_check_conflicts_with_endpoint_or_token(offline, argument):
    block = provider(argument)
    if "token" in argument:
        block = "\n".join(line for line in block.splitlines() if "_key" not in line)
    offline.write(block + CHECK.replace("buckets =", 'region  = "eu-west-1"\n  buckets ='))
    offline.plan().failed("region")
