"""Sealing to a public key: opens for its owner, under the same info, and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.hpke import PUBLIC_LENGTH, SealingPair, seal_to
from signaal.vault.secret import Secret
from tests.vault.tampering import refuses_every_change

PAIR = SealingPair(Secret(bytes(range(96))))
OTHER = SealingPair(Secret.random(96))
PUBLIC = PAIR.public_bytes()


@given(st.binary(max_size=200), st.binary(max_size=64))
def test_what_is_sealed_opens(plain: bytes, info: bytes) -> None:
    sealed = seal_to(PUBLIC, plain, info)
    assert len(sealed) == len(plain) + 1137
    assert PAIR.open(sealed, info) == plain


def test_a_key_of_32_bytes_takes_1169() -> None:
    assert len(seal_to(PUBLIC, bytes(32), b"")) == 1169


def test_a_seed_gives_the_same_pair_always() -> None:
    assert SealingPair(Secret(bytes(range(96)))).public_bytes() == PUBLIC
    assert len(PUBLIC) == PUBLIC_LENGTH == 1216
    with pytest.raises(ValueError):
        SealingPair(Secret(bytes(95)))


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda sealed: PAIR.open(sealed, b"i"), seal_to(PUBLIC, bytes(32), b"i"))


def test_another_pair_or_info_is_refused() -> None:
    sealed = seal_to(PUBLIC, bytes(32), b"i")
    for pair, info in ((OTHER, b"i"), (PAIR, b"j"), (PAIR, b"")):
        with pytest.raises(DoesNotOpen):
            pair.open(sealed, info)


@pytest.mark.parametrize(
    "public", [b"", PUBLIC[:-1], PUBLIC + b"\0", b"\xff" * 1216, PUBLIC[:1184] + bytes(32)]
)
def test_what_is_no_public_key_is_refused(public: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        seal_to(public, b"geheim", b"")


def test_each_half_of_the_pair_is_needed() -> None:
    sealed = seal_to(PUBLIC, bytes(32), b"")
    seed = bytes(range(96))
    for half in (seed[:64] + bytes(32), bytes(64) + seed[64:]):
        with pytest.raises(DoesNotOpen):
            SealingPair(Secret(half)).open(sealed, b"")


@given(st.binary(max_size=1300))
def test_any_bytes_are_refused_cleanly(found: bytes) -> None:
    for body in (found, b"\x01" + found):
        with pytest.raises(DoesNotOpen):
            PAIR.open(body, b"")


def test_equal_texts_look_different() -> None:
    assert len({seal_to(PUBLIC, bytes(32), b"") for _ in range(200)}) == 200
