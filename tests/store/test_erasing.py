"""Erasing a case takes everything but the proof of a yes, and nothing of another case."""

from datetime import datetime

import pytest
from sqlalchemy import exc

from signaal.store import cases, consents, drafts, erasing, receipts, referrals, witness
from signaal.store.base import Base
from signaal.store.engine import Store
from signaal.store.tables_cases import SignalRow
from signaal.store.tables_clocks import AttemptRow, DeadlineStepRow
from signaal.store.units import Unit
from tests.store import rows
from tests.store.rows import World, writing


def _fill(unit: Unit, world: World, case, now: datetime) -> dict[str, Base]:
    """A case with one of everything."""
    yes = rows.consent(case.id)
    sent = rows.referral(
        case.id,
        world.team.id,
        world.nurse.id,
        consent_id=yes.id,
        notes_key_id=rows.new_id(),
        notes_commitment=b"c",
    )
    clock = rows.deadline(case.id, world.team.id, referral_id=sent.id)
    seen = rows.record(world.team.id, world.nurse.id, case.id)
    made: dict[str, Base] = {
        "yes": yes,
        "sent": sent,
        "clock": clock,
        "seen": seen,
        "signal": SignalRow(
            id=rows.new_id(),
            case_id=case.id,
            record_id=seen.id,
            author_user_id=world.nurse.id,
            created_at=now,
        ),
        "step": DeadlineStepRow(
            id=rows.new_id(), deadline_id=clock.id, leg=1, number=0, planned_at=now, taken_at=now
        ),
        "attempt": AttemptRow(
            id=rows.new_id(),
            case_id=case.id,
            at=now,
            channel="phone",
            part_of_day="morning",
            reached=True,
            author_user_id=world.nurse.id,
        ),
        "package": rows.record(
            world.team.id, world.nurse.id, sent.id, kind="package", object_kind="referral"
        ),
        "note": rows.record(world.receivers.id, world.worker.id, sent.id, kind="note", object_kind="notes"),
        "held": rows.grant(case.id, world.team.id),
        "shared": rows.grant(sent.id, world.receivers.id, object_kind="referral"),
        "proof": rows.record(
            world.team.id, world.nurse.id, yes.id, kind="consent", object_kind="consent", id=yes.record_id
        ),
        "proof key": rows.grant(yes.id, world.team.id, object_kind="consent"),
        "mail": rows.message(world.nurse.id, subject_code=case.pseudonym),
        "other mail": rows.message(world.worker.id, subject_code=sent.reference),
    }
    for row in made.values():
        unit.add(row)
    receipts.claim(unit, rows.new_id(), world.nurse.id, "cards.submit", now)
    receipts.claim(unit, f"form {case.pseudonym}", world.nurse.id, "cards.submit", now)
    receipts.finish(unit, f"form {case.pseudonym}", {"pseudonym": case.pseudonym})
    drafts.keep(unit, rows.new_id(), world.nurse.id, f"card:{case.pseudonym}", b"sealed", now)
    return made


@pytest.fixture
def made(store: Store, world: World, now: datetime) -> dict[str, Base]:
    other = rows.case(world.team.id, world.nurse.id)
    with writing(store) as unit:
        cases.add(unit, other)
        _fill(unit, world, other, now)
        return _fill(unit, world, world.case, now)


def test_erasing_takes_everything_but_the_proof(store: Store, world: World, made: dict[str, Base]):
    with store.reading() as reader:
        before = {line[:2] for line in witness.scan(reader)}
    with store.unit() as unit:
        erased = erasing.erase_case(unit, cases.get(unit, world.case.pseudonym))
        said = unit.written()
        unit.audited = True
    with store.reading() as reader:
        after = {line[:2] for line in witness.scan(reader)}
    stays = {"yes", "proof", "proof key"}
    gone = {witness.place(row) for name, row in made.items() if name not in stays} | {
        ("cases", world.case.id)
    }
    assert before - after == gone
    assert after - before == set()
    assert {(table, key) for table, key, digest in said if digest is None} == gone
    assert erased.rows == len(gone)


def test_what_is_erased_is_named_for_the_journal(store: Store, world: World, made: dict[str, Base]):
    with writing(store) as unit:
        erased = erasing.erase_case(unit, cases.get(unit, world.case.pseudonym))
    sent = made["sent"]
    assert isinstance(sent, type(rows.referral("", "", "")))
    assert erased.pseudonym == world.case.pseudonym
    assert erased.references == (sent.reference,)
    assert set(erased.key_ids) == {world.case.key_id, sent.key_id, sent.notes_key_id}


def test_receipts_and_drafts_about_it_go_too(store: Store, world: World, made: dict[str, Base]):
    with store.reading() as reader:
        assert receipts.find(reader, f"form {world.case.pseudonym}", world.nurse.id) is not None
        assert drafts.count(reader, world.nurse.id) == 2
    with writing(store) as unit:
        erasing.erase_case(unit, cases.get(unit, world.case.pseudonym))
    with store.reading() as reader:
        assert receipts.find(reader, f"form {world.case.pseudonym}", world.nurse.id) is None
        assert drafts.count(reader, world.nurse.id) == 1


def test_a_proof_goes_when_nothing_needs_it(store: Store, world: World, made: dict[str, Base]):
    yes = made["yes"]
    assert isinstance(yes, type(rows.consent("")))
    with pytest.raises(exc.IntegrityError), writing(store) as unit:
        erasing.erase_consent(unit, consents.get(unit, yes.id))
    with writing(store) as unit:
        erasing.erase_case(unit, cases.get(unit, world.case.pseudonym))
    with writing(store) as unit:
        assert erasing.erase_consent(unit, consents.get(unit, yes.id)) == 3
    with store.reading() as reader:
        assert consents.find(reader, yes.id) is None
        assert referrals.of_case(reader, world.case.id) == []
