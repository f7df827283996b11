"""Who belongs to a team: until when, who leads it, and what a wrong hand in the database gets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from signaal.actions import admission, members, upkeep
from signaal.actions.context import system
from signaal.audit.events import Event
from signaal.store.tables_people import MembershipRow
from signaal.terms import Conflict, NotAllowed, NotFound, Refused
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.test_accounts import row_of, tamper
from tests.support.world import World


def limit(world: World, lead: str, name: str, until: date | None) -> None:
    members.limit(world.ctx(lead), world.people[name].membership_id, until, new_id())


def today(world: World) -> date:
    return world.clock.now().date()


def test_a_temporary_place_ends_at_midnight_at_the_next_request_and_in_the_night(world: World) -> None:
    last = today(world) + timedelta(days=3)
    limit(world, "jgz_lead", "nurse", last)
    shown = members.member(world.ctx("jgz_lead"), world.people["nurse"].membership_id)
    assert shown.until == last
    assert row_of(world, "nurse").ends_at == members.end_of(last)
    world.clock.advance(days=3, hours=14)
    assert world.ctx("nurse").actor.in_team(world.teams["jgz_team"]), "the last day counts whole"
    world.clock.advance(days=1)
    nurse = world.ctx("nurse")
    assert nurse.actor.memberships == ()
    with pytest.raises(DoesNotOpen):
        nurse.keys.team(world.teams["jgz_team"])
    assert row_of(world, "nurse").sealed_team_secret is not None
    upkeep.tidy(system(world.tools))
    assert (row_of(world, "nurse").state, row_of(world, "nurse").sealed_team_secret) == ("ended", None)


def test_an_end_can_be_moved_and_taken_away(world: World) -> None:
    limit(world, "jgz_lead", "nurse", today(world))
    limit(world, "jgz_lead", "nurse", None)
    assert row_of(world, "nurse").ends_at is None
    reasons = [line["reason"] for line in logged(world.tools, Event.MEMBER_CHANGED)]
    assert reasons == ["end_date", "end_date"]


def test_no_end_in_the_past_and_none_for_the_last_who_can_open(world: World) -> None:
    with pytest.raises(Refused) as stopped:
        limit(world, "jgz_lead", "nurse", today(world) - timedelta(days=1))
    assert stopped.value.problems["until"].key == "people.end_is_past"
    members.end_member(world.ctx("school_lead"), world.people["school_lead2"].membership_id)
    with pytest.raises(Refused) as last:
        limit(world, "school_lead", "school_lead", today(world))
    assert last.value.problems["until"].key == "people.last_holder"


@pytest.mark.parametrize("who", ["nurse2", "jgz_admin", "jgz_officer"])
def test_only_a_lead_of_the_team_decides(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        limit(world, who, "nurse", None)
    with pytest.raises(NotAllowed):
        members.appoint(world.ctx(who), world.people["nurse"].membership_id, new_id())
    with pytest.raises(NotFound):
        limit(world, "school_lead", "nurse", None)
    with pytest.raises(NotFound):
        members.appoint(world.ctx("social_lead"), world.people["nurse"].membership_id, new_id())


def test_a_lead_appoints_a_second_who_then_admits(world: World) -> None:
    members.appoint(world.ctx("jgz_lead"), world.people["nurse"].membership_id, new_id())
    assert admission.page(world.ctx("nurse"))[0].team_id == world.teams["jgz_team"]
    with pytest.raises(Conflict):
        members.appoint(world.ctx("jgz_lead"), world.people["nurse"].membership_id, new_id())
    assert logged(world.tools, Event.MEMBER_CHANGED)[-1]["reason"] == "lead"


def test_a_teacher_who_is_appointed_gets_the_teams_secret(world: World) -> None:
    team = world.teams["school_team"]
    with pytest.raises(DoesNotOpen):
        world.ctx("teacher").keys.team(team)
    members.appoint(world.ctx("school_lead"), world.people["teacher"].membership_id, new_id())
    assert world.ctx("teacher").keys.team(team).id == team


def test_a_form_posted_twice_appoints_once(world: World) -> None:
    form_id = new_id()
    for _ in range(2):
        members.appoint(world.ctx("jgz_lead"), world.people["nurse"].membership_id, form_id)
    assert len(logged(world.tools, Event.MEMBER_CHANGED)) == 1


def test_a_lead_mark_written_into_the_database_opens_nothing(world: World) -> None:
    tamper(world, MembershipRow, world.people["nurse"].membership_id, lead=True)
    with pytest.raises(DoesNotOpen):
        admission.page(world.ctx("nurse"))
    with pytest.raises(DoesNotOpen):
        members.appoint(world.ctx("nurse"), world.people["nurse2"].membership_id, new_id())


def test_a_line_changed_in_the_database_is_not_vouched_for_again(world: World) -> None:
    tamper(world, MembershipRow, world.people["nurse2"].membership_id, role="responder")
    with pytest.raises(DoesNotOpen):
        members.appoint(world.ctx("jgz_lead"), world.people["nurse2"].membership_id, new_id())
