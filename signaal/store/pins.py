"""Keys of receiving teams as a sending team first saw them."""

from __future__ import annotations

from sqlalchemy import select

from signaal.store.reader import Reader
from signaal.store.tables_people import PinRow
from signaal.store.units import Unit


def add(unit: Unit, row: PinRow) -> PinRow:
    """Store a pin; one per owner and receiving team."""
    return unit.add(row)


def find(reader: Reader, owner_id: str, recipient_team_id: str) -> PinRow | None:
    """What `owner_id` (a team, or an account) remembers of the other team's key, or None at first use."""
    asked = select(PinRow).where(PinRow.owner_id == owner_id, PinRow.recipient_team_id == recipient_team_id)
    return reader.session.scalars(asked).one_or_none()


def of_team(reader: Reader, team_id: str) -> dict[str, PinRow]:
    """Everything that a team itself has pinned, by recipient team."""
    asked = select(PinRow).where(PinRow.owner_id == team_id)
    return {row.recipient_team_id: row for row in reader.session.scalars(asked)}


def drop_all(unit: Unit, owner_id: str) -> None:
    """Delete what somebody pinned with a key that is gone: the next use is a first use again."""
    for row in of_team(unit, owner_id).values():
        unit.delete(row)
