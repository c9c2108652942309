# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""What each version of a core supports, so that a test of a newer feature is skipped with a reason.

A test declares what it needs: `@pytest.mark.needs("function")`, or the fixture `needs` if that depends
on a parameter. tests/compatibility groups its results by these names.
"""

import re

from core import Core

# The first version of each core that has the feature; None: no version has it.
SINCE: dict[str, dict[str, tuple[int, int] | None]] = {
    "function": {"terraform": (1, 8), "opentofu": (1, 7)},
    "ephemeral resource": {"terraform": (1, 10), "opentofu": (1, 11)},
    "action": {"terraform": (1, 14), "opentofu": None},
    "mock_provider": {"terraform": (1, 7), "opentofu": (1, 8)},
    "mock_provider with source": {"terraform": (1, 7), "opentofu": None},
}
# The pattern by which a configuration that uses the feature is recognised.
_SIGNS = {
    "function": r"\bprovider::\w+::",
    "ephemeral resource": r'^\s*ephemeral "|\bephemeral\.\w+\.',
    "action": r'^\s*action "|\baction_trigger\b',
    "mock_provider": r"^\s*(mock_provider|override_data)\b",
}


def lack(core: Core, feature: str) -> str | None:
    """Why this core lacks the feature, or None if it has it."""
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
