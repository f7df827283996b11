"""The scheduler as a process: APScheduler triggers, our rows remember, a signal ends it cleanly.

An in-memory store, because a stored job is a pickle that cannot be shared; no grace time, because otherwise a
job more than a second late is dropped; UTC, because a local half past two exists twice in autumn.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterable
from datetime import UTC
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from signaal.actions.context import Tools
from signaal.scheduler.jobs import JOBS, Job, run

_LOG = logging.getLogger("signaal.scheduler")
_CHECKPOINT = "checkpoint"


def build(tools: Tools, jobs: Iterable[Job] = JOBS) -> BackgroundScheduler:
    """A scheduler with every job in it, not started: each runs at once and then in its own rhythm."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        executors={"default": ThreadPoolExecutor(2)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in jobs:
        scheduler.add_job(
            run,
            "interval",
            args=(tools, job),
            id=job.name,
            seconds=job.every.total_seconds(),
            next_run_time=tools.clock.now(),
        )
    return scheduler


def run_scheduler(tools: Tools, stop: threading.Event | None = None) -> None:
    """Run the jobs until SIGTERM, SIGINT or `stop`; then finish what runs and sign where the log is.

    Signals can be heard in the main thread only; elsewhere hand in `stop`.
    """
    ended = stop or threading.Event()
    if threading.current_thread() is threading.main_thread():
        _listen(ended)
    scheduler = build(tools)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it would log an error with its values
    scheduler.start()
    _LOG.debug("scheduler started")
    try:
        while not ended.wait(1.0):
            pass
    finally:
        scheduler.shutdown(wait=True)
        last = next(job for job in JOBS if job.name == _CHECKPOINT)
        run(tools, last)
        _LOG.info("scheduler ended")


def _listen(ended: threading.Event) -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
