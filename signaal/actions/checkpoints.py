"""Signing where the log is: every minute in which something happened, and at shutdown."""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import telling, trail
from signaal.actions.context import Ctx, action
from signaal.actions.heartbeats import beat
from signaal.actions.instances import log_signer
from signaal.audit import checkpoints
from signaal.audit.checkpoints import Inconsistent
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.notify.messages import Message
from signaal.store import heartbeats
from signaal.terms import Role

BEAT = "checkpoint"
FOLDER = "checkpoints"
"""In the instance: outside the database, so that a changed database cannot change it too."""


@dataclass(frozen=True)
class Signed:
    """A checkpoint: how many events, and the root of their tree in hexadecimal."""

    size: int
    root: str


@action(Permission.CHECKPOINT_MAKE, Event.CHECKPOINT_SIGNED, Event.CHECKPOINT_REFUSED)
def checkpoint(ctx: Ctx) -> Signed | None:
    """Sign where the log is now; None when nothing happened since, or when it may not be signed.

    May run twice, or in several processes at once: the second finds nothing new. A log that contradicts an
    earlier checkpoint is never signed: that is written down once, every privacy officer and admin is told, and
    the health page stays red.

    Raises:
        Unavailable: the database or the folder of checkpoints cannot be written.
    """
    signer = ctx.tools.signer or log_signer(ctx.tools)
    if signer is None:
        return None
    try:
        note = checkpoints.make(ctx.tools.store, signer, ctx.now, ctx.tools.instance / FOLDER)
    except Inconsistent as broken:
        _refused(ctx, broken.size)
        return None
    beat(ctx, BEAT)
    return None if note is None else Signed(note.size, note.root.hex())


def _refused(ctx: Ctx, size: int) -> None:
    with ctx.tools.store.unit() as unit:
        last = heartbeats.find(unit, BEAT)
        heartbeats.beat(unit, BEAT, ctx.now, ok=False, detail=f"{Inconsistent.__name__} {size}")
        if last is None or last.ok:
            told = telling.everywhere(unit, ctx, (Role.PRIVACY_OFFICER, Role.ADMIN))
            telling.tell(unit, ctx, told, Message.LOG_BROKEN, code=None, link="/vandaag")
            trail.leave(
                unit,
                ctx,
                Event.CHECKPOINT_REFUSED,
                outcome=Outcome.ERROR,
                number=size,
                reason="inconsistent",
            )
