"""Which functions of the code open something sealed: found in the code itself, so that a new one cannot hide."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.repository import CODE, modules, tree

_OPENS = {
    "decrypt",
    "open_code",
    "open_bytes",
    "open_draft",
    "open_grant",
    "open_previous",
    "open_record",
    "open_team_secret",
    "open_totp",
    "open_user_secret",
    "open_with_passkey",
    "open_with_pin",
    "open_with_paper",
}
_OPENING_OBJECTS = {"passwords", "sealing"}


def opening_functions() -> set[str]:
    """`room.module.function` of everything that calls an opening primitive, and of every `open...` of the vault."""
    return {name for room in ("vault", "actions", "audit", "runtime") for name in _in_room(room)}


def _in_room(room: str) -> Iterator[str]:
    for path in modules(CODE / room):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.FunctionDef):
                continue
            if _opens(node) or (room == "vault" and node.name.startswith("open")):
                yield f"{room}.{path.stem}.{node.name}"


def _opens(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Call) and _is_opening(node.func) for node in ast.walk(function))


def _is_opening(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in _OPENS
    if not isinstance(called, ast.Attribute):
        return False
    owner = called.value
    owned_by = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return called.attr in _OPENS or (called.attr == "open" and owned_by in _OPENING_OBJECTS)
