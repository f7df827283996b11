"""Messages to deliver: by mail with a lease, and inside the app until they are seen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, bindparam, func, or_, select, text

from signaal.store.reader import Reader
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit

_READY = (
    select(OutboxRow)
    .where(
        text("state IN ('queued', 'leased')"),
        or_(
            OutboxRow.state == "queued",
            and_(OutboxRow.state == "leased", OutboxRow.lease_until <= bindparam("now")),
        ),
        OutboxRow.not_before <= bindparam("now"),
        OutboxRow.channel.in_(bindparam("channels", expanding=True)),
    )
    .order_by(OutboxRow.not_before, OutboxRow.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
"""Put together once: every round of every minute asks it."""


def add(unit: Unit, row: OutboxRow) -> OutboxRow:
    """Put a message in the outbox."""
    return unit.add(row)


def get(reader: Reader, message_id: str) -> OutboxRow:
    """By row id. NotFound otherwise."""
    return reader.get(OutboxRow, message_id)


def claim(
    unit: Unit, now: datetime, lease_until: datetime, limit: int = 20, channels: Collection[str] = ("mail",)
) -> list[OutboxRow]:
    """Take messages to send, oldest first; nobody else gets them until the lease ends.

    A message whose lease ended (its sender died) is taken again: delivery is at least once, and its
    Message-ID stays the same.
    """
    values = {"now": now, "channels": sorted(channels), "most": limit}
    found = list(unit.session.scalars(_READY, values, execution_options={"populate_existing": True}))
    for row in found:
        row.state = "leased"
        row.lease_until = lease_until
        row.attempts += 1
    return found


def lock(unit: Unit, outbox_ids: Collection[str]) -> None:
    """Keep these from others until the unit ends, in one question; those that were erased are passed over."""
    asked = select(OutboxRow).where(OutboxRow.id.in_(set(outbox_ids))).order_by(OutboxRow.id)
    unit.hold(unit.session.scalars(asked.with_for_update(), execution_options={"populate_existing": True}))


def sent(unit: Unit, outbox_id: str, at: datetime) -> None:
    """It was handed to the mail server; `lock` it first. NotFound when it was erased meanwhile."""
    row = unit.get(OutboxRow, outbox_id)
    row.state = "sent"
    row.sealed_link = None
    row.sent_at = at
    row.lease_until = None
    row.last_error = None


def failed(unit: Unit, outbox_id: str, error: str, again_at: datetime | None) -> None:
    """It was not accepted: it stays leased until `again_at`, or is dead when that is None.

    `error`: the name of the error's class or a reply code, never a text with an address in it. `lock` it first.
    NotFound when it was erased meanwhile.
    """
    row = unit.get(OutboxRow, outbox_id)
    row.state = "dead" if again_at is None else "leased"
    row.sealed_link = None if again_at is None else row.sealed_link
    row.lease_until = again_at
    row.last_error = error[:120]


def retry(unit: Unit, outbox_id: str) -> None:
    """Put a dead or held message back in the queue."""
    row = unit.locked(OutboxRow, outbox_id)
    row.state = "queued"
    row.attempts = 0
    row.lease_until = None


def give_up(unit: Unit, outbox_id: str) -> None:
    """Nobody will try a dead or held message again, and it is off the admin's list; it stays counted."""
    row = unit.locked(OutboxRow, outbox_id)
    row.state = "given_up"
    row.lease_until = None


def hold_all(unit: Unit) -> int:
    """Hold everything not yet sent: after a restore somebody must say what still goes. Returns how many."""
    found = list(unit.session.scalars(select(OutboxRow).where(text("state IN ('queued', 'leased')"))))
    for row in found:
        row.state = "held"
    return len(found)


def unseen(reader: Reader, user_id: str, now: datetime, limit: int = 50) -> list[OutboxRow]:
    """Somebody's messages in the app that they have not seen, newest first."""
    asked = select(OutboxRow).where(
        OutboxRow.user_id == user_id,
        OutboxRow.seen_at.is_(None),
        OutboxRow.channel == "app",
        OutboxRow.not_before <= now,
        OutboxRow.state != "held",
    )
    return list(
        reader.session.scalars(asked.order_by(OutboxRow.created_at.desc(), OutboxRow.id).limit(limit))
    )


def seen(unit: Unit, outbox_id: str, user_id: str, at: datetime) -> bool:
    """Mark somebody's own message as seen. False when it is not theirs or does not exist."""
    row = unit.find(OutboxRow, outbox_id)
    if row is None or row.user_id != user_id:
        return False
    row.seen_at = row.seen_at or at
    return True


def dead(reader: Reader, limit: int = 100) -> list[OutboxRow]:
    """Messages that could not be delivered, or that a restore held, newest first: the admin's list."""
    asked = select(OutboxRow).where(OutboxRow.state.in_(("dead", "held")))
    return list(
        reader.session.scalars(asked.order_by(OutboxRow.created_at.desc(), OutboxRow.id).limit(limit))
    )


def counts(reader: Reader) -> dict[str, int]:
    """How many messages per state."""
    asked = select(OutboxRow.state, func.count().label("number")).group_by(OutboxRow.state)
    return {row.state: row.number for row in reader.session.execute(asked)}


def take_back(unit: Unit, step_ids: Collection[str], now: datetime) -> int:
    """Delete messages of steps that have not left (undo): not sent, not leased, not due in the app."""
    asked = select(OutboxRow).where(
        OutboxRow.deadline_step_id.in_(set(step_ids)), OutboxRow.state == "queued", OutboxRow.not_before > now
    )
    found = list(unit.session.scalars(asked.with_for_update()))
    for row in found:
        unit.delete(row)
    return len(found)


def recall(unit: Unit, step_ids: Collection[str], code: str, but: Collection[str]) -> int:
    """Delete messages of these steps or with this code that were neither sent nor seen, but those of some users.

    A mail that is under way at this moment is deleted too: whoever sends it finds that out when writing it down.
    """
    waits = or_(
        and_(OutboxRow.channel != "app", OutboxRow.state != "sent"),
        and_(OutboxRow.channel == "app", OutboxRow.seen_at.is_(None)),
    )
    about = or_(OutboxRow.deadline_step_id.in_(set(step_ids)), OutboxRow.subject_code == code)
    asked = select(OutboxRow).where(waits, about, OutboxRow.user_id.not_in(set(but)))
    found = list(unit.session.scalars(asked.with_for_update()))
    for row in found:
        unit.delete(row)
    return len(found)


def wipe_links(unit: Unit, before: datetime) -> int:
    """Wipe the secret end of links that no longer work: made before this moment. Returns how many."""
    asked = select(OutboxRow).where(OutboxRow.sealed_link.is_not(None), OutboxRow.created_at <= before)
    found = list(unit.session.scalars(asked))
    for row in found:
        row.sealed_link = None
    return len(found)


def names(reader: Reader, user_id: str, code: str, since: datetime, until: datetime) -> bool:
    """Was somebody told of this card or referral between these moments?"""
    asked = select(OutboxRow.id).where(
        OutboxRow.subject_code == code, OutboxRow.user_id == user_id, OutboxRow.not_before >= since,
        OutboxRow.not_before <= until,
    )  # fmt: skip
    return reader.session.scalars(asked.limit(1)).first() is not None
