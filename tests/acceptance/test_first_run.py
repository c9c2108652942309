# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""tools/first-run: it passes the release, and each of its checks can fail."""

import dataclasses
import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from conftest import PLATFORM
from packages import pack

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
SHELLS = {"dash": ["dash"], "busybox": ["busybox", "sh"]}
ONLY_TERRAFORM = pytest.mark.parametrize("core", ["terraform"], indirect=True)
CHECKS = ["start", "init", "plan", "precondition", "interrupt", "memory", "kill"]


@dataclasses.dataclass
class Report:
    code: int
    text: str
    progress: str

    @property
    def rows(self) -> dict[str, tuple[str, str]]:
        """The result of each check, and its reason."""
        table = self.text.split("| check | result |")[1].splitlines()[2:]
        cells = [re.split(r" ?(?<!\\)\| ?", line)[1:-1] for line in table if line.startswith("|")]
        return {check: (result, text) for check, result, _, text in cells}

    def failed(self, check: str, *words: str) -> None:
        result, text = self.rows[check]
        assert result == "failed" and all(word in text for word in words), self.text
        assert f"FAILED {check}: " in self.progress
        assert self.code == 1


class Owner:
    """Somebody with a machine, who has downloaded the script."""

    def __init__(self, root: pathlib.Path, tmp: pathlib.Path, core):
        self.home = root / "home" / "somebody"
        self.tmp = tmp
        self.bin = root / "bin"
        self.scripts = self.home / "a folder"
        for folder in (self.bin, self.scripts):
            folder.mkdir(parents=True)
        for name in ("first-run", "first-run.pl"):
            shutil.copy(TOOLS / name, self.scripts)
        self.shell = SHELLS["dash"]
        # The core, as a program that starts another one.
        cache = os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache"))
        self.core = self.bin / "core"
        self.command("core", f'exec env XDG_CACHE_HOME="{cache}" "{core.command}" "$@"')
        self.environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "USER": "somebody",
            "TMPDIR": str(self.tmp),
            # Nothing of this may reach the core or the provider.
            "HW_ACCESS_KEY": "HIDDENKEY",
            "HTTP_PROXY": "http://127.0.0.1:9",
            "TF_CLI_ARGS": "-invalid",
        }

    def command(self, name: str, text: str) -> None:
        (self.bin / name).write_text(f"#!/bin/sh\n{text}\n")
        (self.bin / name).chmod(0o755)

    def edit(self, name: str, old: str, new: str) -> None:
        """Changes the owner's copy of a script."""
        text = (self.scripts / name).read_text()
        assert text.count(old) == 1
        (self.scripts / name).write_text(text.replace(old, new))

    def start(self, *arguments) -> subprocess.Popen:
        return subprocess.Popen(
            [*self.shell, self.scripts / "first-run", *arguments], env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip

    def finish(self, process: subprocess.Popen) -> Report:
        text, progress = process.communicate(timeout=180)
        assert list(self.tmp.iterdir()) == []
        assert self.processes() == []
        for secret in ("somebody", "HIDDENKEY", str(self.tmp)):
            assert secret not in text
        return Report(process.returncode, text, progress)

    def processes(self) -> list[str]:
        lines = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True).stdout
        return [line for line in lines.splitlines() if str(self.tmp) in line]

    def run(self, *arguments) -> Report:
        return self.finish(self.start("--core", self.core, *arguments))


@pytest.fixture
def owner(tmp_path, temporary_directory, core) -> Owner:
    return Owner(tmp_path, temporary_directory, core)


@pytest.fixture
def version(provider) -> str:
    return provider.name.split("_v")[1]


@pytest.fixture
def release(provider, version, owner) -> pathlib.Path:
    """The folder of the script has the files of a release."""
    folder = owner.home / "unpacked"
    folder.mkdir()
    shutil.copy(provider, folder)
    package = owner.scripts / f"terraform-provider-cts_{version}_{PLATFORM}.zip"
    pack(folder, package)
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    (owner.scripts / f"terraform-provider-cts_{version}_SHA256SUMS").write_text(f"{digest}  {package.name}\n")
    return owner.scripts


def program(owner: Owner, text: str, name: str = "terraform-provider-cts", interpreter: str = "/bin/sh") -> pathlib.Path:
    path = owner.home / name
    path.write_text(f"#!{interpreter}\n{text}\n")
    path.chmod(0o755)
    return path


def around(owner: Owner, provider: pathlib.Path, body: str) -> pathlib.Path:
    """A Python program in place of the provider, which has it as `provider` and its arguments as `arguments`."""
    head = f"import os, signal, subprocess, sys, time\nprovider, arguments = {str(provider)!r}, sys.argv[1:]\n"
    alone = "if arguments:\n    os.execv(provider, [provider, *arguments])\n"
    return program(owner, head + alone + body, provider.name, sys.executable)


@pytest.mark.parametrize("shell", SHELLS)
def test_passes_a_release(core, shell, owner, release, version):
    owner.shell = SHELLS[shell]
    report = owner.run()
    assert report.code == 0, report.text + report.progress
    assert {check: result for check, (result, _) in report.rows.items()} == {
        "package": "passed", **{check: "passed" for check in CHECKS}, "certificates": "note"}  # fmt: skip
    for fact in (
        f"First run of terraform-provider-cts {version} on {PLATFORM}: 8 passed, 0 failed",
        f"{core.title} v{'.'.join(map(str, core.version))}",
        hashlib.sha256((owner.home / "unpacked" / f"terraform-provider-cts_v{version}").read_bytes()).hexdigest(),
        os.uname().machine,
    ):
        assert fact in report.text
    assert report.progress.index("interrupt and kill the core") < report.progress.index("passed start")


@ONLY_TERRAFORM
def test_takes_a_program_and_finds_the_core_in_path(owner, provider):
    owner.core.rename(owner.bin / "terraform")
    report = owner.finish(owner.start(provider))
    assert report.code == 0, report.text + report.progress
    assert "package" not in report.rows


@ONLY_TERRAFORM
def test_interrupted_script_leaves_nothing(owner, provider):
    process = owner.start("--core", owner.core, provider)
    for line in process.stderr:
        if "passed precondition" in line:
            break
    deadline = time.monotonic() + 20
    while not any("terraform-provider-cts_v" in line for line in owner.processes()) and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=20)
    deadline = time.monotonic() + 5  # the provider notices that its core has gone
    while owner.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert owner.finish(process).code == 130


@ONLY_TERRAFORM
def test_program_that_does_not_start_fails(owner):
    report = owner.run(program(owner, "echo no such instruction >&2; kill -ILL $$"))
    report.failed("start", "signal 4", "no such instruction")
    assert all(report.rows[check][0] == "not run" for check in CHECKS[1:])


@ONLY_TERRAFORM
def test_program_of_another_system_fails_without_the_name_of_its_owner(owner):
    path = program(owner, "")
    path.write_bytes(b"\xcf\xfa\xed\xfe")
    owner.run(path).failed("start", "127", "~/terraform-provider-cts")


@ONLY_TERRAFORM
def test_wrong_version_fails(owner, provider):
    path = owner.home / "terraform-provider-cts_v99.0.0"
    shutil.copy(provider, path)
    owner.run(path).failed("start", 'instead of "terraform-provider-cts 99.0.0"')


@ONLY_TERRAFORM
def test_missing_schema_fails(owner):
    path = program(owner, '[ "$1" != --version ] || echo terraform-provider-cts 0.1.0')
    owner.run(path).failed("start", "--schema ends with 0 and does not describe cts_bucket_check")


@ONLY_TERRAFORM
def test_changed_package_fails(owner, release, version):
    with (release / f"terraform-provider-cts_{version}_{PLATFORM}.zip").open("ab") as package:
        package.write(b"\0")
    owner.run().failed("package", "differs from what SHA256SUMS says")


@ONLY_TERRAFORM
def test_package_that_init_refuses_fails(owner):
    path = program(owner, "echo terraform-provider-cts abc\necho '\"cts_bucket_check\"'")
    report = owner.run(path)
    report.failed("init", "init ends with 1", "terraform.local/cts/cts")
    assert report.rows["plan"][0] == "not run"


@ONLY_TERRAFORM
def test_provider_that_fails_under_the_core_fails(owner, provider):
    report = owner.run(around(owner, provider, "sys.exit('the reason')"))
    report.failed("plan", "plan ends with 1", "Error: ")
    report.failed("precondition", "without the summary of the check")
    report.failed("interrupt", "ended with 1 before the provider sent its request")
    report.failed("kill", "ended with 1 before the provider sent its request")
    report.failed("memory", "ps does not show")


@ONLY_TERRAFORM
def test_wrong_results_fail(owner, provider):
    owner.edit("first-run.pl", '"response_code":404,"success":false', '"response_code":200,"success":true')
    report = owner.run(provider)
    report.failed("plan", "the plan has other results", "missing-archive true 200")
    report.failed("precondition", "ends with 0 instead of 1")
    assert report.rows["kill"][0] == "passed"


@ONLY_TERRAFORM
def test_unsigned_request_fails_with_the_words_of_the_service(owner, provider):
    owner.edit("first-run.pl", "SDK-HMAC-SHA256 Access", "SDK-HMAC-SHA512 Access")
    report = owner.run(provider)
    report.failed("plan", "HTTP 400 (CTS.0003)", "no signature")
    report.failed("precondition", "without the summary of the check")


@ONLY_TERRAFORM
def test_disorderly_provider_fails(owner, provider):
    """It needs much memory, ends at SIGINT without being asked to, and outlives its core."""
    body = """
kept = b"x" * (100 << 20)
child = subprocess.Popen([provider])
def end(*_):
    # Stopped first, so that the core has time to report the signal.
    child.send_signal(signal.SIGSTOP)
    time.sleep(1)
    child.kill()
    sys.exit(1)
signal.signal(signal.SIGINT, end)
child.wait()
time.sleep(20)
"""
    report = owner.run(around(owner, provider, body))
    report.failed("memory", "KiB to read two buckets, more than 65536 KiB")
    report.failed("interrupt", "the provider ended at once")
    report.failed("kill", "still running five seconds after the core was killed")
    assert report.rows["precondition"][0] == "passed"


@ONLY_TERRAFORM
def test_folder_that_is_left_fails(owner, provider):
    body = """
os.makedirs(os.environ["TMPDIR"] + "/cts-left", exist_ok=True)
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.exit(subprocess.call([provider]))
"""
    report = owner.run(around(owner, provider, body))
    report.failed("interrupt", "the folder of its socket is left: WORK/t/cts-left")


@ONLY_TERRAFORM
def test_asks_macos_for_signature_and_quarantine(owner):
    """The words of its programs are stand-ins: nobody has run the script there."""
    owner.command("uname", 'case $1 in -s) echo Darwin ;; -r) echo 24.1.0 ;; *) echo arm64 ;; esac')
    owner.command("sw_vers", "echo 15.1")
    owner.command("sysctl", "echo 1")
    owner.command("xcode-select", "")
    owner.command("otool", "printf 'x:\\n\\t/usr/lib/libSystem.B.dylib (compatibility)\\n'")
    owner.command("xattr", "")
    owner.command("codesign", '[ "$1" = --verify ] || echo Signature=adhoc')
    path = program(owner, "exit 3")
    report = owner.run(path)
    assert report.rows["signature"] == ("passed", "Signature=adhoc")
    assert "has the mark of a download" in report.rows["quarantine"][1]
    assert report.rows["libraries"][1] == "/usr/lib/libSystem.B.dylib (compatibility)"
    assert "macOS 15.1 (15.1), 1, under Rosetta, kernel Darwin 24.1.0 on arm64" in report.text

    owner.command("codesign", "echo code object is not signed at all; exit 1")
    owner.run(path).failed("signature", "code object is not signed at all")


@ONLY_TERRAFORM
@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--core", "/nonexistent/terraform"], "--core is not there"),
        (["--core"], "--core needs a program"),
        (["no/such/folder"], "there is no no/such/folder"),
        (["a", "b"], "name one release"),
        (["--unknown"], "unknown argument '--unknown'"),
        (["--core", "core"], "has no terraform-provider-cts_VERSION"),
        (["--core", "false"], "version fails"),
    ],
)
def test_says_what_is_wrong_with_its_arguments(owner, arguments, words):
    done = owner.start(*arguments)
    text, progress = done.communicate(timeout=60)
    assert (done.returncode, text) == (1, "")
    assert progress.startswith("Error: ") and words in progress
    assert list(owner.tmp.iterdir()) == []


@ONLY_TERRAFORM
def test_needs_its_second_part(owner):
    (owner.scripts / "first-run.pl").unlink()
    assert "first-run.pl is missing" in owner.start().communicate()[1]


def test_needs_no_perl_beyond_the_base():
    base = subprocess.run(["dpkg", "-L", "perl-base"], capture_output=True, text=True, check=True).stdout
    modules = re.findall(r"^use ([\w:]+)", (TOOLS / "first-run.pl").read_text(), re.M)
    assert len(modules) == 4
    for module in modules:
        assert f"/{module.replace('::', '/')}.pm\n" in base
