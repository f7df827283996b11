"""Walks the stored log from its first event: bytes, leaves, tree, index and subjects side by side.

Blocks of 4,096 events are compared as whole lists. A block in which anything at all is unusual is walked again, event
by event, to say what and where.
"""

from __future__ import annotations

import gc
import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from signaal import terms
from signaal.audit import careful, grammar, subtrees
from signaal.audit.findings import MOST, Finding, Findings
from signaal.audit.told import SPECIAL, Told
from signaal.audit.tree import HASH, STEP, Node, Tree
from signaal.store import audit, audit_blocks
from signaal.store.reader import Reader

BLOCK = 4096
ENDLESS = 2**62
"""The size of a log whose head is gone: as many events as there are."""
_EXTRA = {
    "audit_events": Finding.EVENT_EXTRA, "audit_leaves": Finding.LEAF_EXTRA,
    "audit_index": Finding.INDEX_EXTRA, "audit_subjects": Finding.SUBJECTS_EXTRA,
}  # fmt: skip

Lap = Callable[[str], None]
"""Called at the end of each part of the work, with its name: how `bench` knows what each costs."""


@dataclass
class Walked:
    """The log as it is stored now: its tree, what its events tell, and the roots at the sizes that were asked for."""

    tree: Tree = field(default_factory=Tree)
    told: Told = field(default_factory=Told)
    roots: dict[int, bytes] = field(default_factory=dict)
    pruned: int = 0
    """Events below this place were removed, as far as the log announced it."""


def walk(
    reader: Reader, findings: Findings, sizes: Sequence[int] = (), lap: Lap = lambda _part: None
) -> Walked:
    """Recompute the tree from the stored bytes and compare all that was derived from them.

    `sizes`, in order, are those at which somebody promised a root.
    """
    with _nothing_collected():
        return _walk(reader, findings, sizes, lap)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A block is some ten thousand tuples without a cycle among them: looking for cycles took a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _walk(reader: Reader, findings: Findings, sizes: Sequence[int], lap: Lap) -> Walked:
    size, peaks = _head(reader)
    found = Walked(pruned=_announced(reader))
    stop = min(size, _there(reader))
    grown: list[Node] = []
    for start in range(0, stop, BLOCK):
        end = min(start + BLOCK, stop)
        leaves = _block(reader, found, start, end, findings, lap)
        rows = subtrees.rows_of(leaves)
        lap("tree")
        for promised in sizes[bisect_right(sizes, start) : bisect_right(sizes, end)]:
            found.roots[promised] = subtrees.root_at(found.tree, rows, promised - start)
        lap("checkpoints")
        _nodes(reader, rows, start, end, findings)
        subtrees.extend(found.tree, rows, end - start, grown)
        lap("tree")
    if stop < size < ENDLESS:
        findings.add(Finding.EVENT_MISSING, stop)  # the tail is gone: one finding, however long it was
    _outside(reader, found.pruned, stop, findings)
    _high_nodes(reader, grown, stop, findings)
    if found.tree.pack() != peaks:
        findings.add(Finding.HEAD_DIFFERS)
    lap("index")
    return found


def _head(reader: Reader) -> tuple[int, bytes]:
    try:
        top = audit.head(reader)
    except terms.NotFound:
        return ENDLESS, b""
    return top.size, top.peaks


def _there(reader: Reader) -> int:
    """Behind the last event or leaf that is there."""
    ends = (audit_blocks.ends(reader, table) for table in ("audit_events", "audit_leaves"))
    return max((last + 1 for found in ends if found for _, last in (found,)), default=0)


def _announced(reader: Reader) -> int:
    """How far the log itself says that it was pruned; `verify` compares this with what it heard on the way."""
    return max((_number(stored) for _, stored in audit.of_the_house(reader, "log:pruned")), default=0)


def _number(stored: bytes) -> int:
    try:
        number = json.loads(stored)["number"]
    except (ValueError, TypeError, KeyError):
        return 0
    return number if isinstance(number, int) else 0


def _block(reader: Reader, found: Walked, start: int, end: int, findings: Findings, lap: Lap) -> list[bytes]:
    """The leaves of a block, compared; the careful way when anything is not as we write it."""
    kept = audit_blocks.leaves(reader, start, end)
    if end <= found.pruned:
        if len(kept) == end - start and set(map(len, kept)) == {HASH}:
            return kept
        return careful.leaves(reader, start, end, findings)
    stored = audit_blocks.events(reader, start, end)
    leaves = [sha256(b"\x00" + one).digest() for one in stored]
    if len(stored) == end - start and leaves == kept:
        lap("tree")
        read = grammar.read(b"\n".join(stored), len(stored))
        lap("reading")
        if read is not None and _derived(reader, read, start, end):
            lap("index")
            _hear(stored, read, start, found.told, findings)
            lap("telling")
            return leaves
    return careful.walk(reader, found.told, start, end, found.pruned, findings)


def _derived(reader: Reader, read: grammar.Read, start: int, end: int) -> bool:
    """Whether index and subjects say what the bytes say."""
    if list(map(int, read.seq)) != list(range(start, end)):
        return False
    number, whole = audit_blocks.index(reader, start, end)
    # The index keeps a moment with microseconds, the log with milliseconds.
    if number != end - start or whole.count('000Z"') != number or whole.replace('000Z"', 'Z"') != read.lines:
        return False
    return _subjects(audit_blocks.subjects(reader, start, end), read)


def _subjects(kept: audit_blocks.Block, read: grammar.Read) -> bool:
    told = [f"{seq} {codes}" for seq, codes in zip(read.seq, read.subjects, strict=True) if codes]
    text = "\n".join(told)
    if kept.number != len(told) + text.count('","'):
        return False
    if (kept.whole or "") == text:
        return True
    lines = [] if kept.whole is None else kept.whole.split("\n")
    return [_ordered(line) for line in lines] == [_ordered(line) for line in told]


def _ordered(line: str) -> tuple[str, list[str]]:
    seq, _, codes = line.partition(" ")
    return seq, sorted(codes[1:-1].split('","'))


def _hear(events: list[bytes], read: grammar.Read, start: int, told: Told, findings: Findings) -> None:
    for seq, (name, written) in enumerate(zip(read.event, read.writes, strict=True), start):
        if name in SPECIAL:
            told.hear(seq, json.loads(events[seq - start]), findings)
        elif written:  # in the order of the log: the last event about a row counts
            try:
                told.hear_writes(seq, written)
            except (ValueError, TypeError):
                findings.add(Finding.BYTES_UNREADABLE, seq)
    if read.at[0] >= told.latest and list(read.at) == sorted(read.at):
        told.latest = read.at[-1]
        return
    for seq, at in enumerate(read.at, start):
        told.clock(seq, at, findings)


def _nodes(reader: Reader, rows: subtrees.Rows, start: int, end: int, findings: Findings) -> None:
    """The kept nodes of the lowest level within this block."""
    if len(rows) > STEP and audit.nodes(reader, STEP, start >> STEP, end >> STEP) != rows[STEP]:
        findings.add(Finding.NODE_DIFFERS, place=f"audit_nodes/{STEP}/{start >> STEP}")


def _high_nodes(reader: Reader, grown: list[Node], size: int, findings: Findings) -> None:
    for level, position, expected in grown:
        if level > STEP and audit.nodes(reader, level, position, position + 1) != [expected]:
            findings.add(Finding.NODE_DIFFERS, place=f"audit_nodes/{level}/{position}")
    expected_number = sum(size >> level for level in range(STEP, 63, STEP))
    if audit.node_count(reader) != expected_number:
        findings.add(Finding.NODE_DIFFERS, place="audit_nodes")


def _outside(reader: Reader, pruned: int, stop: int, findings: Findings) -> None:
    """What nobody asks for: behind the head, before the first event that is kept, or named by nothing."""
    for table, code in _EXTRA.items():
        first = 0 if table == "audit_leaves" else pruned
        for seq in audit_blocks.outside(reader, table, first, stop, MOST):
            findings.add(code, seq)
    for seq in audit_blocks.blanks(reader):
        findings.add(Finding.INDEX_DIFFERS, seq)
