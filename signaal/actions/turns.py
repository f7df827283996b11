"""Turns of the roster: who has duty from when until when. An admin writes them; `rosters` shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import entries, telling
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, organisations, people, turns
from signaal.store.reader import Reader
from signaal.store.tables_on_call import TurnRow
from signaal.store.units import Unit
from signaal.terms import Refused, Say
from signaal.workflows.turns import LONGEST

PAGE = "/diensten"
KEPT = timedelta(days=365)
"""How long it can be looked up who had duty."""


@dataclass(frozen=True)
class TurnDraft:
    """What is filled in for one turn, nothing checked. `user_id`: somebody's account, or "" for nobody's."""

    function: str
    phone: str
    starts_at: datetime | None
    ends_at: datetime | None
    user_id: str = ""
    second: bool = False
    out_of_hours: bool = False
    holidays: bool = False


Hours = Mapping[str, set[tuple[datetime, datetime, bool]]]
"""By account: from and to of the turns that are theirs (True) or that they were asked to take over (False)."""


@action(Permission.DUTY_WRITE, Event.DUTY_CHANGED)
def add_turn(ctx: Ctx, organisation_id: str, draft: TurnDraft) -> str:
    """A turn of the roster; returns its id.

    Raises:
        NotFound: another organisation than the admin's own.
        Refused: `function`, `phone`, `starts_at`, `ends_at` or `user_id`.
    """
    must_write(ctx, organisation_id)
    with ctx.tools.store.unit() as unit:
        organisations.get(unit, organisation_id)
        row = checked(ctx, organisation_id, draft, accounts(unit, organisation_id, ctx.now))
        unit.add(row)
        tell_whom_it_concerns(unit, ctx, {}, hours([row], ctx.now))
        leave(unit, ctx, Event.DUTY_CHANGED, organisation=organisation_id, target=row.id, reason="added")
    return row.id


@action(Permission.DUTY_WRITE, Event.DUTY_CHANGED)
def change_turn(ctx: Ctx, turn_id: str, draft: TurnDraft, was: str) -> None:
    """Write a turn anew, in its own organisation. `was`: whose it was when the admin began ("" for nobody's).

    An open question to take it over ends when the person or the hours become others.

    Raises:
        NotFound: a turn of another organisation.
        Refused: as for a new turn; `user_id` also when it was passed on meanwhile and this would undo that.
    """
    home = own(ctx, turn_id).organisation_id
    with ctx.tools.store.unit() as unit:
        row = turns.locked(unit, turn_id)
        new = checked(ctx, home, draft, accounts(unit, home, ctx.now))
        holder = row.user_id or ""
        if holder not in (was, draft.user_id):
            who = people.names(unit, [holder]).get(holder) or Say("turns.no_account")
            raise Refused({"user_id": Say("turns.passed_meanwhile", {"who": who})})
        before = hours([row], ctx.now)
        rewrite(row, new)
        tell_whom_it_concerns(unit, ctx, before, hours([row], ctx.now))
        leave(unit, ctx, Event.DUTY_CHANGED, organisation=home, target=turn_id, reason="changed")


@action(Permission.DUTY_WRITE, Event.DUTY_CHANGED)
def remove_turn(ctx: Ctx, turn_id: str) -> None:
    """Take a turn out. NotFound for one of another organisation."""
    home = own(ctx, turn_id).organisation_id
    with ctx.tools.store.unit() as unit:
        row = turns.locked(unit, turn_id)
        tell_whom_it_concerns(unit, ctx, hours([row], ctx.now), {})
        turns.remove(unit, [row])
        leave(unit, ctx, Event.DUTY_CHANGED, organisation=home, target=turn_id, reason="removed")


def forget(ctx: Ctx) -> int:
    """Turns that ended a year ago go: who had duty then is nobody's business any more. Returns how many."""
    with ctx.tools.store.unit() as unit:
        gone = turns.over_before(unit, ctx.now - KEPT)
        turns.remove(unit, gone)
        if gone:
            leave(unit, ctx, Event.DUTY_CHANGED, number=len(gone), reason="forgotten")
    return len(gone)


def checked(ctx: Ctx, organisation_id: str, draft: TurnDraft, known: Mapping[str, str]) -> TurnRow:
    """The row of a draft. Raises Refused. `known`: who may have a turn, by id."""
    problems: dict[str, Say] = {}
    function = entries.duty_function("function", draft.function, ctx.tools.lists, problems)
    number = entries.phone_number("phone", draft.phone, problems)
    if number is None:
        problems.setdefault("phone", Say("errors.required"))
    if draft.user_id and draft.user_id not in known:
        problems["user_id"] = Say("turns.choose_colleague")
    since, until = draft.starts_at, draft.ends_at
    if since is None:
        problems["starts_at"] = Say("errors.required")
    if until is None:
        problems["ends_at"] = Say("errors.required")
    if since is not None and until is not None:
        if until <= since:
            problems["ends_at"] = Say("turns.ends_first")
        elif until - since > LONGEST:
            problems["ends_at"] = Say("turns.too_long", {"n": LONGEST.days})
        elif until <= ctx.now:
            problems["ends_at"] = Say("turns.over")
    entries.raise_for(problems)
    if since is None or until is None:
        raise Refused(problems)
    return TurnRow(
        id=ctx.tools.ids(), organisation_id=organisation_id, function=function, phone=number or "",
        user_id=draft.user_id or None, starts_at=since, ends_at=until, second=draft.second,
        out_of_hours=draft.out_of_hours, holidays=draft.holidays,
    )  # fmt: skip


def rewrite(row: TurnRow, new: TurnRow) -> None:
    """What stands becomes what was written anew. Who was asked to take it over was asked for these hours of this
    person: when they are others, the question ends.
    """
    asked_for = (row.user_id, row.starts_at, row.ends_at)
    row.function, row.phone, row.user_id = new.function, new.phone, new.user_id
    row.starts_at, row.ends_at, row.second = new.starts_at, new.ends_at, new.second
    row.out_of_hours, row.holidays = new.out_of_hours, new.holidays
    if (row.user_id, row.starts_at, row.ends_at) != asked_for:
        row.asked_user_id = row.asked_at = row.swap_id = None


def hours(rows: Iterable[TurnRow], now: datetime) -> Hours:
    """Whose hours these turns are that are not over: to compare before a change and after."""
    found: dict[str, set[tuple[datetime, datetime, bool]]] = defaultdict(set)
    for row in rows:
        for person, theirs in ((row.user_id, True), (row.asked_user_id, False)):
            if person is not None and row.ends_at > now:
                found[person].add((row.starts_at, row.ends_at, theirs))
    return found


def tell_whom_it_concerns(unit: Unit, ctx: Ctx, before: Hours, after: Hours) -> None:
    """Everybody whose hours became others hears so once, but not who made the change."""
    others = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    others.discard(ctx.me.id if ctx.me is not None else "")
    if not others:
        return
    found = [one for one in people.by_ids(unit, others).values() if one.state == "active"]
    telling.tell(unit, ctx, sorted(found, key=lambda one: one.id), Message.DUTY_WRITTEN, code=None, link=PAGE)


def own(ctx: Ctx, turn_id: str) -> TurnRow:
    """A turn that this admin, or the shell, may write. Raises NotFound."""
    with ctx.tools.store.reading() as reader:
        row = turns.find(reader, turn_id)
    if row is None:
        raise missing(ctx, Permission.DUTY_WRITE)
    must_write(ctx, row.organisation_id)
    return row


def must_write(ctx: Ctx, organisation_id: str) -> None:
    """Stop who is no admin of this organisation. Raises NotFound."""
    ctx.must(
        Permission.DUTY_WRITE, to_organisation(ctx.actor, organisation_id), organisation_id=organisation_id
    )


def accounts(reader: Reader, organisation_id: str, now: datetime) -> dict[str, str]:
    """Names of who works here now, with an account in use, by id."""
    found = memberships.of_organisation(reader, organisation_id)
    active = (m for m in found if m.membership.state == "active" and m.user.state == "active")
    return {
        m.user.id: m.user.name for m in active if m.membership.ends_at is None or m.membership.ends_at > now
    }
