"""What may not be erased for now, whatever its term says. Erasing asks here, and nowhere else.

A hold is the privacy officer's, with a reason and an end. Help within 48 hours that still runs keeps a card too, but
never longer than 24 months in all: a clock that nobody ends must not keep a family for ever.
"""

from __future__ import annotations

from signaal.actions import answering
from signaal.actions.context import Ctx
from signaal.store import deadlines, holds, organisations, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_people import TeamRow
from signaal.terms import ClockKind
from signaal.workflows import retention
from signaal.workflows.retention import Terms


def held(reader: Reader, ctx: Ctx, case_id: str) -> bool:
    """Is this case kept by a hold that is in force now? A hold whose end has come keeps nothing (R14)."""
    return holds.in_force(reader, case_id, ctx.now) is not None


def helped(reader: Reader, ctx: Ctx, case: CaseRow) -> bool:
    """Does help within 48 hours still run on it, and is it not 24 months old?"""
    terms = terms_of(reader, ctx, teams.get(reader, case.team_id))
    if not retention.waits_for_help(case.created_at, ctx.now, terms):
        return False
    return bool(deadlines.running(reader, case.id, ClockKind.CALM_48H.value))


def stays(reader: Reader, ctx: Ctx, case: CaseRow) -> bool:
    """May it not be erased at its term?"""
    return held(reader, ctx, case.id) or helped(reader, ctx, case) or answering.waits(reader, ctx, case.id)


def terms_of(reader: Reader, ctx: Ctx, team: TeamRow) -> Terms:
    """How long a team's organisation keeps its cards."""
    return ctx.tools.town.keeps(organisations.get(reader, team.organisation_id).kind)
