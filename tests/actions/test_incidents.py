"""Incidents: registered, told by a clock of 72 hours, decided; and never seen by another organisation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from signaal.actions import deadlines, holds, incident_texts, incidents, opened, terms_ahead, today
from signaal.actions.context import operator, system
from signaal.actions.endings import Watch
from signaal.actions.upkeep import health
from signaal.actions.verify import verify
from signaal.audit.events import Event
from signaal.store import office_clocks, outbox
from signaal.store.tables_retention import OfficeClockRow
from signaal.terms import NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from signaal.workflows.incidents import DecisionDraft, IncidentDraft
from tests.actions.events import logged
from tests.support.world import World
from tests.theft.story import Story

DECISION = DecisionDraft("risk", "high_risk", "Het account is gesloten.")


def draft(world: World, known: datetime | None = None, **changes: Any) -> IncidentDraft:
    known = known or world.clock.now()
    texts: dict[str, Any] = {
        "kind": "account_taken",
        "what": "Iemand logde in vanaf elders.",
        "people": "some",
        **changes,
    }
    return IncidentDraft(happened_from=known - timedelta(hours=5), known_at=known, **texts)


def register(world: World, name: str = "jgz_officer", **changes: Any) -> str:
    return incidents.register(world.ctx(name), draft(world, **changes), new_id())


def told(world: World) -> list[str]:
    """What the officer of youth health was told by the clock, in order."""
    with world.tools.store.reading() as reader:
        rows = outbox.unseen(reader, world.people["jgz_officer"].user_id, world.clock.now())
    return [row.message for row in reversed(rows) if row.message.startswith("incident_72h")]


def clock_row(world: World, incident_id: str) -> OfficeClockRow:
    with world.tools.store.reading() as reader:
        row = office_clocks.of_target(reader, incident_id)
    assert row is not None
    return row


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_both_databases_keep_its_clock(any_world, kind: str) -> None:
    world: World = any_world(kind)
    made = register(world)
    world.clock.advance(hours=25)
    deadlines.sweep(system(world.tools))
    assert told(world) == ["incident_72h_first_day"]
    assert [step["n"] for step in clock_row(world, made).taken] == [0]
    holding_back(world)
    incidents.decide(world.ctx("jgz_officer"), made, DECISION)
    assert incidents.read(world.ctx("jgz_officer"), made).clock.key == "clocks.state.met"
    assert verify(operator(world.tools)).ok


def holding_back(world: World) -> None:
    """A card that is held and shown, so that this database answers those questions, too."""
    story = Story(world)
    code = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    until = local_day(world.clock.now() + timedelta(days=50))
    holds.place(world.ctx("jgz_officer"), code, "incident", until, new_id())
    assert [one.code for one in terms_ahead.look(world.ctx("jgz_officer")).held] == [code]
    user, now = world.people["nurse"].user_id, world.clock.now()
    found = opened.trace(world.ctx("jgz_officer"), user, now - timedelta(hours=1), now + timedelta(hours=1))
    assert [one.code for one in found.records] == [code]


def test_it_is_registered_read_and_written_down_without_a_word_of_it(world: World) -> None:
    made = register(world)
    shown = incidents.read(world.ctx("jgz_officer"), made)
    assert (shown.kind, shown.people, shown.what) == (
        "account_taken",
        "some",
        "Iemand logde in vanaf elders.",
    )
    assert shown.due_at == shown.known_at + timedelta(hours=72)
    assert [one.id for one in incidents.listed(world.ctx("jgz_supervisor"))] == [made]
    (line,) = logged(world.tools, Event.INCIDENT_REGISTERED)
    assert (line["target"], line["reason"]) == (made, "account_taken")
    assert {table for table, _, _ in line["writes"]} == {"incidents", "office_clocks"}
    assert "elders" not in str(logged(world.tools))
    assert logged(world.tools, Event.INCIDENT_OPENED)[-1]["target"] == made


def test_the_clock_counts_72_hours_from_when_it_became_known_and_tells_the_officer(world: World) -> None:
    known = world.clock.now() - timedelta(hours=30)
    made = incidents.register(world.ctx("jgz_officer"), draft(world, known), new_id())
    world.clock.set(known + timedelta(hours=31))
    deadlines.sweep(system(world.tools))
    assert told(world) == ["incident_72h_first_day"]
    assert clock_row(world, made).taken[0]["late"] is True
    for hours, steps in ((48, 2), (58, 2), (66, 3), (90, 3)):
        world.clock.set(known + timedelta(hours=hours))
        deadlines.sweep(system(world.tools))
        deadlines.sweep(system(world.tools))
        assert len(told(world)) == steps
    shown = incidents.read(world.ctx("jgz_officer"), made)
    assert shown.overdue
    assert shown.clock.key == "clocks.incident_72h.overdue"
    lines = [
        line for line in logged(world.tools, Event.CLOCK_STEP_TAKEN) if line["purpose"] == "accountability"
    ]
    assert [line["number"] for line in lines] == [0, 1, 2]
    assert {line["organisation"] for line in lines} == {world.organisations["jgz"]}


def test_a_step_that_waits_too_long_makes_health_red(world: World) -> None:
    register(world)
    deadlines.sweep(system(world.tools))
    assert health(world.tools).checks["clocks"]
    world.clock.advance(hours=24, minutes=6)
    assert not health(world.tools).checks["clocks"]
    deadlines.sweep(system(world.tools))
    assert health(world.tools).checks["clocks"]


def test_a_decision_stops_the_clock_and_can_be_taken_again(world: World) -> None:
    made = register(world)
    world.clock.advance(hours=20)
    incidents.decide(world.ctx("jgz_officer"), made, DECISION)
    world.clock.advance(hours=60)
    deadlines.sweep(system(world.tools))
    assert told(world) == []
    shown = incidents.read(world.ctx("jgz_officer"), made)
    assert (shown.report, shown.inform, shown.overdue, shown.decided) == (True, True, False, True)
    assert shown.clock.key == "clocks.state.met"
    incidents.decide(
        world.ctx("jgz_officer"), made, DecisionDraft("no_risk", "unreadable", "Toch versleuteld.")
    )
    assert incidents.read(world.ctx("jgz_officer"), made).report is False
    assert [line["reason"] for line in logged(world.tools, Event.INCIDENT_DECIDED)] == [
        "risk_high_risk",
        "no_risk_unreadable",
    ]
    assert clock_row(world, made).end_reason == "risk"


def test_a_late_decision_is_met_late(world: World) -> None:
    made = register(world)
    world.clock.advance(hours=73)
    incidents.decide(world.ctx("jgz_officer"), made, DECISION)
    assert clock_row(world, made).state == "met_late"


def test_it_waits_on_the_page_of_today_until_decided(world: World) -> None:
    made = register(world)
    tasks = [
        task for task in today.today(world.ctx("jgz_officer")).tasks if task.link == f"/incidenten/{made}"
    ]
    assert [task.code for task in tasks] == [None]
    assert not [t for t in today.today(world.ctx("school_officer")).tasks if "incidenten" in t.link]
    incidents.decide(world.ctx("jgz_officer"), made, DECISION)
    assert not [t for t in today.today(world.ctx("jgz_officer")).tasks if "incidenten" in t.link]


def test_the_same_form_twice_is_one_incident(world: World) -> None:
    form = new_id()
    for _ in range(2):
        assert incidents.register(world.ctx("jgz_officer"), draft(world), form) == form
    assert len(logged(world.tools, Event.INCIDENT_REGISTERED)) == 1
    with pytest.raises(NotFound):
        incidents.register(world.ctx("school_officer"), draft(world), form)


@pytest.mark.parametrize("name", ["school_officer", "town_supervisor"])
def test_an_officer_of_elsewhere_sees_none_of_it(world: World, name: str) -> None:
    made = register(world)
    assert incidents.listed(world.ctx(name)) == ()
    with pytest.raises(NotFound):
        incidents.read(world.ctx(name), made)
    assert logged(world.tools, Event.ACCESS_DENIED)[-1]["reason"] == "incident_read"
    if name == "school_officer":
        with pytest.raises(NotFound):
            incidents.decide(world.ctx(name), made, DECISION)
    assert not incidents.read(world.ctx("jgz_officer"), made).decided


@pytest.mark.parametrize(
    "name", ["nurse", "jgz_lead", "coordinator", "jgz_admin", "responder", "jgz_supervisor"]
)
def test_nobody_else_registers_or_decides(world: World, name: str) -> None:
    made = register(world)
    with pytest.raises(NotAllowed):
        register(world, name)
    with pytest.raises(NotAllowed):
        incidents.decide(world.ctx(name), made, DECISION)


@pytest.mark.parametrize(("field", "value"), [("kind", "fire"), ("people", "7")])
def test_a_word_that_is_in_no_list_is_refused(world: World, field: str, value: str) -> None:
    with pytest.raises(Refused) as stopped:
        register(world, **{field: value})
    assert list(stopped.value.problems) == [field]


def test_a_number_that_may_be_a_bsn_is_refused_and_allowed_only_in_so_many_words(world: World) -> None:
    with pytest.raises(Refused):
        register(world, what="kaart van 111222333")
    incidents.register(
        world.ctx("jgz_officer"),
        IncidentDraft(
            "sent_wrong", world.clock.now(), world.clock.now(), "Meldnummer 111222333.", "none", not_bsn=True
        ),
        new_id(),
    )
    assert len(logged(world.tools, Event.NUMBER_ALLOWED)) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_texts_to_take_along_say_what_the_law_asks(world: World, language: str) -> None:
    made = register(world)
    ctx = world.ctx("jgz_officer")
    before = incident_texts.written(ctx, incidents.read(ctx, made), "authority", language)
    assert "Iemand logde in vanaf elders." in before
    incidents.decide(ctx, made, DECISION)
    for audience in incident_texts.AUDIENCES:
        text = incident_texts.written(ctx, incidents.read(ctx, made), audience, language)
        assert "Het account is gesloten." in text
        assert "{" not in text
        assert "\n\n" in text
