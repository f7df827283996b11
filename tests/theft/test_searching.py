"""The searcher finds what is there, in every way of writing, at every place; else the theft test proves nothing."""

import base64
import gzip
import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.theft.searching import Hit, forms, in_bytes, in_file, in_folder

CANARY = "Zwaluw Reünie 't Hart"
NOISE = b"\x00\xffaB9=" * 7

WRITERS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-16 little": lambda text: text.encode("utf-16-le"),
    "UTF-16 big": lambda text: text.encode("utf-16-be"),
    "UTF-16 with a mark": lambda text: text.encode("utf-16"),
    "Latin-1": lambda text: text.encode("latin-1"),
    "hex": lambda text: text.encode().hex().encode(),
    "capital hex": lambda text: text.encode().hex().upper().encode(),
    "hex of UTF-16": lambda text: text.encode("utf-16-le").hex().encode(),
    "URL": lambda text: quote(text).encode(),
    "URL, nothing safe": lambda text: quote(text, safe="").encode(),
    "form": lambda text: quote_plus(text).encode(),
    "JSON": lambda text: json.dumps({"name": text}).encode(),
    "JSON as it is": lambda text: json.dumps({"name": text}, ensure_ascii=False).encode(),
    "JSON in small letters": lambda text: json.dumps(text.lower()).encode(),
    "capitals": lambda text: text.upper().encode(),
    "URL, small": lambda text: "".join(f"%{b:02x}" if b > 126 or b == 32 else chr(b) for b in text.encode()).encode(),
    "every letter escaped": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
}  # fmt: skip


@pytest.mark.parametrize("how", WRITERS)
def test_a_canary_is_found_in_every_way_of_writing(how: str) -> None:
    content = NOISE + WRITERS[how](CANARY) + NOISE
    assert [text for text, _ in in_bytes(content, [CANARY, "Somebody else"])] == [CANARY]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@given(before=st.binary(max_size=7), after=st.binary(max_size=7))
def test_a_canary_is_found_in_base64_wherever_it_stands(
    encode: Callable[[bytes], bytes], encoding: str, before: bytes, after: bytes
) -> None:
    content = NOISE + encode(before + CANARY.encode(encoding) + after) + NOISE
    assert list(in_bytes(content, [CANARY]))


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=6, max_size=30))
def test_no_form_is_so_short_that_it_is_everywhere(text: str) -> None:
    assert min(len(written) for written in forms(text).values()) >= 6


def test_what_is_not_there_is_not_found() -> None:
    assert list(in_bytes(NOISE * 1000 + CANARY.encode()[:-1], [CANARY])) == []


def test_files_names_and_mails_are_searched(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "x.db-wal").write_bytes(NOISE + CANARY.encode())
    (tmp_path / f"{CANARY}.txt").write_bytes(b"")
    mail = EmailMessage()
    mail["Subject"] = CANARY
    mail.set_content(f"Beste collega, {CANARY} wacht op u. " * 4, cte="quoted-printable")
    (tmp_path / "1.eml").write_bytes(mail.as_bytes())
    assert {hit.file for hit in in_folder(tmp_path, [CANARY])} == {"deep/x.db-wal", f"{CANARY}.txt", "1.eml"}
    assert Hit("1.eml", CANARY, "utf-8") in in_file(tmp_path / "1.eml", [CANARY])


def test_what_is_packed_is_beyond_it(tmp_path: Path) -> None:
    """Said here so that nobody begins to compress what the theft test searches."""
    (tmp_path / "x.gz").write_bytes(gzip.compress(CANARY.encode()))
    assert in_folder(tmp_path, [CANARY]) == []
