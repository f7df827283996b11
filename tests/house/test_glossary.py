"""The glossary and the code use the same words."""

import re
from enum import StrEnum

from signaal import terms
from tests.support.repository import CODE, ROOT, modules

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:-1] for line in GLOSSARY.splitlines() if line.startswith("| `")]
WORDS = {word for row in ROWS for word in re.findall(r"`([a-z0-9_-]+)`", row[0])}


def test_every_code_word_of_the_glossary_is_used_in_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in modules(CODE))
    lost = {word for word in WORDS if not re.search(rf"(?<![A-Za-z]){re.escape(word)}s?(?![A-Za-z])", code)}
    assert not lost, f"the code has another word for this; use one in both: {sorted(lost)}"


def test_every_closed_word_of_the_code_stands_in_the_glossary() -> None:
    enums = [
        found for found in vars(terms).values() if isinstance(found, type) and issubclass(found, StrEnum)
    ]
    missing = {
        f"{enum.__name__}.{member.name}"
        for enum in enums
        for member in enum
        if f"`{member.value}`" not in GLOSSARY
    }
    assert not missing, (
        f"say in docs/glossary.md what it means and what the screen calls it: {sorted(missing)}"
    )


def test_every_word_says_what_it_is_on_the_screen() -> None:
    empty = [row[0].strip() for row in ROWS if len(row) < 2 or not all(cell.strip() for cell in row)]
    assert not empty, f"fill the row: {empty}"
