# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Every example works as described: snippets of the documentation plan, modules pass their tests."""

import pathlib
import re
import shutil

import pytest

import features

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"


def is_one_configuration(folder: pathlib.Path) -> bool:
    """A folder whose files belong together; elsewhere each .tf file is a configuration of its own."""
    return any((folder / name).exists() for name in ("main.tf", "versions.tf"))


def relative(paths) -> list[pathlib.Path]:
    return sorted({path.relative_to(EXAMPLES) for path in paths})


FOLDERS = relative(p.parent for p in EXAMPLES.rglob("*.tf") if is_one_configuration(p.parent))
SNIPPETS = relative(p for p in EXAMPLES.rglob("*.tf") if not is_one_configuration(p.parent))
# Tests are beside the module or in its folder tests/.
MODULES = relative(
    p.parent.parent if p.parent.name == "tests" else p.parent for p in EXAMPLES.rglob("*.tftest.hcl")
)


def needs_another_provider(*files: pathlib.Path) -> bool:
    text = "".join((EXAMPLES / file).read_text() for file in files)
    return any("/cts/cts" not in source for source in re.findall(r'source\s*=\s*"([\w.-]+/[^".]*)"', text))


@pytest.fixture
def skip_unless_supported(needs):
    """Skips the test if this core lacks a feature that these files use."""

    def skip(*files: pathlib.Path) -> None:
        if needs_another_provider(*files):
            pytest.skip("needs another vendor's provider, which only a registry has")
        needs(*features.used("\n".join((EXAMPLES / file).read_text() for file in files)))

    return skip


def files_of(folder: pathlib.Path, *patterns: str) -> list[pathlib.Path]:
    return relative(file for pattern in patterns for file in (EXAMPLES / folder).glob(pattern))


def test_there_are_examples():
    assert FOLDERS and len(SNIPPETS) >= 5 and MODULES


@pytest.fixture
def examples(workspace, proxy, tmp_path):
    """A copy of all examples, because they refer to each other. Their addresses are the real ones; a proxy connects
    them to the stand-in."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    for name in ("HW_AUTH_URL", "HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0"):
        del workspace.environment[name]
    workspace.environment |= {"HTTPS_PROXY": proxy.url, "HW_INSECURE": "true"}
    return tmp_path / "examples"


@pytest.mark.parametrize("snippet", SNIPPETS, ids=str)
def test_snippet_plans(workspace, examples, skip_unless_supported, snippet):
    skip_unless_supported(snippet)
    text = (examples / snippet).read_text()
    workspace.write(text)
    if "required_providers" not in text:  # it continues where the provider's own example ends
        workspace.write((examples / "provider/provider.tf").read_text(), "provider.tf")
    workspace.plan().succeeded()


def test_index_page_gates_a_tracker_in_ten_lines(workspace, examples):
    """Follows the page: writes one block after the other into a file, and then uses a wrong bucket."""
    page = (EXAMPLES.parent / "docs/index.md").read_text()
    setup, gate = re.findall(r"^```terraform\n(.*?)^```", page, re.M | re.S)[:2]
    [tracker] = re.findall(r'^resource .*\{', gate, re.M)
    added = [line for line in gate.splitlines() if line.strip() and line != tracker]
    assert len(added) - 1 <= 10, "but for the tracker's own two lines"
    workspace.write(setup + gate)
    plan = workspace.plan().succeeded()
    assert any(e.get("change", {}).get("action") == "create" for e in plan.events), plan.report()
    workspace.write(setup + gate.replace("audit-traces", "missing-traces"))
    error = workspace.plan().failed("missing-traces", "OBS.NoSuchBucket")
    assert error.summary == "Resource precondition failed"
    said = re.search(r"^```text\nError: (.*)\n\n(.*\n)", page, re.M)
    assert said[1] == error.summary and error.detail.startswith(said[2]), error


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_whole_example_is_valid(workspace, examples, skip_unless_supported, folder):
    skip_unless_supported(*files_of(folder, "*.tf", "**/*.tftest.hcl"))  # init reads the tests too
    workspace.folder = examples / folder
    workspace.init().succeeded()
    assert workspace.validate().succeeded().diagnostics == []


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_module_passes_its_tests(workspace, examples, skip_unless_supported, module):
    skip_unless_supported(*files_of(module, "*.tf", "**/*.tftest.hcl"))
    workspace.folder = examples / module
    workspace.init().succeeded()
    outcome = workspace.run("test", "-no-color").succeeded()
    assert re.search(r"[1-9]\d* passed, 0 failed", outcome.stdout), outcome.stdout


@pytest.mark.needs("mock_provider with source")
def test_module_test_passes_with_shared_mocks(workspace, examples):
    workspace.folder = examples / "modules/audited-tracker"
    for test in workspace.folder.rglob("*.tftest.hcl"):
        test.unlink()
    workspace.write(
        f"""
mock_provider "cts" {{
  source = "{examples / "mocks"}"
}}
variables {{
  bucket_name = "audit-traces"
}}
run "green" {{
  command = plan
}}
""",
        "mocked.tftest.hcl",
    )
    workspace.init().succeeded()
    outcome = workspace.run("test", "-no-color").succeeded()
    assert "1 passed, 0 failed" in outcome.stdout, outcome.stdout
