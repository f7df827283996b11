"""Teams to send to, and whether their key may be believed: pinned at first use, refused when it changed.

"Nog niet vergeleken" until two leads compared a code; a fake team is not selectable without four eyes (vault.md).
"""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions import successors
from signaal.actions.context import Ctx, action
from signaal.actions.signed_keys import claimed, from_pin, onward
from signaal.actions.views import Recipient
from signaal.store import organisations, pins, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import PinRow, TeamKeyRow, TeamRow
from signaal.terms import Conflict, Say
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Trusted
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.pins import Pin, first_seen, make_pin


def selectable(reader: Reader, team_id: str) -> tuple[Recipient, ...]:
    """The teams that may receive from this team, with whether their key was compared."""
    known = pins.of_team(reader, team_id)
    owners = {row.id: row.name for row in organisations.everything(reader)}
    return tuple(
        Recipient(
            team_id=row.id,
            name=row.name,
            organisation=owners.get(row.organisation_id, ""),
            function=row.function,
            compared=row.id in known and known[row.id].compared_at is not None,
        )
        for row in teams.recipients(reader)
        if row.id != team_id
    )


@action(Permission.CONSENT_RECORD)
def options(ctx: Ctx, team_id: str) -> tuple[Recipient, ...]:
    """What the form offers; no case is read, so nothing is logged."""
    with ctx.tools.store.reading() as reader:
        return selectable(reader, team_id)


def trusted(reader: Reader, ctx: Ctx, own_team_id: str, other_team_id: str) -> tuple[Trusted, PinRow | None]:
    """The other team's keys, to seal to; a new pin to store when this is the first use.

    Raises:
        DoesNotOpen: the key in the database is not the pinned one.
        Conflict: the team has no key, or is not one that may receive.
    """
    team, keys = _keys(reader, other_team_id)
    owner = _owner(ctx, own_team_id)
    row = pins.find(reader, owner.id, other_team_id)
    settled = successors.settled_version(reader, team)
    if row is not None:
        found = from_pin(owner, _pin(row), row.mac, keys.values(), team.key_version)
        return found, _moved(owner, row, keys, settled) if row.version < settled else None
    pin, mark, start = first_seen(owner, claimed(keys[settled]))
    trusted_ = onward(start, keys.values(), team.key_version)
    made = PinRow(
        id=ctx.tools.ids(),
        team_id=own_team_id,
        owner_id=owner.id,
        recipient_team_id=other_team_id,
        version=pin.version,
        fingerprint=pin.fingerprint,
        mac=mark,
        created_at=ctx.now,
    )
    return trusted_, made


def pinned_team(reader: Reader, own: TeamKeys, other_team_id: str, version: int | None = None) -> Trusted:
    """A sending team's keys, to check a grant with; seen for the first time they are trusted once, not stored.

    `version` is what a grant says; None is the present one. One before counts only while that team turns its secret.

    Raises:
        NotVouchedFor: the team has another key that the pinned one did not sign.
        DoesNotOpen: another key than the pinned one, or a version that counts no more.
    """
    team, keys = _keys(reader, other_team_id)
    wanted = team.key_version if version is None else version
    settled = successors.settled_version(reader, team)
    if not settled <= wanted <= team.key_version:
        raise DoesNotOpen
    row = pins.find(reader, own.id, other_team_id)
    if row is not None:
        return from_pin(own, _pin(row), row.mac, keys.values(), wanted)
    return onward(first_seen(own, claimed(keys[settled]))[2], keys.values(), wanted)


def _keys(reader: Reader, team_id: str) -> tuple[TeamRow, dict[int, TeamKeyRow]]:
    """The team and every version of its key."""
    team = teams.get(reader, team_id)
    keys = {row.version: row for row in teams.keys(reader, team_id)}
    if team.key_version not in keys:
        raise Conflict(Say("case.recipient_without_key"))
    return team, keys


def _moved(owner: TeamKeys | UserKeys, row: PinRow, keys: dict[int, TeamKeyRow], settled: int) -> PinRow:
    """The same pin on a later key of the same team, to be stored in the place of `row`. What was compared stays so."""
    key = keys[settled]
    pin = Pin(row.recipient_team_id, settled, key.fingerprint, row.compared_at, tuple(row.compared_by))
    return PinRow(
        id=row.id,
        team_id=row.team_id,
        owner_id=row.owner_id,
        recipient_team_id=row.recipient_team_id,
        version=pin.version,
        fingerprint=pin.fingerprint,
        mac=make_pin(owner, pin),
        compared_at=row.compared_at,
        compared_by=list(row.compared_by),
        created_at=row.created_at,
    )


def _owner(ctx: Ctx, team_id: str) -> TeamKeys | UserKeys:
    """Who keeps the pin: the team, or a teacher who does not hold the team's secret."""
    return ctx.keys.team(team_id) if ctx.keys.has_secret(team_id) else ctx.keys.user


def _pin(row: PinRow) -> Pin:
    return Pin(row.recipient_team_id, row.version, row.fingerprint, row.compared_at, tuple(row.compared_by))
