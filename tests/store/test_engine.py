"""Units of work and reads: what commits, what does not, what is seen."""

from pathlib import Path

import pytest
from sqlalchemy import exc, select, text, update

from signaal.store import cases, connections, organisations, people
from signaal.store.engine import Store
from signaal.store.tables_people import OrganisationRow, TeamRow
from signaal.store.units import UnauditedWrite, Unit
from signaal.terms import NotFound
from tests.store import rows
from tests.store.rows import World, writing


def test_a_write_without_an_event_leaves_nothing(store: Store):
    row = rows.organisation()
    with pytest.raises(UnauditedWrite, match="organisations"), store.unit() as unit:
        organisations.add(unit, row)
    with store.reading() as reader:
        assert organisations.find(reader, row.id) is None


def _write_late(unit: Unit, first: OrganisationRow, late: OrganisationRow) -> None:
    organisations.add(unit, first)
    unit.written()
    unit.audited = True
    organisations.add(unit, late)


def test_a_write_after_the_event_leaves_nothing(store: Store):
    first, late = rows.organisation(), rows.organisation()
    with pytest.raises(UnauditedWrite), store.unit() as unit:
        _write_late(unit, first, late)
    with store.reading() as reader:
        assert organisations.everything(reader) == []


def _change_late(unit: Unit, world: World) -> None:
    unit.written()
    unit.audited = True
    organisations.get(unit, world.organisation.id).name = "Anders"


def test_a_change_after_the_event_leaves_nothing(store: Store, world: World):
    with pytest.raises(UnauditedWrite), store.unit() as unit:
        _change_late(unit, world)
    with store.reading() as reader:
        assert organisations.get(reader, world.organisation.id).name == "GGD Westerwaard"


def test_a_deletion_needs_an_event_too(store: Store, world: World):
    with pytest.raises(UnauditedWrite), store.unit() as unit:
        unit.delete(cases.get(unit, world.case.pseudonym))


def test_an_event_alone_commits(store: Store):
    with store.unit() as unit:
        unit.audited = True
        assert unit.written() == []


def test_a_volatile_column_needs_no_event(store: Store, world: World):
    with store.unit() as unit:
        people.get(unit, world.nurse.id).totp_last_step = 7
    with store.reading() as reader:
        assert people.get(reader, world.nurse.id).totp_last_step == 7


def _add_and_stumble(unit: Unit, row: OrganisationRow) -> None:
    organisations.add(unit, row)
    raise ZeroDivisionError


def test_an_error_rolls_back(store: Store):
    row = rows.organisation()
    with pytest.raises(ZeroDivisionError), writing(store) as unit:
        _add_and_stumble(unit, row)
    with store.reading() as reader:
        assert organisations.find(reader, row.id) is None


def test_units_do_not_nest(store: Store):
    with store.unit(), pytest.raises(RuntimeError, match="pass that unit along"), store.unit():
        pass
    with store.unit(), pytest.raises(RuntimeError, match="pass that unit along"), store.reading():
        pass
    with store.unit() as unit:
        assert unit.written() == []


def test_a_read_cannot_write(store: Store, world: World):
    with store.reading() as reader:
        with pytest.raises(RuntimeError, match="only reads"):
            reader.session.execute(update(OrganisationRow).values(name="x"))
        reader.session.add(rows.organisation())
        with pytest.raises(RuntimeError, match="only reads"):
            reader.session.flush()
        reader.session.expunge_all()
        with pytest.raises(exc.DBAPIError, match=r"read-?only|25006"):
            reader.session.connection().exec_driver_sql("DELETE FROM organisations")


def test_a_read_sees_one_moment(store: Store, world: World):
    with store.reading() as reader:
        assert len(organisations.everything(reader)) == 2
        with writing(store) as unit:
            organisations.add(unit, rows.organisation())
        assert len(organisations.everything(reader)) == 2
    with store.reading() as reader:
        assert len(organisations.everything(reader)) == 3


def test_a_bare_statement_on_evidence_is_refused(store: Store, world: World):
    for statement in (update(OrganisationRow).values(name="x"), text("DELETE FROM organisations")):
        with pytest.raises(RuntimeError, match="leaves no digest"), store.unit() as unit:
            unit.session.execute(statement)


def test_get_says_not_found(store: Store):
    with store.reading() as reader, pytest.raises(NotFound):
        organisations.get(reader, "nowhere")


def test_rows_travel_after_the_unit(store: Store):
    row = rows.user()
    with writing(store) as unit:
        people.add(unit, row)
    assert row.activated_at is None
    assert row.recovery == []
    with store.reading() as reader:
        found = people.get(reader, row.id)
    assert (found.login, found.created_at) == (row.login, row.created_at)


def test_a_row_shows_no_value():
    assert "geheime.naam" not in repr(rows.user(login="geheime.naam"))


def test_foreign_keys_hold_at_the_end(store: Store, world: World):
    with pytest.raises(exc.IntegrityError), writing(store) as unit:
        unit.add(rows.team("no such organisation"))
    missing = rows.organisation()
    with writing(store) as unit:
        unit.add(rows.team(missing.id))
        unit.session.flush()
        unit.add(missing)


def test_statements_are_counted(store: Store, world: World):
    with store.count_statements() as count, store.reading() as reader:
        cases.get(reader, world.case.pseudonym)
        organisations.everything(reader)
    assert count.number == 2
    with store.reading() as reader:
        organisations.everything(reader)
    assert count.number == 2


def test_a_row_that_was_read_costs_nothing_until_it_is_deleted(store: Store, world: World):
    with writing(store) as unit:
        team = rows.team(world.organisation.id)
        unit.add(team)
    with store.count_statements() as count, writing(store) as unit:
        assert unit.get(TeamRow, team.id) is unit.get(TeamRow, team.id)
        assert count.number == 1
        unit.delete(unit.get(TeamRow, team.id))
        unit.session.flush()
        assert unit.find(TeamRow, team.id) is None
    with store.count_statements() as count, store.reading() as reader:
        reader.hold([*reader.session.scalars(select(TeamRow)), None])
        assert reader.get(TeamRow, world.team.id).name == world.team.name
        assert count.number == 1


def test_sqlite_is_as_durable_as_promised(sqlite_store: Store):
    asked = (
        "journal_mode",
        "synchronous",
        "foreign_keys",
        "secure_delete",
        "recursive_triggers",
        "temp_store",
    )
    with sqlite_store.unit() as unit:
        plain = unit.session.connection()
        assert [plain.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked] == [
            "wal",
            2,
            1,
            1,
            1,
            2,
        ]


def test_erased_text_leaves_the_files(sqlite_store: Store):
    row = rows.organisation(name="te-vergeten-naam")
    with writing(sqlite_store) as unit:
        organisations.add(unit, row)
    folder = _folder(sqlite_store)
    assert any(b"te-vergeten-naam" in file.read_bytes() for file in folder.iterdir())
    with writing(sqlite_store) as unit:
        unit.delete(organisations.get(unit, row.id))
    assert sqlite_store.forget_deleted()
    assert not any(b"te-vergeten-naam" in file.read_bytes() for file in folder.iterdir())


def test_forgetting_says_when_a_reader_is_in_the_way(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "WAIT_SECONDS", 0.05)
    with sqlite_store.reading() as reader:
        reader.session.execute(select(OrganisationRow)).all()
        with writing(sqlite_store) as unit:
            organisations.add(unit, rows.organisation())
        assert not sqlite_store.forget_deleted()
    assert sqlite_store.forget_deleted()


def test_postgres_vacuums(store: Store, world: World):
    assert store.forget_deleted()


def _folder(store: Store) -> Path:
    return Path(str(store.url.database)).parent
