"""Is it well: the database answers, the jobs run, no clock waits, mail leaves, the log continues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.actions import checkpoints, deadlines, outbox, terms_ahead
from signaal.actions.context import Ctx, Tools, action, anonymous
from signaal.store import deadlines as clocks
from signaal.store import heartbeats
from signaal.store.reader import Reader
from signaal.terms import Unavailable

SILENT_AFTER = timedelta(minutes=5)
"""Pages say so when the last sweep is older (design/deadlines.md)."""


@dataclass(frozen=True)
class Health:
    """`checks` maps a name to true or false; `sweep_at` is the last sweep, None when there never was one.

    `silent_since` is that moment when the sweep is silent for too long.
    """

    ok: bool
    checks: Mapping[str, bool]
    sweep_at: datetime | None = None
    silent_since: datetime | None = None

    def plain(self) -> dict[str, object]:
        """For a machine to read: nothing about anybody."""
        return {
            "ok": self.ok,
            "checks": dict(self.checks),
            "sweep_at": self.sweep_at.isoformat() if self.sweep_at else None,
        }


def health(tools: Tools) -> Health:
    """How it is, for anybody who asks. Never raises: a database that is gone is an answer too."""
    return look(anonymous(tools))


@action(Permission.HEALTH_READ)
def look(ctx: Ctx) -> Health:
    """How it is. Reads no person and no case, so nothing is logged."""
    try:
        with ctx.tools.store.reading() as reader:
            return _look(reader, ctx)
    except Unavailable:
        return Health(False, {"database": False})


@action(Permission.HEALTH_READ)
def silent_since(ctx: Ctx) -> datetime | None:
    """When the last sweep was, if that is too long ago: then nobody is told anything by itself, and pages say so.

    None when all is well, when it never ran, and when the database is gone: that page says something else.
    """
    try:
        with ctx.tools.store.reading() as reader:
            sweep = heartbeats.find(reader, deadlines.BEAT)
    except Unavailable:
        return None
    return sweep.at if sweep is not None and ctx.now - sweep.at > SILENT_AFTER else None


def _look(reader: Reader, ctx: Ctx) -> Health:
    now = ctx.now
    beats = heartbeats.everything(reader)
    sweep = beats.get(deadlines.BEAT)
    fresh = sweep is not None and now - sweep.at <= SILENT_AFTER
    waiting = clocks.waiting_since(reader, now)
    signed = beats.get(checkpoints.BEAT)
    post = beats.get(outbox.BEAT)
    checks = {
        "database": True,
        "sweep": fresh,
        "clocks": (waiting is None or now - waiting <= SILENT_AFTER) and clocks.failing(reader) == 0,
        "mail": post is None or post.ok,
        "log": signed is None or signed.ok,
        "erasing": terms_ahead.overdue(reader, ctx) == 0,
    }
    at = sweep.at if sweep else None
    return Health(all(checks.values()), checks, at, None if fresh else at)
