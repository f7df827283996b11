"""Proofs against published vectors, every pair of small sizes, a naive twin, and everything that is no proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.audit import proofs
from signaal.audit.tree import EMPTY_ROOT, Tree, leaf_hash, node_hash
from tests.audit.test_tree import LEAVES, ROOTS, naive

SMALL = 40


def node_of(events):
    """The naive twin of the store: every subtree from its leaves."""
    return lambda level, position: naive(events[position << level : (position + 1) << level])


def events(size):
    return [b"%d" % number for number in range(size)]


def unhexed(*texts):
    return [bytes.fromhex(text) for text in texts]


# Published with the Certificate Transparency log code (its Merkle tree tests), for the eight leaves of test_tree.
INCLUDED = [
    (0, 1, []),
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
CONTINUED = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip


@pytest.mark.parametrize(("seq", "size", "steps"), INCLUDED)
def test_known_proofs_of_inclusion(seq, size, steps):
    made = proofs.inclusion(seq, size, node_of(LEAVES))
    assert made == unhexed(*steps)
    assert proofs.includes(leaf_hash(LEAVES[seq]), seq, size, made, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("old", "size", "steps"), CONTINUED)
def test_known_proofs_of_consistency(old, size, steps):
    made = proofs.consistency(old, size, node_of(LEAVES))
    assert made == unhexed(*steps)
    assert proofs.continues(old, bytes.fromhex(ROOTS[old - 1]), size, bytes.fromhex(ROOTS[size - 1]), made)


def test_the_tree_of_seven_leaves_of_the_rfc():
    """RFC 9162 2.1.5 names the nodes of a tree of seven leaves d0..d6 and which of them each proof holds."""
    leaves = events(7)
    a, b, c, d, e, f, j = map(leaf_hash, leaves)
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, l = node_hash(g, h), node_hash(i, j)  # noqa: E741 - as the RFC calls it
    node = node_of(leaves)
    assert proofs.root(7, node) == node_hash(k, l)
    assert [proofs.inclusion(seq, 7, node) for seq in (0, 3, 4, 6)] == [
        [b, h, l],
        [c, g, l],
        [f, j, k],
        [i, k],
    ]
    assert proofs.consistency(3, 7, node) == [c, d, g, l]
    assert proofs.consistency(4, 7, node) == [l]
    assert proofs.consistency(6, 7, node) == [i, j, k]


@pytest.mark.parametrize("size", range(1, SMALL + 1))
def test_every_proof_of_every_small_tree_holds_and_no_other(size):
    leaves = events(size)
    node, whole = node_of(leaves), naive(leaves)
    assert proofs.root(size, node) == whole
    for seq in range(size):
        made = proofs.inclusion(seq, size, node)
        assert proofs.includes(leaf_hash(leaves[seq]), seq, size, made, whole)
        assert len(made) <= max(size - 1, 0).bit_length()
        for wrong in {(seq + 1) % size, size - 1 - seq} - {seq}:
            assert not proofs.includes(leaf_hash(leaves[seq]), wrong, size, made, whole)
        assert not proofs.includes(leaf_hash(b"other"), seq, size, made, whole)
        for cut in range(len(made)):
            assert not proofs.includes(leaf_hash(leaves[seq]), seq, size, made[:cut] + made[cut + 1 :], whole)
        assert not proofs.includes(leaf_hash(leaves[seq]), seq, size, [*made, bytes(32)], whole)


@pytest.mark.parametrize("size", range(1, SMALL + 1))
def test_every_earlier_tree_is_continued_and_no_other(size):
    leaves = events(size)
    node, whole = node_of(leaves), naive(leaves)
    for old in range(1, size + 1):
        before, made = naive(leaves[:old]), proofs.consistency(old, size, node)
        assert proofs.continues(old, before, size, whole, made)
        assert not proofs.continues(old, bytes(32), size, whole, made)
        assert not proofs.continues(old, before, size, bytes(32), made)
        assert not proofs.continues(old, before, size, whole, [*made, bytes(32)])
        for cut in range(len(made)):
            assert not proofs.continues(old, before, size, whole, made[:cut] + made[cut + 1 :])
        if old > 1:
            forked = naive([*leaves[: old - 1], b"other"])
            assert not proofs.continues(old, forked, size, whole, made)


@given(st.lists(st.binary(max_size=6), min_size=1, max_size=300), st.data())
def test_a_proof_leads_to_the_root_of_the_naive_twin(leaves, data):
    node, size = node_of(leaves), len(leaves)
    seq = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    made = proofs.inclusion(seq, size, node)
    assert proofs.includes(leaf_hash(leaves[seq]), seq, size, made, naive(leaves))
    steps = proofs.consistency(old, size, node)
    assert proofs.continues(old, naive(leaves[:old]), size, naive(leaves), steps)
    if made:
        bent = data.draw(st.integers(0, len(made) - 1))
        wrong = [bytes(32) if at == bent else step for at, step in enumerate(made)]
        assert not proofs.includes(leaf_hash(leaves[seq]), seq, size, wrong, naive(leaves))


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(-3, 70),
    st.integers(-3, 70),
    st.lists(st.binary(), max_size=8),
)
def test_rubbish_is_no_proof_and_no_error(anything, seq, size, steps):
    assert not proofs.includes(anything, seq, size, steps, bytes(32))
    assert not proofs.continues(seq, anything, size, bytes(32), steps) or seq == size or seq == 0


def test_the_empty_tree_is_continued_by_every_tree():
    assert proofs.continues(0, EMPTY_ROOT, 5, bytes(32), [])
    assert not proofs.continues(0, bytes(32), 5, bytes(32), [])


@pytest.mark.parametrize(("seq", "size"), [(5, 5), (-1, 5), (0, 0)])
def test_what_is_not_there_has_no_proof(seq, size):
    with pytest.raises(ValueError, match="no such event"):
        proofs.inclusion(seq, size, node_of(events(5)))
    with pytest.raises(ValueError, match="earlier tree"):
        proofs.consistency(size + 1, size, node_of(events(5)))


def stored(bench, size):
    """A log of so many leaves whose bytes nobody needs, and the leaves."""
    bench.write(size)
    with bench.store.reading() as reader:
        from signaal.store import audit

        return [leaf for _, leaf in audit.leaves(reader)]


def test_proofs_out_of_the_store_are_those_of_the_leaves(bench):
    leaves = stored(bench, 600)
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    with bench.store.reading() as reader:
        node = proofs.Nodes(reader)
        for size in (1, 255, 256, 257, 511, 512, 513, 600):
            assert proofs.root(size, node) == _root(leaves[:size])
            for seq in {0, size // 2, size - 1}:
                made = proofs.inclusion(seq, size, node)
                assert proofs.includes(leaves[seq], seq, size, made, _root(leaves[:size]))
            assert proofs.continues(
                size, _root(leaves[:size]), 600, tree.root(), proofs.consistency(size, 600, node)
            )


def _root(leaves):
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def test_a_store_without_its_leaves_makes_no_proof(small):
    stored(small, 5)
    small.attack("DELETE FROM audit_leaves WHERE seq = 4")
    with small.store.reading() as reader, pytest.raises(proofs.Incomplete):
        proofs.inclusion(0, 5, proofs.Nodes(reader))


def test_nodes_are_kept_for_every_full_subtree_and_made_again_by_the_migration(bench):
    from signaal.store import audit, schema

    leaves = stored(bench, 530)
    with bench.store.reading() as reader:
        before = audit.nodes(reader, 8, 0, 10)
    assert before == [_root(leaves[:256]), _root(leaves[256:512])]
    bench.store.close()
    schema.migrate(bench.url, "0009")
    schema.migrate(bench.url)
    with bench.store.reading() as reader:
        assert audit.nodes(reader, 8, 0, 10) == before


def test_a_subtree_grows_a_tree_as_its_leaves_would():
    leaves = [leaf_hash(event) for event in events(300)]
    one, other = Tree(), Tree()
    grown: list = []
    for leaf in leaves:
        one.append(leaf, grown=grown)
    other.append(_root(leaves[:256]), 8)
    other.append(_root(leaves[256:288]), 5)
    for leaf in leaves[288:]:
        other.append(leaf)
    assert (one.size, one.peaks) == (other.size, other.peaks)
    assert grown == [(8, 0, _root(leaves[:256]))]
    with pytest.raises(ValueError, match="multiple"):
        other.append(bytes(32), 8)
