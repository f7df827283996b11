"""Holding back, the preview of this month, and the counter that is zero or red; all of one organisation alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from signaal.actions import erasing, holds, terms_ahead, today, upkeep
from signaal.actions.confirming import LASTS, ConfirmFirst
from signaal.actions.context import system
from signaal.actions.endings import Watch
from signaal.actions.upkeep import health
from signaal.audit.events import Event
from signaal.store import cases as stored
from signaal.terms import Bundle, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from tests.actions.events import logged
from tests.support.world import World
from tests.theft.story import Story


@pytest.fixture
def code(world: World) -> str:
    story = Story(world)
    return story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""


def day(world: World, ahead: int) -> date:
    return local_day(world.clock.now() + timedelta(days=ahead))


def place(world: World, code: str, officer: str = "jgz_officer", ahead: int = 90) -> str:
    form = new_id()
    holds.place(world.ctx(officer), code, "court", day(world, ahead), form)
    return form


def test_a_hold_is_shown_and_written_down(world: World, code: str) -> None:
    made = place(world, code.replace("-", "-").lower())
    (held,) = terms_ahead.look(world.ctx("jgz_supervisor")).held
    assert (held.id, held.code, held.reason) == (made, code, "court")
    assert local_day(held.until) == day(world, 91)
    (line,) = logged(world.tools, Event.HOLD_PLACED)
    assert (line["subjects"], line["reason"], line["organisation"]) == (
        [code], "court", world.organisations["jgz"],
    )  # fmt: skip
    holds.lift(world.ctx("jgz_officer"), made)
    assert terms_ahead.look(world.ctx("jgz_officer")).held == ()
    assert logged(world.tools, Event.HOLD_LIFTED)[0]["subjects"] == [code]
    with pytest.raises(NotFound):
        holds.lift(world.ctx("jgz_officer"), made)


def test_the_same_form_twice_is_one_hold(world: World, code: str) -> None:
    form = new_id()
    for _ in range(2):
        holds.place(world.ctx("jgz_officer"), code, "court", day(world, 9), form)
    assert len(terms_ahead.look(world.ctx("jgz_officer")).held) == 1


def test_an_officer_of_elsewhere_holds_and_lifts_nothing_here(world: World, code: str) -> None:
    with pytest.raises(Refused) as stopped:
        place(world, code, "school_officer")
    assert stopped.value.problems["code"].key == "retention.hold.no_card"
    assert logged(world.tools, Event.ACCESS_DENIED)[-1]["subjects"] == [code]
    made = place(world, code)
    with pytest.raises(NotFound):
        holds.lift(world.ctx("school_officer"), made)
    assert logged(world.tools, Event.ACCESS_DENIED)[-1]["reason"] == "hold_write"
    ahead = terms_ahead.look(world.ctx("school_officer"))
    assert (ahead.held, ahead.going) == ((), ())
    world.clock.advance(days=49)
    upkeep.tidy(system(world.tools))
    with world.tools.store.reading() as reader:
        assert stored.find(reader, code) is not None


@pytest.mark.parametrize("code_typed", ["0000-0000", "Kwikstaart", ""])
def test_a_card_that_is_not_there_is_not_held(world: World, code_typed: str) -> None:
    with pytest.raises(Refused) as stopped:
        place(world, code_typed)
    assert list(stopped.value.problems) == ["code"]


@pytest.mark.parametrize("name", ["nurse", "jgz_lead", "jgz_supervisor", "jgz_admin", "coordinator"])
def test_nobody_else_holds_or_lifts(world: World, code: str, name: str) -> None:
    made = place(world, code)
    with pytest.raises(NotAllowed):
        place(world, code, name)
    with pytest.raises(NotAllowed):
        holds.lift(world.ctx(name), made)


def test_the_second_factor_is_asked(world: World, code: str) -> None:
    made = place(world, code)
    world.clock.advance(minutes=LASTS.total_seconds() // 60 + 1)
    with pytest.raises(ConfirmFirst):
        place(world, code)
    with pytest.raises(ConfirmFirst):
        holds.lift(world.ctx("jgz_officer"), made)


def test_the_preview_shows_what_goes_this_month_and_what_keeps_it(world: World) -> None:
    story = Story(world)
    codes = [
        story.submit("nurse", signal=story.signal(acute=acute), ending=Watch()).pseudonym or ""
        for acute in (False, False, True)
    ]
    assert terms_ahead.look(world.ctx("jgz_officer")).going == ()
    place(world, codes[1])
    world.clock.advance(days=41)
    ahead = terms_ahead.look(world.ctx("jgz_officer"))
    assert {one.code: one.kept_by for one in ahead.going} == {
        codes[0]: "",
        codes[1]: "hold",
        codes[2]: "help",
    }
    assert not ahead.more
    line = logged(world.tools, Event.RETENTION_LISTED)[-1]
    assert set(line["subjects"]) == set(codes)
    upkeep.tidy(system(world.tools))
    world.clock.advance(days=2)
    upkeep.tidy(system(world.tools))
    assert {one.code for one in terms_ahead.look(world.ctx("jgz_officer")).going} == set(codes[1:])


def test_a_proof_that_goes_this_month_is_counted_also_when_its_card_is_gone(world: World) -> None:
    story = Story(world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING))
    world.clock.advance(days=400)
    upkeep.tidy(system(world.tools))
    assert terms_ahead.look(world.ctx("jgz_officer")).proofs == 0
    world.clock.advance(days=730 - 405)
    assert terms_ahead.look(world.ctx("jgz_officer")).proofs == 1
    assert terms_ahead.look(world.ctx("school_officer")).proofs == 0


def test_due_and_not_erased_is_zero_or_red(world: World, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def red() -> tuple[int, bool, list[str]]:
        found = terms_ahead.look(world.ctx("jgz_officer")).overdue
        tasks = [task.link for task in today.today(world.ctx("jgz_officer")).tasks if task.link == "/bewaren"]
        return found, health(world.tools).checks["erasing"], tasks

    held = place(world, code, ahead=60)
    world.clock.advance(days=49)
    assert red() == (0, True, [])
    with monkeypatch.context() as broken:
        broken.setattr(erasing, "expire", lambda _ctx: erasing.Gone())
        holds.lift(world.ctx("jgz_officer"), held)
        upkeep.tidy(system(world.tools))
        assert red() == (1, False, ["/bewaren"])
    assert terms_ahead.look(world.ctx("school_officer")).overdue == 0
    upkeep.tidy(system(world.tools))
    assert red() == (0, True, [])


def test_one_day_is_time_enough(world: World, code: str) -> None:
    with world.tools.store.reading() as reader:
        term = stored.get(reader, code).expires_at
    world.clock.set(term + terms_ahead.ERASED_WITHIN - timedelta(seconds=1))
    assert terms_ahead.look(world.ctx("jgz_officer")).overdue == 0
    world.clock.advance(seconds=2)
    assert terms_ahead.look(world.ctx("jgz_officer")).overdue == 1
