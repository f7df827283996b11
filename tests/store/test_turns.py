"""The roster in the tables: what came out of one calendar, and what that calendar gave, come and go together."""

from datetime import datetime, timedelta

from signaal.store import turns
from signaal.store.engine import Store
from signaal.store.tables_on_call import TurnReadRow, TurnRow
from tests.store.rows import World, new_id, writing


def turn(world: World, starts_at: datetime, source: str | None, organisation_id: str = "") -> TurnRow:
    return TurnRow(
        id=new_id(), organisation_id=organisation_id or world.organisation.id, function="social_team",
        phone="078-5550100", starts_at=starts_at, ends_at=starts_at + timedelta(days=1), source=source,
    )  # fmt: skip


def read(row: TurnRow) -> TurnReadRow:
    return TurnReadRow(turn_id=row.id, function=row.function, starts_at=row.starts_at, ends_at=row.ends_at)


def test_what_came_out_of_one_calendar_and_is_not_over(store: Store, world: World, now: datetime) -> None:
    day = timedelta(days=1)
    ours = [turn(world, now + 2 * day, "piket"), turn(world, now, "piket")]
    others = [
        turn(world, now - 2 * day, "piket"),
        turn(world, now, "other"),
        turn(world, now, None),
        turn(world, now, "piket", world.municipality.id),
    ]
    with writing(store) as unit:
        for row in (*ours, *others):
            unit.add(row)
            unit.add(read(row))
    with writing(store) as unit:
        found = turns.locked_of_source(unit, world.organisation.id, "piket", now)
        assert [row.id for row in found] == [row.id for row in reversed(ours)]
        assert set(turns.read_of(unit, found)) == {row.id for row in ours}
        turns.remove(unit, found)
    with store.reading() as reader:
        assert set(turns.read_of(reader, [*ours, *others])) == {row.id for row in others}
        assert not any(turns.find(reader, row.id) for row in ours)
