"""docs/keys.md names every secret, label, seal and mark of the code, each with what it opens."""

from signaal.store.tables import SCHEMA
from tests.attacks import pages
from tests.attacks.inventory import meanings, uses
from tests.attacks.register import word_in_code


def test_every_key_of_the_code_is_explained_and_none_that_is_gone() -> None:
    missing = sorted(uses() - set(meanings()))
    assert not missing, f"say in tests/attacks/keys.toml where these live and what they open: {missing}"
    gone = sorted(set(meanings()) - uses())
    assert not gone, f"take these out of tests/attacks/keys.toml: {gone}"


def test_every_column_that_is_named_is_there() -> None:
    known = {f"{table.name}.{column.name}" for table in SCHEMA.tables.values() for column in table.columns}
    known |= set(SCHEMA.tables) | {column.rpartition(".")[2] for column in known}
    named = {name for said in meanings().values() for name in word_in_code(said.lives)}
    assert not named - known, f"no such table or column: {sorted(named - known)}"


def test_the_page_is_made_of_the_code() -> None:
    found = pages.KEYS.read_text(encoding="utf-8")
    assert found == pages.with_uses(), "run: python tools/threats.py --write"
