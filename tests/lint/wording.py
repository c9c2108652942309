#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Words that texts for users do not use: each has a plainer one.

Usage: wording.py [FILE]... Without files: the README, the change log, guides and templates, READMEs and
texts of examples, hints, the descriptions of the schemas and design pages. Prints what it finds and exits 1.
docs/design/glossary.md says which words are ours.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "tests/README.md", "docs/SECURITY.md", ".github/*.md", "schemas/templates/**/*.md*", "schemas/**/*.json",
         "examples/**/*.md", "examples/**/*.tf", "examples/**/*.hcl", "docs/design/adr/*.md",
         *(f"docs/design/{name}.md" for name in ("adding-a-data-source", "architecture", "faults", "fuzzing", "glossary", "names", "performance",
                                                 "porting", "protocol", "quality", "release", "soak", "start-up"))]  # fmt: skip
# Code in Markdown is not checked.
NOT_PROSE = r"```.*?```|`[^`\n]*`"
WORDS = {
    r"(?<!server )answer(s|ed|ing)?": "response, to respond",  # a name server has answers
    r"ask(s|ed|ing)? (about|for an answer)": "check, request",
    r"(make|makes|made|making|call|calls|called) (a|the|its|this|each) checks?(?! wait)": "run a check",
    r"checks? (is|are|was|were|be|can be|cannot be|could not be) (made|called)": "is run",
    r"(was|were) made \d+ times": "gave up after N attempts",
    r"typing errors?": "typo",
    r"in some (minutes|seconds|hours)": "in a few minutes",
    r"for want of|for lack of": "without",
    r"lest|amid|anew|whoever|whomsoever|whichsoever": "so that … not; in the middle of; again; anyone who",
    r"(has|have|had|runs?) run out|runs? out": "has expired",
    r"failed inside": "reported an internal error",
    r"blanks?": "spaces",
    r"(is|are) no (positive|valid|known|number)\b": "is not a …",
    r"(had|have) (once|again)": "fetched, renewed",
    r"lent|lends?": "temporary; issues",
    r"mend(s|ed|ing)?": "fix",
    r"tells|told": "reports, shows",
    r"wrong to expect": "Note that … does not",
    r"company|nudges?|hastens?": "other reads; wake; reschedule",
    r"no good|for nothing(?! else)": "unusable; has no effect",
    r"needed (is|are)": "needs",
    r"belongs? into": "belongs in",
}
RULES = [(re.compile(rf"\b(?:{words})\b", re.I), instead) for words, instead in WORDS.items()]


def prose(path: pathlib.Path, text: str) -> list[tuple[int, str]]:
    """The lines to check, by number: of JSON the texts for people, of configurations comments and texts."""
    if path.suffix == ".json":
        lines = enumerate(text.splitlines(), 1)
        hints = path.name == "hints.json"
        return [(n, line) for n, line in lines if hints or re.match(r'\s*"(description|summary)": ', line)]
    if path.suffix in (".tf", ".hcl"):
        return [(n, line) for n, line in enumerate(text.splitlines(), 1) if re.search(r'#|description|message', line)]
    kept = re.sub(NOT_PROSE, lambda found: "\n" * found[0].count("\n"), text, flags=re.S)
    return list(enumerate(kept.splitlines(), 1))


def problems(path: pathlib.Path) -> list[str]:
    found = []
    for number, line in prose(path, path.read_text()):
        for pattern, instead in RULES:
            for match in pattern.finditer(re.sub(NOT_PROSE, "", line)):
                found.append(f"{number}: “{match[0]}”: write {instead}")
    if path.suffix == ".json":
        json.loads(path.read_text())  # the texts of invalid JSON would not be found
    return found


def main() -> int:
    files = [pathlib.Path(name) for name in sys.argv[1:]]
    files = files or sorted({path for pattern in FILES for path in ROOT.glob(pattern)})
    found = [(path, text) for path in files for text in problems(path)]
    for path, text in found:
        print(f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
