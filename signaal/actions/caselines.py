"""Cards as a list shows them: code, age band, state, clocks; names only while this session may see them (R5)."""

from __future__ import annotations

from collections.abc import Sequence

from signaal.actions import cardviews, casework, clockviews, custody
from signaal.actions.context import Ctx
from signaal.actions.views import CaseLine, ClockView
from signaal.store import deadlines, people, records
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow, RecordRow
from signaal.terms import CaseState

Around = tuple[dict[str, tuple[ClockView, ...]], dict[str, str]]
"""What stands round cards: their running clocks by case id, and the names of their owners."""


def around(reader: Reader, ctx: Ctx, rows: Sequence[CaseRow]) -> Around:
    """Clocks and owners of these cards, in a few questions."""
    running = deadlines.of_cases(reader, {row.id for row in rows}, running_only=True)
    views = clockviews.many(reader, ctx, [clock for group in running.values() for clock in group])
    shown = {
        case_id: clockviews.ordered(views[clock.id] for clock in group) for case_id, group in running.items()
    }
    return shown, people.names(reader, {row.owner_user_id for row in rows})


def drawn(rows: Sequence[CaseRow], known: Around, names: dict[str, str]) -> tuple[CaseLine, ...]:
    """The lines, in the order of the rows; `names` by case id, empty when they may not be seen."""
    clocks, owners = known
    return tuple(
        CaseLine(
            pseudonym=row.pseudonym,
            age_band=row.age_band,
            state=CaseState(row.state),
            owner=owners.get(row.owner_user_id, ""),
            updated_at=row.updated_at,
            clocks=clocks.get(row.id, ()),
            names=names.get(row.id),
        )
        for row in rows
    )


def names(ctx: Ctx, rows: Sequence[CaseRow]) -> dict[str, str]:
    """The names of these cards, opened, while this session shows names; of a card without any nothing."""
    if ctx.names_until is None or ctx.names_until <= ctx.now:
        return {}
    with ctx.tools.store.reading() as reader:
        contacts = records.current_of(reader, "case", {row.id for row in rows}, "contact")
        return {row.id: _name(reader, ctx, row, contacts[row.id]) for row in rows if row.id in contacts}


def _name(reader: Reader, ctx: Ctx, row: CaseRow, contact: RecordRow) -> str:
    key = custody.reopen(reader, ctx, casework.scope(row), row.team_id)
    return cardviews.contact_view(custody.unseal(key, contact)).names
