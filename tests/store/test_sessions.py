"""Sessions, throttles, receipts and drafts."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from signaal.store import drafts, receipts, sessions, throttle
from signaal.store.engine import Store
from signaal.store.tables_sessions import SessionRow
from signaal.terms import NotFound
from tests.store import rows
from tests.store.rows import World, writing

HOUR = timedelta(hours=1)


def _open(store: Store, user_id: str, at: datetime) -> SessionRow:
    key = rows.new_id()
    row = SessionRow(
        id=key,
        token_hash=key.encode(),
        user_id=user_id,
        created_at=at,
        last_seen_at=at,
        full_login_at=at,
        sealed_secret=b"sealed",
    )
    with writing(store) as unit:
        return sessions.add(unit, row)


def test_a_session_is_found_by_its_token_and_ends_once(store: Store, world: World, now: datetime):
    row = _open(store, world.nurse.id, now)
    with store.reading() as reader:
        found = sessions.find_by_token(reader, row.token_hash)
        assert found is not None
        assert found.id == row.id
        assert sessions.find_by_token(reader, b"other") is None
    with store.unit() as unit:  # being seen is not evidence; ending is
        sessions.get(unit, row.id).last_seen_at = now + HOUR
        sessions.lock(unit, sessions.get(unit, row.id))
    with writing(store) as unit:
        sessions.end(unit, sessions.get(unit, row.id), now, "logout")
    with store.reading() as reader:
        ended = sessions.get(reader, row.id)
        assert (ended.ended_at, ended.ended_reason, ended.sealed_secret) == (now, "logout", None)
        assert sessions.open_of_user(reader, world.nurse.id) == []


def test_all_sessions_but_one_end(store: Store, world: World, now: datetime):
    kept = _open(store, world.nurse.id, now)
    others = {_open(store, world.nurse.id, now + n * HOUR).id for n in (1, 2)}
    stranger = _open(store, world.worker.id, now)
    with writing(store) as unit:
        ended = sessions.end_all(unit, world.nurse.id, now, "password", but=kept.id)
        assert {row.id for row in ended} == others
    with store.reading() as reader:
        assert [row.id for row in sessions.open_of_user(reader, world.nurse.id)] == [kept.id]
        assert [row.id for row in sessions.open_of_user(reader, world.worker.id)] == [stranger.id]
        assert len(sessions.logged_in_before(reader, now + HOUR)) == 2
    with writing(store) as unit:
        assert sessions.forget(unit, now + HOUR) == 2
    with store.reading() as reader, pytest.raises(NotFound):
        sessions.get(reader, others.pop())


def test_failures_add_up_and_are_forgotten(store: Store, now: datetime):
    for expected in (1, 2, 3):
        with store.unit() as unit:
            assert throttle.add_failure(unit, "login:x", now) == expected
    with store.unit() as unit:
        throttle.wait(unit, "login:x", now + HOUR)
        throttle.forget(unit, now + HOUR)
    with store.reading() as reader:
        found = throttle.find(reader, "login:x")
        assert found is not None
        assert (found.failures, found.until) == (3, now + HOUR)
        assert throttle.find(reader, "login:y") is None
    with store.unit() as unit:
        throttle.clear(unit, "login:x")
        throttle.add_failure(unit, "login:z", now)
        throttle.forget(unit, now + HOUR)
    with store.reading() as reader:
        assert throttle.find(reader, "login:x") is throttle.find(reader, "login:z") is None


def test_failures_at_the_same_moment_all_count(opened: Callable[[], Store], now: datetime):
    stores = [opened(), opened()]

    def guess(store: Store) -> None:
        for _ in range(10):
            with store.unit() as unit:
                throttle.add_failure(unit, "login:x", now)

    workers = [threading.Thread(target=guess, args=(store,)) for store in stores * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with stores[0].reading() as reader:
        found = throttle.find(reader, "login:x")
        assert found is not None
        assert found.failures == 40


def test_the_same_form_is_taken_once(opened: Callable[[], Store], world: World, now: datetime):
    stores = [opened(), opened()]
    start = threading.Barrier(4)
    taken: list[bool] = []

    def post(store: Store) -> None:
        start.wait()
        with store.unit() as unit:
            taken.append(receipts.claim(unit, "form", world.nurse.id, "cards.submit", now))

    workers = [threading.Thread(target=post, args=(store,)) for store in stores * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == [False, False, False, True]


def test_a_receipt_is_its_writers_own(store: Store, world: World, now: datetime):
    with store.unit() as unit:
        assert receipts.claim(unit, "form", world.nurse.id, "cards.submit", now)
        receipts.finish(unit, "form", {"pseudonym": world.case.pseudonym})
    with store.reading() as reader:
        found = receipts.find(reader, "form", world.nurse.id)
        assert found is not None
        assert found.result == {"pseudonym": world.case.pseudonym}
        assert receipts.find(reader, "form", world.worker.id) is None
    with store.unit() as unit:
        receipts.forget(unit, now)
        assert not receipts.claim(unit, "form", world.nurse.id, "cards.submit", now)
        receipts.forget(unit, now + HOUR)
    with store.reading() as reader:
        assert receipts.find(reader, "form", world.nurse.id) is None
    with store.unit() as unit, pytest.raises(NotFound):
        receipts.finish(unit, "never claimed", {})


def test_a_draft_is_its_writers_own(store: Store, world: World, now: datetime):
    for n, (key, sealed) in enumerate([("a", b"1"), ("b", b"2"), ("a", b"3")]):
        with store.unit() as unit:
            drafts.keep(unit, key, world.nurse.id, "card", sealed, now + n * HOUR)
    with store.reading() as reader:
        assert [(row.id, row.sealed) for row in drafts.of_user(reader, world.nurse.id)] == [
            ("a", b"3"),
            ("b", b"2"),
        ]
        assert drafts.find(reader, "a", world.worker.id) is None
        assert drafts.count(reader, world.nurse.id) == 2
    with store.unit() as unit:
        assert not drafts.drop(unit, "a", world.worker.id)
        assert drafts.drop(unit, "a", world.nurse.id)
        drafts.forget(unit, now + 2 * HOUR)
    with store.reading() as reader:
        assert drafts.of_user(reader, world.nurse.id) == []
