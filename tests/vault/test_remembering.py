"""Playing the demo may remember a derivation, and never changes one."""

from __future__ import annotations

from signaal.vault.argon import Argon, Cost
from signaal.vault.remembering import RememberingArgon
from signaal.vault.secret import Secret

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
OTHER = Cost(memory_kib=16, passes=1, lanes=1)
SALT = b"s" * 16


def test_it_gives_what_argon_gives_the_first_time_and_the_second() -> None:
    plain, remembering = Argon(CHEAP), RememberingArgon(CHEAP)
    for _ in range(2):
        assert remembering.derive(b"words", SALT) == plain.derive(b"words", SALT)
    assert remembering.derive(b"words", SALT) is remembering.derive(b"words", SALT)


def test_whatever_differs_in_the_question_gives_another_answer() -> None:
    argon = RememberingArgon(CHEAP)
    found = [
        argon.derive(b"words", SALT).reveal(),
        argon.derive(b"word", b"s" + SALT).reveal(),
        argon.derive(b"words", b"t" * 16).reveal(),
        argon.derive(b"words", SALT, cost=OTHER).reveal(),
        argon.derive(b"words", SALT, secret=Secret(b"pepper")).reveal(),
        argon.derive(b"words", SALT, about=b"pepper").reveal(),
        argon.derive(b"words", SALT, length=16).reveal(),
    ]
    assert len(set(found)) == len(found)
