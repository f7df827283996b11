"""A nurse alone asks her privacy officer to agree; somebody who owns the database answers in the officer's place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from signaal.actions import keyholding, rotating, rotating_start, verify
from signaal.actions.context import operator
from signaal.store import rotations, teams
from signaal.terms import Refused
from signaal.vault import rotation_asking
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.pseudonyms import new_id
from tests.actions.test_rotating import meddle
from tests.support.papers import fresh
from tests.support.solo import solo_world
from tests.support.world import World

REPLACED = "UPDATE users SET kem_public = ?, sign_public = ?, fingerprint = ? WHERE id = ?"


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[World]:
    world = solo_world(f"sqlite:///{tmp_path / 'signaal.db'}", tmp_path)
    yield world
    world.close()


def ask(world: World) -> str:
    return rotating.ask(fresh(world, "annie"), world.teams["school_team"])


def read_out(world: World, who: str = "piet") -> str:
    """The code on the officer's own page."""
    line = keyholding.page(world.ctx(who))[0].rotation
    assert line is not None
    assert line.code is not None
    return line.code


def version(world: World) -> int:
    with world.tools.store.reading() as reader:
        return teams.get(reader, world.teams["school_team"]).key_version


def refuses(world: World, rotation_id: str, typed: str) -> bool:
    with pytest.raises(Refused) as no:
        rotating_start.start(fresh(world, "annie"), rotation_id, typed)
    return set(no.value.problems) == {"code"} and version(world) == 1


def test_a_yes_under_a_replaced_key_of_the_officer_is_refused(alone: World) -> None:
    """The signature is right, the key is not theirs: only the code that the officer reads out tells."""
    rotation_id = ask(alone)
    officer = alone.people["piet"].user_id
    with alone.tools.store.reading() as reader:
        row = rotations.find(reader, rotation_id)
        assert row is not None
        asked = rotating.asked_of(row)
    mine = UserKeys.new(officer)
    meddle(alone, REPLACED, mine.public.kem, mine.public.sign, mine.public.fingerprint, officer)
    meddle(
        alone,
        "UPDATE rotations SET state = 'approved', approved_by = ?, approved_at = asked_at, approval = ? WHERE id = ?",
        officer, rotation_asking.approve_as_officer(mine, asked), rotation_id,
    )  # fmt: skip
    line = keyholding.page(alone.ctx("annie"))[0].rotation
    assert line is not None
    assert line.needs_code
    assert refuses(alone, rotation_id, "")
    assert refuses(alone, rotation_id, "AAAAA-AAAAA")
    assert not verify.verify(operator(alone.tools)).ok


def test_the_officers_own_code_does_not_fit_a_replaced_key(alone: World) -> None:
    rotation_id = ask(alone)
    rotating.approve(fresh(alone, "piet"), rotation_id)
    theirs = read_out(alone)
    mine = UserKeys.new(alone.people["piet"].user_id)
    meddle(alone, REPLACED, mine.public.kem, mine.public.sign, mine.public.fingerprint, mine.id)
    assert refuses(alone, rotation_id, theirs)


def test_a_replaced_key_of_the_team_shows_the_officer_another_code(alone: World) -> None:
    """Else the officer would say yes to a team that somebody put in between."""
    rotation_id = ask(alone)
    rotating.approve(fresh(alone, "piet"), rotation_id)
    true = read_out(alone)
    other = TeamKeys.new(new_id()).public
    meddle(
        alone,
        "UPDATE team_keys SET kem_public = ?, sign_public = ?, fingerprint = ?",
        other.kem, other.sign, other.fingerprint,
    )  # fmt: skip
    assert read_out(alone) != true


def test_the_code_that_the_officer_reads_out_begins_it_and_fits_no_other_question(alone: World) -> None:
    first = ask(alone)
    rotating.approve(fresh(alone, "piet"), first)
    old = read_out(alone)
    rotating.cancel(fresh(alone, "annie"), first)
    rotation_id = ask(alone)
    rotating.approve(fresh(alone, "piet"), rotation_id)
    assert refuses(alone, rotation_id, old)
    rotating_start.start(fresh(alone, "annie"), rotation_id, read_out(alone).lower().replace("-", " "))
    assert version(alone) == 2


def test_codes_are_not_guessed_one_after_the_other(alone: World) -> None:
    rotation_id = ask(alone)
    rotating.approve(fresh(alone, "piet"), rotation_id)
    right = read_out(alone)
    annie = fresh(alone, "annie")
    for typed in (*["AAAAA-AAAAA"] * 3, right):
        with pytest.raises(Refused) as no:
            rotating_start.start(annie, rotation_id, typed)
    assert no.value.problems["code"].key == "keys.code_wait", "too often: the right one waits as well"
    alone.clock.advance(minutes=16)
    rotating_start.start(fresh(alone, "annie"), rotation_id, read_out(alone))
    assert version(alone) == 2


def test_the_code_is_shown_to_the_officer_who_agreed_and_to_nobody_else(alone: World) -> None:
    rotation_id = ask(alone)
    rotating.approve(fresh(alone, "piet"), rotation_id)
    line = keyholding.page(alone.ctx("annie"))[0].rotation
    assert line is not None
    assert (line.needs_code, line.code) == (True, None)
