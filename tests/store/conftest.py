"""An open, empty, migrated store on each database."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from signaal.store.engine import Store, migrate, open_store
from tests.store.rows import World
from tests.support.clock import START
from tests.support.postgres import Cluster


@pytest.fixture
def now() -> datetime:
    """The moment of the test."""
    return START


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def empty_postgres(postgres_cluster: Cluster) -> Iterator[str]:
    """A migrated database to copy."""
    url = postgres_cluster.create()
    migrate(url)
    yield url
    postgres_cluster.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def migrated_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated database of this test's own: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("sqlite_url"))
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    template = request.getfixturevalue("empty_postgres").split("@/")[1].split("?")[0]
    copy = f"{template}_copy"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(f'create database "{copy}" template "{template}"'.encode())
    yield cluster.url(copy)
    cluster.drop(cluster.url(copy))


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: Path) -> str:
    """The address of a migrated file of this test's own."""
    shutil.copy(empty_sqlite, tmp_path / "signaal.db")
    return f"sqlite:///{tmp_path / 'signaal.db'}"


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
