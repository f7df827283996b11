"""Tables of the log: plain values in, plain values out. What they mean stands in the room `audit`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from signaal.store.audit_head import Appended as Appended
from signaal.store.audit_head import append as append
from signaal.store.audit_head import head as head
from signaal.store.audit_head import locked_head as locked_head
from signaal.store.audit_search import page as page
from signaal.store.reader import Reader
from signaal.store.tables_audit import (
    AuditCheckpointRow,
    AuditEventRow,
    AuditIndexRow,
    AuditLeafRow,
    AuditNodeRow,
    AuditSubjectRow,
)
from signaal.store.units import Unit

BATCH = 1000


class Indexed(NamedTuple):
    """What the derived index says of one event."""

    seq: int
    at: datetime
    event: str
    outcome: str
    user_id: str | None
    organisation_id: str | None


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
