"""From the key of a team that somebody trusted once to the one it has now, by the signatures in between."""

from __future__ import annotations

from collections.abc import Iterable

from signaal.store.tables_people import MembershipRow, TeamKeyRow
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, Trusted, claimed_team
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.pins import Pin, make_pin, trusted_team
from signaal.vault.succession import NotVouchedFor, follow


def claimed(row: TeamKeyRow) -> Claimed:
    """A team's key as its row says."""
    return claimed_team(row.team_id, row.version, row.kem_public, row.sign_public)


def from_pin(
    owner: TeamKeys | UserKeys, pin: Pin, mark: bytes | None, rows: Iterable[TeamKeyRow], version: int
) -> Trusted:
    """A team's key of this version, trusted because it is the pinned one, or signed by one after the other from there.

    Raises:
        NotVouchedFor: a version in between is missing, or not signed by the one before.
        DoesNotOpen: the pin is not the owner's, or is of a later version: somebody went back.
    """
    known = {row.version: row for row in rows}
    if pin.version not in known or pin.version > version:
        raise DoesNotOpen
    return onward(trusted_team(owner, pin, mark, claimed(known[pin.version])), known.values(), version)


def onward(start: Trusted, rows: Iterable[TeamKeyRow], version: int) -> Trusted:
    """From a trusted key to the one of this version. NotVouchedFor when no signatures lead there."""
    known = {row.version: row for row in rows}
    between = range(start.version + 1, version + 1)
    if any(number not in known for number in between):
        raise NotVouchedFor
    return follow(start, [(claimed(known[n]), known[n].previous_signature) for n in between])


def pin_of(row: MembershipRow) -> Pin:
    """The pin of a membership. DoesNotOpen when there is none."""
    if row.team_id is None or row.pin_version is None or row.pin_fingerprint is None:
        raise DoesNotOpen
    return Pin(row.team_id, row.pin_version, row.pin_fingerprint)


def set_pin(row: MembershipRow, keys: UserKeys, team: Trusted) -> None:
    """Let a membership remember this key, under its member's own."""
    pin = Pin(team.id, team.version, team.fingerprint)
    row.pin_version, row.pin_fingerprint = pin.version, pin.fingerprint
    row.pin_mark = make_pin(keys, pin)
