"""The envelope: opens as sealed and in no other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen, associated, open_bytes, seal_bytes
from signaal.vault.secret import Secret
from tests.vault.tampering import refuses_every_change

KEY = Secret.random()
AD = associated("test", record="r")


@given(st.binary(max_size=600), st.binary(max_size=64))
def test_what_is_sealed_opens(plain: bytes, bound_to: bytes) -> None:
    sealed = seal_bytes(KEY, plain, bound_to)
    assert len(sealed) == len(plain) + 29
    assert sealed[:1] == b"\x01"
    assert open_bytes(KEY, sealed, bound_to) == plain


@pytest.mark.asvs("11.3.3")
def test_every_change_is_refused() -> None:
    refuses_every_change(lambda sealed: open_bytes(KEY, sealed, AD), seal_bytes(KEY, b"rustig", AD))


def test_another_key_or_binding_is_refused() -> None:
    sealed = seal_bytes(KEY, b"rustig", AD)
    for key, bound_to in ((Secret.random(), AD), (KEY, associated("test", record="q")), (KEY, b"")):
        with pytest.raises(DoesNotOpen):
            open_bytes(key, sealed, bound_to)


@pytest.mark.parametrize("column", [None, "text", 1, b""])
def test_what_is_no_sealed_column_is_refused(column) -> None:
    with pytest.raises(DoesNotOpen):
        open_bytes(KEY, column, AD)


@given(st.binary(max_size=100))
def test_any_bytes_are_refused_cleanly(found: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        open_bytes(KEY, found, AD)


@pytest.mark.asvs("11.3.4")
def test_nonces_do_not_return_and_equal_texts_look_different() -> None:
    seals = [seal_bytes(KEY, b"", AD) for _ in range(20_000)]
    assert len({sealed[1:13] for sealed in seals}) == len(seals)
    assert len({sealed[13:] for sealed in seals}) == len(seals)


def test_the_binding_is_the_array_of_the_design() -> None:
    full = associated(
        "record", kind="contact", record="r", revision=2, subject="c", owner="t", key="k", more=("x",)
    )
    assert full == b'["signaal/v1","record","contact","r",2,"c","t","k","x"]'
