"""A module fits on a few screens, a function on one."""

import ast

from tests.support.repository import modules, place, tree

MODULE_LINES = 250
FUNCTION_LINES = 50


def test_no_module_is_longer_than_250_lines() -> None:
    long = {
        place(path): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert not long, f"split by noun, not by part: {long}"


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{place(path, node)} {node.name}": lines
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert not long, f"give each step a name of its own: {long}"
