# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""`validate` reports what is wrong without any call, at the line that is wrong."""

import pytest

from core import REQUIRED_PROVIDERS


def one_bucket(entry: str) -> str:
    """Puts the entry on a line of its own."""
    return (
        REQUIRED_PROVIDERS
        + f"""
data "cts_bucket_check" "audit" {{
  buckets = [
    {{ bucket_name = "audit-traces" }},
    {entry},
  ]
}}
"""
    )


def line_of(configuration: str, text: str) -> int:
    [number] = [i for i, line in enumerate(configuration.splitlines(), 1) if text in line]
    return number


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ('{ bucket_name = "Audit-Traces" }', ["Audit-Traces"]),
        ('{ bucket_name = "ab" }', ["ab", "3"]),
        ('{ bucket_name = "a%s" }' % ("b" * 63), ["63"]),
        ('{ bucket_name = "-audit" }', ["-audit"]),
        ('{ bucket_name = "audit_traces" }', ["audit_traces"]),
        ('{ bucket_name = "" }', ["bucket_name"]),
        ("{ bucket_name = null }", ["Missing Bucket Name", "bucket_name of buckets[1]"]),
        ("null", ["Missing Bucket", "buckets[1] is null"]),
        (
            '{ bucket_name = "audit-vault", is_support_trace_files_encryption = true }',
            ["kms_id"],
        ),
    ],
)
def test_invalid_bucket_is_an_error_at_its_line(workspace, standin, entry, words):
    configuration = one_bucket(entry)
    workspace.write(configuration)
    outcome = workspace.validate()
    error = outcome.failed(*words)
    assert error.file == "main.tf"
    wanted = {line_of(configuration, entry + ","), line_of(configuration, "buckets = [")}
    assert error.line in wanted, outcome.report()
    assert standin.log()["calls"] == []


@pytest.mark.parametrize("name", ["192.168.1.1", "audit-", "audit.", "au..dit", "au.-dit", "au-.dit"])
def test_name_that_only_obs_refuses_is_a_warning(workspace, standin, name):
    workspace.write(one_bucket(f'{{ bucket_name = "{name}" }}'))
    outcome = workspace.validate().succeeded()
    assert any(name in w.text for w in outcome.warnings), outcome.report()
    assert standin.log()["calls"] == []


def test_warnings_of_many_buckets_have_one_summary(workspace):
    # The cores merge warnings that share a summary, and no others.
    workspace.write(one_bucket('{ bucket_name = "audit-" }, { bucket_name = "other-" }'))
    outcome = workspace.validate().succeeded()
    assert len(outcome.warnings) == 2
    assert len({w.summary for w in outcome.warnings}) == 1


def test_all_problems_are_reported_at_once(workspace):
    workspace.write(one_bucket('{ bucket_name = "X" }, { bucket_name = "Y" }, { bucket_name = "" }'))
    assert len(workspace.validate().errors) == 3


@pytest.mark.parametrize(
    "entry",
    [
        '{ bucket_name = "audit-vault", kms_id = "not-a-uuid" }',
        '{ bucket_name = "audit-vault", kms_id = "k", is_support_trace_files_encryption = false }',
        '{ bucket_name = "audit-vault", bucket_location = "somewhere-new-9" }',
        '{ bucket_name = "audit-vault", kms_id = "", bucket_location = "" }',
        "{ bucket_name = terraform_data.later.output }",
    ],
)
def test_values_that_the_service_may_accept_are_accepted(workspace, entry):
    workspace.write(one_bucket(entry) + '\nresource "terraform_data" "later" {\n  input = "x"\n}\n')
    outcome = workspace.validate().succeeded()
    assert outcome.diagnostics == []


@pytest.mark.parametrize("duration", ["soon", "2", "-5s", "1d", "2 m"])
def test_invalid_duration_is_an_error(workspace, duration):
    workspace.write(
        REQUIRED_PROVIDERS
        + f"""
data "cts_bucket_check" "audit" {{
  buckets  = [{{ bucket_name = "audit-traces" }}]
  timeouts = {{ read = "{duration}" }}
}}
"""
    )
    error = workspace.validate().failed(duration)
    assert error.line == line_of((workspace.folder / "main.tf").read_text(), "timeouts =")


@pytest.mark.parametrize(
    "wait_for, words",
    [
        ("soon", ["soon"]),
        ("-5s", ["-5s", "negative"]),
        ("2m", ["2m", "1m30s", "shorter than timeouts.read"]),
        ("1m30s", ["1m30s", "shorter than timeouts.read"]),
    ],
)
def test_invalid_wait_for_is_an_error(workspace, wait_for, words):
    workspace.write(waiting(f'"{wait_for}"'))
    error = workspace.validate().failed("wait_for", *words)
    assert error.line == line_of((workspace.folder / "main.tf").read_text(), "wait_for =")


@pytest.mark.parametrize("wait_for", ['"1m29s"', '"0s"', '""', "null", "terraform_data.later.output"])
def test_wait_for_below_the_time_limit_is_accepted(workspace, wait_for):
    workspace.write(waiting(wait_for) + 'resource "terraform_data" "later" {\n  input = "1m"\n}\n')
    assert workspace.validate().succeeded().diagnostics == []


def waiting(wait_for: str) -> str:
    return (
        REQUIRED_PROVIDERS
        + f"""
data "cts_bucket_check" "audit" {{
  buckets  = [{{ bucket_name = "audit-traces" }}]
  wait_for = {wait_for}
  timeouts = {{ read = "1m30s" }}
}}
"""
    )


@pytest.mark.parametrize("kind", ["data", "ephemeral"])
def test_null_buckets_is_an_error(workspace, needs, kind):
    if kind == "ephemeral":
        needs("ephemeral resource")
    configuration = REQUIRED_PROVIDERS + f'{kind} "cts_bucket_check" "audit" {{\n  buckets = null\n}}\n'
    workspace.write(configuration)
    error = workspace.validate().failed("Missing Buckets")
    assert error.line == line_of(configuration, "buckets = null")


def provider_block(body: str) -> str:
    return REQUIRED_PROVIDERS + 'provider "cts" {\n' + body + "\n}\n" + "\n" + 'data "cts_bucket_check" "a" {\n  buckets = []\n}\n'


def test_half_a_key_pair_is_an_error_at_validate(offline):
    offline.write(provider_block('  access_key = "STANDINACCESSKEY0001"'))
    offline.validate().failed("secret_key")
    offline.write(provider_block('  secret_key = "HalfOfSomething/1"'))
    error = offline.validate().failed("access_key")
    assert "HalfOfSomething/1" not in error.text


def test_half_a_key_pair_may_be_completed_by_the_environment(offline):
    offline.environment["HW_SECRET_KEY"] = "TheOtherHalf/1"
    offline.write(provider_block('  access_key = "STANDINACCESSKEY0001"'))
    offline.validate().succeeded()


def test_unknown_endpoint_is_a_warning(offline):
    offline.write(provider_block('  endpoints = { cts = "https://cts.example.com", obs = "https://x" }'))
    outcome = offline.validate().succeeded()
    assert any("obs" in w.text for w in outcome.warnings), outcome.report()


def test_empty_endpoint_is_an_error_except_for_metadata(offline):
    offline.write(provider_block('  endpoints = { metadata = "" }'))
    assert offline.validate().succeeded().diagnostics == []
    offline.write(provider_block('  endpoints = { cts = "" }'))
    offline.validate().failed("cts")


def test_core_refuses_an_unsupported_argument(offline):
    offline.write(provider_block('  no_such_argument = "x"'))
    offline.validate().failed("no_such_argument")
