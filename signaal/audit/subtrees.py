"""The tree over a block of leaves at once: level by level, with the root at every size in between."""

from __future__ import annotations

from hashlib import sha256

from signaal.audit.tree import Node, Tree

Rows = list[list[bytes]]
"""Full subtrees of one block of leaves by level: `rows[0]` are the leaves, `rows[n]` the roots over 2^n of them."""


def rows_of(leaves: list[bytes]) -> Rows:
    """Every full subtree over these leaves."""
    rows = [leaves]
    while len(rows[-1]) > 1:
        below = iter(rows[-1])
        rows.append([sha256(b"\x01" + one + two).digest() for one, two in zip(below, below, strict=False)])
    return rows


def extend(tree: Tree, rows: Rows, count: int, grown: list[Node] | None = None) -> None:
    """Add the first `count` leaves of a block to a tree that ends where the block begins.

    The tree's size is a multiple of the block's, rounded up to a power of two. `grown`: see `Tree.append`.
    """
    at = 0
    for level in range(len(rows) - 1, -1, -1):
        if count >> level & 1:
            tree.append(rows[level][at >> level], level, grown)
            at += 1 << level


def root_at(tree: Tree, rows: Rows, count: int) -> bytes:
    """The root of the tree with the first `count` leaves of the block behind it."""
    longer = tree.copy()
    extend(longer, rows, count)
    return longer.root()
