"""What runs by the clock: name, how often, and the one action that it calls.

Every job may run twice, late, or in two processes at once; each action's docstring says why. A job that
fails is tried again at its next turn: all state is in our own rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from signaal.actions import checkpoints, deadlines, dutywatch, nu, outbox, reviewing, upkeep
from signaal.actions.context import Ctx, Tools, system
from signaal.actions.heartbeats import beat
from signaal.terms import Unavailable

_LOG = logging.getLogger("signaal.scheduler")


@dataclass(frozen=True)
class Job:
    """`name` is also that of the sign of life which the action leaves."""

    name: str
    every: timedelta
    action: Callable[[Ctx], object]


JOBS: tuple[Job, ...] = (
    Job(deadlines.BEAT, timedelta(seconds=20), deadlines.sweep),
    Job(outbox.BEAT, timedelta(seconds=10), outbox.deliver),
    Job(nu.BEAT, timedelta(seconds=30), nu.write_nu),
    Job(dutywatch.BEAT, dutywatch.EVERY, dutywatch.watch_duty),
    Job(checkpoints.BEAT, timedelta(seconds=60), checkpoints.checkpoint),
    Job(upkeep.BEAT, timedelta(minutes=10), upkeep.tidy),
    Job(reviewing.BEAT, timedelta(minutes=15), reviewing.find),
)


def run(tools: Tools, job: Job) -> bool:
    """Run one job now; return whether it went well.

    A failure is logged by the class of the error alone, because its text could hold a value, and the job's
    sign of life says that it was not well.
    """
    ctx = system(tools)
    try:
        job.action(ctx)
    except Exception as problem:  # noqa: BLE001 - one job that fails must not end the others
        name = type(problem).__name__
        _LOG.error("job %s failed: %s", job.name, name)
        _tell(ctx, job, name)
        return False
    _LOG.debug("job %s done", job.name)
    return True


def _tell(ctx: Ctx, job: Job, problem: str) -> None:
    try:
        beat(ctx, job.name, ok=False, detail=problem)
    except Unavailable:
        _LOG.error("job %s: the database cannot be reached", job.name)
