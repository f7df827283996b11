"""An instance of which a backup is made, on each database; and a place where it can come back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from signaal.actions import backups, instances, verify
from signaal.actions.context import operator
from signaal.clock import MovingClock
from signaal.runtime import open_tools
from signaal.runtime.restoring import Restored, restore_instance
from tests.support.instance import new_instance
from tests.support.world import CHEAP, World

WORDS = "paard batterij nietje correct wolkbreuk"


@dataclass
class Site:
    """An instance with the small world, and where its backups go."""

    folder: Path
    world: World
    safe: Path
    new_url: Callable[[], str]

    @property
    def journal(self) -> Path:
        return self.folder / "revocations.jsonl"

    def backup(self) -> Path:
        self.world.clock.advance(minutes=1)
        return backups.backup(operator(self.world.tools), self.safe, WORDS).path

    def restored(
        self, archive: Path, name: str, journal: Path | None, *, checkpoints: bool = False
    ) -> tuple[World, Restored]:
        """The backup on another machine: an empty folder with the key file, an empty database."""
        there = self.place(name)
        if checkpoints:
            shutil.copytree(self.folder / "checkpoints", there / "checkpoints")
        clock = MovingClock(self.world.clock.now())
        done = restore_instance(there, archive, WORDS, journal, clock)
        tools = open_tools(there, clock, cost=CHEAP)
        people = {name: replace(person, token="") for name, person in self.world.people.items()}
        made = World(
            tools, clock, tools.keyfile, people, dict(self.world.teams), dict(self.world.organisations)
        )
        self.opened.append(made)
        return made, done

    def place(self, name: str) -> Path:
        """A folder with the key file, and on PostgreSQL with the address of an empty database."""
        there = self.folder.parent / name
        there.mkdir(mode=0o700)
        shutil.copy(self.folder / "keys.json", there / "keys.json")
        if url := self.new_url():
            text = (self.folder / "config.toml").read_text(encoding="utf-8")
            line = next(line for line in text.splitlines() if line.startswith("url = "))
            (there / "config.toml").write_text(text.replace(line, f'url = "{url}"', 1), encoding="utf-8")
        return there

    def __post_init__(self) -> None:
        self.opened: list[World] = [self.world]

    def close(self) -> None:
        for world in self.opened:
            world.close()


def fits(world: World) -> bool:
    """Does `signaal audit verify` find nothing?"""
    report = verify.verify(operator(world.tools))
    assert report.ok, [(problem.code, problem.place) for problem in report.problems]
    return report.ok


def epoch_of(world: World) -> str:
    signer = instances.log_signer(world.tools)
    assert signer is not None
    return signer.origin.rpartition("/")[2]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A fresh instance on each database."""
    new_url = (lambda: "") if request.param == "sqlite" else request.getfixturevalue("new_postgres")
    made = Site(tmp_path / "here", new_instance(tmp_path / "here", new_url()), tmp_path / "safe", new_url)
    yield made
    made.close()
