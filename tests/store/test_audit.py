"""Tables of the log: appended in order, searched by page, streamed whole."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from signaal.store import audit
from signaal.store.audit import Appended
from signaal.store.engine import Store
from signaal.store.tables_audit import AuditCheckpointRow
from signaal.store.units import Unit
from tests.support.clock import START

MINUTE = timedelta(minutes=1)


def _append(unit: Unit, **values) -> int:
    top = audit.locked_head(unit)
    seq = top.size
    given: dict[str, Any] = {
        "seq": seq,
        "leaf": seq.to_bytes(32, "big"),
        "stored": b"%d" % seq,
        "at": START + seq * MINUTE,
        "event": "case:read",
        "outcome": "ok",
        "user_id": "noor",
        "organisation_id": "ggd",
        "subjects": (),
    }
    audit.append(unit, top, [Appended(**given | values)], peaks=b"peaks%d" % seq)
    return seq


def _fill(store: Store, *events: dict) -> None:
    for values in events:
        with store.unit() as unit:
            _append(unit, **values)


def _found(store: Store, **values) -> list[int]:
    with store.reading() as reader:
        shown, _ = audit.page(reader, **values)
    assert [stored for _, stored in shown] == [b"%d" % seq for seq, _ in shown]
    return [seq for seq, _ in shown]


def test_the_head_moves_with_every_event(store: Store):
    with store.reading() as reader:
        assert (audit.head(reader).size, audit.head(reader).peaks) == (0, b"")
    _fill(store, {}, {})
    with store.reading() as reader:
        assert (audit.head(reader).size, audit.head(reader).peaks) == (2, b"peaks1")
        assert (audit.find_event(reader, 1), audit.find_leaf(reader, 1)) == (b"1", (1).to_bytes(32, "big"))
        assert (audit.find_event(reader, 2), audit.find_leaf(reader, 2)) == (None, None)


def test_an_event_that_does_not_follow_is_refused(store: Store):
    _fill(store, {})
    with pytest.raises(ValueError, match="do not follow"), store.unit() as unit:
        _append(unit, seq=5)
    with pytest.raises(ValueError, match="do not follow"), store.unit() as unit:
        _append(unit, seq=0)


def _append_and_stumble(unit: Unit) -> None:
    _append(unit)
    raise ZeroDivisionError


def test_a_rolled_back_unit_leaves_no_number_unused(store: Store):
    with pytest.raises(ZeroDivisionError), store.unit() as unit:
        _append_and_stumble(unit)
    _fill(store, {})
    with store.reading() as reader:
        assert [seq for seq, _ in audit.events(reader)] == [0]


def test_appends_from_everywhere_get_one_number_each(opened: Callable[[], Store]):
    stores = [opened(), opened()]
    taken: list[int] = []

    def work(store: Store) -> None:
        for _ in range(8):
            with store.unit() as unit:
                taken.append(_append(unit, subjects=("K7QM-4TX9",)))

    workers = [threading.Thread(target=work, args=(store,)) for store in stores * 2]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == list(range(32))
    with stores[0].reading() as reader:
        assert [seq for seq, _ in audit.leaves(reader)] == list(range(32))


def test_search_finds_what_fits_all_that_is_named(store: Store):
    _fill(
        store,
        {"subjects": ("K7QM-4TX9", "V-K7QM-4TX9")},
        {"user_id": "sem", "subjects": ("K7QM-4TX9",)},
        {"organisation_id": "school", "subjects": ("K7QM-4TX9",)},
        {"event": "case:denied", "outcome": "denied"},
        {"user_id": None, "organisation_id": None},
    )
    assert _found(store) == [4, 3, 2, 1, 0]
    assert _found(store, organisation_id="ggd") == [3, 1, 0]
    assert _found(store, organisation_id="ggd", subject="K7QM-4TX9") == [1, 0]
    assert _found(store, organisation_id="ggd", subject="K7QM-4TX9", user_id="noor") == [0]
    assert _found(store, event="case:denied") == [3]
    assert _found(store, since=START + MINUTE, until=START + 3 * MINUTE) == [2, 1]
    assert _found(store, subject="0000-0000") == []


def test_search_pages_by_key(store: Store):
    _fill(store, *({} for _ in range(7)))
    with store.reading() as reader:
        first, after = audit.page(reader, organisation_id="ggd", size=3)
        second, then = audit.page(reader, organisation_id="ggd", size=3, before=after)
        last, end = audit.page(reader, organisation_id="ggd", size=3, before=then)
    assert [[seq for seq, _ in page] for page in (first, second, last)] == [[6, 5, 4], [3, 2, 1], [0]]
    assert end is None


def test_everything_is_streamed_in_order(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "BATCH", 2)
    _fill(store, *({"subjects": ("b", "a", "b")} for _ in range(5)))
    with store.reading() as reader:
        assert list(audit.events(reader, 1, 4)) == [(1, b"1"), (2, b"2"), (3, b"3")]
        assert [seq for seq, _ in audit.leaves(reader, 3)] == [3, 4]
        assert [leaf for _, leaf in audit.leaves(reader, 0, 1)] == [bytes(32)]
        assert list(audit.subjects(reader))[:3] == [(0, "a"), (0, "b"), (1, "a")]
        lines = list(audit.index(reader))
    assert [line.seq for line in lines] == list(range(5))
    assert lines[0] == (0, START, "case:read", "ok", "noor", "ggd")


def test_the_last_checkpoint_covers_the_most(store: Store):
    def checkpoint(size: int, at: datetime) -> AuditCheckpointRow:
        return AuditCheckpointRow(id=f"{size}", size=size, root=b"r", note="note", created_at=at)

    with store.reading() as reader:
        assert audit.last_checkpoint(reader) is None
    with store.unit() as unit:
        audit.add_checkpoint(unit, checkpoint(9, START))
        audit.add_checkpoint(unit, checkpoint(10, START + MINUTE))
    with store.reading() as reader:
        last = audit.last_checkpoint(reader)
        assert last is not None
        assert last.size == 10
        assert [row.size for row in audit.checkpoints(reader)] == [9, 10]
