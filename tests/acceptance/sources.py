# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Every source of credentials, ready to be added to a workspace, alone or with others."""

import base64
import dataclasses
import json
import pathlib
import re
import urllib.parse

import pytest

import standin as cloud
from core import REQUIRED_PROVIDERS, Outcome, Workspace
from standin import Standin

# The matrix is large, so tests that do not depend on the core run on one core only.
ON_TERRAFORM = pytest.mark.parametrize("core", ["terraform"], indirect=True)

CHECK = """
data "cts_bucket_check" "audit" {
  buckets = [{ bucket_name = "audit-traces" }]
}
output "check" {
  value = data.cts_bucket_check.audit
}
"""


@dataclasses.dataclass(frozen=True)
class Keys:
    access_key: str
    secret_key: str
    security_token: str = ""


PERMANENT = Keys(cloud.ACCESS_KEY, cloud.SECRET_KEY)
TEMPORARY = Keys(cloud.TEMPORARY_ACCESS_KEY, cloud.TEMPORARY_SECRET_KEY, cloud.SECURITY_TOKEN)
WRONG = Keys(cloud.ACCESS_KEY, "WrongSecretKey/u6Yb2Nh8Jm4Kf1Sd7Ga01")
STALE = dataclasses.replace(TEMPORARY, security_token="StaleSecurityToken//0000==")
WRONG_SECRETS = ("NotAToken-1", "NotThePassword-1", "StaleIdToken-1")
POWERLESS = Keys(cloud.POWERLESS_ACCESS_KEY, cloud.POWERLESS_SECRET_KEY)


@dataclasses.dataclass(frozen=True)
class Source:
    """What one source adds to the provider block, the environment, HOME and the stand-in."""

    block: str = ""
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    files: dict[str, str] = dataclasses.field(default_factory=dict)
    metadata: bool = False
    settings: dict = dataclasses.field(default_factory=dict)

    def __add__(self, other: "Source") -> "Source":
        return Source(
            f"{self.block}\n{other.block}",
            self.environment | other.environment,
            self.files | other.files,
            self.metadata or other.metadata,
            self.settings | other.settings,
        )


def _arguments(keys: Keys) -> dict[str, str]:
    return {name: value for name, value in dataclasses.asdict(keys).items() if value}


def block(**arguments) -> Source:
    return Source("\n".join(f"{name} = {json.dumps(value)}" for name, value in arguments.items()))


def block_keys(keys: Keys) -> Source:
    return block(**_arguments(keys))


def environment(**variables: str) -> Source:
    return Source(environment=variables)


def environment_keys(keys: Keys, prefix: str = "HW") -> Source:
    names = {
        "HW": ("HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_SECURITY_TOKEN"),
        "OS": ("OS_ACCESS_KEY", "OS_SECRET_KEY", "HW_SECURITY_TOKEN"),
        "SDK": ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"),
    }[prefix]
    pairs = zip(names, dataclasses.astuple(keys), strict=True)
    return Source(environment={name: value for name, value in pairs if value})


def koocli(*profiles: dict, current: str = "default", **more) -> Source:
    """Only KooCLI's file: the provider reads it if the profile or the file is configured."""
    document = {"current": current, "profiles": list(profiles), **more}
    return Source(files={".hcloud/config.json": json.dumps(document)})


def profile(keys: Keys, name: str = "default", **more) -> dict:
    fields = {
        "name": name,
        "mode": "AKSK",
        "accessKeyId": keys.access_key,
        "secretAccessKey": keys.secret_key,
        "securityToken": keys.security_token,
    }
    return fields | more


def block_profile(keys: Keys) -> Source:
    return block(profile="default") + koocli(profile(keys))


def environment_profile(keys: Keys) -> Source:
    return environment(HW_PROFILE="default") + koocli(profile(keys))


def sdk_file(keys: Keys, section: str = "basic", **more: str) -> Source:
    fields = {"ak": keys.access_key, "sk": keys.secret_key, "security_token": keys.security_token}
    lines = [f"{name} = {value}" for name, value in (fields | more).items() if value]
    return Source(files={".huaweicloud/credentials": "\n".join([f"[{section}]", *lines, ""])})


def metadata(mode: str = "token") -> Source:
    return Source(metadata=True, settings={"metadata": mode})


def assume(agency: str = "cts-audit", **more) -> Source:
    lines = [f"  {name} = {json.dumps(value)}" for name, value in more.items()]
    body = "\n".join([f'  agency_name = "{agency}"', *lines])
    return Source(f"assume_role {{\n{body}\n}}")


ASSUME_AT_IAM = assume(domain_name="delegating")
ASSUME_AT_STS = assume(domain_id=cloud.DELEGATING_ID)


def oidc(**arguments) -> Source:
    lines = [f"  {name} = {json.dumps(value)}" for name, value in arguments.items()]
    return Source("assume_role_with_oidc {\n" + "\n".join(lines) + "\n}")


def prepare(workspace: Workspace, standin: Standin, source: Source, check: str = CHECK) -> None:
    """Writes the configuration and sets everything else the source needs."""
    home = workspace.folder / "home"
    for name, text in source.files.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o600)
    workspace.environment |= source.environment | {"HOME": str(home)}
    workspace.environment |= {
        "TF_LOG_PROVIDER": "TRACE",
        "TF_LOG_PATH": str(workspace.folder / "trace.log"),
    }
    if source.settings:
        standin.set(**source.settings)
    address = standin.url if source.metadata else ""
    workspace.write(
        f"""{REQUIRED_PROVIDERS}
provider "cts" {{
  region    = "eu-west-0"
  endpoints = {{ cts = "{standin.url}", iam = "{standin.url}", sts = "{standin.url}", metadata = "{address}" }}
{source.block}
}}
{check}"""
    )


def plan(workspace: Workspace, standin: Standin, source: Source, check: str = CHECK) -> Outcome:
    prepare(workspace, standin, source, check)
    return workspace.plan()


def trace(workspace: Workspace) -> str:
    """What the provider logged."""
    lines = (workspace.folder / "trace.log").read_text(errors="replace").splitlines()
    return "\n".join(line for line in lines if "provider.terraform-provider-cts" in line)


def winner(workspace: Workspace) -> str:
    """The source that was used, as the TRACE line names it."""
    found = re.findall(r'[Cc]redentials chosen: .*source="?([^"\n]+?)"?(?: \w+=|$)', trace(workspace), re.M)
    assert found, "no line says which source won:\n" + trace(workspace)[-3000:]
    assert len(set(found)) == 1, found
    return found[0]


# Every secret of every source, and the prefixes of the stand-in's own secrets.
SECRETS = {
    cloud.SECRET_KEY,
    cloud.TEMPORARY_SECRET_KEY,
    cloud.POWERLESS_SECRET_KEY,
    cloud.SECURITY_TOKEN,
    cloud.TOKEN,
    cloud.PASSWORD,
    cloud.ID_TOKEN,
    WRONG.secret_key,
    STALE.security_token,
    *WRONG_SECRETS,
    *cloud.ISSUED,
}


def forms_of(secret: str) -> set[str]:
    """A secret as it is, escaped for a URL or for JSON, and in base64."""
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {
        secret,
        urllib.parse.quote(secret, safe=""),
        json.dumps(secret)[1:-1],
        secret.replace("/", "\\/"),
        encoded,
    }


def find_secrets(text: str, secrets: set[str] = frozenset(SECRETS)) -> set[str]:
    return {form for secret in secrets for form in forms_of(secret) if form in text}


def assert_no_secret(workspace: Workspace, outcome: Outcome) -> None:
    """In the output, the provider's log, and plan and state as the cores show them."""
    texts = {"output": outcome.stdout + outcome.stderr, "log": trace(workspace)}
    if outcome.code == 0:
        # The core itself prints a literal of the configuration there.
        shown = workspace.planned()
        shown.pop("configuration", None)
        texts["plan"] = json.dumps(shown)
    for where, text in texts.items():
        assert find_secrets(text) == set(), f"in the {where}"


def home(workspace: Workspace) -> pathlib.Path:
    return workspace.folder / "home"
