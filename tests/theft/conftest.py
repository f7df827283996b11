"""The instance that is stolen: played once for each database, with a log at its most talkative."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.instance import new_instance
from tests.theft.canaries import Canaries
from tests.theft.story import Story


@dataclass(frozen=True)
class Stolen:
    """A folder as a thief copies it, what must not be found in it, and the same instance still open."""

    folder: Path
    url: str
    story: Story

    @property
    def canaries(self) -> Canaries:
        return self.story.canaries


def _play(folder: Path, url: str) -> Stolen:
    log = logging.getLogger()
    before = log.level
    folder.mkdir(parents=True)
    handler = logging.FileHandler(folder / "signaal.log", encoding="utf-8")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        story = Story(new_instance(folder, url))
        story.play()
    finally:
        log.removeHandler(handler)
        log.setLevel(before)
        handler.close()
    return Stolen(folder, url, story)


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stolen]:
    """Played on SQLite; the database is still open, so its write-ahead log is there."""
    stolen = _play(tmp_path_factory.mktemp("stolen") / "instance", "")
    yield stolen
    stolen.story.world.close()


@pytest.fixture(scope="module")
def on_postgres(
    tmp_path_factory: pytest.TempPathFactory, new_postgres: Callable[[], str]
) -> Iterator[Stolen]:
    """Played on PostgreSQL."""
    stolen = _play(tmp_path_factory.mktemp("stolen") / "instance", new_postgres())
    yield stolen
    stolen.story.world.close()
