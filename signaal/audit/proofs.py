"""Proofs over the tree: that an event is in it, and that a later tree continues an earlier one.

RFC 9162 section 2.1.3 (inclusion) and 2.1.4 (consistency). A proof is a list of hashes of 32 bytes; making one reads
at most a few blocks of 256 hashes, checking one needs nothing but the hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from signaal.audit.tree import EMPTY_ROOT, HASH, STEP, node_hash
from signaal.store import audit
from signaal.store.reader import Reader

NodeOf = Callable[[int, int], bytes]
"""The root of the full subtree at (level, position); level 0 is a leaf hash."""

WIDE = 1 << STEP


class Incomplete(Exception):
    """Leaves are missing below a node that a proof needs."""


class Nodes:
    """Roots of full subtrees out of the store: blocks of 256 leaves or kept nodes, each read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._blocks: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, level: int, position: int) -> bytes:
        """The root of one full subtree. Raises Incomplete."""
        kept = level - level % STEP
        inside = 1 << (level - kept)
        block = self._block(kept, position * inside // WIDE)
        start = position * inside % WIDE
        hashes = block[start : start + inside]
        if len(hashes) < inside:
            raise Incomplete
        while len(hashes) > 1:
            hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]

    def _block(self, level: int, number: int) -> list[bytes]:
        key = level, number
        if key not in self._blocks:
            start = number * WIDE
            self._blocks[key] = audit.nodes(self._reader, level, start, start + WIDE)
        return self._blocks[key]


def inclusion(seq: int, size: int, node: NodeOf) -> list[bytes]:
    """The hashes that lead from leaf `seq` to the root of the first `size` leaves, the sibling of the leaf first.

    Raises:
        ValueError: there is no such leaf in a tree of that size.
        Incomplete: the store lacks leaves.
    """
    if not 0 <= seq < size:
        raise ValueError("no such event in a tree of that size")
    return _path(seq, 0, size, node)


def consistency(old: int, size: int, node: NodeOf) -> list[bytes]:
    """The hashes that show that the first `old` of `size` leaves are the tree that once had `old` leaves.

    Raises:
        ValueError: the old tree is empty or larger than the new one.
        Incomplete: the store lacks leaves.
    """
    if not 0 < old <= size:
        raise ValueError("an earlier tree has at least one leaf and no more than the later one")
    return [] if old == size else _subproof(old, 0, size, True, node)


def root(size: int, node: NodeOf) -> bytes:
    """The root of the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY_ROOT


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _range(start: int, stop: int, node: NodeOf) -> bytes:
    """The root over leaves [start, stop); `start` is a multiple of the power of two that begins there."""
    size = stop - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(size)
    return node_hash(_range(start, middle, node), _range(middle, stop, node))


def _path(seq: int, start: int, stop: int, node: NodeOf) -> list[bytes]:
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if seq < middle:
        return [*_path(seq, start, middle, node), _range(middle, stop, node)]
    return [*_path(seq, middle, stop, node), _range(start, middle, node)]


def _subproof(old: int, start: int, stop: int, whole: bool, node: NodeOf) -> list[bytes]:
    """`whole`: the old tree began at the left edge of this part, so its root is known already."""
    if old == stop:
        return [] if whole else [_range(start, stop, node)]
    middle = start + _split(stop - start)
    if old <= middle:
        return [*_subproof(old, start, middle, whole, node), _range(middle, stop, node)]
    return [*_subproof(old, middle, stop, False, node), _range(start, middle, node)]


def includes(leaf: bytes, seq: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether the proof leads from a leaf hash at its place to the root. False, never an error, for anything else."""
    if not 0 <= seq < size or any(len(step) != HASH for step in proof):
        return False
    at, last, found = seq, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == expected


def continues(old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `size` leaves continues the one of `old`. False, never an error, for anything else.

    Every tree continues the empty one: that proof is empty.
    """
    if not 0 <= old <= size or any(len(step) != HASH for step in proof):
        return False
    if old in {0, size}:
        return not proof and old_root == (new_root if old else EMPTY_ROOT)
    steps = list(proof) if old & (old - 1) else [old_root, *proof]  # a full old tree is its own first step
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    if not steps:
        return False
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root
