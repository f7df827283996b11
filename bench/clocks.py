"""Clocks: a sweep with nothing due and a million stored, a thousand steps at once, how soon an end is seen, a year.

python -m bench.clocks [sqlite|postgresql|seen|year]...
PostgreSQL is one of the bench's own: `SIGNAAL_PG_BIN` or the wheel, as the tests find it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from signaal.actions.context import system
from signaal.actions.deadlines import sweep
from signaal.clock import MovingClock
from signaal.simulation import simulate
from signaal.store.connections import build_engine, checked
from tests.actions import eviction
from tests.support import postgres
from tests.support.instance import new_instance
from tests.support.world import World

SWEEPS = 200
WRITTEN = "%Y-%m-%dT%H:%M:%S.%fZ"
FEW, MANY, DUE = 10_000, 1_000_000, 1_000
COLUMNS = (
    "kind, case_id, referral_id, linked_id, state, leg, started_at, due_at, leg_started_at, holder_team_id,"
    " holder_user_id, steps, next_step, confirmed_at, undo_until, yes_at, acknowledged_at, acknowledged_by,"
    " ended_at, end_reason, no_duty, failures, last_error"
)


def main(*wanted: str) -> None:
    """Print a line for each figure."""
    logging.disable(logging.WARNING)
    for name in wanted or ("sqlite", "postgresql", "seen", "year"):
        {"sqlite": sqlite, "postgresql": postgresql, "seen": seen, "year": year}[name]()


def sqlite() -> None:
    """On a disk, not in memory."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
    try:
        measure("SQLite", folder, "")
    finally:
        shutil.rmtree(folder)


def postgresql() -> None:
    """A cluster of its own on this machine, synced to disk at every commit."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
    os.environ.pop("PYTEST_XDIST_WORKER", None)
    cluster = postgres.Cluster(postgres._start(owner=os.getpid()))
    try:
        measure("PostgreSQL", folder, cluster.create())
    finally:
        shutil.rmtree(folder)


def measure(name: str, folder: Path, url: str) -> None:
    """The sweeps of one database."""
    world = new_instance(folder / "instance", url)
    stored = url or str(world.tools.store.url)
    receipt = eviction.seen(world)
    assert receipt.clock is not None
    sweep(system(world.tools))
    template, medians = receipt.clock.id, []
    for number in (FEW, MANY):
        fill(stored, template, number, "2028-01-01")
        took = nothing_due(world)
        medians.append(took)
        print(f"{name}: nothing due, {number:>9,} clocks stored: {took * 1000:.2f} ms a sweep")
    print(f"{name}: a million against ten thousand: {medians[1] / medians[0]:.2f} times")
    moment = world.clock.now() + timedelta(hours=4)
    fill(stored, template, DUE, moment.isoformat())
    world.clock.set(moment + timedelta(seconds=1))
    began, worked = time.perf_counter(), time.process_time()
    done = sweep(system(world.tools))
    took, worked = time.perf_counter() - began, time.process_time() - worked
    assert (done.taken, done.failed) == (DUE + 1, 0), done
    print(f"{name}: {done.taken} due steps taken in {took:.2f} s, of which {worked:.2f} s of our processor")
    world.close()


def nothing_due(world: World) -> float:
    """Seconds of one sweep, the sign of life included; the median."""
    took = []
    for _ in range(SWEEPS):
        ctx = system(world.tools)
        began = time.perf_counter()
        done = sweep(ctx)
        took.append(time.perf_counter() - began)
        assert done.taken == done.failed == 0
    return statistics.median(took)


def fill(url: str, template: str, number: int, waits: str) -> None:
    """Copies of one clock that wait for their next step from this moment on, one a second."""
    engine = build_engine(checked(url), enforce_keys=False)
    on_sqlite = engine.dialect.name == "sqlite"
    mark = "f" if number == DUE else format(number, "x")
    made = "printf('%032x', i)" if on_sqlite else "lpad(to_hex(i), 32, '0')"
    at = (
        "strftime('%Y-%m-%dT%H:%M:%S.000000Z', :waits, '+' || (i * :apart) || ' seconds')"
        if on_sqlite
        else "CAST(:waits AS timestamptz) + i * :apart * interval '1 second'"
    )
    statement = (
        f"INSERT INTO deadlines (id, next_step_at, {COLUMNS}) "
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number) "
        f"SELECT '{mark}' || substr({made}, {len(mark) + 1}), {at}, {COLUMNS} FROM n, deadlines WHERE id = :template"
    )
    values = {"waits": waits, "number": number, "template": template, "apart": 0 if number == DUE else 1}
    with engine.begin() as connection:
        connection.execute(text(statement), values)
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    engine.dispose()


def seen() -> None:
    """How long after a clock's end a scheduler that starts at that moment has told somebody: process start included."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
    try:
        world = new_instance(folder / "instance", "", MovingClock(datetime.now(UTC) - timedelta(hours=1)))
        eviction.seen(world)
        world.close()
        began = datetime.now(UTC)
        end_now(world, began)
        with scheduler(folder / "instance"):
            wait_for(lambda: steps_after(world, began) > 0)
            waited = (datetime.now(UTC) - began).total_seconds()
            print(f"told {waited:.1f} s after its moment, by a process that started then (SQLite)")
    finally:
        shutil.rmtree(folder)


def end_now(world: World, moment: datetime) -> None:
    """Every clock has one step, and its moment is now."""
    plan = f'[{{"n": 20, "at": "{moment.isoformat()}", "to": "signaller", "key": "inside_reminder", "ack": false}}]'
    engine = build_engine(world.tools.store.url)
    with engine.begin() as connection:
        changed = (
            "UPDATE deadlines SET steps = :plan, next_step = 20, next_step_at = :at WHERE state = 'running'"
        )
        connection.execute(text(changed), {"plan": plan, "at": moment.strftime(WRITTEN)})
    engine.dispose()


@contextlib.contextmanager
def scheduler(instance: Path) -> Iterator[None]:
    """`signaal scheduler`, as a process of its own."""
    command = [sys.executable, "-m", "signaal", "--instance", str(instance), "scheduler"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def steps_after(world: World, moment: datetime) -> int:
    """How many steps were taken since."""
    engine = build_engine(world.tools.store.url, read_only=True)
    with engine.connect() as connection:
        written = moment.strftime(WRITTEN)
        asked = text("SELECT count(*) FROM deadline_steps WHERE taken_at >= :since")
        found = connection.execute(asked, {"since": written}).scalar_one()
    engine.dispose()
    return int(found)


def wait_for(there: Callable[[], bool], seconds: float = 60) -> None:
    """Ask until it is so."""
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until, "nobody was told within a minute"
        time.sleep(0.05)


def year(seed: int = 1) -> None:
    """A simulated year with 2,000 families, every trouble included."""
    began, worked = time.perf_counter(), time.process_time()
    found = simulate(seed, 365, 2000)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    print(
        f"a simulated year, {found.cases} cases: {took:.0f} s ({worked:.0f} s of processor), {found.plain()}"
    )
    assert found.held, found.words


if __name__ == "__main__":
    main(*sys.argv[1:])
