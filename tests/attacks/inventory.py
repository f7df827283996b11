"""Every key that the code derives and every seal and mark that it makes: read from the code, said in keys.toml."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from tests.support.repository import CODE, ROOT, modules, tree

_FILE = ROOT / "tests" / "attacks" / "keys.toml"
_ROOMS = ("vault", "actions", "audit", "runtime", "store")
_CALLS = {
    "_bound": "seal",
    "_derived": "key",
    "associated": "seal",
    "derive": "key",
    "mark": "mark",
    "short_code": "code",
}


@dataclass(frozen=True, order=True)
class Use:
    """One purpose.

    `kind` is random (a secret that is drawn; `label` is the function), key (HKDF label), code (Argon2id, typed),
    seal (associated data or HPKE info), mark (HMAC) or statement (what is signed, or hashed with a key).
    """

    kind: str
    module: str
    label: str


@dataclass(frozen=True)
class Meaning:
    """From which secret, where it lives, and what whoever has it can do."""

    source: str
    lives: str
    opens: str


@cache
def uses() -> frozenset[Use]:
    """All of them, each once."""
    return frozenset(use for room in _ROOMS for use in _in_room(room))


@cache
def meanings() -> dict[Use, Meaning]:
    """What keys.toml says of them. KeyError for a row without one of its fields."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["use"]
    return {
        Use(row["kind"], row["module"], row["label"]): Meaning(row["source"], row["lives"], row["opens"])
        for row in rows
    }


def _in_room(room: str) -> Iterator[Use]:
    for path in modules(CODE / room):
        syntax = tree(path)
        words = dict(_words(syntax))
        for node in ast.walk(syntax):
            if isinstance(node, ast.Call) and (kind := _CALLS.get(_called(node))):
                label = _first_word(node.args, words)
                if label:
                    yield Use(kind, f"{room}.{path.stem}", label)
            if isinstance(node, ast.Call) and (said := _statement(node, words)):
                yield Use("statement", f"{room}.{path.stem}", said)
            if isinstance(node, ast.FunctionDef) and any(_draws(part) for part in ast.walk(node)):
                yield Use("random", f"{room}.{path.stem}", node.name)
            if isinstance(node, ast.Assign) and "_mark_label" in {_name(to) for to in node.targets}:
                yield Use("key", f"{room}.{path.stem}", str(ast.literal_eval(node.value)))


def _words(syntax: ast.Module) -> Iterator[tuple[str, str]]:
    """Names of this module that stand for a text, alone or several in one line."""
    for node in syntax.body:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        target, value = node.targets[0], node.value
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = value.elts if isinstance(value, ast.Tuple) else [value]
        for name, given in zip(names, values, strict=False):
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield _name(name), given.value


def _called(node: ast.Call) -> str:
    return _name(node.func)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _first_word(given: Sequence[ast.expr], words: dict[str, str]) -> str:
    """The first of these that is a text; "" where a function hands on what it was given."""
    for one in given:
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            return one.value
        if isinstance(one, ast.Name) and one.id in words:
            return words[one.id]
    return ""


def _statement(node: ast.Call, words: dict[str, str]) -> str:
    """The second word of `canonical([PROTOCOL, word, ...])`."""
    parts = node.args[0] if _called(node) == "canonical" and node.args else None
    if not isinstance(parts, ast.List) or len(parts.elts) < 2 or _name(parts.elts[0]) != "PROTOCOL":
        return ""
    return _first_word(parts.elts[1:2], words)


def _draws(node: ast.AST) -> bool:
    """`Secret.random(...)`: a secret that comes out of nothing."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr == "random" and _name(node.func.value) == "Secret"
