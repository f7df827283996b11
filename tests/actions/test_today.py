"""Vandaag: what waits for whom, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from signaal.actions import cards, deadlines, directory, drafts, health, today
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import operator, system
from signaal.actions.endings import FollowUpOn
from signaal.actions.views import Receipt, Task
from signaal.audit.events import Event
from signaal.store import heartbeats
from signaal.terms import NotFound, Setting
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.contacts import Contact
from signaal.workflows.signals import SignalDraft
from tests.actions import eviction
from tests.actions.events import logged
from tests.support.world import World

LETTER = AcuteAnswer(Confirmation.LETTER_SEEN, letter_date=date(2026, 11, 12))
EVICTION = SignalDraft(Setting.JGZ_4_12, told=("HOME_EVICTION",), acute={"HOME_EVICTION": LETTER})
QUIET = SignalDraft(Setting.SCHOOL_PRIMARY, seen=("CLOTHES_WORN",))
FAMILY = Contact(parent_name="Noor 't Hart", phone="078-5550100")


QUIET_ONES = ("nurse", "jgz_lead", "teacher", "responder", "coordinator", "jgz_officer", "jgz_admin")


def tasks(world: World, name: str) -> tuple[Task, ...]:
    return today.today(world.ctx(name)).tasks


def codes(world: World, name: str) -> set[str | None]:
    return {task.code for task in tasks(world, name)}


def notice(world: World, name: str, signal: SignalDraft, **parts: object) -> Receipt:
    return cards.submit(world.ctx(name), CardDraft(form_id=new_id(), signal=signal, **parts))  # type: ignore[arg-type]  # parts of a card


def later(world: World, days: int = 7) -> FollowUpOn:
    return FollowUpOn(world.clock.now().date() + timedelta(days=days))


def spoken(world: World) -> Iterator[str]:
    for name in world.people:
        for task in tasks(world, name):
            yield say("en", task.what.key, **task.what.params)
            yield say("nl", task.what.key, **task.what.params)


@pytest.mark.parametrize(
    "name", ["nurse", "jgz_lead", "teacher", "responder", "coordinator", "jgz_officer", "town_admin"]
)
def test_a_quiet_day_is_empty(world: World, name: str) -> None:
    found = today.today(world.ctx(name))
    assert (found.tasks, found.messages, found.drafts) == ((), (), ())
    assert logged(world.tools, Event.TODAY_LISTED)


def test_what_is_urgent_waits_for_the_whole_team_and_a_date_for_its_owner(world: World) -> None:
    urgent = notice(world, "nurse", EVICTION, contact=FAMILY, ending=later(world))
    assert urgent.pseudonym in codes(world, "nurse2")
    mine = [task for task in tasks(world, "nurse") if task.code == urgent.pseudonym]
    theirs = [task for task in tasks(world, "nurse2") if task.code == urgent.pseudonym]
    assert len(mine) > len(theirs) == 1
    assert theirs[0].link == f"/kaart/{urgent.pseudonym}"
    due = [task.due_at for task in tasks(world, "nurse")]
    assert due == sorted(due)  # type: ignore[type-var]  # all have a date
    assert codes(world, "responder") == codes(world, "teacher") == codes(world, "coordinator") == set()


def test_a_lead_hears_of_what_is_late(world: World) -> None:
    quiet = notice(world, "nurse", QUIET, ending=later(world))
    assert quiet.pseudonym not in codes(world, "jgz_lead")
    world.clock.advance(days=60)
    assert quiet.pseudonym in codes(world, "jgz_lead")
    assert quiet.pseudonym not in codes(world, "nurse2")
    assert all(task.overdue for task in tasks(world, "jgz_lead"))


def test_in_a_school_a_colleague_sees_nothing_even_when_it_is_urgent(world: World) -> None:
    urgent = notice(world, "teacher", EVICTION, contact=FAMILY, ending=later(world))
    assert urgent.pseudonym in codes(world, "teacher")
    assert urgent.pseudonym in codes(world, "school_lead")
    assert codes(world, "teacher2") == set()


def test_a_receiving_team_sees_its_own_code_and_never_that_of_the_card(world: World) -> None:
    first = eviction.seen(world)
    sent = eviction.said_yes(world, first.pseudonym or "")
    assert sent.reference is not None
    world.clock.advance(minutes=16)
    deadlines.sweep(system(world.tools))
    for name in ("responder", "social_lead"):
        assert codes(world, name) == {sent.reference}
        found = today.today(world.ctx(name))
        assert {message.code for message in found.messages} <= {sent.reference}
        assert all(task.link == f"/verwijzing/{sent.reference}" for task in found.tasks)
    assert sent.pseudonym in codes(world, "nurse")
    world.clock.advance(days=3)
    late = tasks(world, "coordinator")
    assert late
    assert all(task.overdue and task.link == "/regie" for task in late)
    assert list(spoken(world))


def test_a_message_goes_away_when_it_was_seen_and_only_for_its_owner(world: World) -> None:
    world.invite(operator(world.tools), "newcomer", "jgz", "jgz_team", "signaller", False, "jgz_nurse")
    world.activate("newcomer")
    assert [task.link for task in tasks(world, "jgz_lead")] == ["/team"]
    told = today.today(world.ctx("jgz_lead2")).messages
    assert [(message.what.key, message.link) for message in told] == [("mail.what.member_waiting", "/team")]
    assert tasks(world, "nurse") == ()
    world.admit("jgz_lead", "newcomer")
    (message,) = today.today(world.ctx("newcomer")).messages
    assert say("nl", message.what.key)
    with pytest.raises(NotFound):
        today.seen(world.ctx("nurse"), message.id)
    today.seen(world.ctx("newcomer"), message.id)
    assert today.today(world.ctx("newcomer")).messages == ()
    assert tasks(world, "jgz_lead") == ()


def test_an_officer_is_asked_for_the_second_pair_of_eyes(world: World) -> None:
    world.ctx("town_officer")
    directory.add_team(
        world.ctx("town_admin"), world.organisations["town"], "Nieuw", "wijkteam", receives=True
    )
    found = today.today(world.ctx("town_officer"))
    assert [task.what.key for task in found.tasks] == ["today.approval_waits"]
    assert [message.what.key for message in found.messages] == ["mail.what.team_waiting"]
    assert tasks(world, "jgz_officer") == ()


def test_my_drafts_wait_for_me(world: World) -> None:
    draft_id = drafts.keep(world.ctx("nurse"), "signal", {"remark": ["x"]})
    assert [line.id for line in today.today(world.ctx("nurse")).drafts] == [draft_id]
    assert today.today(world.ctx("nurse2")).drafts == ()


def test_everybody_sees_when_nothing_goes_by_itself_any_more(world: World) -> None:
    deadlines.sweep(system(world.tools))
    assert health.silent_since(world.ctx("nurse")) is None
    stopped = world.clock.now()
    world.clock.advance(minutes=6)
    assert health.silent_since(world.ctx("nurse")) == stopped
    with world.tools.store.unit() as unit:
        heartbeats.beat(unit, "sweep", world.clock.now())
    assert health.silent_since(world.ctx("nurse")) is None


def test_a_page_of_today_costs_few_questions(world: World) -> None:
    for _ in range(3):
        notice(world, "nurse", EVICTION, contact=FAMILY, ending=later(world))
    ctx = world.ctx("nurse")
    with world.tools.store.count_statements() as few:
        today.today(ctx)
    for _ in range(12):
        notice(world, "nurse", EVICTION, contact=FAMILY, ending=later(world))
    ctx = world.ctx("nurse")
    with world.tools.store.count_statements() as many:
        assert len(today.today(ctx).tasks) > 15
    extra = len({*codes(world, "nurse")}) - 3  # each code is a row in the index of the log
    assert many.number <= few.number + extra
