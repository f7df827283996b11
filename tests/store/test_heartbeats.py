"""Signs of life, leases, counters and what the installation knows about itself."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from signaal.store import counters, heartbeats, meta
from signaal.store.engine import Store
from signaal.store.units import UnauditedWrite
from tests.store.rows import writing

MINUTE = timedelta(minutes=1)


def test_a_beat_replaces_the_one_before(store: Store, now: datetime):
    with store.unit() as unit:
        heartbeats.beat(unit, "sweep", now, ok=False, detail="ValueError" * 20)
    with store.reading() as reader:
        first = heartbeats.everything(reader)["sweep"]
        assert (first.ok, len(first.detail or "")) == (False, 120)
    with store.unit() as unit:
        heartbeats.beat(unit, "sweep", now + MINUTE)
    with store.reading() as reader:
        found = heartbeats.find(reader, "sweep")
        assert found is not None
        assert (found.at, found.ok, found.detail) == (now + MINUTE, True, None)
        assert heartbeats.find(reader, "mail") is None


def test_a_lease_has_one_holder_until_it_ends(store: Store, now: datetime):
    def ask(holder: str, at: datetime) -> bool:
        with store.unit() as unit:
            return heartbeats.take_lease(unit, "sweep", holder, at, at + 5 * MINUTE)

    assert ask("a", now)
    assert not ask("b", now + 4 * MINUTE)
    assert ask("a", now + 4 * MINUTE)
    assert not ask("b", now + 8 * MINUTE)
    assert ask("b", now + 9 * MINUTE)
    with store.unit() as unit:
        heartbeats.give_back(unit, "sweep", "a")
    assert not ask("a", now + 10 * MINUTE)
    with store.unit() as unit:
        heartbeats.give_back(unit, "sweep", "b")
    assert ask("a", now + 10 * MINUTE)


def test_of_many_one_gets_the_lease(opened: Callable[[], Store], now: datetime):
    stores = [opened(), opened()]
    start = threading.Barrier(4)
    got: list[bool] = []

    def ask(store: Store, holder: str) -> None:
        start.wait()
        with store.unit() as unit:
            got.append(heartbeats.take_lease(unit, "sweep", holder, now, now + MINUTE))

    workers = [threading.Thread(target=ask, args=(store, str(n))) for n, store in enumerate(stores * 2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == [False, False, False, True]


def test_counts_from_everywhere_add_up(opened: Callable[[], Store]):
    stores = [opened(), opened()]

    def count(store: Store) -> None:
        for _ in range(10):
            with store.unit() as unit:
                counters.add(unit, "team", "2026-11", "code", "winter_coat")

    workers = [threading.Thread(target=count, args=(store,)) for store in stores * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with stores[0].unit() as unit:
        counters.add(unit, "team", "2026-12", "code", "winter_coat", 2)
        counters.add(unit, "team", "2026-12", "code", "no_breakfast")
        counters.add(unit, "team", "2026-12", "provision", "bike")
        counters.add(unit, "other", "2026-12", "code", "winter_coat")
    with stores[0].reading() as reader:
        assert counters.totals(reader, "team", "code", ["2026-11", "2026-12"]) == {
            "winter_coat": 42,
            "no_breakfast": 1,
        }
        assert counters.totals(reader, "team", "code", ["2026-10"]) == {}
        assert len(counters.of_teams(reader, ["team"])) == 4
        assert [row.n for row in counters.of_teams(reader, ["team", "other"], "provision")] == [1]


def test_what_the_installation_knows_is_evidence(store: Store):
    with pytest.raises(UnauditedWrite), store.unit() as unit:
        meta.put(unit, "epoch", "1")
    for value in ("1", "2"):
        with writing(store) as unit:
            meta.put(unit, "epoch", value)
    with store.reading() as reader:
        assert meta.find(reader, "epoch") == "2"
        assert meta.find(reader, "origin") is None
