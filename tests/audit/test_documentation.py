"""docs/audit-log.md names files and tests that are there."""

import ast
import re

import pytest

from tests.support.repository import ROOT

PAGE = (ROOT / "docs" / "audit-log.md").read_text(encoding="utf-8")
TABLE = PAGE.split("## What the standards ask", 1)[1]
ROWS = re.findall(
    r"^\| ((?:NEN|BIO2|ASVS) [^|]+?) \| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|", TABLE, flags=re.MULTILINE
)


@pytest.mark.parametrize(("asked", "code", "tests"), [(row[0], row[2], row[3]) for row in ROWS])
def test_every_row_names_code_and_tests_that_are_there(asked, code, tests):
    files = re.findall(r"`([^`]+)`", code)
    named = re.findall(r"`([^`]+)`", tests)
    assert files
    assert named
    for file in files:
        assert (ROOT / file).is_file(), f"{asked}: {file}"
    for test in named:
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file(), f"{asked}: {file}"
        if name:
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert name in known, f"{asked}: {test}"


def test_the_chapter_on_logging_is_whole():
    asked = " ".join(row[0] for row in ROWS)
    for number in ("16.1.1", "16.2.1", "16.2.2", "16.2.3", "16.2.4", "16.2.5", "16.3.1", "16.3.2", "16.3.3", "16.3.4",
                   "16.4.1", "16.4.2", "16.4.3", "16.5.1", "16.5.2", "16.5.3", "16.5.4"):  # fmt: skip
        assert number in asked


def test_the_independent_verifier_is_small_and_knows_nothing_of_signaal():
    code = (ROOT / "tools" / "verify_log.py").read_text(encoding="utf-8")
    assert len(code.splitlines()) < 150
    roots = {
        ((node.module or "") if isinstance(node, ast.ImportFrom) else alias.name).split(".")[0]
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert "signaal" not in roots
    import sys

    assert {root for root in roots if root not in sys.stdlib_module_names} == {"cryptography"}
