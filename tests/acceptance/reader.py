# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The machine of a user who follows the documentation: a folder, credentials, a cloud under its real host names
and other vendors' providers (stand-ins, see vendors/). Tests get the fixtures through conftest.py.
"""

import os
import re
import shutil
import subprocess

import pytest

import sources
from core import SOURCE, Workspace
from proxy import Proxy
from snippets import REPOSITORY
from standin import DEFAULT_HOSTS, Standin

SOURCES = {
    "cts": SOURCE,
    "huaweicloud": "huaweicloud/huaweicloud",
    "flexibleengine": "FlexibleEngineCloud/flexibleengine",
    "opentelekomcloud": "opentelekomcloud/opentelekomcloud",
}
REGISTRIES = ["registry.terraform.io", "registry.opentofu.org"]
MORE_HOSTS = ["cts.eu-ch2.sc.otc.t-systems.com", "iam.eu-ch2.sc.otc.t-systems.com"]


@pytest.fixture(scope="session")
def vendors(mirror):
    """Adds other vendors' providers to the mirror, under the names that both registries use."""
    built = subprocess.run(
        [REPOSITORY / "tests/acceptance/vendors/build.sh"], capture_output=True, text=True, check=True
    ).stdout.strip()
    for registry in REGISTRIES:
        for name, source in SOURCES.items():
            if name != "cts":
                package = mirror / registry / source.lower() / "1.0.0" / _platform(mirror)
                package.mkdir(parents=True)
                shutil.copy(built, package / f"terraform-provider-{name}_v1.0.0")


def _platform(mirror) -> str:
    [package] = mirror.glob(f"{SOURCE}/*/*")
    return package.name


@pytest.fixture(scope="session")
def cloud(tmp_path_factory):
    """A stand-in under the real host names of the documentation, behind a proxy."""
    folder = tmp_path_factory.mktemp("cloud")
    names = [name for names in DEFAULT_HOSTS.values() for name in names] + MORE_HOSTS
    standin = Standin(
        os.environ["CTS_STANDIN"], folder / "stderr.log", "--tls", f"--tls-dir={folder}",
        *[f"--host={name}" for name in names],
    )  # fmt: skip
    proxy = Proxy(("127.0.0.1", int(standin.url.rsplit(":", 1)[1])))
    standin.environment_of_user = {"HTTPS_PROXY": proxy.url, "HW_INSECURE": "true"}
    yield standin
    proxy.stop()
    standin.stop()


@pytest.fixture
def user_workspace(offline, cloud, vendors) -> Workspace:
    """The folder of a user who has installed everything, exported credentials and set up KooCLI."""
    addresses = ("HW_AUTH_URL", "HUAWEICLOUD_SDK_REGION_CTS_EU_WEST_0")
    known = {k: v for k, v in cloud.environment().items() if k not in addresses}
    offline.environment |= known | cloud.environment_of_user | {"HOME": str(offline.folder.parent / "home")}
    for name, text in sources.koocli(sources.profile(sources.PERMANENT)).files.items():
        file = offline.folder.parent / "home" / name
        file.parent.mkdir(parents=True)
        file.write_text(text)
    return offline


def complete(text: str) -> str:
    """The configuration with `required_providers` and, if it has only a provider block, a check without buckets."""
    if "required_providers" not in text:
        used = [name for name in SOURCES if re.search(rf'^\w+ "{name}(_|")|provider::{name}::', text, re.M)]
        lines = "".join(f'    {name} = {{ source = "{SOURCES[name]}" }}\n' for name in used)
        text = f"terraform {{\n  required_providers {{\n{lines}  }}\n}}\n{text}"
    if not re.search(r"^(data|resource|module|ephemeral|action|output|variable) ", text, re.M):
        text += 'data "cts_bucket_check" "of_no_bucket" {\n  buckets = []\n}\n'
    return text


def write(workspace: Workspace, text: str) -> None:
    text = complete(text)
    workspace.write(text)
    shutil.copytree(REPOSITORY / "examples/modules", workspace.folder / "modules", dirs_exist_ok=True)
    if any(f'"{source}"' in text for name, source in SOURCES.items() if name != "cts") or "module " in text:
        workspace.init().succeeded()
