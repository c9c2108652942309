#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Files that list the provider's types by hand list exactly those of schemas/.

README.md links the page of each type, the guide on compatibility has a row for each, and the mocks have
defaults for each data source. Prints what is missing or too much, and exits 1.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
KINDS = {
    "data-sources": "data source",
    "ephemeral-resources": "ephemeral resource",
    "actions": "action",
    "functions": "function",
}
README = "README.md"
GUIDE = "schemas/templates/guides/compatibility.md"
MOCKS = "examples/mocks/cts.tfmock.hcl"


def expected(root: pathlib.Path) -> dict[str, set[str]]:
    types = [(kind, path.stem) for kind in KINDS for path in root.glob(f"schemas/{kind}/*.json")]
    return {
        README: {f"docs/{kind}/{name.removeprefix('cts_')}.md" for kind, name in types},
        GUIDE: {f"| {KINDS[kind]} `{name}` |" for kind, name in types},
        MOCKS: {f'mock_data "{name}"' for kind, name in types if kind == "data-sources"},
    }


PATTERNS = {
    README: rf"\bdocs/(?:{'|'.join(KINDS)})/\w+\.md",
    GUIDE: rf"^\| (?:{'|'.join(KINDS.values())}) `\w+` \|",
    MOCKS: r'^mock_data "\w+"',
}


def problems(root: pathlib.Path) -> list[str]:
    found = []
    for file, wanted in expected(root).items():
        listed = set(re.findall(PATTERNS[file], (root / file).read_text(), re.M))
        found += [f"{file} lacks: {text}" for text in sorted(wanted - listed)]
        found += [f"{file} has, without a file in schemas/: {text}" for text in sorted(listed - wanted)]
    return found


def main() -> int:
    found = problems(ROOT)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
