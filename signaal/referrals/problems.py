"""The one error of every loader here: all problems at once, each with its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any


class CatalogueError(ValueError):
    """Data that cannot be used. `problems` holds one line per mistake: file, line, what is wrong."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def parse(name: str, text: str, problems: list[str]) -> Mapping[str, Any]:
    """The TOML as plain data; a syntax error becomes one problem with its line and an empty table."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        problems.append(f"{name}: {wrong}")
        return {}


def lines_of(text: str, table: str) -> list[int]:
    """The line numbers (from 1) where the blocks `[[table]]` begin, in order: the place of the n-th entry."""
    header = re.compile(rf"^\s*\[\[\s*{re.escape(table)}\s*\]\]")
    return [number for number, line in enumerate(text.splitlines(), start=1) if header.match(line)]


def line_of_key(text: str, block_line: int, key: str) -> int:
    """The line of `key = ...` inside the block that begins at `block_line`, else that line itself."""
    lines = text.splitlines()
    for number in range(block_line, len(lines)):
        if lines[number].lstrip().startswith("["):
            break
        if re.match(rf"\s*{re.escape(key)}\s*=", lines[number]):
            return number + 1
    return block_line
