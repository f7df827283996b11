"""Finding a card of the own team: by its code, or by name and date of birth (R4). Never across teams.

What is typed stays with whoever typed it: the log names the cards that were found, not what was asked. A search
that opens nothing afterwards is seen by the review (design page "audit").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from signaal.access import policy
from signaal.access.permissions import Permission
from signaal.access.policy import Place
from signaal.access.relations import Relation, to_case
from signaal.actions import caselines, casework, trail
from signaal.actions.carddrafts import home
from signaal.actions.cases import own_team
from signaal.actions.context import Ctx, action
from signaal.actions.views import CaseLine
from signaal.audit.events import Event
from signaal.store import cases, teams, tokens
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_people import TeamRow
from signaal.terms import Refused, Say, is_pseudonym, tidy_code
from signaal.vault.index_tokens import fits
from signaal.workflows import households
from signaal.workflows.contacts import Contact
from signaal.workflows.households import Pair

MOST = 25


@dataclass(frozen=True)
class Found:
    """The cards that fit, last changed first; `missing`: how many of the team's cards are not in the index yet."""

    lines: tuple[CaseLine, ...]
    missing: int


@action(Permission.CASE_FIND)
def by_name_possible(ctx: Ctx, team_id: str | None = None) -> bool:
    """Does this person hold the key of the index? A teacher in a personal team does not."""
    return ctx.keys.has_secret(own_team(ctx, team_id))


@action(Permission.CASE_FIND, Event.CASE_SEARCHED)
def by_name(ctx: Ctx, name: str, birth: date | None, team_id: str | None = None) -> Found:
    """Cards of the own team with a child born that day (or expected) and a part of this name.

    Raises:
        Refused: fields name and birth; both are needed. Field name: only the care team can search here.
        DoesNotOpen: the own roster line or the team's key does not fit.
    """
    team_id = own_team(ctx, team_id)
    if not ctx.keys.has_secret(team_id):
        raise Refused({"name": Say("find.care_team_only")})
    rows, team, missing = _fitting(ctx, team_id, households.asked(name, birth))
    return Found(_shown(ctx, team, rows, "by_name"), missing)


@action(Permission.CASE_FIND, Event.CASE_SEARCHED)
def by_code(ctx: Ctx, code: str, team_id: str | None = None) -> str:
    """The code of a card of the own work, as it is written. Raises Refused (field code): not here."""
    typed = tidy_code(code)
    tidy = typed if "-" in typed else f"{typed[:4]}-{typed[4:]}"
    team = _team(ctx, own_team(ctx, team_id))
    with ctx.tools.store.reading() as reader:
        row = cases.find(reader, tidy) if is_pseudonym(tidy) else None
    there = row is not None and _may_see(ctx, row, team)
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.CASE_SEARCHED, team=team.id, organisation=team.organisation_id,
            subjects=(tidy,) if there else (), number=int(there), reason="by_code",
        )  # fmt: skip
    if not there:
        raise Refused({"code": Say("find.no_such_code")})
    return tidy


@action(Permission.CASE_FIND, Event.CASE_SEARCHED)
def same_family(ctx: Ctx, contact: Contact | None, team_id: str | None = None) -> tuple[CaseLine, ...]:
    """Cards of the own team that may be of the same family, for whoever is about to make a card for it.

    Nothing for a contact without name and day, and in a team whose index this person cannot compute.
    """
    team_id = home(ctx, team_id)
    asked = households.pairs(contact) if contact is not None else ()
    if not asked or not ctx.keys.has_secret(team_id):
        return ()
    rows, team, _ = _fitting(ctx, team_id, asked)
    return _shown(ctx, team, rows, "same_family")


def _fitting(ctx: Ctx, team_id: str, asked: Sequence[Pair]) -> tuple[list[CaseRow], TeamRow, int]:
    """Cards of the team whose token holds one of these pairs, that this person may see; last changed first."""
    keys = ctx.keys.team(team_id)
    team = _team(ctx, team_id)
    with ctx.tools.store.reading() as reader:
        found = [
            case_id
            for case_id, token in tokens.of_team(reader, team_id, keys.version)
            if fits(keys, case_id, token, asked)
        ]
        rows = [row for row in cases.by_ids(reader, found).values() if _may_see(ctx, row, team)]
        missing = tokens.missing(reader, team_id, keys.version)
    return sorted(rows, key=lambda row: (row.updated_at, row.id), reverse=True)[:MOST], team, missing


def _may_see(ctx: Ctx, row: CaseRow, team: TeamRow) -> bool:
    relation = to_case(ctx.actor, casework.facts(row))
    if row.team_id != team.id or relation is Relation.NONE:
        return False
    place = Place(team.id, team.organisation_id)
    return policy.decide(ctx.actor, Permission.CASE_FIND, relation, place).allowed


def _shown(ctx: Ctx, team: TeamRow, rows: list[CaseRow], how: str) -> tuple[CaseLine, ...]:
    """Write down what was found, then show it."""
    with ctx.tools.store.reading() as reader:
        known = caselines.around(reader, ctx, rows)
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.CASE_SEARCHED, team=team.id, organisation=team.organisation_id,
            subjects=tuple(row.pseudonym for row in rows), number=len(rows), reason=how,
        )  # fmt: skip
    return caselines.drawn(rows, known, caselines.names(ctx, rows))


def _team(ctx: Ctx, team_id: str) -> TeamRow:
    with ctx.tools.store.reading() as reader:
        return teams.get(reader, team_id)
