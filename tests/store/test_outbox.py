"""Messages: claimed by one sender, tried again, dead, seen, taken back."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from signaal.store import outbox
from signaal.store.engine import Store
from signaal.store.tables_work import OutboxRow
from signaal.terms import NotFound
from tests.store import rows
from tests.store.rows import World, writing

MINUTE = timedelta(minutes=1)


def _queue(store: Store, *messages: OutboxRow) -> None:
    with writing(store) as unit:
        for row in messages:
            outbox.add(unit, row)


def _claim(store: Store, now: datetime, **values) -> list[str]:
    with store.unit() as unit:
        return [row.id for row in outbox.claim(unit, now, now + 5 * MINUTE, **values)]


def test_a_claim_needs_no_event_and_takes_what_is_ready(store: Store, world: World, now: datetime):
    ready, earlier, undo, app, held = (
        rows.message(world.nurse.id, **values)
        for values in (
            {},
            {"not_before": now - MINUTE},
            {"not_before": now + 15 * MINUTE},
            {"channel": "app"},
            {"state": "held"},
        )
    )
    _queue(store, ready, earlier, undo, app, held)
    assert _claim(store, now) == [earlier.id, ready.id]
    assert _claim(store, now) == []
    assert _claim(store, now + 4 * MINUTE) == []
    assert _claim(store, now + 5 * MINUTE) == [earlier.id, ready.id]
    assert _claim(store, now + 15 * MINUTE, limit=1) == [earlier.id]
    with store.reading() as reader:
        assert outbox.get(reader, earlier.id).attempts == 3
        assert outbox.counts(reader) == {"queued": 2, "leased": 2, "held": 1}


def test_a_message_is_sent_fails_and_dies(store: Store, world: World, now: datetime):
    row = rows.message(world.nurse.id)
    _queue(store, row)
    _claim(store, now)
    with store.unit() as unit:
        outbox.failed(unit, row.id, "451", now + 9 * MINUTE)
    assert _claim(store, now + 8 * MINUTE) == []
    assert _claim(store, now + 9 * MINUTE) == [row.id]
    with store.unit() as unit:
        outbox.failed(unit, row.id, "550", None)
    with store.reading() as reader:
        assert [(one.id, one.last_error) for one in outbox.dead(reader)] == [(row.id, "550")]
    with store.unit() as unit:
        outbox.retry(unit, row.id)
    assert _claim(store, now) == [row.id]
    with store.unit() as unit:
        outbox.sent(unit, row.id, now)
    with store.reading() as reader:
        found = outbox.get(reader, row.id)
        assert (found.state, found.sent_at, found.last_error, found.attempts) == ("sent", now, None, 1)
    assert _claim(store, now + 99 * MINUTE) == []
    with store.unit() as unit, pytest.raises(NotFound):
        outbox.sent(unit, "erased", now)


def test_a_batch_is_written_down_after_one_question(store: Store, world: World, now: datetime):
    there = [rows.message(world.nurse.id) for _ in range(3)]
    _queue(store, *there)
    with store.count_statements() as count, store.unit() as unit:
        outbox.lock(unit, [*(row.id for row in there), "erased"])
        for row in there:
            outbox.sent(unit, row.id, now)
        assert count.number == 1
    with store.reading() as reader:
        assert outbox.counts(reader) == {"sent": 3}


def test_no_two_senders_take_the_same_message(opened: Callable[[], Store], world: World, now: datetime):
    messages = [rows.message(world.nurse.id) for _ in range(60)]
    _queue(opened(), *messages)
    stores = [opened(), opened()]  # two processes, each with two threads
    taken: list[str] = []

    def send(store: Store) -> None:
        while found := _claim(store, now, limit=3):
            taken.extend(found)

    workers = [threading.Thread(target=send, args=(store,)) for store in stores * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(row.id for row in messages)


def test_messages_in_the_app_wait_until_their_reader_saw_them(store: Store, world: World, now: datetime):
    first = rows.message(world.nurse.id, channel="app")
    second = rows.message(world.nurse.id, channel="app", created_at=now + MINUTE)
    later = rows.message(world.nurse.id, channel="app", not_before=now + MINUTE)
    other = rows.message(world.worker.id, channel="app")
    mail = rows.message(world.nurse.id)
    _queue(store, first, second, later, other, mail)
    with store.reading() as reader:
        assert [row.id for row in outbox.unseen(reader, world.nurse.id, now)] == [second.id, first.id]
    with store.unit() as unit:
        assert outbox.seen(unit, first.id, world.nurse.id, now)
        assert not outbox.seen(unit, other.id, world.nurse.id, now)
        assert not outbox.seen(unit, "nowhere", world.nurse.id, now)
    with store.reading() as reader:
        assert [row.id for row in outbox.unseen(reader, world.nurse.id, now)] == [second.id]
        assert len(outbox.unseen(reader, world.worker.id, now)) == 1


def test_undo_takes_back_what_has_not_left(store: Store, world: World, now: datetime):
    waiting = rows.message(world.nurse.id, deadline_step_id="step", not_before=now + 15 * MINUTE)
    left = rows.message(world.nurse.id, deadline_step_id="step")
    other = rows.message(world.nurse.id, deadline_step_id="other", not_before=now + 15 * MINUTE)
    _queue(store, waiting, left, other)
    with writing(store) as unit:
        assert outbox.take_back(unit, ["step"], now) == 1
    assert set(_claim(store, now + 15 * MINUTE)) == {left.id, other.id}


def test_after_a_restore_everything_unsent_is_held(store: Store, world: World, now: datetime):
    sent, leased, queued = (
        rows.message(world.nurse.id, state=state) for state in ("sent", "leased", "queued")
    )
    _queue(store, sent, leased, queued)
    with store.unit() as unit:
        assert outbox.hold_all(unit) == 2
    assert _claim(store, now + 99 * MINUTE) == []
