"""A team's secret is turned: which of its versions still count, and how everybody's pins move on.

A pin moves on when the turning is done: while it lasts, what the version before signed must still be checked, and
from a later key no way leads back to it.
"""

from __future__ import annotations

from signaal.actions.context import Ctx, taken
from signaal.actions.signed_keys import from_pin, pin_of, set_pin
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import memberships, rotations, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import TeamRow
from signaal.store.units import Unit
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys, UserKeys


def settled_version(reader: Reader, team: TeamRow) -> int:
    """The version that may be pinned now: the current one, or the one before while that is being turned."""
    return team.key_version - 1 if rotations.running(reader, team.id) else team.key_version


def must_be_current(unit: Unit, signer: TeamKeys) -> None:
    """Stop who still works with the secret of before. Waits for whoever turns it at this moment.

    Raises:
        Conflict: the team's secret was turned since this request began; sent again, it works with the new one.
    """
    if unit.locked(TeamRow, signer.id).key_version != signer.version:
        raise taken("keys.turned_meanwhile")


def repin(unit: Unit, ctx: Ctx, keys: UserKeys) -> None:
    """Move somebody's own pins on to the present keys of their teams. One that no signature leads to stays as it is."""
    for row in memberships.ever_of_user(unit, keys.id):
        if row.team_id is None or row.pin_version is None or row.state == "ended":
            continue
        team = teams.get(unit, row.team_id)
        version = settled_version(unit, team)
        if row.pin_version >= version:
            continue
        try:
            trusted = from_pin(keys, pin_of(row), row.pin_mark, teams.keys(unit, team.id), version)
        except DoesNotOpen:
            continue  # said at the next opening, with what to do
        set_pin(row, keys, trusted)
        leave(
            unit, ctx, Event.KEY_PINNED, team=team.id, organisation=team.organisation_id, target=team.id,
            fingerprint=trusted.fingerprint.hex(), reason="successor",
        )  # fmt: skip
