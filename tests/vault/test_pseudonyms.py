"""Codes and tokens: random, of the agreed shape."""

import hashlib
import re

import pytest

from signaal.terms import ALPHABET, is_pseudonym, is_reference
from signaal.vault.pseudonyms import new_id, new_pseudonym, new_reference, new_token, symbols, token_hash


def test_the_shapes() -> None:
    for _ in range(200):
        assert is_pseudonym(new_pseudonym())
        assert is_reference(new_reference())
        assert re.fullmatch(r"[0-9a-f]{32}", new_id())
        assert re.fullmatch(r"[\w-]{43}", new_token())


@pytest.mark.asvs("11.5.1")
def test_they_do_not_return() -> None:
    for make in (new_id, new_token):
        assert len({make() for _ in range(2000)}) == 2000
    assert len({new_pseudonym() for _ in range(2000)}) > 1995


def test_every_symbol_comes() -> None:
    assert set(symbols(4000)) == set(ALPHABET)


def test_a_token_is_kept_as_its_sha256() -> None:
    assert token_hash("abc") == hashlib.sha256(b"abc").digest()
    assert len(token_hash("\ud800")) == 32
