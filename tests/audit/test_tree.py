"""The tree against the vectors of Certificate Transparency (the same tree) and against a naive twin."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.audit.tree import EMPTY_ROOT, Tree, leaf_hash, node_hash

LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def naive(events: list[bytes]) -> bytes:
    """RFC 9162 2.1.1, word for word."""
    if not events:
        return hashlib.sha256(b"").digest()
    if len(events) == 1:
        return leaf_hash(events[0])
    split = 1
    while split * 2 < len(events):
        split *= 2
    return node_hash(naive(events[:split]), naive(events[split:]))


def grown(events: list[bytes]) -> Tree:
    tree = Tree()
    for event in events:
        tree.append(leaf_hash(event))
    return tree


def test_an_empty_tree_has_the_root_of_nothing():
    assert Tree().root() == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots_of_certificate_transparency(size):
    assert grown(LEAVES[:size]).root().hex() == ROOTS[size - 1]


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_the_running_root_is_the_root_of_the_whole(events):
    assert grown(events).root() == naive(events)


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_a_packed_tree_grows_on_as_if_nothing_happened(events, cut):
    half = grown(events[:cut])
    loaded = Tree.load(half.size, half.pack())
    for event in events[cut:]:
        loaded.append(leaf_hash(event))
    assert loaded.root() == naive(events)
    assert len(loaded.peaks) == len(events).bit_count()


def test_a_copy_leaves_the_first_alone():
    tree = grown(LEAVES[:3])
    copy = tree.copy()
    copy.append(leaf_hash(b"x"))
    assert tree.root().hex() == ROOTS[2]
    assert copy.size == 4


@pytest.mark.parametrize(
    ("size", "packed"), [(1, b""), (0, bytes(32)), (2, bytes(31)), (3, bytes(32)), (-1, b"")]
)
def test_peaks_that_do_not_fit_the_size_are_refused(size, packed):
    with pytest.raises(ValueError, match="one peak"):
        Tree.load(size, packed)


@given(st.lists(st.binary(max_size=4), min_size=2, max_size=40), st.data())
def test_another_event_gives_another_root(events, data):
    at = data.draw(st.integers(0, len(events) - 1))
    other = list(events)
    other[at] += b"!"
    assert grown(events).root() != grown(other).root()
