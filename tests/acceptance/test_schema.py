# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""How core reads the schema, and what the binary prints when a user runs it."""

import json
import subprocess

import pytest

import features
from core import REQUIRED_PROVIDERS, SOURCE

pytestmark = pytest.mark.slice
KINDS = {
    "functions": "function",
    "ephemeral_resource_schemas": "ephemeral resource",
    "action_schemas": "action",
}


def without_empty(value):
    """Cores leave out empty and false values; which ones depends on the version."""
    if isinstance(value, dict):
        cleaned = {k: without_empty(v) for k, v in value.items()}
        return {k: v for k, v in cleaned.items() if v not in ({}, [], False, None, 0)}
    if isinstance(value, list):
        return [without_empty(v) for v in value]
    return value


def test_core_prints_the_schema_the_binary_prints(core, offline, schema):
    offline.write(REQUIRED_PROVIDERS)
    outcome = offline.run("providers", "schema", "-json").succeeded()
    by_core = without_empty(json.loads(outcome.stdout)["provider_schemas"][SOURCE])
    by_us = without_empty(schema)
    for key, feature in KINDS.items():
        assert by_us[key]
        if features.lack(core, feature):
            del by_us[key]
    assert by_core == by_us


def test_binary_prints_version_help_and_unknown_flag_error(provider):
    for flag, words in {
        "--version": ["terraform-provider-cts"],
        "--help": ["--debug", "--schema", "--version"],
    }.items():
        done = subprocess.run([provider, flag], capture_output=True, text=True)
        assert done.returncode == 0, flag
        assert all(word in done.stdout for word in words), done.stdout
    done = subprocess.run([provider, "--no-such-flag"], capture_output=True, text=True)
    assert done.returncode not in (0, -11, -6) and "--no-such-flag" in done.stderr + done.stdout
