"""Whatever stood on a card, after its term and one run nothing of it is left but the sealed proof of a yes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, inspect, select

from signaal.actions import (
    calm,
    cases,
    consents,
    conversations,
    drafts,
    erasing,
    holding,
    holds,
    sessions,
    upkeep,
)
from signaal.actions.context import system
from signaal.actions.endings import Outside, Watch
from signaal.audit.events import Event
from signaal.store import cases as stored
from signaal.store import deadlines
from signaal.store.reader import Reader
from signaal.store.tables import row_classes
from signaal.store.tables_cases import CaseRow, GrantRow, RecordRow
from signaal.store.tables_retention import HoldRow
from signaal.store.tables_sharing import ConsentRow
from signaal.terms import Bundle, ClockKind, NotFound
from signaal.vault.pseudonyms import new_id
from signaal.workflows import retention
from signaal.workflows.calendar import local_day
from tests.actions.events import logged
from tests.support.world import World
from tests.theft.story import Story

LOG = {"audit_events", "audit_index", "audit_leaves", "audit_subjects", "audit_head", "audit_checkpoints"}
STEPS = ("talk", "yes", "withdraw", "no", "outside", "draft", "correct", "late", "asked")


def act(story: Story, steps: list[str], code: str) -> None:
    """Some of the things that happen to a card, in this order; what cannot happen is left out."""
    for step in steps:
        ctx = story.world.ctx("nurse")
        if step == "talk":
            conversations.record(ctx, code, story.talk(), story.contact(), new_id())
        elif step == "yes":
            yes = story.yes(Bundle.EVERYTHING)
            story.submit("nurse", pseudonym=code, talk=story.talk(), consent=yes)
        elif step == "no":
            no = story.yes(Bundle.CALL_AND_WHY)
            story.submit("nurse", pseudonym=code, consent=no, declined=True, ending=Watch())
        elif step == "withdraw":
            for answer in cases.read(ctx, code).consents:
                if answer.may_withdraw:
                    consents.withdraw(ctx, code, answer.id, new_id())
        elif step == "outside":
            story.submit(
                "nurse", pseudonym=code, talk=story.talk(), ending=Outside("jeugdfonds_sport_cultuur")
            )
        elif step == "draft":
            drafts.keep(ctx, "signaller.notice", {"card": [code], "remark": ["x"]})
        elif step == "late":
            sessions.keep_typed(
                story.world.tools,
                story.world.people["nurse"].token,
                "signaller.talk",
                {},
                f"/kaart/{code}/gesprek",
            )
        elif step == "asked":
            cases.show_names(ctx)


def tidy(world: World) -> upkeep.Tidied:
    return upkeep.tidy(system(world.tools))


def ids_of(reader: Reader, code: str) -> set[str]:
    """The ids by which rows may name this card: its own, those of its referrals, clocks and records."""
    case = stored.get(reader, code)
    return {case.id, case.pseudonym, case.key_id}


def naming(reader: Reader, ids: set[str]) -> dict[str, int]:
    """Rows outside the log that hold one of these ids in any column."""
    found: dict[str, int] = {}
    for row_class in row_classes():
        if row_class.__tablename__ in LOG:
            continue
        columns = [
            c.key for c in inspect(row_class).column_attrs if not isinstance(c.columns[0].type, LargeBinary)
        ]
        for row in reader.session.scalars(select(row_class)):
            said = " ".join(str(getattr(row, name)) for name in columns)
            if any(one in said for one in ids):
                found[str(row_class.__tablename__)] = found.get(str(row_class.__tablename__), 0) + 1
    return found


def calm_clocks(world: World, code: str) -> list[str]:
    """The ids of the clocks of 48 hours that still run on a card."""
    with world.tools.store.reading() as reader:
        case = stored.get(reader, code)
        return [row.id for row in deadlines.running(reader, case.id, ClockKind.CALM_48H.value)]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=5), acute=st.booleans())
def test_after_its_term_and_one_run_nothing_is_left(
    built: World, tmp_path: Path, steps: list[str], acute: bool
) -> None:
    world = built.copy(tmp_path / new_id())
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(acute=acute), ending=Watch()).pseudonym or ""
    other = (
        story.submit("nurse", signal=story.signal(), contact=story.contact(), ending=Watch()).pseudonym or ""
    )
    act(story, steps, code)
    with world.tools.store.reading() as reader:
        case = stored.get(reader, code)
        ids, ends = ids_of(reader, code), case.expires_at
        yeses = reader.session.scalars(select(ConsentRow).where(ConsentRow.state != "declined")).all()
        assert naming(reader, ids)
    with world.tools.store.unit() as unit:
        stored.get(unit, other).expires_at = ends + timedelta(days=400)
        unit.written()
        unit.audited = True
    world.clock.advance(seconds=(ends - world.clock.now()).total_seconds())
    if calm_clocks(world, code):  # a family waits for help: that comes first
        assert tidy(world).erased.cases == 0
        for clock_id in calm_clocks(world, code):
            calm.mistake(world.ctx("jgz_lead"), clock_id, "Per ongeluk aangevinkt.", new_id())
    tidy(world)
    with world.tools.store.reading() as reader:
        assert stored.find(reader, code) is None
        assert naming(reader, ids) == ({"consents": len(yeses)} if yeses else {})
        assert {row.id for row in reader.session.scalars(select(ConsentRow))} == {row.id for row in yeses}
        kept = {row.record_id for row in yeses}
        assert {r.object_id for r in reader.session.scalars(select(RecordRow)) if r.id in kept} == {
            y.id for y in yeses
        }
        left = {row.object_kind for row in reader.session.scalars(select(GrantRow)) if row.object_id in ids}
        assert left == set()
        assert stored.find(reader, other) is not None
    gone = [line for line in logged(world.tools, Event.CASE_ERASED) if line["subjects"] == [code]]
    assert [line["reason"] for line in gone] == ["expired"]
    assert not any(code.encode() in mail.read_bytes() for mail in (world.tools.instance / "mail").glob("*"))
    assert tidy(world).erased == erasing.Gone()
    world.close()


def test_a_card_lives_until_its_last_second(world: World) -> None:
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    ends = cases.read(world.ctx("nurse"), code).expires_at
    assert ends is not None
    world.clock.advance(seconds=(ends - world.clock.now()).total_seconds() - 1)
    assert tidy(world).erased == erasing.Gone()
    world.clock.advance(seconds=1)
    assert tidy(world).erased == erasing.Gone(cases=1)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_proof_of_a_yes_stays_until_its_own_term(any_world, kind: str) -> None:
    world: World = any_world(kind)
    story = Story(world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    code = story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING)).pseudonym or ""
    with world.tools.store.reading() as reader:
        case, yes = stored.get(reader, code), reader.session.scalars(select(ConsentRow)).one()
    world.clock.advance(seconds=(case.expires_at - world.clock.now()).total_seconds())
    assert tidy(world).erased == erasing.Gone(cases=1)
    world.clock.advance(seconds=(yes.keep_until - world.clock.now()).total_seconds() - 1)
    assert tidy(world).erased == erasing.Gone()
    world.clock.advance(seconds=1)
    assert tidy(world).erased == erasing.Gone(proofs=1)
    with world.tools.store.reading() as reader:
        assert naming(reader, {yes.id, case.id}) == {}
        for row_class in (ConsentRow, RecordRow, GrantRow, CaseRow):
            assert reader.session.scalars(select(row_class)).all() == []


def hold(world: World, code: str, days: int = 60, officer: str = "jgz_officer") -> str:
    """The officer holds a card back; the id of the hold."""
    form, until = new_id(), local_day(world.clock.now() + timedelta(days=days))
    holds.place(world.ctx(officer), code, "complaint", until, form)
    return form


def test_what_is_held_stays_until_its_day_and_then_goes_by_itself(world: World) -> None:
    story = Story(world)
    held = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    free = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    hold(world, held)
    world.clock.advance(days=49)
    assert tidy(world).erased == erasing.Gone(cases=1)
    with world.tools.store.reading() as reader:
        assert stored.find(reader, held) is not None
        assert stored.find(reader, free) is None
    world.clock.advance(days=12)
    assert tidy(world).erased == erasing.Gone(cases=1)


def test_a_hold_that_is_lifted_keeps_nothing(world: World) -> None:
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    made = hold(world, code)
    world.clock.advance(days=49)
    assert tidy(world).erased == erasing.Gone()
    holds.lift(world.ctx("jgz_officer"), made)
    assert tidy(world).erased == erasing.Gone(cases=1)
    with world.tools.store.reading() as reader:
        assert reader.session.scalars(select(HoldRow)).all() == []


def test_many_go_in_one_run_also_behind_those_that_are_held(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(world)
    monkeypatch.setattr(erasing, "BATCH", 2)
    made = [story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or "" for _ in range(7)]
    for code in made[:3]:
        hold(world, code)
    world.clock.advance(days=49)
    assert tidy(world).erased == erasing.Gone(cases=4)


def test_a_card_waits_while_help_within_48_hours_still_runs_but_not_for_ever(world: World) -> None:
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(acute=True), ending=Watch()).pseudonym or ""
    world.clock.advance(days=90)
    assert tidy(world).erased == erasing.Gone()
    with world.tools.store.reading() as reader:
        case = stored.get(reader, code)
        assert case.expires_at < world.clock.now()
        assert holding.helped(reader, system(world.tools), case)
        last = retention.months_later(case.created_at, 24)
    world.clock.set(last - timedelta(minutes=1))
    assert tidy(world).erased.cases == 0
    world.clock.set(last)
    assert tidy(world).erased.cases == 1


def test_once_help_has_come_the_card_goes_at_its_term(world: World) -> None:
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(acute=True), ending=Watch()).pseudonym or ""
    world.clock.advance(days=90)
    (clock_id,) = calm_clocks(world, code)
    calm.mistake(world.ctx("jgz_lead"), clock_id, "Per ongeluk aangevinkt.", new_id())
    assert tidy(world).erased == erasing.Gone(cases=1)


def test_a_card_that_was_made_by_mistake_goes_after_six_weeks(world: World) -> None:
    story = Story(world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    for reason, weeks in (("recorded_by_mistake", 6), ("help_arrived", 52)):
        code = story.submit("nurse", **page, ending=Watch()).pseudonym or ""
        cases.close(world.ctx("nurse"), code, reason, new_id())
        with world.tools.store.reading() as reader:
            left = stored.get(reader, code).expires_at - world.clock.now()
        assert round(left / timedelta(weeks=1)) == weeks


def test_the_receivers_log_says_that_the_package_is_gone(world: World) -> None:
    story = Story(world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    receipt = story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING))
    world.clock.advance(days=800)
    tidy(world)
    (line,) = logged(world.tools, Event.REFERRAL_ERASED)
    assert line["organisation"] == world.organisations["town"]
    assert line["subjects"] == [receipt.reference]


def test_acute_trouble_that_is_noticed_late_keeps_its_card(world: World) -> None:
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    before = cases.read(world.ctx("nurse"), code).expires_at
    assert before is not None
    world.clock.advance(days=41)
    story.submit("nurse", pseudonym=code, signal=story.signal(acute=True), ending=Watch())
    after = cases.read(world.ctx("nurse"), code).expires_at
    assert after == retention.watch_until(world.clock.now(), 0, "") > before


def test_nobody_opens_it_afterwards(world: World) -> None:
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    world.clock.advance(days=49)
    tidy(world)
    with pytest.raises(NotFound):
        cases.read(world.ctx("nurse"), code)


def test_every_table_that_names_a_case_is_known_to_erasing() -> None:
    """A new table with another word for a case would be forgotten: give its column one of the known names."""
    known = {"case_id", "referral_id", "deadline_id", "object_id", "subject_code", "linked_id", "case_code"}
    for row_class in row_classes():
        keys = {key.target_fullname.split(".")[0] for key in row_class.__table__.foreign_keys}
        for table in keys & {"cases", "referrals", "deadlines", "records", "signals"}:
            columns = {
                key.parent.name
                for key in row_class.__table__.foreign_keys
                if key.target_fullname.startswith(f"{table}.")
            }
            assert columns <= known | {"record_id"}, row_class
