"""Every attack names tests that are there; every test of this room is an attack; the page is made of both."""

import pytest

from tests.attacks import pages
from tests.attacks.register import Attack, attacks, named_in
from tests.support.repository import ROOT

ROOM = ROOT / "tests" / "attacks"
OWN_AFFAIRS = {"test_register.py", "test_keys.py"}
"""Files of this room that look after its pages, and try nothing."""


def test_every_attack_is_named_once_and_says_all_of_it() -> None:
    names = [attack.id for attack in attacks()]
    assert len(set(names)) == len(names)
    for attack in attacks():
        assert all((attack.who, attack.has, attack.tries, attack.gets, attack.tests)), attack.id
        assert "|" not in "".join((attack.who, attack.has, attack.tries, attack.gets)), attack.id


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.id)
def test_the_named_in_an_attack_are_there(attack: Attack) -> None:
    parts = [test.partition("::") for test in attack.tests]
    gone = [f"{file}::{name}" for file, _, name in parts if name not in named_in(file)]
    assert not gone, f"tests/attacks/attacks.toml names tests that are not there: {gone}"


def test_every_test_of_this_room_stands_in_the_register() -> None:
    here = {path.name for path in ROOM.glob("test_*.py")} - OWN_AFFAIRS
    tried = {f"attacks/{file}::{name}" for file in here for name in named_in(f"attacks/{file}")}
    named = {test for attack in attacks() for test in attack.tests}
    assert not tried - named, f"say in tests/attacks/attacks.toml who tries: {sorted(tried - named)}"


def test_the_page_is_made_of_the_register() -> None:
    found = pages.THREATS.read_text(encoding="utf-8")
    assert found == pages.with_attacks(), "run: python tools/threats.py --write"
