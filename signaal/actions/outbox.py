"""Letting messages leave: claimed for a while, sent outside any transaction, and written down afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions import telling, trail
from signaal.actions.context import Ctx, action
from signaal.actions.heartbeats import beat
from signaal.actions.links import PATHS
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.notify import delivery
from signaal.notify.delivery import Delivered, Letter
from signaal.notify.mailer import Problem
from signaal.notify.messages import Message
from signaal.notify.pager import Page
from signaal.store import memberships, outbox, people
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Role
from signaal.vault.links import open_link

BEAT = "outbox"
BATCH = 10
LEASE = timedelta(minutes=10)
"""Longer than a batch takes when every connection runs into its time limit."""
MOST_BATCHES = 50
_ON_MAIL = frozenset({Message.DEAD_LETTER.value, Message.LOG_BROKEN.value})


@dataclass(frozen=True)
class Posted:
    """What one round did. `failed` are tried again later; `dead` are not: the admin sees them."""

    sent: int = 0
    failed: int = 0
    dead: int = 0

    def __add__(self, other: Posted) -> Posted:
        return Posted(self.sent + other.sent, self.failed + other.failed, self.dead + other.dead)


Tried = list[tuple[OutboxRow, Delivered]]


@action(Permission.OUTBOX_DELIVER, Event.MESSAGE_SENT, Event.MESSAGE_FAILED, Event.MESSAGE_DEAD)
def deliver(ctx: Ctx) -> Posted:
    """Send every mail that is due; messages inside the app need no sending.

    May run twice, or in several processes at once: a message is leased to one of them. Delivery is at least
    once: whoever dies between sending and writing it down leaves a message that is sent again after the
    lease, under the same Message-ID.

    Raises:
        Unavailable: the database is locked, full or gone.
    """
    rounds = [("pager",), ("mail",)] if ctx.tools.pager is not None else [("mail", "pager")]
    total = Posted()
    for channels in rounds:
        total += _deliver(ctx, channels)
    beat(ctx, BEAT, ok=total.failed == 0, detail=f"{total.sent} {total.failed} {total.dead}")
    return total


def _deliver(ctx: Ctx, channels: tuple[str, ...]) -> Posted:
    """Everything of these channels, until they are empty or the server is away. A silent pager holds up no mail."""
    total = Posted()
    for _ in range(MOST_BATCHES):
        letters = _claim(ctx, channels)
        if not letters:
            break
        tried = [(row, _try(ctx, row, letter)) for row, letter in letters]
        done = _write_down(ctx, tried)
        total += done
        if not done.sent and done.failed:
            break  # the server is not there: the rest waits for the next round
        if len(letters) < BATCH and not done.dead:
            break  # those were all; of dead ones somebody is told in the same round
    return total


def _claim(ctx: Ctx, channels: tuple[str, ...]) -> list[tuple[OutboxRow, Letter | None]]:
    """The next messages with what has to be sent; None when their reader has no address any more."""
    with ctx.tools.store.unit() as unit:
        rows = outbox.claim(unit, ctx.now, ctx.now + LEASE, BATCH, channels)
        readers = people.by_ids(unit, [row.user_id for row in rows])
        found: list[tuple[OutboxRow, Letter | None]] = []
        for row in rows:
            user = readers.get(row.user_id)
            there = user is not None and user.state != "disabled" and user.email and _has_link(row)
            letter = _letter(ctx, row, user.email, user.language) if user and there else None
            found.append((row, letter))
    return found


def _has_link(row: OutboxRow) -> bool:
    """A one-time link whose secret end was wiped leads nowhere: somebody has to send a new one."""
    return row.sealed_link is not None or row.link not in PATHS.values()


def _token(ctx: Ctx, row: OutboxRow) -> str:
    if row.sealed_link is None:
        return ""
    return "/" + open_link(ctx.tools.keyfile.totp_key, row.id, row.user_id, row.sealed_link)


def _letter(ctx: Ctx, row: OutboxRow, address: str, language: str) -> Letter:
    return Letter(
        message=Message(row.message),
        language=language,
        address=address,
        link=ctx.tools.town.public_url + row.link + _token(ctx, row),
        message_id=row.message_id,
        code=row.subject_code,
        attempts=row.attempts - 1,
    )


def _try(ctx: Ctx, row: OutboxRow, letter: Letter | None) -> Delivered:
    if row.channel == "pager":
        page = Page(f"msg_{row.id}", row.message, row.subject_code, row.created_at, ctx.now)
        return delivery.page(page, ctx.tools.pager, row.attempts - 1, ctx.now)
    if letter is None:
        return Delivered(False, Problem.ADDRESS)
    return delivery.deliver(letter, ctx.tools.mailer, ctx.now)


def _write_down(ctx: Ctx, tried: Tried) -> Posted:
    """The outcome of a batch: one event for what left, one per cause for what waits, one per dead message."""
    with ctx.tools.store.unit() as unit:
        waits: Counter[str] = Counter()
        dead: Tried = []
        sent = 0
        outbox.lock(unit, [row.id for row, _ in tried])
        for row, outcome in tried:
            if not _noted(unit, ctx, row, outcome):
                continue
            if outcome.sent:
                sent += 1
            elif outcome.dead:
                dead.append((row, outcome))
            else:
                waits[_problem(outcome)] += 1
        if sent:
            trail.leave(unit, ctx, Event.MESSAGE_SENT, number=sent)
        for problem, number in sorted(waits.items()):
            trail.leave(unit, ctx, Event.MESSAGE_FAILED, outcome=Outcome.ERROR, number=number, reason=problem)
        if dead:
            _bury(unit, ctx, dead)
    return Posted(sent, waits.total(), len(dead))


def _noted(unit: Unit, ctx: Ctx, row: OutboxRow, outcome: Delivered) -> bool:
    """Write one outcome into its row; False when that was erased with its card while the mail was under way."""
    try:
        if outcome.sent:
            outbox.sent(unit, row.id, ctx.now)
        else:
            outbox.failed(unit, row.id, _problem(outcome), outcome.again_at)
    except NotFound:
        return False
    return True


def _problem(outcome: Delivered) -> str:
    return outcome.problem.value if outcome.problem else "unknown"


def _bury(unit: Unit, ctx: Ctx, dead: Tried) -> None:
    """Tell the admins once a batch, unless it was a message about mail that could not be mailed."""
    if any(row.message not in _ON_MAIL for row, _ in dead):
        admins = telling.everywhere(unit, ctx, (Role.ADMIN,))
        telling.tell(unit, ctx, admins, Message.DEAD_LETTER, code=None, link="/vandaag")
    for row, outcome in dead:
        trail.leave(
            unit,
            ctx,
            Event.MESSAGE_DEAD,
            outcome=Outcome.ERROR,
            subjects=(row.subject_code,) if row.subject_code else (),
            organisation=_organisation(unit, row.user_id),
            target=row.id,
            number=row.attempts,
            reason=outcome.problem.value if outcome.problem else None,
        )


def _organisation(unit: Unit, user_id: str) -> str | None:
    rows = memberships.ever_of_user(unit, user_id)
    return rows[-1].organisation_id if rows else None
