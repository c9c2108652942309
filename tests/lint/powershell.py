#!/usr/bin/env python3
# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Scripts for PowerShell: no package registry has PowerShell for Linux, so their syntax is checked without it.

Usage: powershell.py [FILE]... Without files: each *.ps1. Prints what it finds and exits 1.
"""

import pathlib
import re
import sys

import tree_sitter
import tree_sitter_powershell

import house_rules

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
NOT_CODE = r"(?s:@'\n.*?\n'@|@\"\n.*?\n\"@|<#.*?#>)|'[^'\n]*'|\"[^\"\n]*\"|#.*"
POWERSHELL_7 = r"\?\?|\?\.|&&|\|\||-Parallel\b| \? .* : "


def broken(node: tree_sitter.Node) -> list[int]:
    """The lines that the parser does not understand, from 1 on."""
    own = [node.start_point.row + 1] if node.type == "ERROR" or node.is_missing else []
    return own + [line for child in node.children for line in broken(child)]


def problems(text: str) -> list[str]:
    found = [f"{line}: not valid" for line in sorted(set(broken(PARSER.parse(text.encode()).root_node)))]
    # Windows PowerShell 5.1 reads a file without a byte order mark in the code page of the machine.
    found += [f"{n}: not ASCII" for n, line in enumerate(text.splitlines(), 1) if not line.isascii()]
    code = re.sub(NOT_CODE, lambda match: "\n" * match[0].count("\n"), text)
    for number, line in enumerate(code.splitlines(), 1):
        if operator := re.search(POWERSHELL_7, line):
            found.append(f"{number}: “{operator[0]}”: Windows PowerShell 5.1 does not know it")
    return found


def main() -> int:
    files = [pathlib.Path(name) for name in sys.argv[1:]]
    files = files or [path for path in house_rules.source_files() if path.suffix == ".ps1"]
    found = [f"{path}:{text}" for path in files for text in problems(path.read_text())]
    print("\n".join(found))
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main())
