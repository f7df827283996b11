"""Cases: found by code, listed by page."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.store import cases, pages
from signaal.store.engine import Store
from signaal.terms import CaseState, NotFound
from tests.store import rows
from tests.store.rows import World, writing
from tests.support.clock import START

HOUR = timedelta(hours=1)


def _everything(store: Store, **values) -> list[str]:
    found, after = [], None
    for _ in range(20):
        with store.reading() as reader:
            page = cases.page(reader, after=after, **values)
        found += [row.id for row in page.rows]
        after = pages.from_text(pages.as_text(page.after))
        if after is None:
            return found
    raise AssertionError


def test_pages_hold_every_case_once_newest_first(store: Store, world: World, now: datetime):
    # Five at the same moment, so that the moment alone does not order them.
    made = [rows.case(world.team.id, world.nurse.id, updated_at=now + HOUR * (n // 5)) for n in range(23)]
    with writing(store) as unit:
        for row in made:
            cases.add(unit, row)
    expected = [
        row.id for row in sorted([*made, world.case], key=lambda row: (row.updated_at, row.id), reverse=True)
    ]
    assert _everything(store, team_id=world.team.id, size=4) == expected
    assert _everything(store, team_id=world.team.id) == expected
    assert _everything(store, team_id=world.receivers.id) == []


def test_a_page_can_be_of_a_state_or_of_an_owner(store: Store, world: World):
    mine = rows.case(world.team.id, world.worker.id, personal=True)
    closed = rows.case(world.team.id, world.nurse.id, state=CaseState.CLOSED)
    with writing(store) as unit:
        cases.add(unit, mine)
        cases.add(unit, closed)
    assert _everything(store, team_id=world.team.id, owner_user_id=world.worker.id) == [mine.id]
    assert _everything(store, team_id=world.team.id, state="closed") == [closed.id]
    assert set(_everything(store, team_id=world.team.id, but_state="closed")) == {mine.id, world.case.id}
    with store.reading() as reader:
        assert cases.counts(reader, [world.team.id]) == {
            (world.team.id, "open"): 2,
            (world.team.id, "closed"): 1,
        }
        assert cases.counts(reader, [world.team.id], outside_only=True) == {}


@given(
    st.integers(0, 10**15).map(lambda part: START + timedelta(microseconds=part)),
    st.uuids().map(lambda one: one.hex),
)
def test_a_cursor_travels_in_a_link(moment: datetime, key: str):
    text = pages.as_text((moment, key))
    assert text is not None
    assert pages.from_text(text) == (moment, key)
    assert not set(text) & set(":/?&# ")


@given(st.text())
def test_a_broken_cursor_is_the_first_page(text: str):
    assert pages.from_text(text) is None


def test_a_case_is_found_by_code_and_by_id(store: Store, world: World):
    with store.reading() as reader:
        assert cases.get(reader, world.case.pseudonym).id == world.case.id
        assert cases.get_by_id(reader, world.case.id).pseudonym == world.case.pseudonym
        assert cases.find(reader, "0000-0000") is None
        assert cases.find_by_id(reader, "nowhere") is None
        assert cases.codes(reader, [world.case.id]) == {world.case.id: world.case.pseudonym}
        assert set(cases.by_ids(reader, [world.case.id, "nowhere"])) == {world.case.id}
        with pytest.raises(NotFound):
            cases.get(reader, "0000-0000")
    with store.unit() as unit:
        assert cases.locked(unit, world.case.pseudonym).id == world.case.id
        with pytest.raises(NotFound):
            cases.locked(unit, "0000-0000")


def test_expired_cases_come_longest_first(store: Store, world: World, now: datetime):
    old = rows.case(world.team.id, world.nurse.id, expires_at=now - HOUR)
    older = rows.case(world.team.id, world.nurse.id, expires_at=now - 2 * HOUR)
    with writing(store) as unit:
        cases.add(unit, old)
        cases.add(unit, older)
    with store.reading() as reader:
        assert [row.id for row in cases.expired(reader, now)] == [older.id, old.id]
        assert [row.id for row in cases.expired(reader, now, limit=1)] == [older.id]


def test_a_touch_never_goes_back(store: Store, world: World, now: datetime):
    for at, expected in ((now + HOUR, now + HOUR), (now, now + HOUR)):
        with writing(store) as unit:
            cases.touch(unit, cases.get(unit, world.case.pseudonym), at)
        with store.reading() as reader:
            assert cases.get(reader, world.case.pseudonym).updated_at == expected
