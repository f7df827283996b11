"""The first use of another team's key: the pin is stored with the work that used it, once, whoever else is first."""

from __future__ import annotations

from signaal.actions.casework import Casework
from signaal.audit.events import Event
from signaal.store import pins
from signaal.store.tables_people import PinRow, TeamRow
from signaal.store.units import Unit
from signaal.vault.blobs import DoesNotOpen


def at_first_use(work: Casework, pin: PinRow | None) -> None:
    """Store a new pin as part of this work; None when the key was pinned before.

    Two colleagues may send to the same team for the first time at the same moment: the second finds the pin of the
    first, and goes on when it is of the same key. The write raises DoesNotOpen when it is of another one.
    """
    if pin is not None:
        work.changes.append(lambda unit, _case: _keep(unit, work, pin))


def _keep(unit: Unit, work: Casework, pin: PinRow) -> None:
    unit.locked(TeamRow, pin.team_id)  # whoever pins for this team takes turns
    there = pins.find(unit, pin.owner_id, pin.recipient_team_id)
    if there is None:
        unit.add(pin)
        work.leave(
            Event.KEY_PINNED,
            subjects=(),
            explanation=None,
            target=pin.recipient_team_id,
            fingerprint=pin.fingerprint.hex(),
        )
    elif there.id == pin.id and there.version < pin.version:
        _move(work, there, pin)
    elif (there.version, there.fingerprint) != (pin.version, pin.fingerprint):
        raise DoesNotOpen


def _move(work: Casework, there: PinRow, pin: PinRow) -> None:
    """The other team has a new key, signed by the pinned one: remember that one from now on."""
    if (there.compared_at, list(there.compared_by)) != (pin.compared_at, list(pin.compared_by)):
        return  # two leads compared codes at this very moment: the next use moves it
    there.version, there.fingerprint, there.mac = pin.version, pin.fingerprint, pin.mac
    work.leave(
        Event.KEY_PINNED,
        subjects=(),
        explanation=None,
        target=pin.recipient_team_id,
        fingerprint=pin.fingerprint.hex(),
        reason="successor",
    )
