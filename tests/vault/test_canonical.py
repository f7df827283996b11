"""Canonical JSON: two different places never have the same bytes, one place always has."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import Role, canonical

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_names_are_sorted_as_in_rfc_8785() -> None:
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical(dict.fromkeys(names, 0)), object_pairs_hook=list)
    assert [name for name, _ in written] == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


def test_text_is_escaped_as_in_rfc_8785() -> None:
    assert (
        canonical(['\u20ac$\x0f\nA\'B"\\\\"/\x7f']) == '["\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"]'.encode()
    )


def test_words_of_closed_lists_are_written_as_their_code() -> None:
    assert (
        canonical({"lead": True, "role": Role.ADMIN, "n": None}) == b'{"lead":true,"n":null,"role":"admin"}'
    )


@given(plain)
def test_what_is_written_reads_back_and_is_written_the_same(value: object) -> None:
    written = canonical(value)
    assert canonical(json.loads(written)) == written
    assert json.loads(written) == value


@given(plain, plain)
def test_different_values_have_different_bytes(one: object, other: object) -> None:
    assert (canonical(one) == canonical(other)) == (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), 2**53, -(2**53), b"bytes", {1: 2}, {"a", "b"}, object(), "\ud800", {"\udfff": 1}],
)
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical({"in": [value]})
