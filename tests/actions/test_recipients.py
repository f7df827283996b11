"""Whose word it is that a receiving team's key is the right one: the sending team's, or a teacher's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signaal.actions import cards, inbox
from signaal.actions.carddrafts import CardDraft
from signaal.store import pins
from signaal.terms import Bundle, Setting
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import FAMILY, TALK, meddle, noticed, yes
from tests.support.world import World

EVERYBODY = ("teacher", "teacher2", "school_lead", "school_lead2", "teacher")


def send(world: World, who: str) -> str:
    signal = replace(noticed(haste=False), setting=Setting.SCHOOL_PRIMARY)
    draft = CardDraft(new_id(), signal, TALK, FAMILY, yes(world, Bundle.CALL_AND_WHY))
    return cards.submit(world.ctx(who), draft).reference or ""


def test_in_a_personal_team_every_teacher_and_lead_can_send_to_the_same_team(world: World) -> None:
    """A teacher holds no team secret: a mark of one's own never stands in another's way."""
    for who in EVERYBODY:
        opened = inbox.read(world.ctx("responder"), send(world, who))
        assert opened.contact.parent_name == FAMILY.parent_name
    with world.tools.store.reading() as reader:
        own = {
            who: pins.find(reader, world.people[who].user_id, world.teams["social_team"])
            for who in ("teacher", "teacher2", "school_lead")
        }
        assert own["teacher"] is not None
        assert own["teacher2"] is not None
        assert own["school_lead"] is None, "a lead pins for the team"
        assert set(pins.of_team(reader, world.teams["school_team"])) == {world.teams["social_team"]}


@pytest.mark.parametrize("who", ["teacher", "school_lead"])
def test_a_key_that_was_exchanged_after_the_first_use_is_refused(world: World, who: str) -> None:
    send(world, who)
    meddle(
        world,
        "UPDATE team_keys SET kem_public = (SELECT kem_public FROM team_keys WHERE team_id = ?) WHERE team_id = ?",
        world.teams["jgz_team"],
        world.teams["social_team"],
    )
    with pytest.raises(DoesNotOpen):
        send(world, who)


def test_a_teachers_mark_does_not_speak_for_a_colleague(world: World) -> None:
    """Whoever writes another owner on a mark made with other keys is found out."""
    send(world, "teacher")
    meddle(
        world,
        "UPDATE pins SET owner_id = ? WHERE owner_id = ?",
        world.people["teacher2"].user_id,
        world.people["teacher"].user_id,
    )
    with pytest.raises(DoesNotOpen):
        send(world, "teacher2")
