"""Who still belongs here: asked of the right person, never of the person concerned, once per period."""

from __future__ import annotations

from datetime import date

import pytest

from signaal.actions import log, member_reviews, reviewing
from signaal.actions.context import system
from signaal.audit.events import Event
from signaal.store import memberships
from signaal.store.tables_people import MembershipRow
from signaal.terms import NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.store.rows import writing
from tests.support.world import World


@pytest.fixture
def asked(world: World) -> World:
    """The second of January: the first day of a year and of a quarter has gone by."""
    world.clock.advance(days=47)
    assert world.clock.now().date() == date(2027, 1, 2)
    member_reviews.ask(system(world.tools))
    return world


def names(world: World, who: str) -> set[str]:
    return {place.name.split()[0] for place in member_reviews.places(world.ctx(who))}


def test_the_right_person_is_asked_and_nobody_about_the_own_place(asked: World) -> None:
    assert names(asked, "jgz_lead") == {"Jgz_Lead2", "Nurse", "Nurse2"}
    assert names(asked, "jgz_lead2") == {"Jgz_Lead", "Nurse", "Nurse2"}
    assert names(asked, "jgz_officer") == {"Jgz_Supervisor", "Jgz_Admin"}
    assert names(asked, "jgz_admin") == {"Jgz_Officer"}
    assert names(asked, "town_officer") == {"Coordinator", "Town_Supervisor", "Town_Admin"}
    for nobody in ("nurse", "jgz_supervisor", "coordinator"):
        with pytest.raises(NotAllowed):
            member_reviews.places(asked.ctx(nobody))


def test_each_place_is_asked_once_a_period(asked: World) -> None:
    assert member_reviews.ask(system(asked.tools)) == 0
    asked.clock.advance(days=90)
    assert member_reviews.ask(system(asked.tools)) == 7, "officers, supervisors and admins, not the others"
    assert names(asked, "jgz_admin") == {"Jgz_Officer"}, "one card for each period"
    assert member_reviews.period_of("admin", date(2027, 3, 31)) == ("2027-Q1", date(2027, 1, 1))
    assert member_reviews.period_of("admin", date(2027, 4, 1)) == ("2027-Q2", date(2027, 4, 1))
    assert member_reviews.period_of("signaller", date(2027, 4, 1)) == ("2027", date(2027, 1, 1))


def test_a_new_colleague_is_not_asked_about_before_the_next_period(world: World) -> None:
    assert member_reviews.ask(system(world.tools)) == 0
    reviewing.find(system(world.tools))
    assert not member_reviews.places(world.ctx("jgz_officer"))


def place_of(world: World, who: str, name: str) -> member_reviews.Place:
    return next(place for place in member_reviews.places(world.ctx(who)) if place.name.startswith(name))


def test_a_place_stays_or_ends_and_the_log_says_who_said_so(asked: World) -> None:
    keep, end = place_of(asked, "jgz_lead", "Nurse "), place_of(asked, "jgz_lead", "Nurse2 ")
    member_reviews.decide(asked.ctx("jgz_lead"), keep.id, "keep", new_id())
    member_reviews.decide(asked.ctx("jgz_lead"), end.id, "end", new_id())
    assert names(asked, "jgz_lead2") == {"Jgz_Lead"}
    told = logged(asked.tools, Event.MEMBER_REVIEWED)
    assert [line["reason"] for line in told] == ["keep", "end"]
    assert logged(asked.tools, Event.MEMBER_ENDED)[-1]["target"] == asked.people["nurse2"].membership_id
    with asked.tools.store.reading() as reader:
        row = memberships.get(reader, asked.people["nurse2"].membership_id)
    assert (row.state, row.sealed_team_secret) == ("ended", None)
    assert log.check(asked.ctx("jgz_officer")).ok


def test_an_officer_ends_an_admin_and_nobody_else_may(asked: World) -> None:
    admin = place_of(asked, "jgz_officer", "Jgz_Admin")
    for stranger in ("jgz_lead", "town_officer", "jgz_admin"):
        with pytest.raises(NotFound):
            member_reviews.decide(asked.ctx(stranger), admin.id, "end", new_id())
    with pytest.raises(Refused):
        member_reviews.decide(asked.ctx("jgz_officer"), admin.id, "maybe", new_id())
    member_reviews.decide(asked.ctx("jgz_officer"), admin.id, "end", new_id())
    with pytest.raises(NotFound):
        member_reviews.decide(asked.ctx("jgz_officer"), admin.id, "keep", new_id())


def test_who_has_two_roles_does_not_answer_for_the_own_place(asked: World) -> None:
    """The officer is made an admin too: an admin answers for officers, but not for this one."""
    officer = asked.people["jgz_officer"]
    with writing(asked.tools.store) as unit:
        unit.add(
            MembershipRow(
                id="e" * 32, user_id=officer.user_id, organisation_id=asked.organisations["jgz"], role="admin",
                state="active", starts_at=asked.clock.now(), created_at=asked.clock.now(),
            )
        )  # fmt: skip
    assert names(asked, "jgz_admin") == {"Jgz_Officer"}
    assert names(asked, "jgz_officer") == {"Jgz_Supervisor", "Jgz_Admin"}
