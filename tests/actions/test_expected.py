"""What explains a look at a colleague's card: the work that sent somebody there, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from signaal.actions import cards, cases, taking, telling
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import system
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import people
from signaal.terms import Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.store.rows import writing
from tests.support.world import World

QUIET = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
EVICTION = SignalDraft(
    Setting.JGZ_4_12,
    told=("HOME_EVICTION",),
    acute={"HOME_EVICTION": AcuteAnswer(Confirmation.LETTER_SEEN, letter_date=date(2026, 11, 12))},
)


def card(world: World, signal: SignalDraft = QUIET) -> str:
    return (
        cards.submit(world.ctx("nurse"), CardDraft(new_id(), signal=signal, ending=Watch())).pseudonym or ""
    )


def why(world: World, name: str, code: str) -> str | None:
    cases.read(world.ctx(name), code)
    return logged(world.tools, Event.CASE_OPENED)[-1].get("explanation")


def test_team_membership_alone_explains_nothing(world: World) -> None:
    code = card(world)
    assert why(world, "nurse", code) == "own_case"
    assert why(world, "nurse2", code) is None
    assert why(world, "jgz_lead", code) is None


def test_a_running_crisis_that_nobody_took_is_a_task_of_the_whole_team(world: World) -> None:
    code = card(world, EVICTION)
    assert why(world, "nurse2", code) == "assigned_task"
    taking.have_it(world.ctx("nurse"), code, new_id())
    assert why(world, "nurse2", code) is None
    taking.have_it(world.ctx("nurse2"), code, new_id())
    assert why(world, "nurse2", code) == "assigned_task"


def test_a_message_that_names_the_card_explains_for_two_weeks(world: World) -> None:
    code, other = card(world), card(world)
    with writing(world.tools.store) as unit:
        told = people.get(unit, world.people["nurse2"].user_id)
        telling.tell(
            unit, system(world.tools), [told], Message.CASE_HANDED_OVER, code=code, link=f"/kaart/{code}"
        )
    assert why(world, "nurse2", code) == "assigned_task"
    assert why(world, "nurse2", other) is None
    assert why(world, "jgz_lead", code) is None
    world.clock.advance(seconds=timedelta(days=15).total_seconds())
    assert why(world, "nurse2", code) is None
