"""The digest of a row: any witnessed column changes it, no volatile one does, both databases agree."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Integer, LargeBinary, inspect, text

from signaal.store import organisations, witness
from signaal.store.base import WRITTEN_AS, Base, Moment, written
from signaal.store.engine import Store
from signaal.store.tables import witnessed
from signaal.terms import CaseState, OrganisationKind
from tests.store import rows
from tests.store.rows import World, writing
from tests.support.clock import START

MOMENTS = st.integers(0, 10**15).map(lambda part: START + timedelta(microseconds=part))
VALUES: dict[type, st.SearchStrategy[Any]] = {
    Moment: MOMENTS,
    JSON: st.lists(st.integers() | st.text(max_size=5), max_size=3),
    Boolean: st.booleans(),
    Integer: st.integers(0, 2**31 - 1),
    LargeBinary: st.binary(max_size=40),
}
COLUMNS = [(row, name) for row in witnessed() for name in row.__witness__]


def _values(column: Any) -> st.SearchStrategy[Any]:
    kind = next((kind for kind in VALUES if isinstance(column.type, kind)), None)
    values = VALUES[kind] if kind is not None else st.text(max_size=20)
    return st.none() | values if column.nullable else values


def _filled(row_class: type[Base], draw: Any) -> Base:
    columns = inspect(row_class).column_attrs
    return row_class(**{attr.key: draw(_values(attr.columns[0])) for attr in columns})


@given(st.data(), st.sampled_from(COLUMNS))
def test_any_witnessed_column_changes_the_digest(data: st.DataObject, place: tuple[type[Base], str]):
    row_class, name = place
    row = _filled(row_class, data.draw)
    before, was = witness.digest(row), getattr(row, name)
    setattr(row, name, data.draw(_values(inspect(row_class).column_attrs[name].columns[0])))
    same = witness.plain(getattr(row, name)) == witness.plain(was)
    assert (witness.digest(row) == before) == same


@given(st.data(), st.sampled_from(witnessed()))
def test_a_volatile_column_does_not(data: st.DataObject, row_class: type[Base]):
    row = _filled(row_class, data.draw)
    before = witness.digest(row)
    for attr in inspect(row_class).column_attrs:
        if attr.key not in row_class.__witness__:
            setattr(row, attr.key, data.draw(_values(attr.columns[0])))
    assert witness.digest(row) == before


def test_two_values_never_run_into_each_other():
    one = rows.organisation(id="x", name="a", kind="b,c")
    other = rows.organisation(id="x", name="a,b", kind="c")
    assert witness.digest(one) != witness.digest(other)


def test_the_digest_is_what_another_program_would_compute():
    row = rows.organisation(
        id="00", name="Zorg é", kind="jgz", municipality="W", affiliated=["b", "a"], created_at=START
    )
    # echo -n '{"affiliated":["b","a"],"created_at":"2026-11-16T08:00:00.000000Z",...}' | sha256sum
    assert witness.digest(row) == "b7294d2df8074c75913d6dc93be035be2f73eeb9e2111434a0ba9c80d3d4909f"


@given(moment=MOMENTS)
def test_a_moment_is_written_as_the_pattern_says(moment: datetime):
    assert written(moment) == moment.strftime(WRITTEN_AS)


def test_the_same_moment_in_another_zone_is_the_same_row():
    winter = START.astimezone(timezone(timedelta(hours=1)))
    assert witness.digest(rows.organisation(id="x", created_at=winter)) == witness.digest(
        rows.organisation(id="x", created_at=START)
    )


def test_what_was_written_is_what_a_scan_finds(store: Store, world: World):
    extra: list[Base] = [
        rows.team_key(world.team.id),
        rows.membership(world.nurse.id, world.organisation.id, world.team.id, ends_at=START),
        rows.record(world.team.id, world.nurse.id, world.case.id, sealed=bytes(range(256))),
        rows.grant(world.case.id, world.team.id),
        rows.deadline(
            world.case.id,
            world.team.id,
            due_at=START + timedelta(microseconds=1),
            steps=[{"n": 0, "at": START.isoformat(), "to": ("holder", "lead"), "key": "é", "part": 0.5}],
        ),
        rows.message(world.nurse.id),
    ]
    with store.unit() as unit:
        for row in extra:
            unit.add(row)
        said = unit.written()
        unit.audited = True
    with store.reading() as reader:
        found = list(witness.scan(reader))
    assert len(found) == len(extra) + len(world.rows())
    assert set(said) <= {tuple(line) for line in found}
    assert [line.table for line in found] == sorted(line.table for line in found)


def test_enum_words_read_back_the_same(store: Store, world: World):
    row = rows.organisation(kind=OrganisationKind.FUND)
    before = witness.digest(row)
    with writing(store) as unit:
        organisations.add(unit, row)
    with store.reading() as reader:
        found = organisations.get(reader, row.id)
        case = reader.get(type(world.case), world.case.id)
    assert witness.digest(found) == before
    assert (found.kind, case.state) == ("fund", CaseState.OPEN)


def test_the_last_state_of_a_row_wins(store: Store, world: World):
    with store.unit() as unit:
        row = organisations.add(unit, rows.organisation())
        unit.session.flush()
        row.name = "Later"
        gone = unit.get(type(world.case), world.case.id)
        unit.delete(gone)
        said = unit.written()
        unit.audited = True
    assert said == [("organisations", row.id, witness.digest(row)), ("cases", world.case.id, None)]


def test_setting_the_same_value_is_no_write(store: Store, world: World):
    with store.unit() as unit:
        found = organisations.get(unit, world.organisation.id)
        found.name = str(found.name)
        assert unit.written() == []


@pytest.mark.parametrize("change", ["UPDATE organisations SET name = 'x'", "DELETE FROM cases"])
def test_a_direct_write_shows_in_a_scan(store: Store, world: World, change: str):
    with store.reading() as reader:
        before = set(witness.scan(reader))
    with store.unit() as unit:
        unit.session.connection().execute(text(change))
    with store.reading() as reader:
        assert set(witness.scan(reader)) != before


def test_a_scan_is_streamed(store: Store, world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(witness, "BATCH", 2)
    with writing(store) as unit:
        for _ in range(7):
            organisations.add(unit, rows.organisation())
    with store.reading() as reader:
        assert sum(line.table == "organisations" for line in witness.scan(reader)) == 9
        assert len(reader.session.identity_map) <= 2
