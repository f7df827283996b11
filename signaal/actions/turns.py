"""The roster: who has duty from when until when; an admin writes it, everybody in the organisation reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import entries
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.actions.views import Task
from signaal.audit.events import Event
from signaal.store import memberships, organisations, people, turns
from signaal.store.reader import Reader
from signaal.store.tables_on_call import TurnRow
from signaal.terms import Refused, Say
from signaal.workflows.turns import LONGEST

_PAGE = "/diensten"
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


@dataclass(frozen=True)
class TurnView:
    """One turn to look at; `person` is a colleague's name, `mine` says it is the reader's own.

    `asked`: who was asked to take it over; `asks_me`: the reader was. `swap`: what would come in return.
    """

    id: str
    organisation: str
    function: str
    phone: str
    person: str
    starts_at: datetime
    ends_at: datetime
    second: bool
    out_of_hours: bool
    holidays: bool
    mine: bool
    asked: str = ""
    asks_me: bool = False
    swap: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Roster:
    """The turns that are not over, of the reader's own organisations; `colleagues` who could take one over."""

    turns: tuple[TurnView, ...]
    colleagues: tuple[tuple[str, str], ...]


@action(Permission.DUTY_READ)
def roster(ctx: Ctx) -> Roster:
    """Who has duty from now on in the reader's own organisations. Colleagues' names only: no case is read."""
    homes = {m.organisation_id for m in ctx.actor.memberships}
    with ctx.tools.store.reading() as reader:
        rows = [row for home in sorted(homes) for row in turns.of_organisation(reader, home, ctx.now)]
        rows.sort(key=lambda row: (row.starts_at, row.second))
        who = _names(reader, rows)
        names = {row.id: row.name for row in organisations.everything(reader) if row.id in homes}
        known = {id_: name for home in homes for id_, name in accounts(reader, home, ctx.now).items()}
        swaps = {row.id: turns.find(reader, row.swap_id) for row in rows if row.swap_id}
    me = ctx.user_id
    shown = tuple(_view(row, who, names, swaps.get(row.id), me) for row in rows)
    others = sorted(((id_, name) for id_, name in known.items() if id_ != me), key=lambda pair: pair[1])
    return Roster(shown, tuple(others))


@action(Permission.DUTY_WRITE)
def listed(ctx: Ctx) -> tuple[TurnView, ...]:
    """Every turn that is not over, of the organisations that this admin, or the shell, reaches."""
    with ctx.tools.store.reading() as reader:
        homes = {row.id: row.name for row in organisations.everything(reader)}
        reach = {
            home
            for home in homes
            if ctx.may(Permission.DUTY_WRITE, to_organisation(ctx.actor, home), organisation_id=home)
        }
        rows = [row for row in turns.everything(reader, ctx.now) if row.organisation_id in reach]
        who = _names(reader, rows)
    return tuple(_view(row, who, homes, None, "") for row in rows)


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
        leave(unit, ctx, Event.DUTY_CHANGED, organisation=organisation_id, target=row.id, reason="added")
    return row.id


@action(Permission.DUTY_WRITE, Event.DUTY_CHANGED)
def remove_turn(ctx: Ctx, turn_id: str) -> None:
    """Take a turn out. NotFound for one of another organisation."""
    with ctx.tools.store.reading() as reader:
        row = turns.find(reader, turn_id)
    if row is None:
        raise missing(ctx, Permission.DUTY_WRITE)
    must_write(ctx, row.organisation_id)
    with ctx.tools.store.unit() as unit:
        unit.delete(turns.locked(unit, turn_id))
        leave(
            unit, ctx, Event.DUTY_CHANGED, organisation=row.organisation_id, target=turn_id, reason="removed"
        )


def tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """For the page of today: that I have duty now, and who asks me to take a turn over."""
    me = ctx.user_id
    for home in sorted({m.organisation_id for m in ctx.actor.memberships}):
        for row in turns.of_organisation(reader, home, ctx.now):
            if row.user_id == me and row.starts_at <= ctx.now:
                yield Task(Say("turns.on_duty", {"until": row.ends_at}), None, _PAGE, None, overdue=False)
    asked = [row for row in turns.asked_of(reader, me, ctx.now) if row.user_id]
    names = _names(reader, asked)
    for row in asked:
        who = names.get(row.user_id or "", "")
        yield Task(Say("turns.wants_relief", {"who": who}), None, _PAGE, None, overdue=False)


def forget(ctx: Ctx) -> int:
    """Turns that ended a year ago go: who had duty then is nobody's business any more. Returns how many."""
    with ctx.tools.store.unit() as unit:
        gone = turns.over_before(unit, ctx.now - KEPT)
        for row in gone:
            unit.delete(row)
        if gone:
            leave(unit, ctx, Event.DUTY_CHANGED, number=len(gone), reason="forgotten")
    return len(gone)


def checked(ctx: Ctx, organisation_id: str, draft: TurnDraft, known: Mapping[str, str]) -> TurnRow:
    """The row of a draft. Raises Refused. `known`: who may have a turn, by id."""
    problems: dict[str, Say] = {}
    function = entries.filled("function", draft.function, problems)
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


def _names(reader: Reader, rows: list[TurnRow]) -> Mapping[str, str]:
    ids = {id_ for row in rows for id_ in (row.user_id, row.asked_user_id) if id_}
    return people.names(reader, ids) if ids else {}


def _view(
    row: TurnRow, who: Mapping[str, str], names: Mapping[str, str], swap: TurnRow | None, me: str
) -> TurnView:
    return TurnView(
        id=row.id, organisation=names.get(row.organisation_id, ""), function=row.function, phone=row.phone,
        person=who.get(row.user_id or "", ""), starts_at=row.starts_at, ends_at=row.ends_at, second=row.second,
        out_of_hours=row.out_of_hours, holidays=row.holidays, mine=row.user_id == me,
        asked=who.get(row.asked_user_id or "", ""), asks_me=row.asked_user_id == me,
        swap=(swap.starts_at, swap.ends_at) if swap is not None else None,
    )  # fmt: skip
