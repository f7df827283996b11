"""Taking the steps of a clock whose moment has come: at the start of a leg, and in every sweep.

A step is taken once: the database refuses the same step of a leg a second time. Its messages and the new
`next_step_at` are in the same transaction; the caller appends the event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.actions import audience, clockwork, paging, telling
from signaal.actions.audience import Audience, Parties
from signaal.actions.context import Ctx
from signaal.notify.messages import for_step
from signaal.store import cases, referrals
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow, DeadlineStepRow
from signaal.store.units import Unit
from signaal.workflows import calm, deadlines
from signaal.workflows.clock_rules import Target
from signaal.workflows.deadlines import Clock, DueStep

_TO_RECIPIENT = frozenset({Target.RECIPIENT_TEAM, Target.RECIPIENT_SECOND, Target.RECIPIENT_LEAD})


@dataclass(frozen=True)
class Taken:
    """A step that was taken: its number, whether the sweep missed its moment, how many people were told."""

    number: int
    late: bool
    told: int


def parties(reader: Reader, row: DeadlineRow) -> Parties:
    """The two sides of a clock. Raises NotFound when the case was erased."""
    recipient = None
    if row.referral_id is not None:
        recipient = referrals.get_by_id(reader, row.referral_id).recipient_team_id
    return Parties(cases.get_by_id(reader, row.case_id), recipient)


def take_due(unit: Unit, ctx: Ctx, row: DeadlineRow, sides: Parties | None = None) -> tuple[Taken, ...]:
    """Take every step of this clock whose moment has come, each once, and set what the sweep waits for next."""
    clock = clockwork.clock_of(row)
    due = deadlines.steps_due(clock, ctx.now)
    known = sides or (parties(unit, row) if due else None)
    done = []
    for found in due:
        if known is not None:
            done.append(_take(unit, ctx, row, clock, found, known))
        clock = deadlines.taken(clock, found.step.number)
    clockwork.put(row, clock)
    return tuple(done)


def _take(unit: Unit, ctx: Ctx, row: DeadlineRow, clock: Clock, due: DueStep, sides: Parties) -> Taken:
    step = due.step
    found = audience.find(unit, ctx.now, step.to, row, sides)
    step_row = DeadlineStepRow(
        id=ctx.tools.ids(),
        deadline_id=row.id,
        leg=row.leg,
        number=step.number,
        planned_at=step.at,
        taken_at=ctx.now,
        late=due.late,
        told=[found.told.value, *(person.id for person in found.people)],
    )
    unit.add(step_row)
    code, link = _where(unit, row, sides, found)
    message, from_then = for_step(clock.kind, step.key), max(ctx.now, _not_before(clock, due))
    telling.tell(
        unit, ctx, found.people, message, code=code, link=link, not_before=from_then, step_id=step_row.id
    )
    paging.page(unit, ctx, row, sides, found, message, not_before=from_then, step_id=step_row.id)
    return Taken(step.number, due.late, len(found.people))


def _not_before(clock: Clock, due: DueStep) -> datetime:
    return calm.message_not_before(clock, due.step)


def _where(reader: Reader, row: DeadlineRow, sides: Parties, found: Audience) -> tuple[str | None, str]:
    """The code and page that this audience may know: the receiver its own reference, the sender the case."""
    if not found.reference:
        return None, "/vandaag"
    receives = found.told in _TO_RECIPIENT or (
        found.told in (Target.HOLDER, Target.HOLDER_LEAD) and row.holder_team_id == sides.recipient_team_id
    )
    if receives and row.referral_id is not None:
        reference = referrals.get_by_id(reader, row.referral_id).reference
        return reference, f"/verwijzing/{reference}"
    if found.told is Target.COORDINATOR:
        return sides.case.pseudonym, "/regie"
    if found.told in (Target.ADMIN, Target.PRIVACY_OFFICER):
        return sides.case.pseudonym, "/vandaag"
    return sides.case.pseudonym, f"/kaart/{sides.case.pseudonym}"
