"""Sealed records, grants and signals of a case."""

from datetime import datetime, timedelta

from signaal.store import cases, grants, records, signals
from signaal.store.engine import Store
from signaal.store.tables_cases import SignalRow
from tests.store import rows
from tests.store.rows import World, writing

HOUR = timedelta(hours=1)


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
