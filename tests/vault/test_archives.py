"""An archive opens with its passphrase, whole, or not at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.vault import archives
from signaal.vault.archives import BACKUP, CHUNK, KEY_FILE, BadArchive, open_stream, seal_stream
from signaal.vault.argon import Argon, Cost

ARGON = Argon(Cost(memory_kib=8, passes=1, lanes=1))
WORDS = "vijf woorden die niemand raadt"


def sealed(content: bytes, words: str = WORDS, purpose: str = BACKUP) -> bytes:
    return b"".join(seal_stream(ARGON, words, purpose, [content[:10], content[10:]]))


def opened(archive: bytes, words: str = WORDS, purpose: str = BACKUP, step: int = CHUNK) -> bytes:
    parts = (archive[at : at + step] for at in range(0, len(archive), step))
    return b"".join(open_stream(ARGON, words, purpose, parts))


@settings(max_examples=30)
@given(content=st.binary(max_size=200), step=st.integers(1, 500))
def test_what_went_in_comes_out(content: bytes, step: int) -> None:
    assert opened(sealed(content), step=step) == content


def test_a_long_one_streams() -> None:
    content = bytes(range(256)) * 4096
    assert opened(sealed(content), step=1000) == content


def test_the_same_content_looks_different_every_time_and_shows_nothing() -> None:
    one, other = sealed(b"kanarie" * 50), sealed(b"kanarie" * 50)
    assert one != other
    assert b"kanarie" not in one


@pytest.mark.parametrize(("words", "purpose", "key"), [
    ("andere woorden", BACKUP, "backup.wrong_passphrase"),
    (WORDS, KEY_FILE, "backup.other_archive"),
])  # fmt: skip
def test_another_passphrase_or_purpose_is_named(words: str, purpose: str, key: str) -> None:
    with pytest.raises(BadArchive) as no:
        opened(sealed(b"x"), words, purpose)
    assert no.value.say.key == key


def test_a_passphrase_may_be_typed_in_another_normal_form() -> None:
    assert opened(sealed(b"x", "caf\u00e9 woorden"), "cafe\u0301 woorden") == b"x"


@settings(max_examples=150)
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_can_be_changed(at: int, bit: int) -> None:
    archive = bytearray(LONG)
    archive[at % len(archive)] ^= 1 << bit
    with pytest.raises(BadArchive):
        opened(bytes(archive))


@settings(max_examples=60)
@given(length=st.integers(0, 10_000))
def test_nothing_can_be_cut_off_or_added(length: int) -> None:
    with pytest.raises(BadArchive):
        opened(LONG[: length % len(LONG)])
    with pytest.raises(BadArchive):
        opened(LONG + b"x" * (1 + length % 40))


@pytest.mark.parametrize("junk", [b"", b"x", b"\n\n", b"SQLite format 3\x00" * 100, archives.FORMAT + b"\n{}\n",
                                  archives.FORMAT + b"\n[]\nabc", b"\x00" * 5000])  # fmt: skip
def test_something_else_is_no_archive(junk: bytes) -> None:
    with pytest.raises(BadArchive):
        opened(junk)


def test_a_head_cannot_ask_for_a_hundred_gigabytes() -> None:
    first, second, rest = sealed(b"x").split(b"\n", 2)
    greedy = second.replace(b'"m":8', b'"m":99999999')
    assert greedy != second
    with pytest.raises(BadArchive):
        opened(b"\n".join([first, greedy, rest]))


LONG = sealed(b"0123456789" * 900)
