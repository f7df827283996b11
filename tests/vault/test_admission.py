"""The typed code: equal on both sides only when both hold the same keys."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.admission import admission_code, admit, office_code, recognise
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import trust
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.secret import Secret
from tests.vault.cast import ARGON, INTRUDERS, NURSE, OUTSIDER, TEAM, impostor, row_of

CODE = admission_code(ARGON, NURSE.holder, row_of(TEAM))


def test_both_sides_compute_the_same_ten_characters() -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", CODE)
    assert admission_code(ARGON, row_of(NURSE), TEAM.holder) == CODE
    assert admit(ARGON, CODE, row_of(NURSE), TEAM.holder) == NURSE.holder


def test_it_is_typed_as_people_type() -> None:
    for typed in (
        CODE.lower(),
        CODE.replace("-", ""),
        f" {CODE[:3]} {CODE[3:]} ",
        CODE.replace("0", "O").replace("1", "l"),
    ):
        assert admit(ARGON, typed, row_of(NURSE), TEAM.holder) == NURSE.holder


def test_keys_put_in_between_give_another_code() -> None:
    at_the_member = admission_code(ARGON, NURSE.holder, impostor(TEAM, INTRUDERS))
    assert at_the_member != CODE
    with pytest.raises(DoesNotOpen):
        admit(ARGON, at_the_member, row_of(NURSE), TEAM.holder)
    with pytest.raises(DoesNotOpen):
        admit(ARGON, CODE, impostor(NURSE, OUTSIDER), TEAM.holder)


def test_another_person_team_or_version_has_another_code() -> None:
    others = [
        (UserKeys(NURSE.secret, "u"), TEAM), (OUTSIDER, TEAM), (NURSE, INTRUDERS),
        (NURSE, TeamKeys(TEAM.secret, TEAM.id, 2)), (NURSE, TeamKeys(TEAM.secret, "t", 1)),
    ]  # fmt: skip
    codes = {admission_code(ARGON, user.holder, team.holder) for user, team in others}
    assert len(codes | {CODE}) == len(others) + 1


@given(st.text(max_size=14))
def test_any_other_text_is_refused(typed: str) -> None:
    with pytest.raises(DoesNotOpen):
        admit(ARGON, typed, row_of(NURSE), TEAM.holder)


def test_a_code_is_for_a_person_and_a_team() -> None:
    with pytest.raises(ValueError):
        admission_code(ARGON, TEAM.holder, NURSE.holder)
    with pytest.raises(ValueError):
        admit(ARGON, CODE, trust(row_of(TEAM)), TEAM.holder)


def test_codes_do_not_change_between_versions_of_the_product() -> None:
    user, team = UserKeys(Secret(bytes(32)), "u"), TeamKeys(Secret(bytes(32)), "t", 1)
    assert admission_code(ARGON, user.holder, team.holder) == "VRZWG-VV9SG"


def test_who_works_in_no_team_has_a_code_of_their_own() -> None:
    code = office_code(ARGON, NURSE.holder, "o")
    assert recognise(ARGON, code.lower(), row_of(NURSE), "o") == NURSE.holder
    for claimed, organisation in ((impostor(NURSE, OUTSIDER), "o"), (row_of(NURSE), "p")):
        with pytest.raises(DoesNotOpen):
            recognise(ARGON, code, claimed, organisation)
    with pytest.raises(ValueError):
        office_code(ARGON, TEAM.holder, "o")
    assert office_code(ARGON, UserKeys(Secret(bytes(32)), "u").holder, "o") == "E3CJD-910HW"
