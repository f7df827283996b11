"""The duty list: which function answers which number, when. Functions only, no names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions import entries
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import duty, organisations
from signaal.store.tables_clocks import DutyRow
from signaal.terms import Say

_DAY = 24 * 60


@dataclass(frozen=True)
class DutyView:
    """One line. `days` 0 (Monday) to 6, empty is every day; minutes after midnight in Amsterdam."""

    id: str
    function: str
    phone: str
    days: tuple[int, ...]
    from_minute: int
    to_minute: int
    second: bool


@action(Permission.DUTY_WRITE, Event.DUTY_CHANGED)
def add_duty(
    ctx: Ctx,
    organisation_id: str,
    function: str,
    phone: str,
    days: Sequence[int] = (),
    from_minute: int = 510,
    to_minute: int = 1020,
    *,
    second: bool = False,
) -> str:
    """A line of the duty list; returns its id. A line that ends before it begins runs into the next day.

    Raises:
        NotFound: another organisation than the admin's own.
        Refused: `function`, `phone`, `days`, `from_minute` or `to_minute`.
    """
    _must_write(ctx, organisation_id)
    problems: dict[str, Say] = {}
    named = entries.duty_function("function", function, ctx.tools.lists, problems)
    number = entries.phone_number("phone", phone, problems)
    if number is None:
        problems.setdefault("phone", Say("errors.required"))
    if not set(days) <= set(range(7)):
        problems["days"] = Say("errors.not_in_list")
    for field, minute in (("from_minute", from_minute), ("to_minute", to_minute)):
        if not 0 <= minute <= _DAY:
            problems[field] = Say("errors.time_unreal")
    entries.raise_for(problems)
    with ctx.tools.store.unit() as unit:
        organisations.get(unit, organisation_id)
        row = DutyRow(
            id=ctx.tools.ids(),
            organisation_id=organisation_id,
            function=named,
            phone=number or "",
            days=sorted(set(days)),
            from_minute=from_minute,
            to_minute=to_minute,
            second=second,
            position=len(duty.of_organisation(unit, organisation_id)),
        )
        duty.add(unit, row)
        leave(unit, ctx, Event.DUTY_CHANGED, organisation=organisation_id, target=row.id, reason="added")
    return row.id


@action(Permission.DUTY_WRITE, Event.DUTY_CHANGED)
def remove_duty(ctx: Ctx, duty_id: str) -> None:
    """Take a line out. NotFound for one of another organisation."""
    with ctx.tools.store.reading() as reader:
        row = duty.get(reader, duty_id)
    _must_write(ctx, row.organisation_id)
    with ctx.tools.store.unit() as unit:
        duty.remove(unit, duty.get(unit, duty_id))
        leave(
            unit, ctx, Event.DUTY_CHANGED, organisation=row.organisation_id, target=duty_id, reason="removed"
        )


def _must_write(ctx: Ctx, organisation_id: str) -> None:
    ctx.must(
        Permission.DUTY_WRITE, to_organisation(ctx.actor, organisation_id), organisation_id=organisation_id
    )


def view(row: DutyRow) -> DutyView:
    """A row to look at."""
    return DutyView(
        row.id, row.function, row.phone, tuple(row.days), row.from_minute, row.to_minute, row.second
    )
