"""A new pepper beside the old one, and a dearer derivation: both at the next login, and never for nothing."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from signaal.actions import rotating_peppers
from signaal.actions.context import operator
from signaal.store import people
from signaal.store.tables_people import UserRow
from signaal.terms import Conflict, NotAllowed, Refused
from signaal.vault.argon import Argon, Cost
from signaal.vault.keyfile import BadKeyFile, KeyFile
from signaal.vault.passwords import Passwords
from tests.support.world import CHEAP, World

DEARER = Cost(memory_kib=16, passes=1, lanes=1)


@pytest.fixture
def path(world: World, tmp_path: Path) -> Path:
    """The key file of this world, on disk."""
    place = tmp_path / "keys.json"
    world.keyfile.replace(place)
    return place


def started_again(world: World, path: Path, cost: Cost = CHEAP) -> None:
    """As every process has to be after the key file changed."""
    kept = KeyFile.load(path)
    world.tools = replace(world.tools, keyfile=kept, passwords=Passwords(Argon(cost), kept))
    world.keyfile = kept


def row_of(world: World, name: str) -> UserRow:
    with world.tools.store.reading() as reader:
        return people.get(reader, world.people[name].user_id)


def test_both_peppers_open_until_everybody_logged_in(world: World, path: Path) -> None:
    shell = operator(world.tools)
    (old,) = rotating_peppers.peppers(shell).accounts
    found = rotating_peppers.rotate_pepper(shell, path)
    assert found.accounts == {old: len(world.people), found.current: 0}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    started_again(world, path)
    before = row_of(world, "nurse")
    world.log_in("nurse")
    after = row_of(world, "nurse")
    assert (before.kdf or {})["pepper_id"] == old
    assert (after.kdf or {})["pepper_id"] == found.current
    assert after.fingerprint == before.fingerprint, "the same person with the same keys"
    assert rotating_peppers.peppers(operator(world.tools)).accounts[found.current] == 1
    world.log_in("nurse")
    assert row_of(world, "nurse").salt == after.salt, "once is enough"


def test_an_old_pepper_goes_when_nobody_needs_it(world: World, path: Path) -> None:
    shell = operator(world.tools)
    (old,) = rotating_peppers.peppers(shell).accounts
    found = rotating_peppers.rotate_pepper(shell, path)
    with pytest.raises(Conflict):
        rotating_peppers.drop_pepper(shell, path, old)
    started_again(world, path)
    for name in world.people:
        world.log_in(name)
    for wrong in (found.current, "deadbeef"):
        with pytest.raises((Refused, Conflict)):
            rotating_peppers.drop_pepper(operator(world.tools), path, wrong)
    left = rotating_peppers.drop_pepper(operator(world.tools), path, old)
    assert left.accounts == {found.current: len(world.people)}
    started_again(world, path)
    world.log_in("nurse")


def test_new_credentials_that_wait_keep_their_pepper(world: World, path: Path) -> None:
    old = world.keyfile.pepper_id
    world.reset("nurse")
    rotating_peppers.rotate_pepper(operator(world.tools), path)
    started_again(world, path)
    for name in world.people:
        world.clock.advance(minutes=1)
        world.log_in(name)
    with pytest.raises(Conflict):
        rotating_peppers.drop_pepper(operator(world.tools), path, old)


def test_a_machine_that_stops_in_the_middle_keeps_its_key_file(
    world: World, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = path.read_bytes()

    def stop(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", stop)
    with pytest.raises(BadKeyFile):
        rotating_peppers.rotate_pepper(operator(world.tools), path)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.glob("keys.json*")] == ["keys.json"], "nothing is left beside"


def test_a_dearer_derivation_counts_from_the_next_login(world: World, path: Path) -> None:
    started_again(world, path, DEARER)
    world.log_in("nurse")
    assert (row_of(world, "nurse").kdf or {})["m"] == DEARER.memory_kib
    started_again(world, path, CHEAP)
    world.log_in("nurse")
    assert (row_of(world, "nurse").kdf or {})["m"] == DEARER.memory_kib, "never cheaper by logging in"


def test_nobody_but_the_shell_touches_the_key_file(world: World, path: Path) -> None:
    for name in ("jgz_admin", "jgz_lead", "jgz_officer"):
        with pytest.raises(NotAllowed):
            rotating_peppers.rotate_pepper(world.ctx(name), path)
