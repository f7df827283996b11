"""SIGKILL at random moments: what was acknowledged is there, whole, once; and the log still fits.

Several people post the one page over HTTP while the server, with its jobs, is killed and started again.
"""

from __future__ import annotations

import json
import random
import secrets
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from signaal.actions.context import Tools, operator
from signaal.actions.verify import verify
from signaal.clock import MovingClock, SystemClock
from signaal.runtime import open_tools
from signaal.store import audit
from signaal.store.tables_cases import CaseRow, GrantRow, RecordRow, SignalRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_sessions import ReceiptRow
from tests.kill.mortal import Mortal
from tests.kill.poster import Poster
from tests.support.instance import new_instance

SUBMISSIONS = 200
KILLS = 24
PEOPLE = ("nurse", "nurse2", "jgz_lead", "jgz_lead2")
EARLIER = timedelta(minutes=10)


@dataclass
class Aftermath:
    """What stands in the database when it is over, and what was promised to people."""

    tools: Tools
    promised: dict[str, str]
    posters: list[Poster]
    kills: int

    def rows(self, kind):
        with self.tools.store.reading() as reader:
            return list(reader.session.scalars(select(kind)))

    def receipts(self) -> dict[str, str]:
        """Form id to case code, of every page that was stored."""
        found = {row.form_id: row.result.get("case") for row in self.rows(ReceiptRow)}
        return {form: code for form, code in found.items() if code is not None}

    def events(self) -> list[dict]:
        with self.tools.store.reading() as reader:
            return [json.loads(stored) for _, stored in audit.events(reader)]


def live_and_die(folder: Path, url: str, seed: int) -> Aftermath:
    """The whole run: people, a server, kills spread over the submissions, and a clean end."""
    now = SystemClock().now()
    world = new_instance(folder, url, MovingClock(now - EARLIER))
    world.close()
    with Mortal(folder) as server:
        posters = []
        for name in PEOPLE:
            poster = Poster(server.port)
            # The server reads the machine's clock: a code holds for so short that it is made when it is typed.
            world.clock.advance(seconds=(SystemClock().now() - world.clock.now()).total_seconds())
            poster.log_in(name, world.people[name].passphrase, world.totp_code(name))
            posters.append(poster)
        chance = random.Random(seed)
        _post_and_kill(server, posters, chance)
        again = [(poster, form_id) for poster in posters for form_id in poster.posted]
        for poster, form_id in chance.sample(again, 12):
            before = poster.acknowledged[form_id]
            assert poster.post(form_id) == before
            poster.receipt(form_id)
    promised = {form: place for poster in posters for form, place in poster.acknowledged.items()}
    return Aftermath(open_tools(folder), promised, posters, server.kills)


def _post_and_kill(server: Mortal, posters: list[Poster], chance: random.Random) -> None:
    left = iter(range(SUBMISSIONS))
    turn = threading.Lock()
    failures: list[BaseException] = []
    acute = [chance.random() < 0.5 for _ in range(SUBMISSIONS)]

    def work(poster: Poster) -> None:
        try:
            while True:
                with turn:
                    n = next(left, None)
                if n is None:
                    return
                poster.submit(acute=acute[n])
        except BaseException as problem:
            failures.append(problem)
            raise

    threads = [threading.Thread(target=work, args=(poster,), daemon=True) for poster in posters]
    for thread in threads:
        thread.start()
    for kill in range(1, KILLS + 1):
        _wait_for(posters, failures, kill * SUBMISSIONS // (KILLS + 2))
        time.sleep(chance.uniform(0, 0.06))  # the moment of a kill is what is random here
        server.kill()
        server.start()
    for thread in threads:
        thread.join(120)
    assert not failures, failures
    assert not any(thread.is_alive() for thread in threads), server.log()


def _wait_for(posters: list[Poster], failures: list[BaseException], number: int) -> None:
    until = time.monotonic() + 120
    while sum(len(poster.acknowledged) for poster in posters) < number:
        assert not failures, failures
        assert time.monotonic() < until
        time.sleep(0.002)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def aftermath(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Aftermath]:
    """Played once for each database; the seed is shown with every failure."""
    seed = secrets.randbits(32)
    sys.stdout.write(f"seed {seed}\n")
    create: Callable[[], str] | None = (
        request.getfixturevalue("new_postgres") if request.param == "postgresql" else None
    )
    found = live_and_die(tmp_path_factory.mktemp("kill") / "instance", create() if create else "", seed)
    yield found
    found.tools.store.close()


def test_enough_was_killed_and_everything_was_acknowledged(aftermath: Aftermath) -> None:
    assert aftermath.kills >= 20
    assert len(aftermath.promised) == SUBMISSIONS


def test_no_acknowledged_signal_is_lost_and_none_stands_twice(aftermath: Aftermath) -> None:
    receipts = aftermath.receipts()
    assert set(receipts) == set(aftermath.promised)
    stored = Counter(row.pseudonym for row in aftermath.rows(CaseRow))
    assert stored == Counter(receipts.values())
    assert set(stored.values()) == {1}


def test_every_signal_is_whole(aftermath: Aftermath) -> None:
    cases = {row.id: row for row in aftermath.rows(CaseRow)}
    signals = Counter(row.case_id for row in aftermath.rows(SignalRow))
    records = {row.id for row in aftermath.rows(RecordRow)}
    grants = {row.object_id for row in aftermath.rows(GrantRow)}
    clocks = {row.case_id for row in aftermath.rows(DeadlineRow)}
    assert signals == Counter(dict.fromkeys(cases, 1))
    assert {row.record_id for row in aftermath.rows(SignalRow)} <= records
    assert set(cases) <= grants
    assert set(cases) == clocks


def test_every_acute_signal_has_its_48_hours(aftermath: Aftermath) -> None:
    acute = {form for poster in aftermath.posters for form, page in poster.posted.items() if "told" in page}
    receipts = aftermath.receipts()
    codes = {row.id: row.pseudonym for row in aftermath.rows(CaseRow)}
    running = {codes[row.case_id] for row in aftermath.rows(DeadlineRow) if row.kind == "calm_48h"}
    assert running == {receipts[form] for form in acute}


def test_every_row_has_its_event(aftermath: Aftermath) -> None:
    told = {(table, row) for event in aftermath.events() for table, row, _ in event.get("writes", ())}
    for kind in (CaseRow, SignalRow, RecordRow, GrantRow, DeadlineRow):
        assert {(kind.__tablename__, row.id) for row in aftermath.rows(kind)} <= told
    submitted = [e["subjects"][0] for e in aftermath.events() if e["event"] == "signal:submitted"]
    assert sorted(submitted) == sorted(row.pseudonym for row in aftermath.rows(CaseRow))


def test_the_log_still_fits(aftermath: Aftermath) -> None:
    report = verify(operator(aftermath.tools))
    assert report.ok, report.problems
