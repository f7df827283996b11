"""docs/data-map.md names every column once, with class and reason; only sealed columns may hold content."""

import re
from pathlib import Path

from sqlalchemy import LargeBinary

from signaal.store.tables import SCHEMA

PAGE = Path(__file__).parents[2] / "docs" / "data-map.md"
CLASSES = {"pseudonymous", "sealed", "personnel", "key material", "process", "log"}

Line = tuple[str, str, str, str]
"""Table, column, class, why."""


def mapped() -> list[Line]:
    """Every line of the page's tables below a heading with a table's name."""
    lines: list[Line] = []
    table = ""
    for text in PAGE.read_text(encoding="utf-8").splitlines():
        if text.startswith("#"):
            table = text[4:] if re.fullmatch(r"### [a-z_]+", text) else ""
        elif table and text.startswith("| ") and not text.startswith("| column |"):
            column, kind, why = (part.strip() for part in text.strip("|").split("|"))
            lines.append((table, column, kind, why))
    return lines


def columns() -> dict[str, object]:
    """Every column of the schema, as table.column, with its type."""
    return {
        f"{table.name}.{column.name}": column.type
        for table in SCHEMA.tables.values()
        for column in table.columns
    }


def test_every_column_stands_on_the_page_once():
    listed = [f"{table}.{column}" for table, column, _, _ in mapped()]
    assert sorted(listed) == sorted(columns()), (
        "put new columns in docs/data-map.md, with a class and a reason"
    )


def test_every_class_is_explained_and_every_reason_given():
    page = PAGE.read_text(encoding="utf-8")
    assert {kind for _, _, kind, _ in mapped()} == CLASSES
    for kind in CLASSES:
        assert f"| {kind} | " in page
    assert [line for line in mapped() if len(line[3]) < 3] == []


def test_what_is_sealed_is_bytes():
    types = columns()
    sealed = {f"{table}.{column}" for table, column, kind, _ in mapped() if kind == "sealed"}
    assert sealed == {"records.sealed", "drafts.sealed"}
    assert all(isinstance(types[name], LargeBinary) for name in sealed)


def test_bytes_are_sealed_or_keys_or_log():
    types = columns()
    for table, column, kind, _ in mapped():
        if isinstance(types[f"{table}.{column}"], LargeBinary):
            assert kind in {"sealed", "key material", "log"}, f"{table}.{column}"


def test_no_column_is_made_for_content():
    # What would be readable content of a family has no column to stand in.
    forbidden = re.compile(r"birth|address|remark|wish|child|parent|income|subject$|surname|bsn|note$")
    found = {name for name in columns() if forbidden.search(name.split(".")[1])}
    assert found == {"audit_checkpoints.note", "audit_subjects.subject"}
