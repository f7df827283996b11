"""Empty, migrated databases to copy: migrating takes longer than most tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from signaal.store.engine import migrate
from tests.support.postgres import Cluster


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
    url = cluster.copy(template)
    yield url
    cluster.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path, empty_sqlite: Path) -> str:
    """The address of a migrated file of this test's own."""
    shutil.copy(empty_sqlite, tmp_path / "signaal.db")
    return f"sqlite:///{tmp_path / 'signaal.db'}"
