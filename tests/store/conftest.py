"""An open, empty, migrated store on each database."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from signaal.store.engine import Store, open_store
from tests.store.rows import World
from tests.support.clock import START


@pytest.fixture
def now() -> datetime:
    """The moment of the test."""
    return START


@pytest.fixture
def opened(migrated_url: str) -> Iterator[Callable[[], Store]]:
    """Opens the same migrated database, as often as a test asks."""
    stores: list[Store] = []

    def again() -> Store:
        stores.append(open_store(migrated_url))
        return stores[-1]

    yield again
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Callable[[], Store]) -> Store:
    """One open store, on SQLite and on PostgreSQL."""
    return opened()


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """One open store on SQLite, for what only SQLite does."""
    store = open_store(sqlite_url)
    yield store
    store.close()


@pytest.fixture
def world(store: Store) -> World:
    """An organisation with a team, a receiving team, two people and one case, all stored."""
    world = World()
    with store.unit() as unit:
        for row in world.rows():
            unit.add(row)
        unit.written()
        unit.audited = True
    return world
