"""The roster to look at: the turns of the own organisations, whose they are and who was asked to take one over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions.context import Ctx, action
from signaal.actions.turns import PAGE, TurnDraft, accounts, own
from signaal.actions.views import Task
from signaal.store import organisations, people, turns
from signaal.store.reader import Reader
from signaal.store.tables_on_call import TurnRow
from signaal.terms import Say


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


@dataclass(frozen=True)
class TurnToChange:
    """What a turn holds. `source`: the calendar it was read from; `asked`: who was asked to take it over; or ""."""

    organisation_id: str
    draft: TurnDraft
    source: str
    asked: str


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


@action(Permission.DUTY_WRITE)
def to_change(ctx: Ctx, turn_id: str) -> TurnToChange:
    """One turn as it stands, for its form. Raises NotFound: none of the organisations that this admin reaches."""
    row = own(ctx, turn_id)
    with ctx.tools.store.reading() as reader:
        asked = _names(reader, [row]).get(row.asked_user_id or "", "")
    draft = TurnDraft(
        row.function, row.phone, row.starts_at, row.ends_at, row.user_id or "", second=row.second,
        out_of_hours=row.out_of_hours, holidays=row.holidays,
    )  # fmt: skip
    return TurnToChange(row.organisation_id, draft, row.source or "", asked)


def tasks(reader: Reader, ctx: Ctx) -> Iterator[Task]:
    """For the page of today: that I have duty now, and who asks me to take a turn over."""
    me = ctx.user_id
    for home in sorted({m.organisation_id for m in ctx.actor.memberships}):
        for row in turns.of_organisation(reader, home, ctx.now):
            if row.user_id == me and row.starts_at <= ctx.now:
                yield Task(Say("turns.on_duty", {"until": row.ends_at}), None, PAGE, None, overdue=False)
    asked = [row for row in turns.asked_of(reader, me, ctx.now) if row.user_id]
    names = _names(reader, asked)
    for row in asked:
        who = names.get(row.user_id or "", "")
        yield Task(Say("turns.wants_relief", {"who": who}), None, PAGE, None, overdue=False)


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
