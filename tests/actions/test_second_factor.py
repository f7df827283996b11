"""The second factor of the last five minutes, before every verb that says it asks for it; none is left out."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from signaal.actions import confirming, epochs, log, recovery, rotating, rotating_start, witnesses
from signaal.actions.confirming import LASTS, ConfirmFirst
from signaal.actions.context import Ctx
from signaal.vault.pseudonyms import new_id
from tests.actions.rotations import asked
from tests.support.papers import fresh
from tests.support.repository import CODE, ROOT, modules, tree
from tests.support.world import World

ELSEWHERE = {
    "erasures.approve": "test_erasures.py",
    "holds.lift": "test_holds.py",
    "holds.place": "test_holds.py",
    "naming.agree": "test_access_reports.py",
    "opened.trace": "test_opened.py",
    "passkeys.add": "test_passkeys.py",
    "passkeys.ask_to_add": "test_passkeys.py",
    "passkeys.drop": "test_passkeys.py",
    "passphrases.change": "test_passphrases.py",
    "passphrases.change_authenticator": "test_passphrases.py",
    "passphrases.new_authenticator": "test_passphrases.py",
    "passphrases.renew_codes": "test_passphrases.py",
    "reporting.log_part": "test_access_reports.py",
    "unlocking.set_pin": "test_unlocking.py",
}
"""Verbs that ask, with the file of this room that lets the five minutes pass."""


def approve(world: World) -> tuple[str, Callable[[Ctx], object]]:
    rotation_id = rotating.ask(fresh(world, "jgz_lead"), world.teams["jgz_team"])
    return "jgz_lead2", lambda ctx: rotating.approve(ctx, rotation_id)


def start(world: World) -> tuple[str, Callable[[Ctx], object]]:
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    return "jgz_lead", lambda ctx: rotating_start.start(ctx, rotation_id)


VERBS: dict[str, Callable[[World], tuple[str, Callable[[Ctx], object]]]] = {
    "confirming.first": lambda _: ("nurse", confirming.first),
    "epochs.accept": lambda _: ("jgz_officer", lambda ctx: epochs.accept(ctx, 2)),
    "log.acknowledge": lambda _: ("jgz_officer", lambda ctx: log.acknowledge(ctx, 1, "summer_time")),
    "recovery.make": lambda world: (
        "jgz_lead",
        lambda ctx: recovery.make(ctx, world.teams["jgz_team"]),
    ),
    "rotating.approve": approve,
    "rotating.ask": lambda world: ("jgz_lead", lambda ctx: rotating.ask(ctx, world.teams["jgz_team"])),
    "rotating_start.start": start,
    "witnesses.add": lambda _: ("jgz_officer", lambda ctx: witnesses.add(ctx, "getuige+00+key")),
    "witnesses.end": lambda _: ("jgz_officer", lambda ctx: witnesses.end(ctx, new_id())),
}
"""What is tried here: who does it, and the deed."""


def asking() -> Iterator[str]:
    for path in modules(CODE / "actions"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                called = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
                if "must_be_fresh" in {getattr(f, "attr", getattr(f, "id", "")) for f in called}:
                    yield f"{path.stem}.{node.name}"


def test_every_verb_that_asks_is_tried() -> None:
    assert set(asking()) == set(VERBS) | set(ELSEWHERE)
    for file in set(ELSEWHERE.values()):
        assert "ConfirmFirst" in (ROOT / "tests" / "actions" / file).read_text(encoding="utf-8"), file


@pytest.mark.parametrize("verb", VERBS)
def test_five_minutes_after_the_second_factor_it_is_asked_again(world: World, verb: str) -> None:
    who, deed = VERBS[verb](world)
    ctx = fresh(world, who)
    world.clock.advance(minutes=LASTS.total_seconds() // 60 + 1)
    with pytest.raises(ConfirmFirst):
        deed(replace(ctx, now=world.clock.now()))
    with pytest.raises(ConfirmFirst):
        deed(replace(ctx, step_up_at=None))
