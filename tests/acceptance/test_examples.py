# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Every example is valid, and modules pass their own tests under mocks and for real."""

import pathlib
import shutil

import pytest

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples"
# Actions are Terraform's alone.
FOLDERS = sorted({path.parent.relative_to(EXAMPLES) for path in EXAMPLES.rglob("*.tf")})
TESTED = sorted(
    {path.parent.relative_to(EXAMPLES) for path in EXAMPLES.rglob("*.tftest.hcl")}
    # A module's tests may stand in its folder tests/.
    - {path.parent.relative_to(EXAMPLES) for path in EXAMPLES.rglob("tests/*.tftest.hcl")}
    | {path.parent.parent.relative_to(EXAMPLES) for path in EXAMPLES.rglob("tests/*.tftest.hcl")}
)


def test_there_are_examples():
    assert len(FOLDERS) >= 4 and TESTED


@pytest.fixture
def copy(workspace, tmp_path):
    """Copies the examples, all of them: they refer to each other."""

    def prepare(folder: pathlib.Path):
        shutil.copytree(EXAMPLES, tmp_path / "examples")
        workspace.folder = tmp_path / "examples" / folder
        return workspace

    return prepare


def needs_another_provider(folder: pathlib.Path) -> bool:
    text = "".join(path.read_text() for path in (EXAMPLES / folder).glob("*.tf"))
    return "huaweicloud/huaweicloud" in text or "flexibleengine" in text.split("required_providers")[-1].split("}")[0]


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_example_is_valid(core, copy, folder):
    if folder.parts[0] == "actions" and not core.is_terraform:
        pytest.skip("OpenTofu has no actions")
    if needs_another_provider(folder):
        pytest.skip("needs a provider of another vendor, which only a registry has")
    workspace = copy(folder)
    workspace.init().succeeded()
    outcome = workspace.validate().succeeded()
    assert outcome.errors == []


@pytest.mark.parametrize("folder", TESTED, ids=str)
def test_module_passes_its_tests(copy, folder):
    workspace = copy(folder)
    workspace.init().succeeded()
    workspace.run("test", "-no-color").succeeded()
