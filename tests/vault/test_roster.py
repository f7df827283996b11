"""The roster: an edited row has no line, a replaced key fits no line."""

from dataclasses import replace

import pytest

from signaal.terms import Role
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys
from signaal.vault.roster import Charter, RosterLine, check_line, make_line, trusted_member, trusted_signer
from tests.vault.cast import INTRUDERS, NURSE, OUTSIDER, TEAM, edited, impostor, row_of
from tests.vault.tampering import refuses_every_change

TEAM_IS = Charter("o", "jgz", "shared", False)
LINE = RosterLine("m", NURSE.id, Role.SIGNALLER, False, NURSE.public.fingerprint, True, TEAM_IS)
MARK = make_line(TEAM, LINE)


def test_a_line_vouches_for_a_member() -> None:
    assert trusted_member(TEAM, LINE, MARK, row_of(NURSE)) == NURSE.holder
    assert len(MARK) == 33


def test_a_role_read_as_text_is_the_same_role() -> None:
    check_line(TEAM, replace(LINE, role="signaller"), MARK)


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda mark: check_line(TEAM, LINE, mark), MARK)


@pytest.mark.parametrize(
    "changes",
    [{"role": "coordinator"}, {"lead": True}, {"user_id": "u"}, {"membership_id": "n"},
     {"fingerprint": OUTSIDER.public.fingerprint}, {"holds": False}, {"charter": replace(TEAM_IS, mode="personal")},
     {"charter": replace(TEAM_IS, solo=True)}, {"charter": replace(TEAM_IS, function="other")},
     {"charter": replace(TEAM_IS, organisation_id="p")}],
)  # fmt: skip
def test_an_edited_row_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(DoesNotOpen):
        check_line(TEAM, edited(LINE, **changes), MARK)


def test_a_replaced_key_is_refused() -> None:
    for claimed in (impostor(NURSE, OUTSIDER), row_of(OUTSIDER), row_of(TEAM)):
        with pytest.raises(DoesNotOpen):
            trusted_member(TEAM, LINE, MARK, claimed)


def test_a_line_of_the_replaced_key_cannot_be_made_from_outside() -> None:
    forged = replace(LINE, fingerprint=OUTSIDER.public.fingerprint)
    for team in (INTRUDERS, TeamKeys(INTRUDERS.secret, TEAM.id, TEAM.version)):
        with pytest.raises(DoesNotOpen):
            trusted_member(TEAM, forged, make_line(team, forged), impostor(NURSE, OUTSIDER))


def test_a_line_ends_with_the_version_of_the_team_key() -> None:
    with pytest.raises(DoesNotOpen):
        check_line(TeamKeys(TEAM.secret, TEAM.id, 2), LINE, MARK)


def test_a_member_without_a_line_is_refused() -> None:
    with pytest.raises(DoesNotOpen):
        trusted_member(TEAM, LINE, None, row_of(NURSE))


def test_whoever_held_the_secret_is_known_by_what_they_signed_and_gets_it_no_more() -> None:
    without = replace(LINE, holds=False)
    assert trusted_signer(TEAM, without, MARK, row_of(NURSE)) == NURSE.holder
    with pytest.raises(DoesNotOpen):
        trusted_member(TEAM, without, MARK, row_of(NURSE))
    with pytest.raises(DoesNotOpen):
        trusted_signer(TEAM, replace(without, lead=True), MARK, row_of(NURSE))
