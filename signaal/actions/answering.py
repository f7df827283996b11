"""What a family still waits for, when somebody is about to erase its card.

An answer is not made impossible by erasing: while a family waits to know, to correct or to object, the card stays until
the end of that clock. Erasing on request is itself the answer, so it waits for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from signaal.actions import officeclocks, trail
from signaal.actions.context import Ctx
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.fields import LegalBasis, Part
from signaal.store import office_clocks, requests
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.workflows.requests import RequestKind


def waits(reader: Reader, ctx: Ctx, case_id: str) -> bool:
    """Does a family wait for an answer about this card, within its term? A term that is over keeps nothing (R14)."""
    open_ones = [
        row.id for row in requests.of_case(reader, case_id)
        if row.answered_at is None and row.kind != RequestKind.ERASING.value
    ]  # fmt: skip
    if not open_ones:
        return False
    return any(clock.due_at > ctx.now for clock in office_clocks.of_targets(reader, open_ones).values())


def erased(unit: Unit, ctx: Ctx, case: CaseRow) -> Iterator[Entry]:
    """The card goes: what was asked about it has its answer, and the clocks of it end. The events, to be left last."""
    for row in requests.of_case(unit, case.id):
        if row.answered_at is None:
            officeclocks.finish(unit, ctx, row.id, "erased")
            granted = row.kind == RequestKind.ERASING.value
            yield trail.entry(
                ctx, Event.REQUEST_ANSWERED, team=case.team_id, organisation=row.organisation_id,
                subjects=(case.pseudonym,), parts=(Part.CASE,), target=row.id,
                reason="granted" if granted else "erased", basis=LegalBasis.AVG_12_22,
            )  # fmt: skip
