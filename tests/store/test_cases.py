"""Cases and what hangs on them: pages, records, grants, signals."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.store import cases, consents, grants, pages, records, referrals, signals
from signaal.store.engine import Store
from signaal.store.tables_cases import SignalRow
from signaal.terms import CaseState, NotFound, ReferralState
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


def test_the_record_in_force_is_the_newest_not_replaced(store: Store, world: World, now: datetime):
    made = [
        rows.record(
            world.team.id,
            world.nurse.id,
            world.case.id,
            kind="contact",
            revision=n,
            created_at=now + n * HOUR,
        )
        for n in (1, 2)
    ]
    talk = rows.record(world.team.id, world.nurse.id, world.case.id, kind="talk")
    with writing(store) as unit:
        records.add(unit, made[0])
        records.add(unit, talk)
        records.replace(unit, made[0], made[1])
    with store.reading() as reader:
        found = records.current(reader, "case", world.case.id, "contact")
        assert found is not None
        assert found.id == made[1].id
        assert records.get(reader, made[0].id).replaced_at == made[1].created_at
        in_force = records.of_object(reader, "case", world.case.id)
        assert [row.id for row in in_force] == [talk.id, made[1].id]
        assert [row.id for row in records.of_object(reader, "case", world.case.id, "talk")] == [talk.id]
        assert len(records.history(reader, "case", world.case.id, "contact")) == 2
        assert records.current(reader, "referral", world.case.id, "contact") is None
        assert set(records.by_ids(reader, [talk.id])) == {talk.id}
    with writing(store) as unit:
        records.end(unit, records.get(unit, talk.id), now)
    with store.reading() as reader:
        assert records.of_object(reader, "case", world.case.id, "talk") == []


def test_names_of_a_whole_list_cost_one_question(store: Store, world: World):
    made = [rows.case(world.team.id, world.nurse.id) for _ in range(25)]
    with writing(store) as unit:
        for row in made:
            cases.add(unit, row)
            records.add(unit, rows.record(world.team.id, world.nurse.id, row.id, kind="contact"))
            grants.add(unit, rows.grant(row.id, world.team.id))
    ids = [row.id for row in made]
    with store.count_statements() as count, store.reading() as reader:
        assert set(records.current_of(reader, "case", ids, "contact")) == set(ids)
        assert len(grants.current_of(reader, "case", ids, [world.team.id, world.nurse.id])) == 25
    assert count.number == 2


def test_an_ended_grant_has_no_key(store: Store, world: World, now: datetime):
    held = [rows.grant(world.case.id, holder) for holder in (world.team.id, world.worker.id)]
    with writing(store) as unit:
        for row in held:
            grants.add(unit, row)
    with writing(store) as unit:
        ended = grants.end_all(unit, "case", world.case.id, now, holder_id=world.worker.id)
        assert [row.id for row in ended] == [held[1].id]
    with store.reading() as reader:
        assert grants.current(reader, "case", world.case.id, world.worker.id) is None
        assert grants.current(reader, "notes", world.case.id, world.team.id) is None
        kept = grants.current(reader, "case", world.case.id, world.team.id)
        assert kept is not None
        assert kept.sealed_key == b"key"
        gone = reader.get(type(kept), held[1].id)
        assert (gone.sealed_key, gone.ended_at) == (None, now)
        assert [row.id for row in grants.of_holder(reader, world.team.id, "case")] == [held[0].id]
        assert grants.of_holder(reader, world.worker.id) == []


def test_a_correction_replaces_a_signal_and_keeps_it(store: Store, world: World, now: datetime):
    made = []
    for n in range(2):
        record = rows.record(world.team.id, world.nurse.id, world.case.id)
        signal = SignalRow(
            id=rows.new_id(),
            case_id=world.case.id,
            record_id=record.id,
            author_user_id=world.nurse.id,
            created_at=now + n * HOUR,
        )
        made.append((record, signal))
    with writing(store) as unit:
        for record, _ in made:
            records.add(unit, record)
        signals.add(unit, made[0][1])
        signals.replace(unit, made[0][1], made[1][1])
    with store.reading() as reader:
        found = signals.of_case(reader, world.case.id)
        assert [row.replaced_by for row in found] == [made[1][1].id, None]
        assert signals.get(reader, made[0][1].id).id == made[0][1].id
        assert signals.find(reader, "nowhere") is None


def test_a_yes_can_be_taken_back_and_ends_after_its_term(store: Store, world: World, now: datetime):
    yes, no = rows.consent(world.case.id), rows.consent(world.case.id, state="declined", given_at=None)
    with writing(store) as unit:
        consents.add(unit, yes)
        consents.add(unit, no)
    with writing(store) as unit:
        consents.withdraw(unit, consents.locked(unit, yes.id), now)
    with store.reading() as reader:
        assert {row.id for row in consents.of_case(reader, world.case.id)} == {yes.id, no.id}
        assert consents.of_case(reader, world.case.id, "given") == []
        assert consents.get(reader, yes.id).withdrawn_at == now
        assert consents.past_keeping(reader, now) == []
        assert len(consents.past_keeping(reader, yes.keep_until)) == 2
        assert consents.find(reader, "nowhere") is None
        assert set(consents.by_ids(reader, [no.id])) == {no.id}


def test_an_inbox_shows_what_was_sent_to_the_team(store: Store, world: World, now: datetime):
    yes = rows.consent(world.case.id)

    def sent(**values):
        given = {"recipient_team_id": world.receivers.id, "consent_id": yes.id} | values
        return rows.referral(world.case.id, world.team.id, world.nurse.id, **given)

    made = [sent(sent_at=now + n * HOUR) for n in range(3)]
    waiting = sent(sent_at=None, state=ReferralState.PREPARED)
    elsewhere = sent(recipient_team_id=world.team.id)
    taken = sent(sent_at=now + 9 * HOUR, state=ReferralState.ACCEPTED)
    with writing(store) as unit:
        consents.add(unit, yes)
        for row in (*made, waiting, elsewhere, taken):
            referrals.add(unit, row)
    with store.reading() as reader:
        first = referrals.inbox(reader, world.receivers.id, size=3)
        assert [row.id for row in first.rows] == [taken.id, made[2].id, made[1].id]
        second = referrals.inbox(reader, world.receivers.id, size=3, after=first.after)
        assert ([row.id for row in second.rows], second.after) == ([made[0].id], None)
        only = referrals.inbox(reader, world.receivers.id, states=["accepted"])
        assert [row.id for row in only.rows] == [taken.id]
        assert len(referrals.of_case(reader, world.case.id)) == len(referrals.of_consent(reader, yes.id)) == 6
        assert referrals.get(reader, taken.reference).id == taken.id
        assert referrals.get_by_id(reader, taken.id).reference == taken.reference
        assert referrals.find(reader, "V-0000-0000") is None
        assert referrals.find_by_id(reader, "nowhere") is None
        assert set(referrals.by_ids(reader, [taken.id])) == {taken.id}
        assert referrals.counts(reader, [world.receivers.id]) == {
            (world.receivers.id, "sent"): 3,
            (world.receivers.id, "prepared"): 1,
            (world.receivers.id, "accepted"): 1,
        }
    with store.unit() as unit:
        assert referrals.locked(unit, taken.reference).id == taken.id
