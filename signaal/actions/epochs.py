"""After a restore: what was lost, and the privacy officer's word that it was seen. Until then the desk is red.

The restore itself writes `log:restored` and the new epoch (`audit.epochs.begin`). Each officer accepts for the own
organisation: nobody can do it for somebody else's log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions.confirming import must_be_fresh
from signaal.actions.context import Ctx, action, taken
from signaal.actions.trail import leave
from signaal.actions.watched import home
from signaal.audit import epochs
from signaal.audit.epochs import Restored
from signaal.audit.events import Event
from signaal.store import audit
from signaal.store.reader import Reader


@dataclass(frozen=True)
class Epoch:
    """The last restore as an officer sees it. `kept` is how many lines stayed, `lost` how many are known to be gone;
    `accepted_at` is None as long as nobody of this organisation accepted it.
    """

    number: int
    restored_at: datetime
    kept: int
    lost: int
    accepted_at: datetime | None


@action(Permission.CHECKPOINT_READ)
def latest(ctx: Ctx) -> Epoch | None:
    """The last restore, or None when there never was one."""
    organisation = home(ctx, Permission.CHECKPOINT_READ)
    with ctx.tools.store.reading() as reader:
        return found(reader, organisation)


def found(reader: Reader, organisation: str) -> Epoch | None:
    """The same, for a reader that is open."""
    last = _last(reader)
    if last is None:
        return None
    accepted = audit.last_of(reader, organisation, Event.EPOCH_ACCEPTED.value)
    seen = accepted is not None and accepted.seq > last.seq
    return Epoch(last.epoch, last.at, last.seq, last.lost, accepted.at if accepted and seen else None)


def _last(reader: Reader) -> Restored | None:
    told = audit.of_the_house(reader, Event.LOG_RESTORED.value)
    return epochs.read(*told[-1]) if told else None


@action(Permission.EPOCH_ACCEPT, Event.EPOCH_ACCEPTED)
def accept(ctx: Ctx, number: int) -> None:
    """Say that this restore was right and that what is lost is known.

    Raises:
        ConfirmFirst: the second factor is needed again.
        Conflict: there is no such restore to accept any more.
    """
    organisation = home(ctx, Permission.EPOCH_ACCEPT)
    must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        epoch = found(unit, organisation)
        if epoch is None or epoch.accepted_at is not None or epoch.number != number:
            raise taken("people.log.nothing_to_accept")
        leave(
            unit, ctx, Event.EPOCH_ACCEPTED, organisation=organisation, epoch=epoch.number, number=epoch.kept,
            size=audit.head(unit).size,
        )  # fmt: skip
