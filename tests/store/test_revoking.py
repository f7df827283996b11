"""Whoever revokes, the journal hears of it: from the rows, in the same transaction, also after a death in between."""

from pathlib import Path

import pytest

from signaal.store import cases, consents, erasing, grants, memberships, meta, people, revoking
from signaal.store.engine import Store, open_store
from signaal.store.journal import Journal
from signaal.store.revoking import mark
from signaal.store.tables_people import UserRow
from tests.store import rows
from tests.store.rows import World, writing
from tests.support.clock import START

NOW = START


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "revocations.jsonl")


@pytest.fixture
def store(migrated_url: str, journal: Journal):
    opened = open_store(migrated_url, journal)
    with writing(opened) as unit:
        meta.put(unit, "log.instance", "a" * 32)
    yield opened
    opened.close()


def told(journal: Journal) -> list[tuple[str, str]]:
    return [(entry.kind, entry.target) for entry in journal.read().entries]


def test_every_revocation_is_told(store: Store, world: World, journal: Journal) -> None:
    yes = rows.consent(world.case.id)
    grant = rows.grant(world.case.id, world.team.id)
    member = rows.membership(world.nurse.id, world.organisation.id, team_id=world.team.id)
    with writing(store) as unit:
        for row in (yes, grant, member):
            unit.add(row)
    with writing(store) as unit:
        grants.end(unit, grants.of_object(unit, "case", world.case.id)[0], NOW)
        memberships.end(unit, memberships.get(unit, member.id), NOW)
        consents.withdraw(unit, consents.get(unit, yes.id), NOW)
        people.get(unit, world.nurse.id).state = "disabled"
    assert sorted(told(journal)) == sorted(
        [
            ("grant_ended", grant.id),
            ("member_removed", member.id),
            ("consent_withdrawn", yes.id),
            ("account_disabled", world.nurse.id),
        ]
    )
    with writing(store) as unit:
        people.get(unit, world.nurse.id).state = "active"
        erasing.erase_case(unit, cases.get(unit, world.case.pseudonym))
    assert set(told(journal)[4:]) == {("account_enabled", world.nurse.id), ("case_erased", world.case.id)}
    erased = next(entry for entry in journal.read().entries if entry.kind == "case_erased")
    assert erased.more == {"keys": [world.case.key_id]}
    with store.reading() as reader:
        assert revoking.count(reader) == 0


def test_credentials_are_named_by_a_hash_of_the_old(store: Store, world: World, journal: Journal) -> None:
    def change(verifier: bytes, *, same: bool = False) -> None:
        with writing(store) as unit:
            row = unit.locked(UserRow, world.nurse.id)
            if same:
                unit.notices.same_passphrase(row.id)
            row.verifier = verifier

    change(b"first")
    change(b"second")
    change(b"third", same=True)
    with writing(store) as unit:
        row = unit.locked(UserRow, world.nurse.id)
        row.totp_sealed, row.recovery = b"old", ["a", "b"]
    with writing(store) as unit:
        row = unit.locked(UserRow, world.nurse.id)
        row.totp_sealed, row.recovery = b"new", ["a"]
    found = {(entry.kind, entry.more.get("old")) for entry in journal.read().entries}
    assert found == {
        ("passphrase_replaced", mark(b"first")),
        ("passphrase_derived", mark(b"second")),
        ("factor_replaced", mark(b"old")),
        ("codes_replaced", None),
    }


def test_a_grant_that_is_given_again_is_not_revoked(store: Store, world: World, journal: Journal) -> None:
    grant = rows.grant(world.case.id, world.team.id)
    with writing(store) as unit:
        unit.add(grant)
    with writing(store) as unit:
        grants.end(unit, grants.of_object(unit, "case", world.case.id)[0], NOW)
        unit.add(rows.grant(world.case.id, world.team.id))
    assert not journal.path.exists()


def test_what_was_committed_before_a_death_is_told_later(
    store: Store, world: World, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(Store, "_tell_journal", lambda self: None)  # dies between the commit and the file
        with writing(store) as unit:
            people.get(unit, world.nurse.id).state = "disabled"
    assert not journal.path.exists()
    with store.reading() as reader:
        assert revoking.count(reader) == 1
    assert store.tell_journal() == 1
    assert told(journal) == [("account_disabled", world.nurse.id)]
    assert store.tell_journal() == 0


def test_a_unit_that_fails_revokes_nothing(store: Store, world: World, journal: Journal) -> None:
    def fail() -> None:
        with writing(store) as unit:
            people.get(unit, world.nurse.id).state = "disabled"
            unit.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.tell_journal() == 0
    assert journal.read().entries == ()


def test_a_journal_that_cannot_be_written_keeps_what_was_stored(
    store: Store, world: World, journal: Journal
) -> None:
    journal.path.mkdir()
    with writing(store) as unit:
        people.get(unit, world.nurse.id).state = "disabled"
    with store.reading() as reader:
        assert people.get(reader, world.nurse.id).state == "disabled"
        assert revoking.count(reader) == 1
    journal.path.rmdir()
    assert store.tell_journal() == 1
