"""What a locked, full, missing or unknown database says, and that no error tells a value."""

import sqlite3
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import exc

from signaal.store import connections, organisations, people
from signaal.store.engine import Store, open_store
from signaal.store.failures import translated
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit
from signaal.terms import Unavailable
from tests.store import rows
from tests.store.rows import World, writing


def test_an_error_tells_no_value(store: Store):
    with writing(store) as unit:
        people.add(unit, rows.user(login="geheime.naam", email="geheime.naam@example.org"))
    with pytest.raises(exc.IntegrityError) as refused, writing(store) as unit:
        people.add(unit, rows.user(login="geheime.naam"))
    told = f"{refused.value!r} {refused.value} {refused.value.orig!r} {refused.value.__cause__!r}"
    assert "geheime.naam" not in told
    assert "users" in told


def test_a_locked_database_says_not_now(
    opened: Callable[[], Store], world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connections, "WAIT_SECONDS", 0.05)
    here, elsewhere = opened(), opened()
    with writing(here) as unit:
        unit.locked(UserRow, world.nurse.id)
        told: list[BaseException] = []

        def try_it() -> None:
            try:
                with writing(elsewhere) as other:
                    other.locked(UserRow, world.nurse.id)
            except Unavailable as problem:
                told.append(problem)

        other = threading.Thread(target=try_it)
        other.start()
        other.join()
    assert [problem.say.key for problem in told if isinstance(problem, Unavailable)] == ["errors.database"]


def test_a_second_thread_waits_its_turn(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(connections, "WAIT_SECONDS", 0.05)
    told: list[str] = []

    def try_it() -> None:
        try:
            with sqlite_store.unit():
                told.append("in")
        except Unavailable:
            told.append("not now")

    with sqlite_store.unit():
        other = threading.Thread(target=try_it)
        other.start()
        other.join()
    try_it()
    assert told == ["not now", "in"]


def _fill(unit: Unit) -> None:
    plain = unit.session.connection()
    plain.exec_driver_sql(
        f"PRAGMA max_page_count = {plain.exec_driver_sql('PRAGMA page_count').scalar_one()}"
    )
    for _ in range(200):
        unit.add(rows.organisation(name="x" * 4000))


def test_a_full_database_says_not_now_and_keeps_nothing_half(sqlite_store: Store):
    with pytest.raises(Unavailable), writing(sqlite_store) as unit:
        _fill(unit)
    with sqlite_store.reading() as reader:
        assert organisations.everything(reader) == []


def test_a_database_that_is_gone_says_not_now(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'nowhere' / 'signaal.db'}")
    with pytest.raises(Unavailable), store.reading() as reader:
        organisations.everything(reader)
    away = open_store(f"postgresql://signaal@/signaal?host={tmp_path}")
    with pytest.raises(Unavailable), away.unit():
        pass
    for one in (store, away):
        one.close()


def test_a_mistake_of_ours_is_not_called_unavailable():
    with pytest.raises(exc.OperationalError), translated():
        raise exc.OperationalError("SELECT", {}, _missing_table())


def _missing_table() -> sqlite3.Error:
    try:
        sqlite3.connect(":memory:").execute("SELECT * FROM nowhere")
    except sqlite3.Error as problem:
        return problem
    raise AssertionError


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "no address"])
def test_other_databases_are_refused(url: str):
    with pytest.raises(ValueError):
        open_store(url)
