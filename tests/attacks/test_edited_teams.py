"""Somebody writes into the database what a team is: who gets its secret must not follow from that."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from signaal.actions import admission, cards, rotating_start, verify
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import operator
from signaal.actions.endings import Watch
from signaal.store import cases, memberships
from signaal.store.tables_people import MembershipRow
from signaal.terms import Setting
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import FAMILY, noticed
from tests.actions.rotations import asked
from tests.actions.test_recovery import back, lose_everything
from tests.actions.test_rotating import meddle
from tests.support.papers import fresh, paper_of
from tests.support.world import World

SHARED = "UPDATE teams SET mode = 'shared' WHERE id = ?"
CHARTER: dict[str, str | int] = {"mode": "shared", "solo": 1, "function": "jgz", "organisation_id": "jgz"}


def joins_school(world: World) -> str:
    """A second teacher waits at the door; the code that they read out."""
    world.invite(operator(world.tools), "newcomer", "school", "school_team", "signaller", False, "teacher")
    code = world.activate("newcomer").codes[0].code
    assert code is not None
    return code


def place(world: World) -> MembershipRow:
    with world.tools.store.reading() as reader:
        return memberships.get(reader, world.people["newcomer"].membership_id)


def test_who_is_admitted_to_a_team_whose_mode_was_edited_gets_no_secret(world: World) -> None:
    code = joins_school(world)
    meddle(world, SHARED, world.teams["school_team"])
    with pytest.raises(DoesNotOpen):
        admission.admit(world.ctx("school_lead"), place(world).id, code, new_id())
    assert (place(world).state, place(world).sealed_team_secret) == ("waiting", None)
    assert not verify.verify(operator(world.tools)).ok


def test_a_mode_that_is_edited_while_a_lead_types_the_code_gives_no_secret(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lead's own line was checked; what counts afterwards is what was checked, not what the row says by then."""
    code = joins_school(world)
    checked = admission._checked

    def slowly(*given, **more):
        found = checked(*given, **more)
        meddle(world, SHARED, world.teams["school_team"])
        return found

    monkeypatch.setattr(admission, "_checked", slowly)
    admission.admit(world.ctx("school_lead"), place(world).id, code, new_id())
    assert (place(world).state, place(world).sealed_team_secret) == ("active", None)
    with pytest.raises(DoesNotOpen):
        world.ctx("school_lead").keys.team(world.teams["school_team"])


@pytest.mark.parametrize("column", sorted(CHARTER))
def test_nothing_of_a_team_opens_while_its_row_says_something_else(world: World, column: str) -> None:
    team = world.teams["school_team"]
    with closing(sqlite3.connect(world.tools.store.url.database or "")) as connection:
        own = connection.execute(f"SELECT {column} FROM teams WHERE id = ?", (team,)).fetchone()[0]
    value = world.organisations["jgz"] if column == "organisation_id" else CHARTER[column]
    assert value != own
    rotation_id = asked(world, "school_team", "school_lead", "school_lead2")
    lead = fresh(world, "school_lead")
    meddle(world, f"UPDATE teams SET {column} = ? WHERE id = ?", value, team)
    with pytest.raises(DoesNotOpen):
        world.ctx("school_lead").keys.team(team)
    with pytest.raises(DoesNotOpen):
        rotating_start.start(lead, rotation_id)
    assert not verify.verify(operator(world.tools)).ok
    meddle(world, f"UPDATE teams SET {column} = ? WHERE id = ?", own, team)
    rotating_start.start(fresh(world, "school_lead"), rotation_id)


def test_a_teachers_new_card_is_personal_whatever_the_row_of_the_team_says(world: World) -> None:
    meddle(world, SHARED, world.teams["school_team"])
    signal = noticed(haste=False, setting=Setting.SCHOOL_PRIMARY)
    made = cards.submit(world.ctx("teacher"), CardDraft(new_id(), signal, None, FAMILY, ending=Watch()))
    with world.tools.store.reading() as reader:
        assert cases.get(reader, made.pseudonym or "").personal


def test_the_paper_of_a_team_whose_row_says_something_else_lets_nobody_back(world: World) -> None:
    """Whoever comes back by paper has no line of their own that fits yet: another one of the roster has to."""
    paper = paper_of(world, "school_lead", "school_team")
    meddle(world, SHARED, world.teams["school_team"])
    lose_everything(world, "school_lead")
    with pytest.raises(DoesNotOpen):
        back(world, "school_lead", paper)
    meddle(world, "UPDATE teams SET mode = 'personal' WHERE id = ?", world.teams["school_team"])
    back(world, "school_lead", paper)
