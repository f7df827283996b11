"""Codes on paper: each works once, for one person, however it is typed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.keyfile import KeyFile
from signaal.vault.recovery_codes import mark_code, new_codes, spend_code

KEY = KeyFile.fresh().totp_key
CODES = new_codes()
MARKS = [mark_code(KEY, "u", code) for code in CODES]


def test_codes_can_be_read_and_differ() -> None:
    assert len(set(CODES)) == len(CODES) == 10
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}", code) for code in CODES)


def test_a_code_is_spent_once() -> None:
    left = spend_code(KEY, "u", CODES[3].lower().replace("-", " "), MARKS)
    assert left == MARKS[:3] + MARKS[4:]
    assert spend_code(KEY, "u", CODES[3], left) is None


def test_it_is_of_one_person_and_one_key_file() -> None:
    assert spend_code(KEY, "v", CODES[0], MARKS) is None
    assert spend_code(KeyFile.fresh().totp_key, "u", CODES[0], MARKS) is None
    assert not set(MARKS) & set(CODES)


@given(st.text(max_size=20))
def test_any_other_text_is_none(typed: str) -> None:
    assert spend_code(KEY, "u", typed, MARKS) is None
