# SPDX-FileCopyrightText: The terraform-provider-cts authors
# SPDX-License-Identifier: MPL-2.0
"""Changes a library's source at a known place, and fails if the place is not exactly as expected.

A script beside this one lists what it changes in one library and calls main(). Its usage is
LIBRARY.py SOURCE_FOLDER. If one edit cannot be applied, no file changes. build.sh applies the edits
after Debian's patches, for every target: what only one system needs does not affect the others.
"""

import dataclasses
import pathlib
import sys


@dataclasses.dataclass(frozen=True)
class Replace:
    """Replaces a text, which must be in the file exactly once."""

    file: str
    old: str
    new: str

    def apply(self, text: str) -> str:
        if (found := text.count(self.old)) != 1:
            raise EditError(f"{self.file} has {found} of what to replace, not 1: {self.old!r}")
        return text.replace(self.old, self.new)

    def sample(self) -> str:
        return self.old


@dataclasses.dataclass(frozen=True)
class ReplaceLines:
    """Replaces the lines from `first` to `last`, of which each must be in the file exactly once.

    `count` is how many lines that must be, both included.
    """

    file: str
    first: str
    last: str
    count: int
    new: str

    def apply(self, text: str) -> str:
        lines = text.split("\n")
        for line in (self.first, self.last):
            if (found := lines.count(line)) != 1:
                raise EditError(f"{self.file} has {found} of this line, not 1: {line!r}")
        start, end = lines.index(self.first), lines.index(self.last) + 1
        if end - start != self.count:
            raise EditError(
                f"{self.file}: {end - start} lines, not {self.count}, from {self.first!r} to {self.last!r}"
            )
        return "\n".join([*lines[:start], *self.new.strip("\n").split("\n"), *lines[end:]])

    def sample(self) -> str:
        return "\n".join([self.first, *["..."] * (self.count - 2), self.last])


@dataclasses.dataclass(frozen=True)
class AddFile:
    """Adds a file, which must not be there."""

    file: str
    new: str


class EditError(Exception):
    pass


Edit = Replace | ReplaceLines | AddFile


def apply(source: pathlib.Path, edits: list[Edit]) -> None:
    texts: dict[str, str] = {}
    for edit in edits:
        path = source / edit.file
        if isinstance(edit, AddFile):
            if path.exists():
                raise EditError(f"{edit.file} is there already")
            texts[edit.file] = edit.new
            continue
        if edit.file not in texts:
            if not path.is_file():
                raise EditError(f"there is no {edit.file}")
            texts[edit.file] = path.read_text()
        texts[edit.file] = edit.apply(texts[edit.file])
    for file, text in texts.items():
        path = source / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main(edits: list[Edit]) -> None:
    script = pathlib.Path(sys.argv[0]).name
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: {script} SOURCE_FOLDER")
    try:
        apply(pathlib.Path(sys.argv[1]), edits)
    except EditError as error:
        raise SystemExit(
            f"{script}: {error}. The source is not the one that this edit was written for: compare the two, "
            "and change the edit or remove it."
        )
