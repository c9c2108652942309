# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The schema keeps what the last release promised; docs/guides/compatibility.md says what a version promises.

schemas/VERSION.json is the schema of that release, as `--schema` printed it.
"""

import copy
import json
import pathlib

import pytest

from schema_changes import incompatible, only, without_texts

SCHEMAS = pathlib.Path(__file__).parent / "schemas"
CHANGELOG = pathlib.Path(__file__).resolve().parents[2] / "CHANGELOG.md"
DATA_SOURCE = ("data_source_schemas", "cts_bucket_check", "block", "attributes")
BUCKET = (*DATA_SOURCE, "buckets", "nested_type", "attributes")
RESULT = (*DATA_SOURCE, "results", "nested_type", "attributes")
ROLE = ("provider", "block", "block_types", "assume_role")
FUNCTION = ("functions", "bucket_name_problems")


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("-")[0].split("."))


def last_release() -> str:
    return max((path.stem for path in SCHEMAS.glob("*.json")), key=parts)


def recorded(version: str) -> dict:
    return only(json.loads((SCHEMAS / f"{version}.json").read_text()))


def may_break(last: str, now: str, changelog: str) -> bool:
    """Only a new major version, or a new minor one before 1.0.0, and the change log must say so."""
    new_major = parts(now)[0] > parts(last)[0]
    new_minor = parts(now)[0] == parts(last)[0] == 0 and parts(now)[1] > parts(last)[1]
    section = changelog.partition("\n## ")[0]
    return (new_major or new_minor) and section.startswith(f"## {now} ") and "BREAKING CHANGES:" in section


@pytest.fixture
def version(provider) -> str:
    return provider.name.partition("_v")[2]


def test_schema_keeps_what_the_last_release_promised(schema, version):
    broken = incompatible(recorded(last_release()), schema)
    assert not broken or may_break(last_release(), version, CHANGELOG.read_text()), "\n".join(broken)


def test_schema_of_the_released_version_is_recorded(schema, version):
    """Whoever changes the schema after a release changes the version, or records it again before the release."""
    if version == last_release():
        assert without_texts(recorded(version)) == without_texts(schema)
    assert parts(version) >= parts(last_release())


def changed(path: tuple, value=None, **flags) -> dict:
    """The recorded schema with another value at a path (None: without it), or with other flags there."""
    schema = copy.deepcopy(recorded(last_release()))
    parent = schema
    for key in path[:-1]:
        parent = parent[key]
    if flags:
        parent[path[-1]].update(flags)
    elif value is None:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return schema


OPTIONAL = {"type": "string", "optional": True}
REQUIRED = {"type": "string", "required": True}
INCOMPATIBLE = {
    "data source cts_bucket_check is gone": changed(DATA_SOURCE[:2]),
    "function bucket_name_problems is gone": changed(FUNCTION),
    "provider.region is gone": changed(("provider", "block", "attributes", "region")),
    "provider.assume_role is gone": changed(ROLE),
    "provider.assume_role needs more items": changed(ROLE, min_items=1),
    "provider.assume_role allows fewer items": changed(ROLE, max_items=1),
    "provider.assume_role is nested in another way": changed(ROLE, nesting_mode="set"),
    "provider.other is new and required": changed(
        ("provider", "block", "block_types", "other"), {"nesting_mode": "list", "min_items": 1, "block": {}}
    ),
    "data source cts_bucket_check.summary has another type": changed((*DATA_SOURCE, "summary"), type="bool"),
    "data source cts_bucket_check.summary is no longer computed": changed((*DATA_SOURCE, "summary"), computed=False),
    "data source cts_bucket_check.summary has become sensitive": changed((*DATA_SOURCE, "summary"), sensitive=True),
    "data source cts_bucket_check.wait_for has become required": changed((*DATA_SOURCE, "wait_for"), required=True),
    "data source cts_bucket_check.wait_for is now computed": changed((*DATA_SOURCE, "wait_for"), computed=True),
    "data source cts_bucket_check.wait_for can no longer be set": changed((*DATA_SOURCE, "wait_for"), optional=False),
    "data source cts_bucket_check.buckets.kms_id is gone": changed((*BUCKET, "kms_id")),
    "data source cts_bucket_check.buckets.more is new and required": changed((*BUCKET, "more"), REQUIRED),
    "data source cts_bucket_check.results.message is gone": changed((*RESULT, "message")),
    "function bucket_name_problems returns another type": changed(FUNCTION, return_type="string"),
    "function bucket_name_problems: name has another type": changed((*FUNCTION, "parameters", 0), type="number"),
    "function bucket_name_problems: name can no longer be null": changed((*FUNCTION, "parameters", 0), is_nullable=False),
    "function bucket_name_problems has another number of parameters": changed((*FUNCTION, "parameters"), []),
}
COMPATIBLE = {
    "new optional argument": changed((*DATA_SOURCE, "more"), OPTIONAL),
    "new optional key of an element": changed((*BUCKET, "more"), OPTIONAL),
    "new result": changed((*RESULT, "more"), {"type": "string", "computed": True}),
    "new optional block": changed(("provider", "block", "block_types", "other"), {"nesting_mode": "list", "block": {}}),
    "new function": changed(("functions", "more"), {"return_type": "string"}),
    "required becomes optional": changed((*BUCKET, "bucket_name"), required=False, optional=True),
    "other description": changed((*DATA_SOURCE, "summary"), description="other words"),
    "deprecated": changed((*DATA_SOURCE, "summary"), deprecated=True),
}


@pytest.mark.parametrize("message", INCOMPATIBLE)
def test_incompatible_change_is_found(message):
    assert message in incompatible(recorded(last_release()), INCOMPATIBLE[message])


@pytest.mark.parametrize("change", COMPATIBLE)
def test_compatible_change_is_allowed(change):
    assert COMPATIBLE[change] != recorded(last_release())
    assert incompatible(recorded(last_release()), COMPATIBLE[change]) == []


@pytest.mark.parametrize(
    "last, now, allowed",
    [("1.2.3", "2.0.0", True), ("1.2.3", "1.3.0", False), ("1.2.3", "1.2.4", False), ("0.1.0", "0.2.0", True),
     ("0.1.0", "0.1.1", False), ("0.9.0", "1.0.0", True)],
)  # fmt: skip
def test_only_some_versions_may_break(last, now, allowed):
    said = f"## {now} (May 4, 2027)\n\nBREAKING CHANGES:\n\n* it is so\n\n## {last} (May 3, 2027)\n"
    assert may_break(last, now, said) == allowed
    assert not may_break(last, now, said.replace("BREAKING CHANGES:", "NOTES:"))
    assert not may_break(last, now, f"## {now} (May 4, 2027)\n\n## {last} (May 3, 2027)\n\nBREAKING CHANGES:\n")
