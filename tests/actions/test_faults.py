"""Disk full, database gone, a process killed between step and message: afterwards every step once, marked late."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

import psycopg
import pytest

from signaal.actions import deadlines, outbox, standing_in, trail
from signaal.actions.context import system
from signaal.actions.deadlines import Swept, sweep
from signaal.notify.mailer import Mail
from signaal.scheduler.jobs import JOBS, run
from signaal.store import steps
from signaal.store.tables_clocks import DeadlineStepRow
from signaal.terms import Unavailable
from tests.actions import eviction
from tests.support.world import World

MANY = 30


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Post:
    """A mail server; `dies`: the process ends when it has taken so many."""

    dies: int | None = None
    got: list[Mail] = field(default_factory=list)

    def send(self, mail: Mail) -> None:
        self.got.append(mail)
        if len(self.got) == self.dies:
            raise Killed


def running(world: World, number: int) -> list[str]:
    """So many clocks; their ids."""
    made = [eviction.seen(world).clock for _ in range(number)]
    return [clock.id for clock in made if clock is not None]


def reminders(world: World, clocks: list[str]) -> list[DeadlineStepRow]:
    """The step of four hours, of each clock that took it."""
    with world.tools.store.reading() as reader:
        taken = steps.of_deadlines(reader, clocks)
    found = [step for rows in taken.values() for step in rows if step.number == 1]
    assert set(Counter(step.deadline_id for step in found).values()) <= {1}
    return found


def test_a_full_disk_stops_a_sweep_and_nothing_is_lost_or_double(world: World) -> None:
    clocks = running(world, MANY)
    world.clock.advance(hours=4, minutes=1)
    with world.tools.store.unit() as unit:
        disk = unit.session.connection()
        pages = disk.exec_driver_sql("PRAGMA page_count").scalar_one()
        disk.exec_driver_sql(f"PRAGMA max_page_count = {pages + 6}")
    with pytest.raises(Unavailable):
        sweep(system(world.tools))
    before = reminders(world, clocks)
    assert 0 < len(before) < MANY
    assert run(world.tools, next(job for job in JOBS if job.name == deadlines.BEAT)) is False

    world.clock.advance(hours=2)
    with world.tools.store.unit() as unit:
        unit.session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 100_000}")
    left = MANY - len(before)
    assert sweep(system(world.tools)) == Swept(taken=left, late=left)
    assert len(reminders(world, clocks)) == MANY


@pytest.mark.postgres
def test_a_database_that_is_gone_for_an_hour_costs_time_and_nothing_else(postgres_world: World) -> None:
    world = postgres_world
    clocks = running(world, 4)
    world.clock.advance(hours=4, minutes=1)
    url = world.tools.store.url
    other = url.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(other, autocommit=True) as desk:
        desk.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false'.encode())
        desk.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database]
        )
        try:
            for _ in range(3):
                with pytest.raises(Unavailable):
                    sweep(system(world.tools))
                assert standing_in.stand_in(system(world.tools), "web") is None
                assert all(run(world.tools, job) is False for job in JOBS if job.name in ("sweep", "outbox"))
                world.clock.advance(minutes=20)
        finally:
            desk.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true'.encode())
    assert sweep(system(world.tools)) == Swept(taken=4, late=4)
    assert sweep(system(world.tools)) == Swept()
    assert all(step.late for step in reminders(world, clocks))


def test_killed_between_step_and_message_the_message_still_leaves_once(world: World) -> None:
    clocks = running(world, 1)
    world.clock.advance(hours=4, minutes=1)
    sweep(system(world.tools))  # and here the process ends: nothing was posted
    assert len(reminders(world, clocks)) == 1
    post = Post()
    tools = replace(world.tools, mailer=post)
    assert outbox.deliver(system(tools)).sent == len(post.got) > 0
    assert outbox.deliver(system(tools)).sent == 0
    assert len({mail.message_id for mail in post.got}) == len(post.got)


def test_killed_between_sending_and_writing_down_it_leaves_again_under_the_same_name(world: World) -> None:
    running(world, 3)
    world.clock.advance(hours=4, minutes=1)
    sweep(system(world.tools))
    dying = Post(dies=2)
    with pytest.raises(Killed):
        outbox.deliver(system(replace(world.tools, mailer=dying)))
    post = Post()
    tools = replace(world.tools, mailer=post)
    outbox.deliver(system(tools))
    before = {mail.message_id for mail in post.got}
    assert before.isdisjoint({mail.message_id for mail in dying.got})  # still leased to who died
    world.clock.advance(seconds=(outbox.LEASE + timedelta(seconds=1)).total_seconds())
    outbox.deliver(system(tools))
    again = {mail.message_id for mail in post.got} - before
    assert again >= {mail.message_id for mail in dying.got}
    assert len(post.got) == len({mail.message_id for mail in post.got})


def test_killed_before_the_commit_nothing_happened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = running(world, 1)
    world.clock.advance(hours=4, minutes=1)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(trail, "leave", die)
        with pytest.raises(Killed):
            sweep(system(world.tools))
    assert reminders(world, clocks) == []
    assert sweep(system(world.tools)) == Swept(taken=1)
    assert len(reminders(world, clocks)) == 1
