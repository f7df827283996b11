"""Every function that opens something is tried with all rows and the key file, and no passphrase: refused."""

from __future__ import annotations

import pytest

from signaal.actions import cases
from signaal.store.tables_people import UserRow
from signaal.vault import totp
from tests.theft.burglar import Burglar, tried
from tests.theft.conftest import Stolen
from tests.theft.openers import opening_functions

LISTED = {name for name in vars(Burglar) if name.startswith(("vault_", "actions_"))}


def method(opener: str) -> str:
    return opener.replace(".", "_")


def test_every_opening_function_of_the_code_is_tried() -> None:
    missing = {name for name in opening_functions() if method(name) not in LISTED}
    assert not missing, f"add a method to tests/theft/burglar.py that tries these with stolen rows: {missing}"


def test_nothing_is_tried_that_is_gone() -> None:
    gone = LISTED - {method(name) for name in opening_functions()}
    assert not gone, (
        f"take these out of tests/theft/burglar.py, or name the function that replaced it: {gone}"
    )


@pytest.mark.asvs("14.2.4")
@pytest.mark.parametrize("opener", sorted(LISTED | {"cases_read"}))
def test_without_a_passphrase_it_opens_nothing(on_sqlite: Stolen, opener: str) -> None:
    results = list(getattr(Burglar(on_sqlite.story.world.tools), opener)())
    assert len(results) >= 2, "nothing was tried: the story no longer makes such a row"
    assert [result for result in results if result is not None] == []


def test_the_key_file_gives_second_factors_and_nothing_else(on_sqlite: Stolen) -> None:
    """Said in docs/threat-model.md: the key file with the database opens the codes, and no record."""
    world = on_sqlite.story.world
    nurse = world.people["nurse"]
    row = next(row for row in Burglar(world.tools).rows(UserRow) if row.id == nurse.user_id)
    assert totp.open_totp(world.keyfile.totp_key, row.id, row.totp_sealed) == nurse.secret


def test_with_the_passphrase_the_same_rows_open(on_sqlite: Stolen) -> None:
    """So the refusals above mean something."""
    world = on_sqlite.story.world
    line = cases.page(world.ctx("nurse")).lines[0]
    assert tried(lambda: cases.read(world.ctx("nurse"), line.pseudonym)) is not None
