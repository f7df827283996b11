"""The end of a one-time link while its mail waits: for one message, one person, one key file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keyfile import KeyFile
from signaal.vault.links import open_link, seal_link
from signaal.vault.pseudonyms import new_token
from tests.vault.tampering import refuses_every_change

KEY = KeyFile.fresh().totp_key
TOKEN = new_token()
SEALED = seal_link(KEY, "m", "u", TOKEN)


def test_it_opens_for_its_own_message() -> None:
    assert open_link(KEY, "m", "u", SEALED) == TOKEN
    assert len(SEALED) == 72
    assert TOKEN.encode() not in SEALED


@pytest.mark.parametrize(("message", "user"), [("n", "u"), ("m", "v")])
def test_it_opens_for_nobody_else(message: str, user: str) -> None:
    with pytest.raises(DoesNotOpen):
        open_link(KEY, message, user, SEALED)


def test_another_key_file_and_nothing_open_nothing() -> None:
    for key, sealed in ((KeyFile.fresh().totp_key, SEALED), (KEY, None), (KEY, b"")):
        with pytest.raises(DoesNotOpen):
            open_link(key, "m", "u", sealed)


def test_every_damaged_byte_is_refused() -> None:
    refuses_every_change(lambda sealed: open_link(KEY, "m", "u", sealed), SEALED)


@given(st.binary(max_size=100))
def test_anything_else_is_refused(sealed: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        open_link(KEY, "m", "u", sealed)
