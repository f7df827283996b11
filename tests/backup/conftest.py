"""An instance of which a backup is made, on each database; and a place where it can come back.

Grown once for each database and copied for every test; a place to restore has its tables already.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from signaal.actions import backups, instances, verify
from signaal.actions.context import operator
from signaal.clock import MovingClock
from signaal.runtime import open_tools
from signaal.runtime.restoring import Restored, restore_instance
from tests.support.instance import new_instance
from tests.support.postgres import Cluster
from tests.support.world import CHEAP, World

WORDS = "paard batterij nietje correct wolkbreuk"
KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@dataclass
class Site:
    """An instance with the small world, and where its backups go. `empty()` is the address of a database with tables
    and no rows, "" for SQLite in the folder."""

    folder: Path
    world: World
    safe: Path
    empty: Callable[[], str]
    empty_file: Path
    opened: list[World] = field(default_factory=list)

    @property
    def journal(self) -> Path:
        return self.folder / "revocations.jsonl"

    def backup(self) -> Path:
        self.world.clock.advance(minutes=1)
        return backups.backup(operator(self.world.tools), self.safe, WORDS).path

    def place(self, name: str, *, bare: bool = False) -> Path:
        """A folder with the key file and an empty database; `bare`: on SQLite without even a file."""
        there = self.folder.parent / name
        there.mkdir(mode=0o700)
        shutil.copy(self.folder / "keys.json", there / "keys.json")
        if url := self.empty():
            (there / "config.toml").write_text(addressed(self.folder, url), encoding="utf-8")
        elif not bare:
            shutil.copy(self.empty_file, there / "signaal.db")
        return there

    def restored(
        self, archive: Path, name: str, journal: Path | None, *, checkpoints: bool = False, bare: bool = False
    ) -> tuple[World, Restored]:
        """The backup on another machine."""
        there = self.place(name, bare=bare)
        if checkpoints:
            shutil.copytree(self.folder / "checkpoints", there / "checkpoints")
        done = restore_instance(there, archive, WORDS, journal, MovingClock(self.world.clock.now()))
        return self.open(there), done

    def open(self, there: Path) -> World:
        """A restored folder."""
        made = opened(there, self.world, MovingClock(self.world.clock.now()))
        self.opened.append(made)
        return made


def addressed(folder: Path, url: str) -> str:
    """The configuration of an instance, over another database."""
    text = (folder / "config.toml").read_text(encoding="utf-8")
    return re.sub(r'(?m)^url = ".*"$', f'url = "{url}"', text, count=1)


def opened(folder: Path, like: World, clock: MovingClock) -> World:
    """The world of a folder, with the people of another: nobody is logged in."""
    tools = open_tools(folder, clock, cost=CHEAP)
    people = {name: replace(person, token="") for name, person in like.people.items()}
    return World(tools, clock, tools.keyfile, people, dict(like.teams), dict(like.organisations))


def fits(world: World) -> bool:
    """Does `signaal audit verify` find nothing?"""
    report = verify.verify(operator(world.tools))
    assert report.ok, [(problem.code, problem.place) for problem in report.problems]
    return report.ok


def epoch_of(world: World) -> str:
    """The number in the name of its log."""
    signer = instances.log_signer(world.tools)
    assert signer is not None
    return signer.origin.rpartition("/")[2]


def database_of(url: str) -> str:
    """The name of a database of the test's own server."""
    return url.split("@/")[1].split("?")[0]


@pytest.fixture(scope="module", params=KINDS)
def grown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str]:
    """An instance with the small world, closed, to copy; and the address of its database ("" for SQLite)."""
    folder = tmp_path_factory.mktemp("grown") / "here"
    url = "" if request.param == "sqlite" else request.getfixturevalue("new_postgres")()
    world = new_instance(folder, url)
    world.close()
    return world, url


@pytest.fixture
def site(
    grown: tuple[World, str], tmp_path: Path, empty_sqlite: Path, request: pytest.FixtureRequest
) -> Iterator[Site]:
    """A copy of one's own, open."""
    world, url = grown
    here = shutil.copytree(world.tools.instance, tmp_path / "here")
    made: list[str] = []

    def copy(of: str) -> str:
        cluster: Cluster = request.getfixturevalue("postgres_cluster")
        made.append(cluster.copy(database_of(of)))
        return made[-1]

    def empty() -> str:
        return copy(request.getfixturevalue("empty_postgres")) if url else ""

    if url:
        (here / "config.toml").write_text(addressed(here, copy(url)), encoding="utf-8")
    own = opened(here, world, MovingClock(world.clock.now()))
    found = Site(here, own, tmp_path / "safe", empty, empty_sqlite, [own])
    yield found
    for one in found.opened:
        one.close()
    for address in made:
        request.getfixturevalue("postgres_cluster").drop(address)
