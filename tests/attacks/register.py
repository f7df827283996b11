"""The register of attacks: what tests/attacks/attacks.toml says, held against the tests that are there."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from functools import cache

from tests.support.repository import ROOT, tree

_FILE = ROOT / "tests" / "attacks" / "attacks.toml"
_FIELDS = ("id", "who", "has", "tries", "gets")


@dataclass(frozen=True)
class Attack:
    """One attack. `tests` are `room/test_noun.py::test_name`, below tests/."""

    id: str
    who: str
    has: str
    tries: str
    gets: str
    tests: tuple[str, ...]


@cache
def attacks() -> tuple[Attack, ...]:
    """All of the register, in its own order. KeyError for a row without one of its fields."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["attack"]
    return tuple(Attack(tests=tuple(row["tests"]), **{name: row[name] for name in _FIELDS}) for row in rows)


@cache
def named_in(file: str) -> frozenset[str]:
    """The names of the tests in a file below tests/; empty when there is no such file."""
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    functions = (node for node in tree(path).body if isinstance(node, ast.FunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def word_in_code(said: str) -> list[str]:
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", said)
