"""The officer holds a card back from erasing, with a reason and an end, and lifts that again. Code only, no content."""

from __future__ import annotations

from datetime import date

from signaal.access.permissions import Permission
from signaal.actions.confirming import must_be_fresh
from signaal.actions.context import Ctx, action
from signaal.actions.trail import leave, missing
from signaal.actions.watched import home
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import cases, teams
from signaal.store import holds as stored
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_retention import HoldRow
from signaal.terms import Refused, Say, is_pseudonym, tidy_code
from signaal.workflows import holds as rules


@action(Permission.HOLD_WRITE, Event.HOLD_PLACED)
def place(ctx: Ctx, pseudonym: str, reason: str, until: date | None, form_id: str) -> None:
    """Keep a card of the own organisation until the end of a day, whatever its term. The same form twice is once.

    A card that is held already: what ends last counts.

    Raises:
        Refused: fields code, reason, until; a card of another organisation looks as one that is not there.
        ConfirmFirst: the second factor is needed again.
    """
    organisation = home(ctx, Permission.HOLD_WRITE)
    must_be_fresh(ctx)
    end = rules.until(reason, until, ctx.now, ctx.tools.lists.of("hold_reasons").codes())
    code = tidy_code(pseudonym)
    with ctx.tools.store.unit() as unit:
        case = _own(unit, code, organisation)
        if case is not None:
            if stored.find(unit, form_id) is None:
                row = HoldRow(
                    id=form_id, case_id=case.id, organisation_id=organisation, reason=reason, until=end,
                    placed_by=ctx.user_id, placed_at=ctx.now,
                )  # fmt: skip
                unit.add(row)
                leave(
                    unit, ctx, Event.HOLD_PLACED, team=case.team_id, organisation=organisation,
                    subjects=(code,), parts=(Part.CASE,), target=form_id, reason=reason,
                )  # fmt: skip
            return
    missing(ctx, Permission.HOLD_WRITE, (code,) if is_pseudonym(code) else ())
    raise Refused({"code": Say("retention.hold.no_card")})


@action(Permission.HOLD_WRITE, Event.HOLD_LIFTED)
def lift(ctx: Ctx, hold_id: str) -> None:
    """End a hold before its day: the card goes when its term says so.

    Raises:
        NotFound: no hold in force, or of another organisation; that is written down.
        ConfirmFirst: the second factor is needed again.
    """
    organisation = home(ctx, Permission.HOLD_WRITE)
    must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        row = stored.find(unit, hold_id)
        if row is not None and row.organisation_id == organisation and row.lifted_at is None:
            row.lifted_at, row.lifted_by = ctx.now, ctx.user_id
            case = cases.get_by_id(unit, row.case_id)
            leave(
                unit, ctx, Event.HOLD_LIFTED, team=case.team_id, organisation=organisation,
                subjects=(case.pseudonym,), parts=(Part.CASE,), target=row.id, reason=row.reason,
            )  # fmt: skip
            return
    raise missing(ctx, Permission.HOLD_WRITE)


def _own(reader: Reader, code: str, organisation: str) -> CaseRow | None:
    """The card, when a team of this organisation has it in its care."""
    case = cases.find(reader, code) if is_pseudonym(code) else None
    if case is None or teams.get(reader, case.team_id).organisation_id != organisation:
        return None
    return case
