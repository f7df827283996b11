"""Writing the log: one event, appended as the last statement of a transaction, or nothing happens at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from signaal import terms
from signaal.audit.entries import Entry, Write, encode
from signaal.audit.tree import Node, Tree, leaf_hash
from signaal.store import audit
from signaal.store.units import Unit


def append(unit: Unit, entry: Entry) -> int:
    """Append one event, with the digests of everything that the unit wrote, and return its place (0, 1, ...).

    The place comes from the head row, which stays locked until the transaction ends: no gap, no double.
    Append last; rows written afterwards make the commit fail. Several events in one unit are allowed.

    Raises:
        ValueError: the event may not carry this, or the unit wrote rows and the event may not store any.
        Unavailable: the log cannot be written; the transaction must end and nothing may be shown.
    """
    return append_all(unit, [entry])


def append_all(unit: Unit, entries: Sequence[Entry], again: Sequence[Write] = ()) -> int:
    """Append the events of one transaction together and return the place of the first.

    The rows that the unit wrote stand in the first event that may store any, with those that are said `again`: rows
    that did not change, whose last event will go. Raises as `append` does.
    """
    writes = [*unit.written(), *again]
    holder = next((entry for entry in entries if entry.event.writes), None)
    if writes and holder is None:
        raise ValueError(f"{entries[0].event} may not store rows; see signaal/audit/events.py")
    try:
        top = audit.locked_head(unit)
        tree, first = Tree.load(top.size, top.peaks), top.size
        rows: list[audit.Appended] = []
        grown: list[Node] = []
        for seq, entry in enumerate(entries, first):
            stored = encode(entry, seq, writes if entry is holder else ())
            leaf = leaf_hash(stored)
            tree.append(leaf, grown=grown)
            rows.append(_row(entry, seq, leaf, stored))
        audit.append(unit, top, rows, tree.pack(), grown)
    except Exception as problem:
        raise terms.Unavailable(terms.Say("errors.database")) from problem
    unit.audited = True
    unit.at = entries[0].at
    return first


def _row(entry: Entry, seq: int, leaf: bytes, stored: bytes) -> audit.Appended:
    return audit.Appended(
        seq=seq,
        leaf=leaf,
        stored=stored,
        at=_milliseconds(entry.at),
        event=entry.event.value,
        outcome=entry.outcome.value,
        user_id=entry.user,
        organisation_id=entry.organisation,
        subjects=entry.subjects,
    )


def _milliseconds(moment: datetime) -> datetime:
    """As the bytes say it, so that the index can be compared with them."""
    moment = terms.aware(moment)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
