"""Teams to send to, and whether their key may be believed: pinned at first use, refused when it changed.

"Nog niet vergeleken" until two leads compared a code; a fake team is not selectable without four eyes (vault.md).
"""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.actions.views import Recipient
from signaal.store import organisations, pins, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import PinRow, TeamKeyRow
from signaal.terms import Conflict, Say
from signaal.vault.holders import Claimed, Trusted, claimed_team
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.pins import Pin, first_seen, trusted_team


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
    claimed = _claimed(reader, other_team_id)
    owner = _owner(ctx, own_team_id)
    row = pins.find(reader, owner.id, other_team_id)
    if row is not None:
        return trusted_team(owner, _pin(row), row.mac, claimed), None
    pin, mark, trusted_ = first_seen(owner, claimed)
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


def pinned_team(reader: Reader, own: TeamKeys, other_team_id: str) -> Trusted:
    """A sending team's keys, to check a grant with; seen for the first time they are trusted once, not stored.

    Raises:
        DoesNotOpen: another key than the pinned one.
    """
    claimed = _claimed(reader, other_team_id)
    row = pins.find(reader, own.id, other_team_id)
    if row is not None:
        return trusted_team(own, _pin(row), row.mac, claimed)
    return first_seen(own, claimed)[2]


def _claimed(reader: Reader, team_id: str) -> Claimed:
    key: TeamKeyRow | None = teams.current_key(reader, team_id)
    if key is None:
        raise Conflict(Say("case.recipient_without_key"))
    return claimed_team(team_id, key.version, key.kem_public, key.sign_public)


def _owner(ctx: Ctx, team_id: str) -> TeamKeys | UserKeys:
    """Who keeps the pin: the team, or a teacher who does not hold the team's secret."""
    return ctx.keys.team(team_id) if ctx.keys.has_secret(team_id) else ctx.keys.user


def _pin(row: PinRow) -> Pin:
    return Pin(row.recipient_team_id, row.version, row.fingerprint, row.compared_at, tuple(row.compared_by))
