"""Comparing the keys of two teams: "nog niet vergeleken" until a lead typed what a lead of the other team read aloud.

Each lead's session computes both codes from the keys that it holds and trusts; a key that somebody put in between
gives other codes. Whoever compared is part of the pin's mark: it cannot be claimed by writing to the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.access.relations import to_team
from signaal.actions import receipts, slowing, successors, trail
from signaal.actions.context import Ctx, action, taken
from signaal.actions.signed_keys import claimed, from_pin
from signaal.actions.trail import leave
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.store import organisations, people, pins, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import PinRow, TeamRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Refused, Say
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.comparing import compared, comparison_code
from signaal.vault.holders import Claimed, Trusted
from signaal.vault.keys import TeamKeys
from signaal.vault.pins import Pin, first_seen, make_pin


@dataclass(frozen=True)
class Comparison:
    """Another team with a key. `state`: unseen, pinned (nog niet vergeleken), compared, or changed (refused)."""

    team_id: str
    name: str
    organisation: str
    state: str
    at: datetime | None
    by: tuple[str, ...]


@dataclass(frozen=True)
class ComparisonPage:
    """What I read aloud as lead of `own`, to the lead of `other`, whose code I type."""

    own: str
    other: Comparison
    code: str


@action(Permission.PIN_COMPARE, Event.PEOPLE_LISTED)
def page(ctx: Ctx, team_id: str) -> tuple[str, tuple[Comparison, ...]]:
    """My team's name, and every other team with a key, by organisation and name.

    Raises:
        NotFound: not a team that I lead.
        DoesNotOpen: my own roster line does not fit.
    """
    own = _own(ctx, team_id)
    with ctx.tools.store.unit() as unit:
        known = pins.of_team(unit, team_id)
        others = [row for row in teams.everything(unit) if row.id != team_id and row.key_version]
        found = [_comparison(unit, own, row, known.get(row.id)) for row in others]
        name = teams.get(unit, team_id).name
        leave(unit, ctx, Event.PEOPLE_LISTED, team=team_id, number=len(found))
    return name, tuple(sorted(found, key=lambda line: (line.organisation, line.name, line.team_id)))


@action(Permission.PIN_COMPARE, Event.PEOPLE_LISTED)
def read(ctx: Ctx, team_id: str, other_id: str) -> ComparisonPage:
    """The code to read aloud. NotFound: not a team that I lead, or no other team with a key. Busy. DoesNotOpen."""
    own = _own(ctx, team_id)
    with ctx.tools.store.unit() as unit:
        mine, other = _mine(unit, ctx, team_id), _claimed(unit, team_id, other_id)
        line = _comparison(unit, own, teams.get(unit, other_id), pins.find(unit, team_id, other_id))
        name = teams.get(unit, team_id).name
        leave(unit, ctx, Event.PEOPLE_LISTED, team=team_id, target=other_id, number=1)
    return ComparisonPage(name, line, comparison_code(ctx.tools.passwords.argon, mine, other))


@action(Permission.PIN_COMPARE, Event.KEY_COMPARED, Event.VAULT_REFUSED)
def compare(ctx: Ctx, team_id: str, other_id: str, typed_code: str, form_id: str) -> Receipt:
    """Pin the other team's key as compared, because the code that its lead read aloud is the one my session computes.

    Raises:
        NotFound: not a team that I lead, or no other team with a key.
        Refused: `code` is another one, or was tried too often.
        DoesNotOpen: my own roster line does not fit, or the key is not the one that my team pinned.
    """
    own = _own(ctx, team_id)
    brakes = slowing.for_code(f"{team_id} {other_id}")
    with ctx.tools.store.reading() as reader:
        mine, there = _mine(reader, ctx, team_id), _claimed(reader, team_id, other_id)
        row = pins.find(reader, team_id, other_id)
        if row is not None:
            from_pin(own, _pin(row), row.mac, teams.keys(reader, other_id), there.version)
        too_early = slowing.must_wait(reader, brakes, ctx.now)
    if too_early:
        raise Refused({"code": Say("people.code_wait")})
    other = _typed(ctx, typed_code, mine, there, brakes)
    with ctx.tools.store.unit() as unit:
        if receipts.claim(unit, ctx, form_id, "compared"):
            slowing.succeeded(unit, brakes)
            _keep(unit, ctx, own, other)
            leave(
                unit, ctx, Event.KEY_COMPARED, team=team_id, target=other_id,
                fingerprint=other.fingerprint.hex(),
            )  # fmt: skip
    return Receipt(form_id, "compared")


def _typed(ctx: Ctx, typed: str, mine: Trusted, there: Claimed, brakes: tuple[slowing.Brake, ...]) -> Trusted:
    try:
        return compared(ctx.tools.passwords.argon, typed, mine, there)
    except DoesNotOpen:
        with ctx.tools.store.unit() as unit:
            slowing.failed(unit, brakes, ctx.now)
        trail.vault_refused(ctx, "comparison_code", there.id)
        raise Refused({"code": Say("people.compare_wrong")}) from None


def _keep(unit: Unit, ctx: Ctx, own: TeamKeys, other: Trusted) -> None:
    unit.locked(TeamRow, own.id)  # whoever pins for this team takes turns
    row = pins.find(unit, own.id, other.id)
    if row is None:
        pin, mark, _ = first_seen(own, other)
        row = pins.add(
            unit,
            PinRow(
                id=ctx.tools.ids(),
                team_id=own.id,
                owner_id=own.id,
                recipient_team_id=other.id,
                version=pin.version,
                fingerprint=pin.fingerprint,
                mac=mark,
                created_at=ctx.now,
            ),
        )
    if row.version > other.version or (row.version == other.version and row.fingerprint != other.fingerprint):
        raise taken("people.try_again")
    row.version, row.fingerprint = (
        other.version,
        other.fingerprint,
    )  # signed by the pinned one, and read aloud
    # To the millisecond, as the mark has it: what the database gives back must fit.
    row.compared_at = ctx.now.replace(microsecond=ctx.now.microsecond // 1000 * 1000)
    row.compared_by = [ctx.user_id]
    row.mac = make_pin(own, _pin(row))


def _own(ctx: Ctx, team_id: str) -> TeamKeys:
    ctx.must(Permission.PIN_COMPARE, to_team(ctx.actor, team_id), team_id)
    return ctx.keys.team(team_id)


def _mine(reader: Reader, ctx: Ctx, team_id: str) -> Trusted:
    """My own team's key as others may know it: while a secret is being turned, the one of before."""
    return ctx.keys.pinned(team_id, successors.settled_version(reader, teams.get(reader, team_id)))


def _claimed(reader: Reader, team_id: str, other_id: str) -> Claimed:
    team = teams.find(reader, other_id) if other_id != team_id else None
    version = successors.settled_version(reader, team) if team is not None else 0
    key = teams.find_key(reader, other_id, version)
    if key is None:
        raise NotFound()
    return claimed(key)


def _comparison(reader: Reader, own: TeamKeys, team: TeamRow, row: PinRow | None) -> Comparison:
    place = organisations.get(reader, team.organisation_id).name
    state, at = "unseen", None
    by: tuple[str, ...] = ()
    if row is not None:
        try:
            from_pin(own, _pin(row), row.mac, teams.keys(reader, team.id), team.key_version)
            state = "compared" if row.compared_at else "pinned"
            at, by = row.compared_at, tuple(people.names(reader, row.compared_by).values())
        except DoesNotOpen:
            state = "changed"
    return Comparison(team.id, team.name, place, state, at, by)


def _pin(row: PinRow) -> Pin:
    return Pin(row.recipient_team_id, row.version, row.fingerprint, row.compared_at, tuple(row.compared_by))
