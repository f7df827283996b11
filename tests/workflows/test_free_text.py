"""Free text: short, visible, without a BSN. The numbers are from the official test range."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.workflows.free_text import elfproef, has_bsn, problem, tidy

TEST_BSN = "999990019"


@pytest.mark.parametrize(
    "text",
    [
        TEST_BSN,
        f"bsn {TEST_BSN}.",
        "999 99 00 19",
        "9999.90.019",
        "999-990-019",
        "999 - 990 - 019",
        "huis 12 999990019",
        "999\u200b990019",
        "٩٩٩٩٩٠٠١٩",
        "010000001 en 12345672",
    ],
)
def test_a_bsn_is_found_however_it_is_written(text):
    assert has_bsn(text)


@pytest.mark.parametrize(
    "text",
    ["", "geen getal", "999990018", "NL91ABNA0417164300", "1999990019", "000000000", "3 kinderen, 12 en 9"],
)
def test_what_is_no_bsn(text):
    assert not has_bsn(text)


@given(st.integers(10_000_000, 999_999_999))
def test_the_elfproef_is_the_published_sum(number):
    digits = [int(digit) for digit in f"{number:09d}"]
    weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]
    total = sum(weight * digit for weight, digit in zip(weights, digits, strict=True))
    assert elfproef(str(number)) == (total % 11 == 0)


@given(st.integers(10_000_000, 999_999_900), st.sampled_from(" .-/"), st.data())
def test_separators_never_hide_one(number, separator, data):
    digits = next(str(n) for n in count(number) if elfproef(str(n)))
    cut = data.draw(st.integers(1, len(digits) - 1))
    assert has_bsn(f"tel: {digits[:cut]}{separator}{digits[cut:]} einde")


def key(*args, **options):
    found = problem(*args, **options)
    return found and found.key


def test_length_is_counted_in_characters():
    assert key("x" * 280, 280) is None
    assert key("x" * 281, 280) == "workflows.text.too_long"


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\x7f", "\u202e", "\u2028", "\ue000"])
def test_characters_nobody_sees_are_refused(char):
    assert key(f"a{char}b", 280) == "workflows.text.control"


@pytest.mark.parametrize("text", ["Zoë O'Neill", "محمد", "שלום", "李小龍", "e\u0301", "a\nb", "👩‍👧"])
def test_names_of_every_script_are_fine(text):
    assert key(tidy(text), 280) is None


def test_a_line_has_no_second_line():
    assert key("a\nb", 280, lines=False) == "workflows.text.control"


def test_the_bsn_check_can_be_overruled_and_skipped():
    assert key(TEST_BSN, 280) == "workflows.text.bsn"
    assert key(TEST_BSN, 280, not_bsn=True) is None
    assert key(TEST_BSN, 280, bsn=False) is None


def test_tidy_makes_one_kind_of_text():
    assert tidy(" e\u0301e\u0301n\r\ntwee\r") == "één\ntwee"
