"""Somebody writes into the database who holds a team's secret: the next rotation must not make it true."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from signaal.actions import members, people, rotating_start, upkeep, verify
from signaal.actions.context import operator, system
from signaal.audit.findings import Finding
from signaal.store import teams
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.hpke import seal_to
from signaal.vault.keys import UserKeys
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from tests.actions.rotations import asked, seat
from tests.actions.test_rotating import meddle
from tests.support.papers import fresh
from tests.support.world import World

BLOB = b"\x01" + bytes(1168)


def version(world: World, team: str) -> int:
    with world.tools.store.reading() as reader:
        return teams.get(reader, world.teams[team]).key_version


def test_a_teacher_whose_row_says_holder_gets_no_secret_at_the_next_rotation(world: World) -> None:
    rotation_id = asked(world, "school_team", "school_lead", "school_lead2")
    mine = world.people["teacher"].membership_id
    meddle(world, "UPDATE memberships SET sealed_team_secret = ? WHERE id = ?", BLOB, mine)
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(world, "school_lead"), rotation_id)
    assert version(world, "school_team") == 1
    assert not verify.verify(operator(world.tools)).ok


def test_who_was_removed_by_a_lead_and_written_back_gets_no_secret_at_the_next_rotation(world: World) -> None:
    mine = world.people["nurse2"].membership_id
    members.end_member(world.ctx("jgz_lead"), mine)
    assert seat(world, "nurse2").state == "ended"
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    back = "UPDATE memberships SET state = 'active', ends_at = NULL, sealed_team_secret = ? WHERE id = ?"
    meddle(world, back, BLOB, mine)
    lead = fresh(world, "jgz_lead")
    with pytest.raises(DoesNotOpen):
        rotating_start.start(lead, rotation_id)
    assert version(world, "jgz_team") == 1
    assert not verify.verify(operator(world.tools)).ok


def test_an_admin_who_writes_an_own_place_into_the_database_opens_nothing(world: World) -> None:
    """With the best blob that an outsider can make: their own secret, sealed to their own key."""
    theirs = UserKeys.new(world.people["jgz_admin"].user_id)
    planted = seal_to(theirs.public.kem, bytes(32), b"")
    like = seat(world, "nurse")
    meddle(
        world,
        "INSERT INTO memberships (id, user_id, organisation_id, team_id, role, lead, state, starts_at,"
        " team_key_version, sealed_team_secret, roster_line, roster_fingerprint, pin_version, pin_fingerprint,"
        " pin_mark, certificate, created_at)"
        " SELECT ?, ?, organisation_id, team_id, 'signaller', 1, 'active', starts_at, team_key_version, ?,"
        " roster_line, roster_fingerprint, pin_version, pin_fingerprint, pin_mark, certificate, created_at"
        " FROM memberships WHERE id = ?",
        new_id(), world.people["jgz_admin"].user_id, planted, like.id,
    )  # fmt: skip
    visit = world.ctx("jgz_admin")
    with pytest.raises(DoesNotOpen):
        visit.keys.team(world.teams["jgz_team"])
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    assert not verify.verify(operator(world.tools)).ok


def whole_row(world: World, table: str, row_id: str) -> dict[str, object]:
    """A copy of a row, as an old database has it."""
    with closing(sqlite3.connect(world.tools.store.url.database or "")) as connection:
        connection.row_factory = sqlite3.Row
        return dict(connection.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone())


def write_back(world: World, table: str, old: dict[str, object]) -> None:
    names = ", ".join(f"{name} = ?" for name in old)
    meddle(world, f"UPDATE {table} SET {names} WHERE id = ?", *old.values(), old["id"])


def by_a_lead(world: World) -> None:
    members.end_member(world.ctx("jgz_lead"), world.people["nurse2"].membership_id)


def by_an_admin(world: World) -> None:
    members.end_member(world.ctx("jgz_admin"), world.people["nurse2"].membership_id)


def by_itself(world: World) -> None:
    until = local_day(world.clock.now())
    members.limit(world.ctx("jgz_lead"), world.people["nurse2"].membership_id, until, new_id())
    world.clock.advance(days=1)
    upkeep.tidy(system(world.tools))


WAYS_TO_END = {"lead": by_a_lead, "admin": by_an_admin, "time": by_itself}


@pytest.mark.parametrize("journal", [True, False], ids=["journal", "log"])
@pytest.mark.parametrize("how", WAYS_TO_END)
def test_an_old_copy_of_a_place_that_ended_gets_no_secret_at_the_next_rotation(
    world: World, how: str, journal: bool
) -> None:
    """Nothing in it is wrong but its age; without a journal the log is what remembers."""
    old = whole_row(world, "memberships", world.people["nurse2"].membership_id)
    WAYS_TO_END[how](world)
    assert seat(world, "nurse2").state == "ended"
    if not journal:
        world.tools.store.journal = None
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    write_back(world, "memberships", old)
    lead = fresh(world, "jgz_lead")
    with pytest.raises(DoesNotOpen):
        rotating_start.start(lead, rotation_id)
    assert version(world, "jgz_team") == 1
    assert not verify.verify(operator(world.tools)).ok
    members.end_member(world.ctx("jgz_lead"), str(old["id"]))
    rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    assert seat(world, "nurse2").sealed_team_secret is None


@pytest.mark.parametrize("how", WAYS_TO_END)
def test_a_place_that_came_back_is_named_though_signaal_itself_wrote_the_row_again(
    world: World, how: str
) -> None:
    old = whole_row(world, "memberships", world.people["nurse2"].membership_id)
    WAYS_TO_END[how](world)
    assert verify.verify(operator(world.tools)).ok
    write_back(world, "memberships", old)
    later = local_day(world.clock.now()) + timedelta(days=30)
    members.limit(world.ctx("jgz_lead"), str(old["id"]), later, new_id())
    found = {(problem.code, problem.place) for problem in verify.verify(operator(world.tools)).problems}
    assert found == {(Finding.MEMBER_RETURNED, f"memberships/{old['id']}")}


def test_a_closed_account_that_was_written_open_gets_no_secret_at_the_next_rotation(world: World) -> None:
    mine = world.people["nurse2"].user_id
    people.disable(world.ctx("jgz_admin"), mine)
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    meddle(world, "UPDATE users SET state = 'active' WHERE id = ?", mine)
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    assert not verify.verify(operator(world.tools)).ok
    meddle(world, "UPDATE users SET state = 'disabled' WHERE id = ?", mine)
    people.enable(world.ctx("jgz_admin"), mine)
    rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    assert seat(world, "nurse2").sealed_team_secret is not None, "opened again by an admin, in the log"


def test_a_place_whose_last_day_is_over_gets_no_secret_before_the_night_either(world: World) -> None:
    until = local_day(world.clock.now())
    members.limit(world.ctx("jgz_lead"), world.people["nurse2"].membership_id, until, new_id())
    world.clock.advance(days=1)
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    before = seat(world, "nurse2").sealed_team_secret
    rotating_start.start(fresh(world, "jgz_lead"), rotation_id)
    assert before is not None
    assert seat(world, "nurse2").sealed_team_secret is None
