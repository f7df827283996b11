"""A code on paper is typed by a tired person: every usual mistake is found, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.terms import ALPHABET
from signaal.vault.recovery_text import GROUPS, Mistyped, groups_of, new_code, read_code
from signaal.vault.secret import Secret

codes = st.binary(min_size=20, max_size=20).map(Secret)
places = st.integers(0, GROUPS - 1)


@given(codes)
def test_what_is_printed_is_read_again(code: Secret) -> None:
    groups = groups_of(code)
    assert [len(group) for group in groups] == [5] * GROUPS
    for typed in (" ".join(groups), "-".join(groups).lower(), "".join(groups), "\n".join(groups) + " "):
        assert read_code(typed) == code


@given(codes, places, st.integers(0, 4), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_in_its_group(code: Secret, group: int, place: int, letter: str) -> None:
    groups = list(groups_of(code))
    wrong = groups[group][:place] + letter + groups[group][place + 1 :]
    if wrong == groups[group]:
        return
    groups[group] = wrong
    assert mistyped("-".join(groups)) == (group + 1,)
    assert mistyped("".join(groups)) == (group + 1,)


@given(codes, places, st.integers(0, 4), st.integers(0, 4))
def test_two_characters_that_changed_places_are_found(code: Secret, group: int, one: int, other: int) -> None:
    groups = list(groups_of(code))
    letters = list(groups[group])
    letters[one], letters[other] = letters[other], letters[one]
    if "".join(letters) == groups[group]:
        return
    groups[group] = "".join(letters)
    assert mistyped("-".join(groups)) == (group + 1,)


@given(codes, places, places)
def test_groups_that_changed_places_are_found(code: Secret, one: int, other: int) -> None:
    groups = list(groups_of(code))
    groups[one], groups[other] = groups[other], groups[one]
    if one != other:
        assert mistyped(" ".join(groups)) == tuple(sorted((one + 1, other + 1)))


@pytest.mark.parametrize(
    "change", [lambda g: g[:-1], lambda g: [*g, g[0]], lambda _: [], lambda _: ["?"] * 9]
)
def test_too_short_or_long_names_no_group(change) -> None:
    assert mistyped(" ".join(change(list(groups_of(new_code()))))) == ()


def test_a_group_that_is_cut_short_is_named() -> None:
    groups = list(groups_of(new_code()))
    groups[2], groups[6] = groups[2][:4], groups[6] + "0"
    assert mistyped("-".join(groups)) == (3, 7)


def test_look_alikes_are_mended() -> None:
    code = Secret(bytes(20))
    assert read_code("-".join(groups_of(code)).replace("0", "O").replace("1", "l")) == code


@given(st.text(max_size=80))
def test_anything_else_is_refused_as_a_typing_mistake(text: str) -> None:
    try:
        read_code(text)
    except Mistyped:
        return
    assert len("".join(text.split())) >= 40


def mistyped(typed: str) -> tuple[int, ...]:
    with pytest.raises(Mistyped) as found:
        read_code(typed)
    return found.value.groups
