"""HKDF against an own reading of RFC 5869, and labels that never meet."""

import hmac

from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import canonical
from signaal.vault.labels import derive
from signaal.vault.secret import Secret

labels = st.lists(
    st.text(st.characters(codec="utf-8"), max_size=8) | st.integers(0, 9), min_size=1, max_size=4
)


def by_the_rfc(source: bytes, info: bytes, length: int, salt: bytes) -> bytes:
    """RFC 5869 2.2 and 2.3, word for word."""
    root = hmac.digest(salt or bytes(32), source, "sha256")
    found, block, number = b"", b"", 1
    while len(found) < length:
        block = hmac.digest(root, block + info + bytes([number]), "sha256")
        found, number = found + block, number + 1
    return found[:length]


@given(st.binary(min_size=1, max_size=64), labels, st.integers(1, 128), st.none() | st.binary(min_size=1))
def test_a_derivation_is_hkdf_of_rfc_5869(
    source: bytes, names: list[str | int], length: int, salt: bytes | None
) -> None:
    made = derive(Secret(source), *names, length=length, salt=None if salt is None else Secret(salt))
    assert made.reveal() == by_the_rfc(source, canonical(["signaal/v1", *names]), length, salt or b"")


@given(labels, labels)
def test_other_labels_give_other_keys(one: list[str | int], other: list[str | int]) -> None:
    source = Secret(b"s" * 32)
    assert (derive(source, *one) == derive(source, *other)) == (one == other)
