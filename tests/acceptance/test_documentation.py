# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Every code block in the documentation works unchanged.

Configurations are planned, and gates are planned again with a bucket that does not exist. Other
vendors' providers are stand-ins with the arguments of the vendors' documentation (vendors/), because only
a registry has the real ones. The test adds `required_providers` to a block without it, and a check without
buckets to a block with only a provider. It replaces installation paths by its own.
"""

import json
import re
import shutil
import subprocess

import pytest

import features
import forge
import snippets
from core import SOURCE, Workspace
from reader import write
from snippets import BLOCKS, REPOSITORY, Block, blocks
from test_modules import failing

INSTALLED = "/usr/local/share/terraform/plugins"
FOLDERS = r"(/usr/local|/home/NAME/\.local|\$HOME/\.local)/share/terraform/plugins"
# Blocks of shell that no test can run, by their first line: what runs instead, and why.
REPLACEMENTS = {
    "examples/run.sh": ("examples/run.sh --help", "it builds the provider"),
    "tools/setup build": ("cmake --list-presets | grep -q release", "it builds the provider; test_install.py installs it"),
    "cmake --install build/release --prefix ~/.local": ("true", "test_install.py does it"),
    **{
        line: ("sh tools/install.sh --help", "tests/install does it")
        for line in (
            "curl --fail --location --remote-name https://releases.example.com/cts/install.sh",
            "sh install.sh https://releases.example.com/cts --platform linux_amd64 --to terraform.d/plugins",
            "sh install.sh https://releases.example.com/cts --to mirror --platform linux_amd64",
            "sh install.sh --uninstall",
        )
    },
    "tools/release --key 0123456789ABCDEF0123456789ABCDEF01234567": ("tools/release --help", "it builds the provider for an hour"),
    "tools/release --key 0123456789ABCDEF0123456789ABCDEF01234567 --add-to build/dist": ("tools/release --help", "so does this"),
    "obsutil cp build/dist/network-mirror obs://terraform-providers/providers -r -f -flat": ("true", "it needs a bucket"),
    "aws s3 sync build/dist/network-mirror s3://terraform-providers/providers": ("true", "it needs a bucket"),
    "terraform providers lock -net-mirror=https://example.com/providers/ \\": ("true", "test_hosting.py runs it"),
    "skopeo copy --all oci:build/dist/image:0.1.0 docker://example.com/terraform-provider-cts:0.1.0": ("true", "it needs a registry"),
    "podman build --build-arg PROVIDER=example.com/terraform-provider-cts:0.1.0 examples/containers": ("true", "tests/release/test_image.py builds it"),
    "hcloud configure set --cli-auth-encrypt=false": ("true", "KooCLI is not to be had here"),
    'export TF_CLI_CONFIG_FILE="$PWD/mirror.tfrc"': ("true", "it needs a registry and a network mirror"),
}  # fmt: skip


def with_missing_buckets(text: str) -> str:
    """The same with buckets that the stand-in does not have, and with a short `wait_for`."""
    text = re.sub(r'wait_for(\s*)= "[^"]*"', r'wait_for\1= "1s"', text)
    return text.replace('"audit-', '"missing-')


def used(text: str) -> list[str]:
    """The features that a configuration and its modules use."""
    folders = [REPOSITORY / "examples/modules" / name for name in re.findall(r'"\./modules/([\w-]+)"', text)]
    return features.used("\n".join([text, *(f.read_text() for d in folders for f in d.glob("*.tf"))]))


@pytest.fixture
def write_block(user_workspace, needs):
    """Writes a block, or skips the test if the core lacks a feature that the block uses."""

    def write_if_supported(block: Block, change=lambda text: text) -> Workspace:
        needs(*used(block.text))
        write(user_workspace, change(block.text))
        return user_workspace

    return write_if_supported


@pytest.mark.parametrize("block", blocks("terraform", "configuration"), ids=str)
def test_configuration_plans(write_block, block):
    write_block(block).plan().succeeded()


def test_every_configuration_is_formatted(core, base_environment):
    for block in blocks("terraform"):
        done = subprocess.run([core.command, "fmt", "-"], input=block.text, env=base_environment,
                              capture_output=True, text=True)  # fmt: skip
        assert done.stdout == block.text, f"{block}: {done.stderr}\n{done.stdout}"


@pytest.mark.parametrize("block", [b for b in blocks("terraform") if b.is_gate], ids=str)
def test_gate_stops_for_a_missing_bucket(write_block, block):
    workspace = write_block(block, with_missing_buckets)
    outcome = workspace.plan()
    if outcome.code == 0:  # the check is postponed, or it is an action
        outcome = workspace.run("apply", "-json", "plan.bin")
    outcome.failed("OBS.NoSuchBucket")


@pytest.mark.parametrize("block", [b for b in blocks("terraform") if b.warns and not b.is_gate], ids=str)
def test_check_warns_about_a_missing_bucket(write_block, block):
    outcome = write_block(block, with_missing_buckets).plan().succeeded()
    assert any("OBS.NoSuchBucket" in warning.detail for warning in outcome.warnings), outcome.report()


def test_only_conditions_on_a_bucket_check_are_gates():
    def block(check: str) -> Block:
        return Block("page", 1, "terraform", f'check "c" {{\n  {check}\n  precondition {{}}\n}}\n', ())

    for check in ('data "cts_bucket_check" "b" {}', 'source = "./modules/drift-watch"'):
        assert block(check).is_gate and block(check).warns, check
    for check in ('data "cts_quota" "q" {}', 'data "http" "h" {}'):
        assert not block(check).is_gate and not block(check).warns, check


@pytest.mark.needs("mock_provider")
@pytest.mark.parametrize("block", blocks("terraform", "test"), ids=str)
def test_terraform_test_passes(user_workspace, block):
    """It belongs to the first precondition example of its page."""
    example = next(b for b in block.before if "precondition {" in b.text)
    write(user_workspace, example.text)
    user_workspace.write(block.text, "green.tftest.hcl")
    outcome = user_workspace.run("test", "-no-color").succeeded()
    assert re.search(r"[1-9]\d* passed, 0 failed", outcome.stdout), outcome.stdout


@pytest.mark.parametrize("block", blocks("terraform", "CLI configuration"), ids=str)
def test_cli_configuration_finds_the_provider(user_workspace, mirror, tmp_path, block):
    """A network mirror is replaced by a folder."""
    text = re.sub(r'network_mirror \{\n( *)url( *)= "https://example.com/.*"', rf'filesystem_mirror {{\n\1path\2= "{INSTALLED}"', block.text)
    text, replaced = re.subn(FOLDERS, str(mirror), text)
    assert replaced == 1
    config = tmp_path / "cli.tfrc"
    config.write_text(text)
    user_workspace.environment["TF_CLI_CONFIG_FILE"] = str(config)
    shutil.rmtree(user_workspace.folder / ".terraform")
    (user_workspace.folder / ".terraform.lock.hcl").unlink()
    user_workspace.init().succeeded()
    assert (user_workspace.folder / ".terraform/providers" / SOURCE).is_dir()


def shell_of(user_workspace: Workspace, mirror, folder) -> "callable":
    """Runs a block as a reader's shell does; `terraform` is the core under test."""
    commands = folder / "bin"
    for name in ("terraform", "tofu"):
        forge.command(commands, name, f'exec {user_workspace.core.command} "$@"\n')  # a link's name means a version
    environment = user_workspace.environment | {
        "PATH": f"{commands}:{user_workspace.environment['PATH']}",
        "TF_CLI_ARGS_apply": "-auto-approve",  # instead of a reader who types "yes"
        "TF_CLI_ARGS_destroy": "-auto-approve",
    }

    def run(text: str, folder=user_workspace.folder) -> subprocess.CompletedProcess:
        script = "set -euo pipefail\n" + re.sub(FOLDERS, str(mirror), text) + "\nexport -p\n"
        return subprocess.run(["bash", "-c", script], cwd=folder, env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)  # fmt: skip

    return run


def known_variables() -> set[str]:
    names = {"TF_LOG_PROVIDER", "TF_LOG_PATH"}
    for file in REPOSITORY.glob("schemas/**/*.json"):
        for quoted in re.findall(r'"environment": \[(.*?)\]', file.read_text(), re.S):
            names |= set(re.findall(r'"(\w+)"', quoted))
    return names


@pytest.mark.parametrize("block", blocks("sh"), ids=str)
def test_shell_block_runs(user_workspace, mirror, needs, tmp_path, block):
    first = block.text.splitlines()[0]
    run = shell_of(user_workspace, mirror, tmp_path)
    if first in REPLACEMENTS:
        done = run(REPLACEMENTS[first][0], REPOSITORY)
        assert done.returncode == 0, done.stderr
        return
    if "terraform test" in block.text:  # in the folder of the module that the page describes
        user_workspace.folder = tmp_path / "module"
        shutil.copytree((REPOSITORY / block.page).parent, user_workspace.folder)
        needs(*features.used("".join(f.read_text() for f in user_workspace.folder.rglob("*.hcl"))), "mock_provider")
        needs(*features.used("".join(f.read_text() for f in user_workspace.folder.rglob("*.tf"))))
        user_workspace.init().succeeded()
        run = shell_of(user_workspace, mirror, tmp_path / "module")
        done = run(block.text)
        assert done.returncode == 0 and "0 failed" in done.stdout, done.stdout + done.stderr
        return
    configuration = block.goes_with or snippets.blocks_of(REPOSITORY / "docs/data-sources/bucket_check.md")[1]
    needs(*used(configuration.text))
    write(user_workspace, configuration.text)
    for earlier in block.before:
        if earlier.language == "sh" and earlier.goes_with == block.goes_with:
            if re.search("^terraform ", earlier.text, re.M):
                run(earlier.text)
    done = run(block.text)
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert set(re.findall(r"^export (\w+)", block.text, re.M)) <= known_variables()


@pytest.mark.parametrize("block", blocks("powershell"), ids=str)
def test_powershell_block_uses_parameters_of_the_script(block):
    """No test here can run PowerShell."""
    [call] = re.findall(r"-File install\.ps1(.*)", block.text)
    script = (REPOSITORY / "tools/install.ps1").read_text()
    assert [name for name in re.findall(r" -(\w+)", call) if f"[string] ${name} = ''" not in script] == []


def words(text: str) -> str:
    """Removes the frame and the line breaks that are for people."""
    return " ".join(re.sub(r"[╷│╵├─]", " ", text).split())


def messages() -> list[Block]:
    return [block for block in blocks("text") if block.text.startswith("Error: ")]


@pytest.mark.parametrize("block", messages(), ids=str)
def test_documented_message_is_what_core_prints(write_block, user_workspace, cloud, block):
    """The errors of the configuration before it with a missing bucket; README.md shows those of examples/run.sh.
    If the page is about the apply, the bucket is removed after the plan."""
    at_apply = "apply-gate" in block.page
    if block.goes_with:
        write_block(block.goes_with, (lambda text: text) if at_apply else with_missing_buckets)
    else:
        user_workspace.write((REPOSITORY / "examples/data-sources/cts_bucket_check/stopped/main.tf").read_text())
    outcome = user_workspace.run("plan", "-no-color", "-input=false", "-out=plan.bin")
    if at_apply:
        cloud.order(failing("audit-traces"))
        outcome = user_workspace.run("apply", "-no-color", "plan.bin")
    assert outcome.code == 1, outcome.report()
    said = words(outcome.stdout + outcome.stderr)
    shown = block.text if not block.goes_with else with_missing_buckets(block.text)
    for part in re.split(r"…|\n\n", shown):
        assert words(part) in said, f"{words(part)}\n--- is not in ---\n{said}"


def test_every_text_block_is_tested():
    """The other blocks are the signature that the generator writes, the commands that test_log_levels.py runs, and
    the output of --debug."""
    others = [b.text for b in blocks("text") if b not in messages()]
    assert [re.split("[(=]", b)[0] for b in others] == [
        "bucket_name_problems", "grep 'first_bucket", "TF_REATTACH_PROVIDERS"]  # fmt: skip


@pytest.mark.parametrize("block", blocks("yaml") + blocks("rego") + blocks("sentinel"), ids=str)
def test_block_is_an_example(block):
    """test_pipelines.py and test_policy_tools.py run these; the Sentinel policy cannot be run here."""
    files = [file for name in ("pipelines", "policies") for file in (REPOSITORY / "examples" / name).iterdir()]
    assert block.text.strip() in [file.read_text().strip() for file in files]


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_json_block_parses(block):
    assert json.loads(block.text)


def test_every_block_has_a_known_language():
    assert [str(b) for b in BLOCKS if b.language not in snippets.LANGUAGES] == []
    assert len(BLOCKS) > 60, "the pages are not found"


def test_no_text_block_contains_code():
    hidden = r'^(terraform|provider|resource|data|module|variable|check|action|ephemeral)\b[^=]*\{$|^(terraform|tofu|export) '
    assert [str(b) for b in blocks("text") if re.search(hidden, b.text, re.M)] == []


def test_every_replaced_shell_block_exists():
    first_lines = {block.text.splitlines()[0] for block in blocks("sh")}
    assert set(REPLACEMENTS) - first_lines == set()


def anchors(page) -> set[str]:
    """The anchors that a renderer creates for the headings."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", page.read_text(), flags=re.S), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", snippets.pages(), ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_links_point_to_existing_files_and_headings(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), f"there is no {target}"
        if anchor and not anchor.startswith(("nested", "schema")):
            assert anchor in anchors(file), f"{name} has no heading {anchor}"
