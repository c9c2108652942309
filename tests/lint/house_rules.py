#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Rules about files that no formatter checks: SPDX heads, length, #pragma once, white space.

Usage: house_rules.py spdx|length|pragma|whitespace. Checks tracked and new files, but none of
.gitignore; prints each violation and exits 1.
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPYRIGHT = "SPDX-FileCopyrightText: The terraform-provider-cts authors"
LICENSE = "SPDX-License-Identifier: MPL-2.0"
LONGEST = 500

CODE = {".h", ".cc", ".proto", ".py", ".go", ".sh", ".cmake", ".tf", ".hcl", ".toml", ".yml"}
# Generated, written by others, or data.
EXEMPT = {"LICENSE"}


def source_files(root: pathlib.Path = ROOT) -> list[pathlib.Path]:
    """Like source_files of tools/steps.sh: tracked and new files that exist."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    return [root / name for name in names if name and (root / name).is_file()]


def is_script(path: pathlib.Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def is_code(path: pathlib.Path) -> bool:
    return path.suffix in CODE or path.name == "CMakeLists.txt" or is_script(path)


def is_snippet(path: pathlib.Path) -> bool:
    """An example that the documentation quotes whole: it would quote the head too."""
    if path.parent.name == "pipelines" and path.parent.parent.name == "examples":
        return True
    return (
        path.suffix == ".tf"
        and "examples" in path.parts
        and not any((path.parent / name).exists() for name in ("main.tf", "versions.tf"))
    )


def spdx(path: pathlib.Path) -> str | None:
    if not is_code(path) or is_snippet(path):
        return None
    lines = path.read_text().splitlines()
    # After a #! line there may be a line for a tool or a section head.
    head = "\n".join(lines[:4])
    if COPYRIGHT not in head or LICENSE not in head:
        return "the first lines lack the two SPDX lines"
    return None


def length(path: pathlib.Path) -> str | None:
    if not is_code(path):
        return None
    lines = len(path.read_text().splitlines())
    return f"{lines} lines; the limit is {LONGEST}" if lines > LONGEST else None


def pragma(path: pathlib.Path) -> str | None:
    if path.suffix != ".h" or "#pragma once" in path.read_text():
        return None
    return "no #pragma once"


def whitespace(path: pathlib.Path) -> str | None:
    if path.name in EXEMPT or "corpus" in path.parts or b"\0" in path.read_bytes():
        return None
    text = path.read_bytes().decode(errors="replace")
    if text and not text.endswith("\n"):
        return "no newline at the end"
    if "\r" in text and path.suffix in CODE:
        return "a carriage return"
    if path.suffix != ".md" and is_code(path):
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip():
                return f"line {number} ends in white space"
    return None


RULES = {"spdx": spdx, "length": length, "pragma": pragma, "whitespace": whitespace}


def main() -> int:
    rule = RULES[sys.argv[1]]
    found = [(path, text) for path in source_files() if (text := rule(path))]
    for path, text in found:
        print(f"{path.relative_to(ROOT)}: {text}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
