"""Which functions of the vault read bytes that somebody else may have written: found in the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.repository import CODE, modules, tree

_PRIMITIVES = {
    "Cobblestone256Decryptor",
    "b64decode",
    "compare_digest",
    "decrypt",
    "from_public_bytes",
    "fromhex",
    "loads",
    "unversioned",
}
_REFUSALS = {"BadArchive", "BadKeyFile", "DoesNotOpen", "Mistyped"}
_ELSEWHERE_TOO = {"__eq__", "__init__", "check", "follow", "load", "open"}
"""Names that many classes share: who calls one of these is not taken for a parser because of it."""


def parsers() -> set[str]:
    """`module.function` or `module.Class.method` of every public one that reads bytes, itself or by calling."""
    functions = list(_functions())
    found, grew = set[str](), True
    while grew:
        new = {name for name, node in functions if name not in found and _reads(name, node, found)}
        found |= new
        grew = bool(new)
    return {name for name in found if not any(part.startswith("_") for part in name.split("."))}


def _reads(name: str, function: ast.FunctionDef, found: set[str]) -> bool:
    if function.name.startswith(("open_", "read_")) or any(_refuses(node) for node in ast.walk(function)):
        return True
    return bool(_calls(function) & (_PRIMITIVES | _known_in(name.partition(".")[0], found)))


def _known_in(module: str, found: set[str]) -> set[str]:
    """What a call there may mean: private names are those of the module itself."""
    names = {(name.partition(".")[0], name.rpartition(".")[2]) for name in found}
    return {last for home, last in names if home == module or not last.startswith("_")} - _ELSEWHERE_TOO


def _functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in modules(CODE / "vault"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef):
                yield f"{path.stem}.{node.name}", node
            elif isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        yield f"{path.stem}.{node.name}.{inner.name}", inner


def _refuses(node: ast.AST) -> bool:
    named = isinstance(node, ast.Raise) and isinstance(node.exc, ast.Name | ast.Call)
    return named and any(isinstance(part, ast.Name) and part.id in _REFUSALS for part in ast.walk(node))


def _calls(function: ast.FunctionDef) -> set[str]:
    called = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in called}
