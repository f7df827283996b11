"""The Merkle tree of the log (RFC 9162 section 2.1), kept as its peaks: appending and the root cost O(log n).

The peaks are the roots of the full subtrees, one per bit that is set in the size, the largest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

HASH = 32
STEP = 8
"""Roots of full subtrees are kept at levels 8, 16, ...: over 256, 65,536, ... leaves (as C2SP tlog-tiles)."""
Node = tuple[int, int, bytes]
"""Level, position on that level, hash: the root of the subtree of leaves [position << level, +1 << level)."""
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves: SHA-256 of nothing."""


def leaf_hash(event: bytes) -> bytes:
    """SHA-256(0x00 || event): 32 bytes. The prefix keeps a leaf from passing for a node."""
    return sha256(b"\x00" + event).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right): 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that only grows. `size` leaves; no leaf can be taken back."""

    __slots__ = ("peaks", "size")

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if size < 0 or len(self.peaks) != size.bit_count() or any(len(peak) != HASH for peak in self.peaks):
            raise ValueError("a tree has one peak of 32 bytes for every bit set in its size")

    @classmethod
    def load(cls, size: int, packed: bytes) -> Tree:
        """The tree as `pack` wrote it. ValueError when the bytes do not fit the size."""
        return cls(size, [packed[at : at + HASH] for at in range(0, len(packed), HASH)])

    def pack(self) -> bytes:
        """The peaks as one value, the largest first."""
        return b"".join(self.peaks)

    def copy(self) -> Tree:
        return Tree(self.size, self.peaks)

    def append(self, leaf: bytes, level: int = 0, grown: list[Node] | None = None) -> None:
        """Add a leaf hash (see `leaf_hash`), or the root of a full subtree of 2^level leaves that begins here: two
        peaks of one size become one peak of twice that size. `grown` gets the nodes of the kept levels that this makes.
        """
        if self.size & ((1 << level) - 1):
            raise ValueError("a full subtree begins at a multiple of its own size")
        peaks, merges, size = self.peaks, self.size >> level, 1 << level
        if grown is not None and level and level % STEP == 0:
            grown.append((level, self.size >> level, leaf))
        while merges & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            merges >>= 1
            level += 1
            if grown is not None and level % STEP == 0:
                grown.append((level, self.size >> level, leaf))
        peaks.append(leaf)
        self.size += size

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves: 32 bytes."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root
