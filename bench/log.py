"""The log at a million events: checking it, proving one event, searching it; and what appending adds to a request.

    python -m bench.log [EVENTS]

A bulk generator writes events, tree and index straight into the tables (tests/support/long_log.py). Times are of the
processor, so that a busy machine measures the same work; every ratio is within one run.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

from bench.instance import PAGE, client_of, filled, fresh, fresh_instance
from signaal.audit import exporting, log, proofs, review, verify
from signaal.audit.checkpoints import LogSigner, origin
from signaal.audit.events import Event
from signaal.store import audit, audit_blocks
from signaal.store.engine import Store, migrate, open_store
from signaal.store.units import Unit
from signaal.vault.secret import Secret
from signaal.vault.signing import Signer
from tests.support.long_log import CASES, HOUSES, STEP, USERS, LongLog
from tests.support.verifier import verified

START = datetime(2021, 1, 4, 7, 0, tzinfo=UTC)
BLOCK = 4096


def main(size: int = 1_000_000) -> None:
    """Print every figure."""
    signer = LogSigner(origin("bench"), Signer(Secret(bytes(range(32)))))
    folder = Path(tempfile.mkdtemp(prefix="bench-log-", dir=Path.cwd()))
    try:
        migrate(f"sqlite:///{folder / 'signaal.db'}")
        began = time.process_time()
        LongLog(folder / "signaal.db", signer, folder / "checkpoints", START).write(size)
        megabytes = (folder / "signaal.db").stat().st_size / 1e6
        print(f"{size} events, {megabytes:.0f} MB, generated in {time.process_time() - began:.0f} s")
        store = open_store(f"sqlite:///{folder / 'signaal.db'}")
        checking(store, folder, signer, size)
        proving(store, size)
        searching(store, size)
        agreeing(store, folder, signer)
        store.close()
    finally:
        shutil.rmtree(folder)
    appending()


def checking(store: Store, folder: Path, signer: LogSigner, size: int) -> None:
    """The whole check, part by part, beside hashing the same bytes and nothing else."""
    laps: dict[str, float] = {}
    last = [0.0]

    def lap(part: str) -> None:
        now = time.process_time()
        laps[part] = laps.get(part, 0.0) + now - last[0]
        last[0] = now

    with store.reading() as reader:
        hashing = hash_alone(reader, size)
        began = last[0] = time.process_time()
        report = verify.run(reader, folder / "checkpoints", signer.verifier, lap)
        took = time.process_time() - began
        signed, rows = len(audit.checkpoints(reader)), 5_000
    assert report.ok, report.problems[:5]
    tree, events = laps["tree"], sum(laps[part] for part in ("tree", "reading", "index", "telling"))
    print(f"hashing alone, leaves and nodes: {size / hashing:,.0f} events a second")
    print(
        f"tree from the stored bytes, reading included: {size / tree:,.0f}; tree/hashing {hashing / tree:.2f}"
    )
    print(
        f"with index, subjects, rows told and the clock: {size / events:,.0f}; /hashing {hashing / events:.2f}"
    )
    print(f"the whole check: {took:.1f} s, {size / took:,.0f} events a second")
    for part, seconds in laps.items():
        print(f"  {part}: {seconds:.2f} s, {seconds / size * 1e6:.2f} microseconds an event")
    print(f"  {signed} checkpoints: {laps['checkpoints'] / signed * 1e6:.0f} microseconds each")
    print(f"  {rows} rows compared: {laps['rows'] / rows * 1e6:.0f} microseconds each")


def hash_alone(reader, size: int) -> float:
    """Seconds to hash the same leaves and nodes, with the bytes in memory already; the best of two."""
    best = float("inf")
    for _ in range(2):
        took = 0.0
        for start in range(0, size, BLOCK):
            events = audit_blocks.events(reader, start, start + BLOCK)
            began = time.process_time()
            row = [sha256(b"\x00" + event).digest() for event in events]
            while len(row) > 1:
                below = iter(row)
                row = [sha256(b"\x01" + one + two).digest() for one, two in zip(below, below, strict=False)]
            took += time.process_time() - began
        best = min(best, took)
    return best


def proving(store: Store, size: int, times: int = 300) -> None:
    """Proofs of random events and from random earlier sizes, nothing remembered from the one before."""
    chance = Random(1)
    for name, make in (
        ("inclusion", lambda node: proofs.inclusion(chance.randrange(size), size, node)),
        ("consistency", lambda node: proofs.consistency(chance.randrange(1, size), size, node)),
    ):
        took = []
        with store.reading() as reader:
            for _ in range(times):
                began = time.process_time()
                made = make(proofs.Nodes(reader))
                took.append((time.process_time() - began) * 1000)
        assert made
        print(f"proof of {name}: {_said(took)}")


def searching(store: Store, size: int, times: int = 40) -> None:
    """Pages of 25 as the officer asks for them, first pages and deep ones."""
    chance, end = Random(2), START + size * STEP
    month = timedelta(days=30)

    def moment() -> datetime:
        return START + timedelta(seconds=chance.randrange(int((end - START).total_seconds())))

    questions: dict[str, Callable[[], dict[str, object]]] = {
        "everything": dict,
        "a deep page": lambda: {"before": chance.randrange(size)},
        "by case": lambda: {"subject": chance.choice(CASES)},
        "by user": lambda: {"user": chance.choice(USERS)},
        "by period": lambda: (since := moment()) and {"since": since, "until": since + month},
        "by user and period": lambda: (
            (since := moment()) and {"user": chance.choice(USERS), "since": since, "until": since + month}
        ),
        "by case and period": lambda: (
            (since := moment()) and {"subject": chance.choice(CASES), "since": since, "until": since + month}
        ),
        "by event and period": lambda: (
            (since := moment()) and {"event": Event.CASE_LISTED, "since": since, "until": since + month}
        ),
        "by user and event": lambda: {"user": chance.choice(USERS), "event": Event.CASE_LISTED},
    }
    with store.reading() as reader:
        for name, ask in questions.items():
            took = []
            for _ in range(times):
                asked = ask()
                began = time.process_time()
                review.search(reader, chance.choice(HOUSES), **asked)  # type: ignore[arg-type]  # by name, as above
                took.append((time.process_time() - began) * 1000)
            print(f"search {name}: {_said(took)}")


def agreeing(store: Store, folder: Path, signer: LogSigner) -> None:
    """The program that knows nothing of signaal says the same of an export."""
    file = folder / "log.jsonl"
    began = time.process_time()
    with store.reading() as reader, file.open("w", encoding="utf-8") as out:
        out.writelines(exporting.lines(reader, folder / "checkpoints", signer.verifier))
    exported = time.process_time() - began
    began = time.process_time()
    answer = verified("export", str(file), "--key", signer.verifier.key)
    assert answer["ok"], answer["problems"][:5]
    print(
        f"exported in {exported:.0f} s; the independent verifier agrees after {time.process_time() - began:.0f} s"
    )


def appending(saves: int = 100) -> None:
    """What the log adds to saving a signal: encoding, hashing and storing its events."""
    with fresh_instance() as world, counted() as spent:
        client = client_of(world)
        page = filled(client)
        for _ in range(10):
            client.post(PAGE, data=fresh(page))
        spent[0] = 0.0
        began = time.process_time()
        for _ in range(saves):
            assert client.post(PAGE, data=fresh(page)).status_code == 303
        whole = time.process_time() - began
    rest = whole - spent[0]
    print(
        f"appending: {spent[0] / saves * 1000:.2f} ms of {whole / saves * 1000:.1f} ms a save; "
        f"adds {spent[0] / rest * 100:.1f} % to what the request does without it"
    )


@contextmanager
def counted() -> Iterator[list[float]]:
    """Seconds spent in appending, without the flush of the rows that the request stored anyway."""
    spent = [0.0]
    append, written = log.append_all, Unit.written

    def timed_append(*given, **named):
        began = time.process_time()
        try:
            return append(*given, **named)
        finally:
            spent[0] += time.process_time() - began

    def flush_first(unit):
        began = time.process_time()
        unit.session.flush()
        spent[0] -= time.process_time() - began
        return written(unit)

    log.append_all, Unit.written = timed_append, flush_first  # type: ignore[method-assign]  # for this measurement
    try:
        yield spent
    finally:
        log.append_all, Unit.written = append, written  # type: ignore[method-assign]  # and back


def _said(took: list[float]) -> str:
    took = sorted(took)
    most = took[int(len(took) * 0.99) - 1]
    return f"median {statistics.median(took):.2f} ms, 99 in a hundred within {most:.2f} ms"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
