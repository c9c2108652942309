# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What a version of a core can do, so that a test of something newer is skipped, and says why.

A test names what it needs: `@pytest.mark.needs("function")`, or the fixture `needs` where that depends
on a parameter. tests/compatibility counts by these names what ran on which core.
"""

import re

from core import Core

# The first version of each that has it; None: none has.
SINCE: dict[str, dict[str, tuple[int, int] | None]] = {
    "function": {"terraform": (1, 8), "opentofu": (1, 7)},
    "ephemeral resource": {"terraform": (1, 10), "opentofu": (1, 11)},
    "action": {"terraform": (1, 14), "opentofu": None},
    "mock_provider": {"terraform": (1, 7), "opentofu": (1, 8)},
    "mock_provider with source": {"terraform": (1, 7), "opentofu": None},
}
# What a configuration is known by that uses it.
_SIGNS = {
    "function": r"\bprovider::\w+::",
    "ephemeral resource": r'^\s*ephemeral "|\bephemeral\.\w+\.',
    "action": r'^\s*action "|\baction_trigger\b',
    "mock_provider": r"^\s*(mock_provider|override_data)\b",
}


def lack(core: Core, feature: str) -> str | None:
    """Why this core cannot do it, or None when it can."""
    since = SINCE[feature][core.name]
    if since is None:
        return f"{core.title} has no {feature}"
    if core.version < since:
        return f"{core} has no {feature}: it came with {since[0]}.{since[1]}"
    return None


def used(text: str) -> list[str]:
    """The features that a configuration uses."""
    code = re.sub(r"(^|\s)(#|//).*", "", text)
    return [name for name, sign in _SIGNS.items() if re.search(sign, code, re.M)]
