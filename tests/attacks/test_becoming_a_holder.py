"""Somebody writes into the database who holds a team's secret: the next rotation must not make it true."""

from __future__ import annotations

import pytest

from signaal.actions import members, rotating_start, verify
from signaal.actions.context import operator
from signaal.store import teams
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.hpke import seal_to
from signaal.vault.keys import UserKeys
from signaal.vault.pseudonyms import new_id
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
