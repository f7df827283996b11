"""Keeping the index of a team: the one token by which a case is found by name and date of birth (R4).

Only who holds the team's secret can make a token. A teacher in a personal team cannot: a card of theirs gets its
token when the care team first opens it, and loses it when the teacher changes how the family can be reached.
"""

from __future__ import annotations

from signaal.actions import casework, trail
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx
from signaal.actions.views import ContactView
from signaal.audit.events import Event
from signaal.store import cases, tokens
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import NotFound
from signaal.vault.index_tokens import make_token
from signaal.vault.keys import TeamKeys
from signaal.vault.object_keys import ObjectKey
from signaal.workflows import households
from signaal.workflows.contacts import Child, Contact


def plan(work: Casework) -> None:
    """Let the token of this case follow its contact record, in the same transaction. Made outside the lock."""
    ring, team_id = work.ctx.keys, work.case.team_id
    if not ring.has_secret(team_id):
        if not work.is_new:
            work.changes.append(_drop)
        return
    team = ring.team(team_id)
    token = make_token(team, work.case.id, households.pairs(work.contact))
    work.changes.append(lambda unit, case: tokens.put(unit, case, team.version, token, work.ctx.now))


def rebuild(unit: Unit, ctx: Ctx, case: CaseRow, key: ObjectKey, team: TeamKeys) -> None:
    """The token of one case again, under this (new) secret of its team; `key` is the open key of the case.

    For a rotation: the caller's event tells of the write. May run twice.

    Raises:
        DoesNotOpen: the contact record does not fit the key.
    """
    contact = casework.contact_of(unit, key, case.id)
    tokens.put(unit, case, team.version, make_token(team, case.id, households.pairs(contact)), ctx.now)


def lacks_token(reader: Reader, ctx: Ctx, case: CaseRow) -> bool:
    """Should this visit add a token: does it hold the team's secret, and has the case none under it?"""
    if not ctx.keys.has_secret(case.team_id):
        return False
    row = tokens.find(reader, case.id)
    return row is None or row.key_version != ctx.keys.team(case.team_id).version


def add(ctx: Ctx, case: CaseRow, organisation_id: str, contact: ContactView) -> None:
    """Add the token of a case that was just opened, with an event of its own. Twice does no harm."""
    team = ctx.keys.team(case.team_id)
    token = make_token(team, case.id, households.pairs(_contact(contact)))
    with ctx.tools.store.unit() as unit:
        try:
            row = cases.locked(unit, case.pseudonym)
        except NotFound:
            return  # erased meanwhile
        tokens.put(unit, row, team.version, token, ctx.now)
        trail.leave(
            unit, ctx, Event.CASE_INDEXED, team=case.team_id, organisation=organisation_id,
            subjects=(case.pseudonym,),
        )  # fmt: skip


def _drop(unit: Unit, case: CaseRow) -> None:
    tokens.drop(unit, case.id)


def _contact(seen: ContactView) -> Contact:
    return Contact(
        children=tuple(Child(child.name, child.birth_date) for child in seen.children),
        due_date=seen.due_date,
        parent_name=seen.parent_name,
    )
