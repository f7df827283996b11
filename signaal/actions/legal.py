"""On what ground an organisation does its part today, in words: for the page of a receiver and for a family."""

from __future__ import annotations

from signaal.actions.context import Ctx
from signaal.store import organisations, teams
from signaal.store.reader import Reader
from signaal.terms import OrganisationKind
from signaal.workflows.calendar import local_day
from signaal.workflows.legal_bases import Purpose


def of_organisation(
    reader: Reader, ctx: Ctx, organisation_id: str, purposes: tuple[Purpose, ...] = tuple(Purpose)
) -> tuple[str, ...]:
    """The grounds of an organisation for these purposes, in the language of the visit."""
    kind = OrganisationKind(organisations.get(reader, organisation_id).kind)
    bases, today = ctx.tools.lists.bases, local_day(ctx.now)
    return tuple(
        ground.words(ctx.language) for purpose in purposes for ground in bases.of(kind, purpose, today)
    )


def of_team(reader: Reader, ctx: Ctx, team_id: str) -> tuple[str, ...]:
    """The grounds on which a team's organisation does its own task: a law article, never a yes (product R8)."""
    return of_organisation(reader, ctx, teams.get(reader, team_id).organisation_id, (Purpose.OWN_TASK,))
