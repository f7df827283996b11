"""Messages that could not be delivered: the admin sees why, tries again, or gives up. No address, no content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.actions.directory import reach
from signaal.actions.trail import leave, missing
from signaal.audit.events import Event
from signaal.store import outbox, people
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_work import OutboxRow
from signaal.terms import Say


@dataclass(frozen=True)
class DeadLetter:
    """A message that never left: to whom, which one, why not. `why` names the class of the problem.

    `domain` is what stands behind the @ of its reader's address: that is where a mail server says no.
    """

    id: str
    channel: str
    to: str
    domain: str
    what: Say
    code: str | None
    why: Say | None
    attempts: int
    at: datetime


@action(Permission.OUTBOX_READ, Event.OUTBOX_LISTED)
def dead_letters(ctx: Ctx) -> tuple[DeadLetter, ...]:
    """Messages to people of the own organisations that could not be delivered, newest first."""
    with ctx.tools.store.unit() as unit:
        rows = _dead(unit, ctx)
        users = people.by_ids(unit, [row.user_id for row in rows]) if rows else {}
        found = tuple(_letter(row, users.get(row.user_id)) for row in rows)
        leave(unit, ctx, Event.OUTBOX_LISTED, number=len(found))
    return found


@action(Permission.OUTBOX_READ)
def number(ctx: Ctx) -> int:
    """How many there are."""
    with ctx.tools.store.reading() as reader:
        return len(_dead(reader, ctx))


@action(Permission.OUTBOX_RETRY, Event.MESSAGE_RETRIED)
def retry(ctx: Ctx, message_id: str) -> None:
    """Try to deliver it again. NotFound when it is not a dead message of the own organisations."""
    row = _one(ctx, message_id)
    with ctx.tools.store.unit() as unit:
        outbox.retry(unit, row.id)
        leave(unit, ctx, Event.MESSAGE_RETRIED, target=row.id)


@action(Permission.OUTBOX_RETRY, Event.MESSAGE_GIVEN_UP)
def give_up(ctx: Ctx, message_id: str) -> None:
    """Leave it: in the app it is still there. NotFound when it is not a dead message of the own organisations."""
    row = _one(ctx, message_id)
    with ctx.tools.store.unit() as unit:
        outbox.give_up(unit, row.id)
        leave(unit, ctx, Event.MESSAGE_GIVEN_UP, target=row.id)


def _one(ctx: Ctx, message_id: str) -> OutboxRow:
    with ctx.tools.store.reading() as reader:
        row = next((row for row in _dead(reader, ctx) if row.id == message_id), None)
    if row is None:
        raise missing(ctx, Permission.OUTBOX_RETRY)
    return row


def _dead(reader: Reader, ctx: Ctx) -> list[OutboxRow]:
    reached = {user.id for row in reach(reader, ctx) for user in people.of_organisation(reader, row.id)}
    return [row for row in outbox.dead(reader) if row.user_id in reached]


def _letter(row: OutboxRow, user: UserRow | None) -> DeadLetter:
    return DeadLetter(
        id=row.id,
        channel=row.channel,
        to=user.name if user else "",
        domain=user.email.rpartition("@")[2] if user else "",
        what=Say(f"mail.what.{row.message}"),
        code=row.subject_code,
        why=Say(f"mail.problem.{row.last_error}") if row.last_error else None,
        attempts=row.attempts,
        at=row.created_at,
    )
