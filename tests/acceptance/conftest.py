# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Fixtures. CTS_PROVIDER and CTS_STANDIN name the binaries, CTS_TERRAFORM and CTS_TOFU the cores.

The cores may be of any version: a test declares with `needs` the features that an old core may lack, and is
skipped there. With only one core, tests that need no core or the other one are left out.
"""

import json
import os
import pathlib
import platform
import shutil
import signal
import stat
import subprocess
import tempfile
import time

import pytest

import features
import windows
from core import REQUIRED_PROVIDERS, SOURCE, Core, Workspace
from hosting import Keyring
from proxy import Proxy
from reader import cloud, user_workspace, vendors  # noqa: F401, fixtures of their own module
from standin import DEFAULT_HOSTS, Standin

VERSION = "0.0.0-acceptance"
PLATFORM = "linux_" + {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]


# A shell starts what runs in the background with SIGINT ignored, and so would be all that the tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _from_environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        pytest.exit(f"{name} is not set. Run `tests/run.sh --label acceptance --only FILE`", 2)
    return value


CORES = {"terraform": "CTS_TERRAFORM", "opentofu": "CTS_TOFU"}
GIVEN = [name for name, variable in CORES.items() if os.environ.get(variable)]


def pytest_collection_modifyitems(session, config, items):
    if windows.is_under_test():
        windows.skip_tests(session, items)
    if len(GIVEN) != 1:
        return
    kept = [i for i in items if hasattr(i, "callspec") and i.callspec.params.get("core") in GIVEN]
    config.hook.pytest_deselected(items=[i for i in items if i not in kept])
    items[:] = kept


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if windows.is_under_test():
        windows.refuse_other_skips(item, report)


@pytest.fixture(scope="session")
def mirror(tmp_path_factory) -> pathlib.Path:
    """A filesystem mirror with the binary under test, at a path that no other process runs from."""
    version = subprocess.run(
        [_from_environment("CTS_PROVIDER"), "--version"], capture_output=True, text=True, check=True
    ).stdout.splitlines()[0].split()[-1].lstrip("v")
    root = tmp_path_factory.mktemp("mirror")
    package = root / SOURCE / version / PLATFORM
    package.mkdir(parents=True)
    binary = pathlib.Path(_from_environment("CTS_PROVIDER"))
    shutil.copy(binary, package / f"terraform-provider-cts_v{version}")
    if program := windows.program_beside(binary):
        shutil.copy(program, package)
    return root


@pytest.fixture(scope="session")
def provider(mirror) -> pathlib.Path:
    """The path under which the cores start the binary."""
    [binary] = mirror.rglob("terraform-provider-cts_v*")
    return binary


@pytest.fixture(scope="session")
def schema(provider) -> dict:
    """What the binary prints about itself."""
    printed = subprocess.run([provider, "--schema"], capture_output=True, text=True, check=True)
    return json.loads(printed.stdout)["provider_schemas"][SOURCE]


@pytest.fixture(scope="session", params=CORES)
def core(request, base_environment) -> Core:
    return Core.of(request.param, _from_environment(CORES[request.param]), base_environment)


@pytest.fixture
def needs(request, core):
    """Skips the test when the core lacks one of these features."""

    def skip_without(*names: str) -> None:
        for name in names:
            request.node.user_properties.append(("needs", name))
        for name in names:
            reason = features.lack(core, name)
            if reason:
                request.node.user_properties.append(("lacks", name))
                pytest.skip(reason)

    return skip_without


@pytest.fixture(autouse=True)
def _marked(request):
    names = [name for marker in request.node.iter_markers("needs") for name in marker.args]
    if names:
        request.getfixturevalue("needs")(*names)


@pytest.fixture(scope="session")
def cli_config(mirror, tmp_path_factory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("config") / "cli.tfrc"
    path.write_text(
        f"""
disable_checkpoint = true
provider_installation {{
  filesystem_mirror {{
    path = "{mirror}"
  }}
}}
"""
    )
    return path


@pytest.fixture(scope="session")
def base_environment(cli_config) -> dict[str, str]:
    """Small on purpose, so that no variable of the developer's environment affects core or provider."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        # The cores are in the user's cache.
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")),
        "TF_CLI_CONFIG_FILE": str(cli_config),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
    }
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return environment


@pytest.fixture(scope="session")
def standin_process(tmp_path_factory):
    standin = Standin(
        _from_environment("CTS_STANDIN"), tmp_path_factory.mktemp("standin") / "stderr.log"
    )
    yield standin
    standin.stop()


@pytest.fixture
def standin(standin_process) -> Standin:
    standin_process.reset()
    return standin_process


@pytest.fixture(scope="session")
def secure_process(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    names = [name for names in DEFAULT_HOSTS.values() for name in names]
    standin = Standin(
        _from_environment("CTS_STANDIN"),
        folder / "stderr.log",
        "--tls",
        f"--tls-dir={folder}",
        *[f"--host={name}" for name in names],
    )
    standin.ca = folder / "ca.pem"
    yield standin
    standin.stop()


@pytest.fixture
def secure(secure_process) -> Standin:
    secure_process.reset()
    return secure_process


@pytest.fixture
def proxy(secure):
    proxy = Proxy(("127.0.0.1", int(secure.url.rsplit(":", 1)[1])))
    yield proxy
    proxy.stop()


@pytest.fixture(scope="session")
def keyring():
    keyring = Keyring()
    yield keyring
    keyring.close()


@pytest.fixture(scope="session")
def initialised(core, base_environment, tmp_path_factory) -> pathlib.Path:
    """A folder after `init`, to copy: init has a test of its own and takes a third of a second."""
    folder = tmp_path_factory.mktemp(f"init-{core.name}")
    workspace = Workspace(core, folder, base_environment)
    workspace.write(REQUIRED_PROVIDERS)
    workspace.init().succeeded()
    return folder


@pytest.fixture
def temporary_directory():
    """TMPDIR of one test: a socket's path must fit in 107 bytes, which pytest's folders do not."""
    folder = tempfile.mkdtemp(prefix="a", dir="/tmp")
    yield pathlib.Path(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def offline(
    core, initialised, base_environment, temporary_directory, tmp_path, provider
):
    """A workspace whose environment has no credentials and no address."""
    shutil.copytree(initialised, tmp_path / "w", symlinks=True)
    environment = base_environment | {"TMPDIR": str(temporary_directory)}
    yield Workspace(core, tmp_path / "w", environment)
    assert_nothing_left(provider, temporary_directory)


@pytest.fixture
def workspace(offline, standin) -> Workspace:
    """A workspace whose environment has working credentials for the stand-in."""
    offline.environment |= standin.environment()
    return offline


def processes_of(binary: pathlib.Path) -> list[int]:
    found = []
    program = windows.program_beside(binary)
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        if program:
            if windows.names(process, str(program)):
                found.append(int(process.name))
            continue
        try:
            if os.readlink(process / "exe") == str(binary.resolve()):
                found.append(int(process.name))
        except OSError:
            continue  # the process has ended, or belongs to somebody else
    return found


def sockets_below(folder: pathlib.Path) -> list[pathlib.Path]:
    return [p for p in folder.rglob("*") if stat.S_ISSOCK(p.lstat().st_mode)] + [
        p for p in folder.glob("cts-*")
    ]


def assert_nothing_left(binary: pathlib.Path, folder: pathlib.Path) -> None:
    """Checks that no provider process and no socket remain after a command of the core."""
    deadline = time.monotonic() + 2  # the provider of a killed core may take this long to exit
    while processes_of(binary) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert processes_of(binary) == []
    assert sockets_below(folder) == []
