"""Padding and typing of what stands inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.payloads import BLOCK, pack, unpack
from tests.vault.test_canonical import plain

payloads = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), plain, max_size=5)


@given(payloads)
def test_a_payload_comes_back(payload: dict[str, object]) -> None:
    padded = pack("contact", payload)
    assert len(padded) % BLOCK == 0
    assert unpack("contact", padded) == payload


def test_texts_of_up_to_a_block_are_equally_long() -> None:
    assert {len(pack("note", {"text": "x" * length})) for length in range(490)} == {512}
    assert len(pack("note", {"text": "x" * 512})) == 1024


def test_another_kind_is_refused() -> None:
    with pytest.raises(DoesNotOpen):
        unpack("talk", pack("contact", {"name": "Noor"}))


@pytest.mark.parametrize(
    "text",
    [b"", b'["k",{}]', b'["k",{}]\x80', b'["k",[]]', b'["k"]', b"{}", b'["k",{"a":1.5}]', b'["k",{"a":NaN}]',
     b'["k",{}', b"\xff\xfe", b"[" * 5000, b'["k",{"a":' + b"9" * 5000 + b"}]", b'["k",{},{}]', b'[1,{}]'],
)  # fmt: skip
def test_other_content_is_refused(text: bytes) -> None:
    for padded in (text, text + b"\x80" + bytes(-(len(text) + 1) % BLOCK)):
        if padded.startswith(b'["k",{}]\x80\x00'):
            continue  # the one good form
        with pytest.raises(DoesNotOpen):
            unpack("k", padded)


def test_padding_of_a_whole_block_more_is_refused() -> None:
    with pytest.raises(DoesNotOpen):
        unpack("k", pack("k", {}) + bytes(BLOCK))


@given(st.binary(max_size=1100))
def test_any_bytes_are_refused_cleanly(found: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        unpack("contact", found)
    with pytest.raises(DoesNotOpen):
        unpack("contact", found + b"\x80" + bytes(-(len(found) + 1) % BLOCK))
