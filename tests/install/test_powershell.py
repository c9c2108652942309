# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""install.ps1: no package registry has PowerShell for Linux, so only its syntax and its words are tested."""

import re

import pytest
import tree_sitter
import tree_sitter_powershell

from machine import SCRIPT

TEXT = SCRIPT.with_suffix(".ps1").read_text()
PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def has_errors(text: str) -> bool:
    return PARSER.parse(text.encode()).root_node.has_error


def test_syntax_is_valid():
    assert not has_errors(TEXT)


@pytest.mark.parametrize("missing", ["try {", "')", "param("])
def test_syntax_errors_are_noticed(missing):
    assert has_errors(TEXT.replace(missing, "", 1))


def test_is_ascii():
    """PowerShell 5.1 reads a file without a byte order mark in the code page of the machine."""
    assert TEXT.isascii()


def test_no_operator_of_powershell_7_alone():
    code = re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "", TEXT)
    assert re.findall(r"\?\?|\?\.|&&|\|\||-Parallel\b| \? .* : ", code) == []
