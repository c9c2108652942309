# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Which of several sources with credentials is used, and that sources are never mixed."""

import itertools

import pytest

import sources
import standin as cloud
from sources import (
    ON_TERRAFORM,
    PERMANENT,
    STALE,
    TEMPORARY,
    WRONG,
    Keys,
    Source,
    block,
    block_keys,
    environment,
    environment_keys,
    koocli,
    metadata,
    plan,
    profile,
    sdk_file,
)

# The highest precedence first. Each function takes the keys that the source has; KooCLI's file has both
# profiles, so that two of them can be combined.
ORDER = {
    "keys of the block": block_keys,
    "profile of the block": lambda keys: block(profile="block") + _profiles(block=keys),
    "environment": environment_keys,
    "profile of the environment": lambda keys: environment(HW_PROFILE="environment")
    + _profiles(environment=keys),
    "SDK file": sdk_file,
    "metadata": lambda keys: metadata("token"),
}

# What the log names as chosen: the source, and what of it.
CHOSEN = {
    "keys of the block": ("provider block", "access_key, secret_key"),
    "profile of the block": ("KooCLI profile", r'profile \"block\" of '),
    "environment": ("environment", "HW_ACCESS_KEY, HW_SECRET_KEY"),
    "profile of the environment": ("KooCLI profile", r'profile \"environment\" of '),
    "SDK file": ("SDK credentials file", ""),
    "metadata": ("ECS metadata", ""),
}


def _profiles(**keys: Keys) -> Source:
    return koocli(*[profile(value, name) for name, value in keys.items()])


def _both(higher: str, lower: str) -> Source:
    """The higher source has valid keys, the lower one keys that are refused."""
    source = ORDER[lower](WRONG) + ORDER[higher](PERMANENT)
    if {higher, lower} == {"profile of the block", "profile of the environment"}:
        source += _profiles(block=PERMANENT, environment=WRONG)
    return source


@ON_TERRAFORM
@pytest.mark.parametrize("higher, lower", [*itertools.combinations(ORDER, 2)])
def test_higher_source_wins(offline, standin, higher, lower):
    plan(offline, standin, _both(higher, lower)).succeeded()
    [call] = standin.calls()
    assert f"Access={cloud.ACCESS_KEY}," in call["headers"]["authorization"]
    assert standin.calls("securitykey") == [], "a source below the winner is not asked"
    source, part = CHOSEN[higher]
    assert sources.winner(offline) == source
    assert f'outcome="chosen: {part}' in sources.trace(offline)


@ON_TERRAFORM
def test_log_names_each_source_differently(offline, standin):
    names = []
    for source in (
        block_keys(PERMANENT),
        block(profile="block") + _profiles(block=PERMANENT),
        sdk_file(PERMANENT),
        metadata(),
    ):
        (offline.folder / "trace.log").unlink(missing_ok=True)
        plan(offline, standin, source).succeeded()
        names.append(sources.winner(offline))
        for name in source.files:
            (sources.home(offline) / name).unlink()
    assert len(set(names)) == len(names), names


@pytest.mark.parametrize(
    "winner, loser",
    [
        (block(token=cloud.TOKEN), block_keys(WRONG)),
        (
            block_keys(PERMANENT),
            block(user_name="nobody", password="NotThePassword-1", domain_name="nowhere"),
        ),
        (environment(HW_AUTH_TOKEN=cloud.TOKEN), environment_keys(WRONG)),
        (
            environment_keys(PERMANENT),
            environment(HW_USER_NAME="nobody", HW_USER_PASSWORD="NotThePassword-1", HW_DOMAIN_NAME="x"),
        ),
        (environment_keys(PERMANENT), environment_keys(WRONG, "OS")),
        (environment_keys(PERMANENT, "OS"), environment_keys(WRONG, "SDK")),
        (environment_keys(PERMANENT), environment_keys(TEMPORARY, "SDK")),
        (block_keys(PERMANENT), environment(HW_AUTH_TOKEN="NotAToken-1")),
        (
            block(user_name=cloud.USER_NAME, password=cloud.PASSWORD, domain_name="standin"),
            environment(HW_AUTH_TOKEN="NotAToken-1"),
        ),
    ],
    ids=[
        "token before keys in the block",
        "keys before password in the block",
        "token before keys in the environment",
        "keys before password in the environment",
        "HW before OS",
        "OS before SDK",
        "permanent keys of HW without the security token of SDK",
        "keys of the block before a token of the environment",
        "password of the block before a token of the environment",
    ],
)
def test_precedence_of_different_kinds_of_credentials(offline, standin, winner, loser):
    plan(offline, standin, loser + winner).succeeded()
    assert standin.log()["counters"]["by_status"].get("401") is None


@ON_TERRAFORM
def test_block_keys_ignore_security_token_of_environment(offline, standin):
    # It belongs to the access key that it was issued with.
    stale = environment(HW_SECURITY_TOKEN=STALE.security_token)
    plan(offline, standin, block_keys(PERMANENT) + stale).succeeded()
    [call] = standin.calls()
    assert "x-security-token" not in call["headers"]


@ON_TERRAFORM
def test_environment_access_key_uses_its_security_token(offline, standin):
    source = block(secret_key=TEMPORARY.secret_key) + environment(
        HW_ACCESS_KEY=TEMPORARY.access_key, HW_SECURITY_TOKEN=TEMPORARY.security_token
    )
    plan(offline, standin, source).succeeded()
    assert "block" in sources.winner(offline)


@ON_TERRAFORM
def test_profile_keys_ignore_security_token_of_environment(offline, standin):
    source = block(profile="block") + _profiles(block=PERMANENT)
    plan(
        offline, standin, source + environment(HW_SECURITY_TOKEN=STALE.security_token)
    ).succeeded()


@ON_TERRAFORM
@pytest.mark.parametrize(
    "broken, words",
    [
        (block(profile="none") + _profiles(block=PERMANENT), ['config.json has no profile "none"']),
        (environment(HW_ACCESS_KEY=PERMANENT.access_key), ["HW_ACCESS_KEY", '"secret_key" is set neither']),
        (sdk_file(Keys(PERMANENT.access_key, "")), [".huaweicloud/credentials has ak but no sk"]),
    ],
    ids=["profile", "environment", "SDK file"],
)
def test_broken_source_is_not_replaced_by_a_lower_one(offline, standin, broken, words):
    # A user who selected one account must not get results of another.
    plan(offline, standin, metadata() + broken).failed(*words)
    assert standin.log()["calls"] == []
