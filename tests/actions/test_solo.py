"""One nurse alone: she works, is told everything herself, and loses nothing (R23)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from signaal.actions import (
    cards,
    cases,
    deadlines,
    keyholding,
    links,
    mistakes,
    recovery_use,
    resets,
    rotating,
    rotating_start,
    rotating_work,
    solos,
    today,
    verify,
)
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import operator, system
from signaal.actions.endings import Watch
from signaal.actions.enrolment import NewLogin
from signaal.actions.views import CaseView
from signaal.terms import Conflict, NotAllowed, Refused, Setting
from signaal.vault import totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from tests.actions.referred import FAMILY, noticed
from tests.support.papers import fresh, paper_of
from tests.support.solo import DRAFT, solo_world
from tests.support.world import ADDRESS, World, unbase32


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[World]:
    world = solo_world(f"sqlite:///{tmp_path / 'signaal.db'}", tmp_path)
    yield world
    world.close()


def card(world: World, *, haste: bool = False) -> str:
    signal = noticed(haste=haste, setting=Setting.SCHOOL_PRIMARY)
    receipt = cards.submit(world.ctx("annie"), CardDraft(new_id(), signal, None, FAMILY, ending=Watch()))
    assert receipt.pseudonym is not None
    return receipt.pseudonym


def seen(world: World, code: str) -> CaseView:
    return cases.read(world.ctx("annie"), code)


def test_it_can_be_made_twice_and_is_there_once(alone: World) -> None:
    again = solos.found(operator(alone.tools), replace(DRAFT))
    assert again.tokens == ()
    assert again.team_id == alone.teams["school_team"]


def test_she_is_her_own_on_call_person(alone: World) -> None:
    """Every step of the clock finds her, and nobody else."""
    code = card(alone, haste=True)
    assert seen(alone, code).clocks
    for _ in range(16):
        alone.clock.advance(hours=4)
        deadlines.sweep(system(alone.tools))
    messages = today.today(alone.ctx("annie")).messages
    assert {message.code for message in messages} == {code}
    assert len(messages) >= 3
    assert not [message for message in today.today(alone.ctx("piet")).messages if message.code == code]


def test_her_paper_is_the_second_holder(alone: World) -> None:
    def reds() -> list[str]:
        return [say.key for say in keyholding.page(alone.ctx("annie"))[0].reds]

    assert reds() == ["keys.red_paper"]
    paper_of(alone, "annie", "school_team")
    assert reds() == []
    assert not keyholding.page(alone.ctx("piet"))[0].reds


def test_the_outside_officer_is_the_second_pair_of_eyes(alone: World) -> None:
    code = card(alone)
    team = alone.teams["school_team"]
    rotation_id = rotating.ask(fresh(alone, "annie"), team)
    with pytest.raises(Conflict):
        rotating.approve(alone.ctx("annie"), rotation_id)
    with pytest.raises(Conflict):
        rotating_start.start(alone.ctx("annie"), rotation_id)
    assert "today.key_waits" in {task.what.key for task in today.today(alone.ctx("piet")).tasks}
    rotating.approve(fresh(alone, "piet"), rotation_id)
    with pytest.raises(NotAllowed):
        rotating_start.start(alone.ctx("piet"), rotation_id)
    with pytest.raises(Refused):
        rotating_start.start(fresh(alone, "annie"), rotation_id)
    begun = keyholding.page(alone.ctx("piet"))[0].rotation
    assert begun is not None
    assert begun.code is not None
    rotating_start.start(fresh(alone, "annie"), rotation_id, begun.code)
    assert rotating_work.go_on(alone.ctx("annie"), team).done
    assert seen(alone, code).contact is not None
    with pytest.raises(NotAllowed):
        cases.read(alone.ctx("piet"), code)


def test_a_question_that_an_admin_wrote_goes_nowhere_though_the_officer_agreed(alone: World) -> None:
    """The officer holds no team's secret and cannot tell who asked; her own session can."""
    moment = "2026-11-16T08:00:00.000000Z"
    with closing(sqlite3.connect(alone.tools.store.url.database or "")) as connection, connection:
        connection.execute(
            "INSERT INTO rotations (id, team_id, from_version, state, asked_by, asked_at, asked_mark, total, turned,"
            " left_behind) VALUES (?, ?, 1, 'asked', ?, ?, ?, 0, 0, 0)",
            (
                "a" * 32,
                alone.teams["school_team"],
                alone.people["annie"].user_id,
                moment,
                b"\x01" + bytes(32),
            ),
        )
    rotating.approve(fresh(alone, "piet"), "a" * 32)
    with pytest.raises(DoesNotOpen):
        rotating_start.start(fresh(alone, "annie"), "a" * 32)


def test_she_loses_her_passphrase_and_comes_back_by_her_paper(alone: World) -> None:
    kept = [card(alone), card(alone, haste=True)]
    paper = paper_of(alone, "annie", "school_team")
    person = alone.people["annie"]
    token = links.send_reset(operator(alone.tools), person.user_id)
    shown = resets.page(alone.tools, token)
    secret = Secret(unbase32(shown.totp_secret))
    alone.clock.advance(seconds=60)
    step = totp.step_at(alone.clock.now())
    resets.reset(alone.tools, NewLogin(token, shown.suggestion, totp.code_at(secret, step), shown.setup))
    person.passphrase, person.secret, person.last_step = shown.suggestion, secret, step
    code = alone.totp_code("annie")
    found = recovery_use.come_back(alone.tools, "annie", person.passphrase, code, paper, ADDRESS, new_id())
    person.token = found.token
    for case in kept:
        view = seen(alone, case)
        assert view.contact is not None
        assert view.contact.parent_name == FAMILY.parent_name
    new = paper_of(alone, "annie", "school_team")
    assert new != paper
    assert not keyholding.page(alone.ctx("annie"))[0].reds
    assert "paper_used" in {m.what.key.rpartition(".")[2] for m in today.today(alone.ctx("piet")).messages}
    assert verify.verify(operator(alone.tools)).ok


def test_a_clock_that_she_ended_as_a_mistake_goes_to_the_officer(alone: World) -> None:
    code = card(alone, haste=True)
    clock_id = seen(alone, code).clocks[0].id
    mistakes.mistake(alone.ctx("annie"), clock_id, "wrong_family", new_id())
    assert "today.review_waits" in {task.what.key for task in today.today(alone.ctx("piet")).tasks}
