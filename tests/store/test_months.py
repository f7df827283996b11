"""A month is found by its own index, however many clocks there are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from signaal.store import months
from signaal.store.engine import Store
from tests.support.clock import START


def test_a_month_reads_its_own_clocks_only(store: Store) -> None:
    with store.reading() as reader:
        connection = reader.session.connection()
        if connection.dialect.name != "sqlite":
            return  # PostgreSQL chooses by what it counted; here nothing is there yet
        for ask in (months.of_senders, months.of_receivers):
            assert ask(reader, ["x"], START, START + timedelta(days=30)) == []
        plan = "EXPLAIN QUERY PLAN SELECT id FROM deadlines WHERE kind = 'calm_48h' AND started_at >= 'a'"
        seen = [str(row) for row in connection.execute(text(plan))]
    assert any("ix_deadlines_started_at" in line for line in seen), seen
