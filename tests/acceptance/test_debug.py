# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The flag --debug: a provider that keeps running, and a core that finds it through TF_REATTACH_PROVIDERS."""

import re
import subprocess

import pytest

import snippets
from core import REQUIRED_PROVIDERS

OUTPUT = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}
output "region" {
  value = data.cts_bucket_check.audit.region
}
"""
[DOCUMENTED_OUTPUT] = [b.text for b in snippets.blocks("text") if b.text.startswith("TF_REATTACH_PROVIDERS")]


@pytest.fixture
def debug_output(provider, base_environment, standin, temporary_directory):
    """What `provider --debug` printed. It runs with the stand-in's credentials until the test ends."""
    environment = base_environment | standin.environment() | {"TMPDIR": str(temporary_directory)}
    process = subprocess.Popen([provider, "--debug"], env=environment, stdout=subprocess.PIPE, text=True)
    printed = ""
    while "TF_REATTACH_PROVIDERS" not in printed:
        line = process.stdout.readline()
        assert line, "it has ended"
        printed += line
    yield printed
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


def test_debug_provider_uses_its_own_environment(offline, debug_output):
    """The core's own environment has neither a region nor credentials."""
    offline.environment["TF_REATTACH_PROVIDERS"] = re.search("TF_REATTACH_PROVIDERS='(.*)'", debug_output)[1]
    offline.write(REQUIRED_PROVIDERS + OUTPUT)
    for region in ("", "cn-north-1"):
        offline.environment["HW_REGION_NAME"] = region
        offline.plan().succeeded()
        assert offline.planned_outputs() == {"region": "eu-west-0"}


def test_guide_shows_what_debug_prints(debug_output):
    assert DOCUMENTED_OUTPUT.split("…")[0].strip() in debug_output
