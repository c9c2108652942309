# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""The code blocks in the documentation, and the kind of each.

A block's language decides how it is tested, so every block has one of LANGUAGES.
test_documentation.py is the test.
"""

import dataclasses
import pathlib
import re

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = {"terraform", "sh", "powershell", "json", "yaml", "rego", "sentinel", "text"}
PAGES = ["README.md", "docs/SECURITY.md", "docs/index.md", "docs/guides/*.md", "docs/data-sources/*.md",
         "docs/ephemeral-resources/*.md", "docs/actions/*.md", "docs/functions/*.md",
         "examples/modules/*/README.md"]  # fmt: skip
# A configuration whose buckets are checked: by the provider, or by one of examples/modules.
CHECKS_BUCKETS = r'\bcts_bucket_check\b|/(apply-gate|audited-tracker|bucket-fleet|drift-watch)"'
# Arguments of a block that make a plan or an apply fail if the bucket is unusable.
GATES = r"\b(precondition|postcondition) \{|require_success\s*= true|\baction_trigger \{|/apply-gate\"|/audited-tracker\""
WARNINGS = r'^check "|/bucket-fleet"|/drift-watch"'


@dataclasses.dataclass(frozen=True)
class Block:
    page: str
    line: int
    language: str
    text: str
    before: tuple["Block", ...] = dataclasses.field(repr=False)

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def kind(self) -> str:
        """The kind of a block in Terraform's language."""
        if re.search(r"^provider_installation \{", self.text, re.M):
            return "CLI configuration"
        if re.search(r'^host "', self.text, re.M):
            return "CLI configuration of a registry"
        if re.search(r'^(mock_provider|override_data|run) ', self.text, re.M):
            return "test"
        return "configuration"

    @property
    def checks_buckets(self) -> bool:
        return re.search(CHECKS_BUCKETS, self.text) is not None

    @property
    def is_gate(self) -> bool:
        return self.checks_buckets and re.search(GATES, self.text) is not None

    @property
    def warns(self) -> bool:
        return self.checks_buckets and re.search(WARNINGS, self.text, re.M) is not None

    @property
    def goes_with(self) -> "Block | None":
        """The configuration that a reader has at this point of the page: the block before."""
        found = [b for b in self.before if b.language == "terraform" and b.kind == "configuration"]
        return found[-1] if found else None



def blocks_of(page: pathlib.Path) -> list[Block]:
    name = str(page.relative_to(REPOSITORY))
    found: list[Block] = []
    start, language, lines = 0, "", []
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if not line.lstrip().startswith("```"):
            lines.append(line)
        elif not start:
            start, language, lines = number, line.strip().removeprefix("```"), []
        else:
            text = "\n".join(lines) + "\n"
            found.append(Block(name, start, language, text, tuple(found)))
            start = 0
    assert not start, f"{name}:{start}: the block does not end"
    return found


def pages() -> list[pathlib.Path]:
    return sorted(page for pattern in PAGES for page in REPOSITORY.glob(pattern))


BLOCKS = [block for page in pages() for block in blocks_of(page)]


def blocks(language: str, kind: str | None = None) -> list[Block]:
    return [b for b in BLOCKS if b.language == language and kind in (None, b.kind)]
