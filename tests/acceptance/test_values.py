# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Invalid values: reported before any call, with the source they came from."""

import json
import shutil

import pytest

import sources
import standin as cloud
from core import REQUIRED_PROVIDERS
from sources import PERMANENT, block, block_keys, environment, environment_keys, koocli, profile
from test_tls import CHECK, endpoints
from test_tls import provider as tls_provider
from test_validate import line_of, provider_block


def plan(workspace, standin, source, region="eu-west-0"):
    """`region` None: no region is set."""
    sources.prepare(workspace, standin, source)
    file = workspace.folder / "main.tf"
    line = '  region    = "eu-west-0"\n'
    assert line in file.read_text()
    file.write_text(file.read_text().replace(line, f'  region = "{region}"\n' if region else ""))
    return workspace.plan()


def test_password_ending_in_a_line_feed_is_refused_and_not_sent(offline, standin):
    (offline.folder / "pw").write_text(cloud.PASSWORD + "\n")
    login = block(user_name=cloud.USER_NAME, domain_name=cloud.DOMAIN_NAME)
    outcome = plan(offline, standin, login + sources.Source('password = file("pw")'))
    error = outcome.failed('"password"', "\\n", "trimspace(")
    assert error.file == "main.tf"
    assert cloud.PASSWORD not in error.text
    assert standin.log()["calls"] == []
    outcome = plan(offline, standin, login + sources.Source('password = trimspace(file("pw"))'))
    outcome.succeeded()
    assert any("without encryption" in w.detail and "password" in w.detail for w in outcome.warnings)


def test_password_ending_in_a_space_is_a_warning(offline):
    offline.write(
        provider_block('  user_name = "u"\n  password = "hunter2 "\n  domain_name = "d"')
    )
    [warning] = offline.validate().succeeded().diagnostics
    assert warning.severity == "warning" and "a space" in warning.text
    assert "hunter2" not in warning.text


@pytest.mark.parametrize(
    "source",
    [
        block(access_key=PERMANENT.secret_key, secret_key=PERMANENT.access_key),
        environment(HW_ACCESS_KEY=PERMANENT.secret_key, HW_SECRET_KEY=PERMANENT.access_key),
        block(access_key=PERMANENT.secret_key) + environment(HW_SECRET_KEY=PERMANENT.access_key),
        block(profile="default")
        + koocli(profile(sources.Keys(PERMANENT.secret_key, PERMANENT.access_key))),
    ],
    ids=["block", "environment", "both", "profile"],
)
def test_swapped_keys_are_refused_and_not_printed(offline, standin, source):
    outcome = plan(offline, standin, source)
    error = outcome.failed("swapped")
    assert PERMANENT.access_key not in error.text
    assert sources.find_secrets(outcome.stdout.replace(source.block, "")) == set()
    assert PERMANENT.secret_key not in sources.trace(offline)
    assert standin.log()["calls"] == []


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"HW_ACCESS_KEY": PERMANENT.access_key + "\r"}, ["HW_ACCESS_KEY", "\\r"]),
        ({"HW_ACCESS_KEY": PERMANENT.access_key + "\n"}, ["HW_ACCESS_KEY", "\\n"]),
        ({"HW_SECRET_KEY": f'"{PERMANENT.secret_key}"'}, ["HW_SECRET_KEY", 'a quote (")', "Docker"]),
        ({"HW_REGION_NAME": " eu-west-0"}, ["HW_REGION_NAME", "a space"]),
        ({"HW_MAX_RETRIES": "5\r"}, ["HW_MAX_RETRIES", "\\r"]),
    ],
)
def test_error_names_variable_and_invalid_character(workspace, standin, variables, words):
    workspace.environment |= variables
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    error = workspace.plan().failed(*words)
    assert "trimspace" not in error.text, "a shell has no such function"
    assert standin.log()["calls"] == []


def test_uppercase_region_is_refused_in_every_place(workspace, standin):
    check = 'data "cts_bucket_check" "a" {\n  region  = "EU-WEST-0"\n  buckets = [{ bucket_name = "audit-traces" }]\n}\n'
    workspace.write(REQUIRED_PROVIDERS + check)
    error = workspace.validate().failed("EU-WEST-0", "lowercase")
    assert error.line == line_of(REQUIRED_PROVIDERS + check, "EU-WEST-0")
    workspace.write(provider_block('  region = "EU-WEST-0"'))
    workspace.validate().failed("EU-WEST-0", "lowercase")
    workspace.environment["HW_REGION_NAME"] = "EU-WEST-0"
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    workspace.plan().failed("HW_REGION_NAME", "EU-WEST-0", "lowercase")
    assert standin.log()["calls"] == []


def test_uppercase_bucket_location_is_a_warning(workspace):
    workspace.write(
        REQUIRED_PROVIDERS
        + 'data "cts_bucket_check" "a" {\n  buckets = [{ bucket_name = "audit-traces", bucket_location = "EU-WEST-0" }]\n}\n'
    )
    [warning] = workspace.validate().succeeded().diagnostics
    assert warning.severity == "warning" and "bucket_location" in warning.text


def test_profile_provides_the_region_for_keys_of_another_source(offline, standin):
    named = block(profile="q") + koocli(
        profile(sources.WRONG, "q", region="eu-west-0", domainId="0" * 32), current="other"
    )
    plan(offline, standin, block_keys(PERMANENT) + named, region=None).succeeded()
    [call] = standin.calls()
    assert call["path"] == f"/v3/{cloud.DOMAIN_ID}/checkbucket", "its account goes with its keys"
    plan(offline, standin, environment_keys(PERMANENT) + named, region=None).failed("401")


@pytest.mark.parametrize("line", ['cacert_file = "~/ca.pem"', None, "SSL_CERT_FILE"])
def test_paths_may_begin_with_a_tilde(offline, secure, line):
    home = offline.folder / "home"
    home.mkdir()
    shutil.copy(secure.ca, home / "ca.pem")
    offline.environment["HOME"] = str(home)
    argument = line if line and "=" in line else ""
    if not argument:
        offline.environment[line or "OS_CACERT"] = "~/ca.pem"
    offline.write(tls_provider(f"{endpoints(secure)}\n  {argument}") + CHECK)
    offline.plan().succeeded()


def test_error_in_a_nested_block_points_into_it(offline):
    body = '  assume_role {\n    agency_name = "a"\n    domain_name = "d"\n    duration    = 60\n  }'
    offline.write(provider_block(body))
    error = offline.validate().failed("assume_role.duration", "900")
    configuration = (offline.folder / "main.tf").read_text()
    assert error.line in {line_of(configuration, "duration "), line_of(configuration, "assume_role {")}


def test_unknown_iam_address_fails_only_reads_that_call_iam(offline, standin):
    offline.environment["HW_REGION_NAME"] = "eu-west-0"
    known = f'  domain_id = "{cloud.DOMAIN_ID}"\n  project_id = "{"e0" * 16}"\n'

    def written(unknown: str, known: str) -> str:
        return f"""{REQUIRED_PROVIDERS}
resource "terraform_data" "late" {{
  input = "{standin.url}"
}}
provider "cts" {{
  access_key = "{cloud.ACCESS_KEY}"
  secret_key = "{cloud.SECRET_KEY}"
{known}
{unknown}
}}
{CHECK}"""

    late = "terraform_data.late.output"
    for unknown in (
        f'  endpoints = {{ cts = "{standin.url}", iam = {late}, metadata = "" }}',
        f'  endpoints = {{ cts = "{standin.url}", metadata = "" }}\n  auth_url = {late}',
    ):
        offline.write(written(unknown, known))
        offline.plan().succeeded()
        offline.write(written(unknown, ""))
        offline.plan().failed("iam" if "iam" in unknown else "auth_url", "after apply")


def test_insecure_is_a_warning(offline):
    offline.write(provider_block("  insecure = true"))
    [warning] = offline.validate().succeeded().diagnostics
    assert warning.severity == "warning" and "insecure" in warning.text


def test_endpoints_may_end_with_the_api_version(offline, standin):
    source = block_keys(PERMANENT)
    sources.prepare(offline, standin, source)
    file = offline.folder / "main.tf"
    text = file.read_text()
    for key in ("cts", "iam"):
        text = text.replace(f'{key} = "{standin.url}"', f'{key} = "{standin.url}/v3"')
    file.write_text(text)
    offline.plan().succeeded()


def test_error_names_the_variable_of_a_missing_file(offline, standin):
    outcome = plan(offline, standin, environment(HUAWEICLOUD_SDK_CREDENTIALS_FILE="/no/such/file"))
    outcome.failed("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/no/such/file")


def test_error_hints_at_an_account_name_used_as_id(workspace, standin):
    workspace.environment["HW_DOMAIN_ID"] = cloud.DOMAIN_NAME
    workspace.write(REQUIRED_PROVIDERS + CHECK)
    workspace.plan().failed("403", "comes from the environment variable HW_DOMAIN_ID: it must be that of the caller's own account")
    assert json.dumps(standin.log()["calls"]).count(cloud.DOMAIN_NAME) >= 1
