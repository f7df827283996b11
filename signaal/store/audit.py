"""Tables of the log: plain values in, plain values out. What they mean stands in the room `audit`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, insert, select

from signaal.store.audit_search import page as page
from signaal.store.base import Base
from signaal.store.reader import Reader, present
from signaal.store.tables_audit import (
    AuditCheckpointRow,
    AuditEventRow,
    AuditHeadRow,
    AuditIndexRow,
    AuditLeafRow,
    AuditNodeRow,
    AuditSubjectRow,
)
from signaal.store.units import Unit

BATCH = 1000
_LEAF = insert(Base.metadata.tables["audit_leaves"])
_EVENT = insert(Base.metadata.tables["audit_events"])
_INDEX = insert(Base.metadata.tables["audit_index"])
_SUBJECT = insert(Base.metadata.tables["audit_subjects"])
_NODE = insert(Base.metadata.tables["audit_nodes"])


@dataclass(frozen=True)
class Appended:
    """One event as it is stored, with everything that is derived from it."""

    seq: int
    leaf: bytes
    stored: bytes
    at: datetime
    event: str
    outcome: str
    user_id: str | None
    organisation_id: str | None
    subjects: tuple[str, ...] = ()


class Indexed(NamedTuple):
    """What the derived index says of one event."""

    seq: int
    at: datetime
    event: str
    outcome: str
    user_id: str | None
    organisation_id: str | None


def head(reader: Reader) -> AuditHeadRow:
    """Size of the log and its peaks. NotFound when the tables were never migrated."""
    return present(reader.session.get(AuditHeadRow, 1))


def locked_head(unit: Unit) -> AuditHeadRow:
    """The head, kept from others until the unit ends: appends wait for each other here."""
    return present(unit.session.get(AuditHeadRow, 1, with_for_update=True, populate_existing=True))


def append(
    unit: Unit, events: Sequence[Appended], peaks: bytes, nodes: Sequence[tuple[int, int, bytes]] = ()
) -> None:
    """Store events and move the head to behind them; take `locked_head` first. `nodes` are the full subtrees that
    these events made: (level, position, hash).

    Raises:
        ValueError: the events are not the next ones.
    """
    top = head(unit)
    if [event.seq for event in events] != list(range(top.size, top.size + len(events))):
        raise ValueError(f"these events do not follow a log of {top.size}")
    run = unit.session.connection().execute  # prepared, past the ORM: every request pays for this
    run(_LEAF, [{"seq": event.seq, "leaf": event.leaf} for event in events])
    run(_EVENT, [{"seq": event.seq, "bytes": event.stored} for event in events])
    run(_INDEX, [_indexed(event) for event in events])
    subjects = [{"subject": one, "seq": e.seq} for e in events for one in dict.fromkeys(e.subjects)]
    if subjects:
        run(_SUBJECT, subjects)
    if nodes:
        run(_NODE, [{"level": level, "position": at, "hash": found} for level, at, found in nodes])
    top.size += len(events)
    top.peaks = peaks


def _indexed(event: Appended) -> dict[str, object]:
    return {
        "seq": event.seq,
        "at": event.at,
        "event": event.event,
        "outcome": event.outcome,
        "user_id": event.user_id,
        "organisation_id": event.organisation_id,
    }


def find_event(reader: Reader, seq: int) -> bytes | None:
    """The bytes of one event as stored, or None (never written, or pruned)."""
    asked = select(AuditEventRow.stored).where(AuditEventRow.seq == seq)
    return reader.session.scalars(asked).one_or_none()


def find_leaf(reader: Reader, seq: int) -> bytes | None:
    """One leaf hash, or None."""
    return reader.session.scalars(select(AuditLeafRow.leaf).where(AuditLeafRow.seq == seq)).one_or_none()


def find_index(reader: Reader, seq: int) -> AuditIndexRow | None:
    """The line of the derived index of one event, or None."""
    return reader.session.get(AuditIndexRow, seq)


def leaves(reader: Reader, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
    """(seq, leaf hash) in order, streamed, from `start` up to and without `stop`."""
    asked = select(AuditLeafRow.seq, AuditLeafRow.leaf).where(AuditLeafRow.seq >= start)
    if stop is not None:
        asked = asked.where(AuditLeafRow.seq < stop)
    asked = asked.order_by(AuditLeafRow.seq).execution_options(yield_per=BATCH)
    yield from reader.session.execute(asked)


def events(reader: Reader, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
    """(seq, bytes as stored) in order, streamed, from `start` up to and without `stop`."""
    asked = select(AuditEventRow.seq, AuditEventRow.stored).where(AuditEventRow.seq >= start)
    if stop is not None:
        asked = asked.where(AuditEventRow.seq < stop)
    asked = asked.order_by(AuditEventRow.seq).execution_options(yield_per=BATCH)
    yield from reader.session.execute(asked)


def nodes(reader: Reader, level: int, start: int, stop: int) -> list[bytes]:
    """Hashes of one level, in order of position, from `start` up to and without `stop`; level 0 are the leaves."""
    if level == 0:
        return [leaf for _, leaf in leaves(reader, start, stop)]
    row = AuditNodeRow
    asked = select(row.hash).where(row.level == level, row.position >= start, row.position < stop)
    return list(reader.session.scalars(asked.order_by(row.position)))


def node_count(reader: Reader) -> int:
    """How many nodes are kept."""
    return reader.session.scalars(select(func.count()).select_from(AuditNodeRow)).one()


def of_the_house(reader: Reader, event: str) -> list[tuple[int, bytes]]:
    """(seq, bytes) of every event of this name that belongs to no organisation, oldest first: restores, prunings."""
    row = AuditIndexRow
    asked = select(row.seq, AuditEventRow.stored).join(AuditEventRow, AuditEventRow.seq == row.seq)
    asked = asked.where(row.organisation_id.is_(None), row.event == event).order_by(row.seq)
    return [(seq, stored) for seq, stored in reader.session.execute(asked)]


def last_of(reader: Reader, organisation_id: str, event: str) -> AuditIndexRow | None:
    """The index line of the last event of this name in an organisation, or None."""
    row = AuditIndexRow
    asked = select(row).where(row.organisation_id == organisation_id, row.event == event)
    return reader.session.scalars(asked.order_by(row.at.desc(), row.seq.desc()).limit(1)).first()


def index(reader: Reader) -> Iterator[Indexed]:
    """The derived index in order, streamed."""
    row = AuditIndexRow
    asked = select(row.seq, row.at, row.event, row.outcome, row.user_id, row.organisation_id)
    for found in reader.session.execute(asked.order_by(row.seq).execution_options(yield_per=BATCH)):
        yield Indexed(*found)


def subjects(reader: Reader) -> Iterator[tuple[int, str]]:
    """The derived (seq, subject) pairs in order, streamed."""
    asked = select(AuditSubjectRow.seq, AuditSubjectRow.subject)
    asked = asked.order_by(AuditSubjectRow.seq, AuditSubjectRow.subject).execution_options(yield_per=BATCH)
    yield from reader.session.execute(asked)


def add_checkpoint(unit: Unit, row: AuditCheckpointRow) -> AuditCheckpointRow:
    """Store a signed checkpoint."""
    return unit.add(row)


def last_checkpoint(reader: Reader) -> AuditCheckpointRow | None:
    """The checkpoint of the largest log, or None."""
    row = AuditCheckpointRow
    return reader.session.scalars(
        select(row).order_by(row.size.desc(), row.created_at.desc()).limit(1)
    ).first()


def checkpoint_of(reader: Reader, size: int) -> AuditCheckpointRow | None:
    """A checkpoint of a log of exactly this size, or None."""
    row = AuditCheckpointRow
    return reader.session.scalars(
        select(row).where(row.size == size).order_by(row.created_at).limit(1)
    ).first()


def checkpoints(reader: Reader) -> Sequence[AuditCheckpointRow]:
    """All checkpoints, smallest log first."""
    row = AuditCheckpointRow
    return reader.session.scalars(select(row).order_by(row.size, row.created_at, row.id)).all()
