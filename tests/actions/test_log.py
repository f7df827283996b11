"""The officer's search, its borders, the state of the log, and everybody's own log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from signaal.actions import checkpoints, log, sessions
from signaal.actions.context import system
from signaal.audit.events import Event
from signaal.store.tables_people import MembershipRow
from signaal.terms import NotAllowed, NotFound, Refused
from signaal.texts import say
from tests.actions.events import logged
from tests.support.world import World


def test_an_officer_finds_what_happened_in_the_own_organisation_and_nothing_else(world: World) -> None:
    for name in ("nurse", "teacher", "responder"):
        world.log_in(name)
    for officer, expected in (
        ("jgz_officer", "nurse"),
        ("school_officer", "teacher"),
        ("town_supervisor", "responder"),
    ):
        page = log.search(world.ctx(officer), event="session:login")
        assert expected in {line.login for line in page.lines}
        assert not {"nurse", "teacher", "responder"} - {expected} & {line.login for line in page.lines}
    every = log.search(world.ctx("jgz_officer"))
    assert all(say(language, line.what.key) for language in ("nl", "en") for line in every.lines)


def test_searching_is_written_down_with_what_was_searched(world: World) -> None:
    since, until = world.clock.now() - timedelta(days=1), world.clock.now() + timedelta(days=1)
    world.log_in("nurse")
    page = log.search(world.ctx("jgz_officer"), "k7qm 4tx9".replace(" ", "-"), "nurse", since, until)
    assert page.lines == ()
    line = logged(world.tools, Event.LOG_SEARCHED)[-1]
    assert line["subjects"] == ["K7QM-4TX9"]
    assert line["target"] == world.people["nurse"].user_id
    assert line["explanation"] == "review"
    assert line["organisation"] == world.organisations["jgz"]


def test_pages_follow_each_other_without_gap_or_double(world: World) -> None:
    ctx = world.ctx("jgz_officer")
    seen: list[int] = []
    after = None
    while True:
        page = log.search(ctx, after=after, event="member:admitted")
        seen += [line.seq for line in page.lines]
        after = page.following
        if after is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 4


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"subject": "Annie"}, "subject"),
        ({"user": "nobody"}, "user"),
        ({"event": "log:erased"}, "event"),
    ],
)
def test_a_question_that_makes_no_sense_is_said_so(world: World, asked: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as stopped:
        log.search(world.ctx("jgz_officer"), **asked)  # type: ignore[arg-type]  # only texts here
    assert list(stopped.value.problems) == [field]
    now = world.clock.now()
    with pytest.raises(Refused):
        log.search(world.ctx("jgz_officer"), since=now, until=now)


@pytest.mark.parametrize("name", ["nurse", "jgz_lead", "coordinator", "town_admin", "responder"])
def test_nobody_else_reads_the_log(world: World, name: str) -> None:
    for verb in (log.search, log.integrity, log.check, log.checkpoint):
        with pytest.raises(NotAllowed):
            verb(world.ctx(name))


def test_everybody_reads_the_own_log(world: World) -> None:
    world.log_in("nurse2")
    page = log.own(world.ctx("nurse"))
    assert page.lines
    assert {line.login for line in page.lines} == {"nurse"}
    assert logged(world.tools, Event.LOG_OWN_VIEWED)[-1]["target"] == world.people["nurse"].user_id


def test_the_world_as_it_was_built_can_be_believed(world: World) -> None:
    with pytest.raises(NotFound):
        log.checkpoint(world.ctx("jgz_officer"))
    checkpoints.checkpoint(system(world.tools))
    found = log.check(world.ctx("jgz_officer"))
    assert (found.ok, found.problems) == (True, ())
    assert found.verified_at is not None
    assert log.checkpoint(world.ctx("jgz_officer")).startswith("signaal/")
    later = log.integrity(world.ctx("jgz_supervisor"))
    assert later.size > found.size
    assert len(later.root) == 64


def test_a_change_behind_the_back_of_the_log_turns_it_red(world: World) -> None:
    with world.tools.store.unit() as unit:
        unit.get(MembershipRow, world.people["nurse"].membership_id).lead = True
        unit.audited = True
        unit.written()
    found = log.check(world.ctx("jgz_officer"))
    assert not found.ok
    assert "row_edited" in found.problems
    assert found.first_bad is not None
    assert not log.integrity(world.ctx("jgz_supervisor")).ok
    assert all(say("nl", f"log.problem.{code}") for code in found.problems)


def test_an_ended_session_reads_nothing_any_more(world: World) -> None:
    ctx = world.ctx("nurse")
    sessions.log_out(ctx)
    assert sessions.open(world.tools, world.people["nurse"].token, "0" * 32, None) is None
