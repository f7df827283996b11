"""A turn of duty handed over or swapped: who has it asks, a colleague takes it or says no; all of it is logged."""

from __future__ import annotations

from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import dutylines, telling
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.actions.turns import PAGE, accounts
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import people, turns
from signaal.store.tables_on_call import TurnRow
from signaal.store.units import Unit
from signaal.terms import Conflict, NotFound, Refused, Say
from signaal.workflows.turns import may_ask


@action(Permission.DUTY_SWAP, Event.DUTY_ASKED)
def ask(ctx: Ctx, turn_id: str, user_id: str, swap_id: str = "") -> None:
    """Ask a colleague to take over the own turn, or to swap it with one of theirs.

    Raises:
        NotFound: not a turn of the own organisation. Conflict: not the asker's, or over.
        Refused: field user_id (no colleague with an account) or swap_id (not a coming turn of that colleague).
    """
    home = _home(ctx, turn_id)
    with ctx.tools.store.unit() as unit:
        row = turns.locked(unit, turn_id)
        may_ask(dutylines.turn_of(row), ctx.user_id, ctx.now)
        if user_id == ctx.user_id or user_id not in accounts(unit, home, ctx.now):
            raise Refused({"user_id": Say("turns.choose_colleague")})
        other = turns.find(unit, swap_id) if swap_id else None
        if swap_id and not _can_swap(other, home, user_id, ctx.now):
            raise Refused({"swap_id": Say("turns.choose_turn")})
        row.asked_user_id, row.asked_at, row.swap_id = user_id, ctx.now, swap_id or None
        _tell(unit, ctx, user_id, Message.DUTY_ASKED)
        leave(
            unit,
            ctx,
            Event.DUTY_ASKED,
            organisation=home,
            target=turn_id,
            reason="swap" if swap_id else "give",
        )


@action(Permission.DUTY_SWAP, Event.DUTY_PASSED)
def answer(ctx: Ctx, turn_id: str, *, accept: bool) -> None:
    """Take over the turn that one was asked for, or say no; whoever asked may take the question back.

    Raises:
        NotFound: not a turn of the own organisation. Conflict: nobody asked this person, or the swap is gone.
    """
    home = _home(ctx, turn_id)
    with ctx.tools.store.unit() as unit:
        row = turns.locked(unit, turn_id)
        mine = row.asked_user_id == ctx.user_id
        if row.asked_user_id is None or not (mine or (not accept and row.user_id == ctx.user_id)):
            raise Conflict(Say("turns.not_asked"))
        if row.ends_at <= ctx.now and accept:
            raise Conflict(Say("turns.over"))
        before, swap_id = row.user_id, row.swap_id
        reason = "accepted" if accept else ("refused" if mine else "taken_back")
        if accept:
            if swap_id is not None:
                _swap(unit, ctx, swap_id, home, before)
                reason = "swapped"
            row.user_id = ctx.user_id
        if mine and before is not None:
            _tell(unit, ctx, before, Message.DUTY_PASSED)
        row.asked_user_id = row.asked_at = row.swap_id = None
        leave(unit, ctx, Event.DUTY_PASSED, organisation=home, target=turn_id, reason=reason)


def _home(ctx: Ctx, turn_id: str) -> str:
    """The organisation of a turn, when it is the reader's own. Raises NotFound."""
    with ctx.tools.store.reading() as reader:
        row = turns.find(reader, turn_id)
    if row is None:
        raise missing(ctx, Permission.DUTY_SWAP)
    home = row.organisation_id
    ctx.must(Permission.DUTY_SWAP, to_organisation(ctx.actor, home), organisation_id=home)
    return home


def _can_swap(other: TurnRow | None, home: str, user_id: str, now: datetime) -> bool:
    return (
        other is not None
        and other.organisation_id == home
        and other.user_id == user_id
        and other.ends_at > now
    )


def _swap(unit: Unit, ctx: Ctx, swap_id: str, home: str, asker: str | None) -> None:
    """The turn that comes in return goes to whoever asked. Raises Conflict: it is somebody else's by now, or over."""
    try:
        other = turns.locked(unit, swap_id)
    except NotFound:
        raise Conflict(Say("turns.swap_gone")) from None
    if not _can_swap(other, home, ctx.user_id, ctx.now):
        raise Conflict(Say("turns.swap_gone"))
    other.user_id = asker
    other.asked_user_id = other.asked_at = other.swap_id = None


def _tell(unit: Unit, ctx: Ctx, user_id: str, message: Message) -> None:
    person = people.find(unit, user_id)
    if person is not None:
        telling.tell(unit, ctx, (person,), message, code=None, link=PAGE)
