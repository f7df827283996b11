"""The end of the log: how far it is, and what comes behind it. Plain values; their meaning stands in `audit`.

Statements are put together once and run past the ORM: every request and every step of a clock pays for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ARRAY, Connection, Select, String, bindparam, func, insert, select, update

from signaal.store.base import Base
from signaal.store.reader import Reader
from signaal.store.units import Unit
from signaal.terms import NotFound

_TABLES = Base.metadata.tables
_TOP = _TABLES["audit_head"]
_LEAVES, _EVENTS, _NODES = _TABLES["audit_leaves"], _TABLES["audit_events"], _TABLES["audit_nodes"]
_INDEX, _SUBJECTS = _TABLES["audit_index"], _TABLES["audit_subjects"]

_HEAD = select(_TOP.c.size, _TOP.c.peaks).where(_TOP.c.id == 1)
_LOCKED = _HEAD.with_for_update()
_MOVE = update(_TOP).where(_TOP.c.id == 1).values(size=bindparam("to_size"), peaks=bindparam("to_peaks"))
_PLACE = bindparam("its_place", type_=_LEAVES.c.seq.type)
_LEAF, _EVENT = insert(_LEAVES), insert(_EVENTS)
_LINE, _SUBJECT, _NODE = insert(_INDEX), insert(_SUBJECTS), insert(_NODES)
_MOVE_BY_ONE = _MOVE.add_cte(
    _LEAF.values(seq=_PLACE, leaf=bindparam("its_leaf")).cte("a_leaf"),
    _EVENT.values(seq=_PLACE, bytes=bindparam("its_bytes")).cte("an_event"),
    _LINE.values(
        seq=_PLACE, at=bindparam("its_at"), event=bindparam("its_event"), outcome=bindparam("its_outcome"),
        user_id=bindparam("its_user"), organisation_id=bindparam("its_organisation"),
    ).cte("a_line"),
    _SUBJECT.from_select(
        ["subject", "seq"], select(func.unnest(bindparam("its_subjects", type_=ARRAY(String))), _PLACE)
    ).cte("its_subjects_all"),
)  # fmt: skip
"""One event with all that belongs to it in one statement: PostgreSQL only, where each statement is a journey."""


class Head(NamedTuple):
    """How many events the log has, and the hashes of its full subtrees, left to right, 32 bytes each."""

    size: int
    peaks: bytes


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


def head(reader: Reader) -> Head:
    """How far the log is. NotFound when the tables were never migrated."""
    return _read(reader.session.connection(), _HEAD)


def locked_head(unit: Unit) -> Head:
    """The head, kept from others until the unit ends: appends wait for each other here."""
    return _read(unit.connection, _LOCKED)


def append(
    unit: Unit,
    top: Head,
    events: Sequence[Appended],
    peaks: bytes,
    nodes: Sequence[tuple[int, int, bytes]] = (),
) -> None:
    """Store events behind `top`, which is the `locked_head` of this unit, and move the head to behind them.

    `nodes` are the full subtrees that these events made: (level, position, hash).

    Raises:
        ValueError: the events are not the next ones.
    """
    after = top.size + len(events)
    if [event.seq for event in events] != list(range(top.size, after)):
        raise ValueError(f"these events do not follow a log of {top.size}")
    run, moved = unit.connection, {"to_size": after, "to_peaks": peaks}
    if len(events) == 1 and run.dialect.name == "postgresql":
        run.execute(_MOVE_BY_ONE, moved | _its(events[0]))
    else:
        run.execute(_MOVE, moved)
        _insert(run, events)
    if nodes:
        run.execute(_NODE, [{"level": level, "position": at, "hash": found} for level, at, found in nodes])


def _read(connection: Connection, asked: Select[int, bytes]) -> Head:
    found = connection.execute(asked).one_or_none()
    if found is None:
        raise NotFound
    return Head(found.size, found.peaks)


def _its(event: Appended) -> dict[str, object]:
    return {
        "its_place": event.seq,
        "its_leaf": event.leaf,
        "its_bytes": event.stored,
        "its_at": event.at,
        "its_event": event.event,
        "its_outcome": event.outcome,
        "its_user": event.user_id,
        "its_organisation": event.organisation_id,
        "its_subjects": list(dict.fromkeys(event.subjects)),
    }


def _insert(run: Connection, events: Sequence[Appended]) -> None:
    run.execute(_LEAF, [{"seq": event.seq, "leaf": event.leaf} for event in events])
    run.execute(_EVENT, [{"seq": event.seq, "bytes": event.stored} for event in events])
    run.execute(_LINE, [_line(event) for event in events])
    subjects = [{"subject": one, "seq": e.seq} for e in events for one in dict.fromkeys(e.subjects)]
    if subjects:
        run.execute(_SUBJECT, subjects)


def _line(event: Appended) -> dict[str, object]:
    return {
        "seq": event.seq,
        "at": event.at,
        "event": event.event,
        "outcome": event.outcome,
        "user_id": event.user_id,
        "organisation_id": event.organisation_id,
    }
