"""Two leads compare: each code is of one direction, of these two teams and these very keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.comparing import compared, comparison_code
from signaal.vault.keys import TeamKeys
from signaal.vault.secret import Secret
from tests.vault.cast import ARGON, INTRUDERS, NURSE, RECEIVER, TEAM, impostor, row_of

READ = comparison_code(ARGON, row_of(RECEIVER), TEAM.holder)


def test_what_the_other_reads_is_what_i_expect() -> None:
    assert compared(ARGON, READ.lower().replace("-", " "), TEAM.holder, row_of(RECEIVER)) == RECEIVER.holder


def test_my_own_code_is_another() -> None:
    mine = comparison_code(ARGON, TEAM.holder, row_of(RECEIVER))
    assert mine != READ
    with pytest.raises(DoesNotOpen):
        compared(ARGON, mine, TEAM.holder, row_of(RECEIVER))


def test_keys_put_in_between_on_either_side_give_another_code() -> None:
    with pytest.raises(DoesNotOpen):
        compared(ARGON, READ, TEAM.holder, impostor(RECEIVER, INTRUDERS))
    at_the_other = comparison_code(ARGON, RECEIVER.holder, impostor(TEAM, INTRUDERS))
    with pytest.raises(DoesNotOpen):
        compared(ARGON, at_the_other, TEAM.holder, row_of(RECEIVER))


def test_another_version_has_another_code() -> None:
    later = TeamKeys(RECEIVER.secret, RECEIVER.id, 2)
    assert comparison_code(ARGON, row_of(later), TEAM.holder) != READ


@given(st.text(max_size=14))
def test_any_other_text_is_refused(typed: str) -> None:
    with pytest.raises(DoesNotOpen):
        compared(ARGON, typed, TEAM.holder, row_of(RECEIVER))


def test_people_are_admitted_and_not_compared() -> None:
    with pytest.raises(ValueError):
        comparison_code(ARGON, NURSE.holder, TEAM.holder)


def test_codes_do_not_change_between_versions_of_the_product() -> None:
    one, other = TeamKeys(Secret(bytes(32)), "a", 1), TeamKeys(Secret(bytes(32)), "b", 1)
    assert comparison_code(ARGON, one.holder, other.holder) == "73PPK-CMNHX"
