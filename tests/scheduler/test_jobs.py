"""The table of jobs: every line binds, runs on a real instance, and its failure stays its own."""

from __future__ import annotations

import inspect
import logging
import threading
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from signaal.access.policy import holds
from signaal.actions.context import VERBS, Ctx, Tools, system
from signaal.runtime import create_instance
from signaal.scheduler import process
from signaal.scheduler.jobs import JOBS, Job, run
from signaal.store import heartbeats


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    return create_instance(tmp_path / "instance")


def beats(tools: Tools) -> dict[str, bool]:
    with tools.store.reading() as reader:
        return {name: row.ok for name, row in heartbeats.everything(reader).items()}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_jobs_bind(tools: Tools, job: Job) -> None:
    inspect.signature(job.action).bind(system(tools))
    verb = VERBS[f"{inspect.unwrap(job.action).__module__.rpartition('.')[2]}.{job.action.__name__}"]
    assert holds(system(tools).actor, verb.permission)
    assert "twice" in (job.action.__doc__ or ""), "say why it may run twice"


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_runs_twice_and_leaves_a_sign_of_life(tools: Tools, job: Job) -> None:
    assert run(tools, job)
    assert run(tools, job)
    assert beats(tools)[job.name]


def test_names_are_unique_and_fit_the_table() -> None:
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 32 for name in names)
    assert next(job for job in JOBS if job.name == "sweep").every < timedelta(minutes=1)


def test_a_job_that_fails_is_logged_by_class_and_says_so_in_its_sign_of_life(
    tools: Tools, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_ctx: Ctx) -> None:
        raise ValueError("Sam 't Hart")

    job = replace(JOBS[0], action=fail)
    with caplog.at_level(logging.DEBUG):
        assert not run(tools, job)
    assert "ValueError" in caplog.text
    assert "Hart" not in caplog.text
    assert beats(tools)[job.name] is False


def test_a_job_without_a_database_is_logged_too(tools: Tools, caplog: pytest.LogCaptureFixture) -> None:
    tools.store.close()
    Path(tools.store.url.database or "").write_bytes(b"no database any more, only words" * 300)
    assert not run(tools, JOBS[0])
    assert "Unavailable" in caplog.text
    assert "cannot be reached" in caplog.text


def test_a_late_job_still_runs_once(tools: Tools) -> None:
    scheduler = process.build(tools)
    scheduler.start(paused=True)
    try:
        assert scheduler.timezone is UTC
        for found in scheduler.get_jobs():
            assert found.misfire_grace_time is None
            assert found.coalesce is True
            assert found.max_instances == 1
            assert found.next_run_time <= tools.clock.now()
        assert {found.id for found in scheduler.get_jobs()} == {job.name for job in JOBS}
    finally:
        scheduler.shutdown()


def test_the_scheduler_runs_everything_at_start_and_signs_at_the_end(tools: Tools) -> None:
    stop, ended = threading.Event(), threading.Event()

    def work() -> None:
        process.run_scheduler(tools, stop)
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    for _ in range(600):
        if set(beats(tools)) == {job.name for job in JOBS}:
            break
        stop.wait(0.05)
    stop.set()
    thread.join(20)
    assert ended.is_set()
    assert all(beats(tools).values())
    assert (tools.instance / "nu.html").is_file()
    assert list((tools.instance / "checkpoints").glob("*.txt"))
