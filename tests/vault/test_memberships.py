"""The team's secret for a member: for this person, this membership, this team, this version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import trust
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.memberships import open_team_secret, seal_team_secret
from tests.vault.cast import INTRUDERS, NURSE, OUTSIDER, TEAM, impostor
from tests.vault.tampering import refuses_every_change

SEALED = seal_team_secret(TEAM, NURSE.holder, "m")


def test_a_member_opens_the_team() -> None:
    opened = open_team_secret(NURSE, "m", TEAM.holder, SEALED)
    assert opened.secret == TEAM.secret
    assert opened.public == TEAM.public
    assert len(SEALED) == 1169


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda sealed: open_team_secret(NURSE, "m", TEAM.holder, sealed), SEALED, every=3)


def test_another_person_membership_team_or_version_is_refused() -> None:
    later = TeamKeys(TEAM.secret, TEAM.id, 2)
    same_key = UserKeys(NURSE.secret, OUTSIDER.id)
    for user, membership, team in (
        (OUTSIDER, "m", TEAM), (NURSE, "n", TEAM), (NURSE, "m", INTRUDERS), (NURSE, "m", later),
        (same_key, "m", TEAM),
    ):  # fmt: skip
        with pytest.raises(DoesNotOpen):
            open_team_secret(user, membership, team.holder, SEALED)


def test_a_planted_team_secret_is_refused() -> None:
    """Whoever writes to the database seals a secret of their own to the member: it is not the pinned team."""
    planted = TeamKeys(INTRUDERS.secret, TEAM.id, TEAM.version)
    with pytest.raises(DoesNotOpen):
        open_team_secret(NURSE, "m", TEAM.holder, seal_team_secret(planted, NURSE.holder, "m"))


def test_only_people_are_members() -> None:
    with pytest.raises(ValueError):
        seal_team_secret(TEAM, INTRUDERS.holder, "m")


def test_a_removed_member_has_nothing_to_open() -> None:
    with pytest.raises(DoesNotOpen):
        open_team_secret(NURSE, "m", TEAM.holder, None)


def test_a_seal_to_other_keys_under_the_same_name_does_not_open_for_the_member() -> None:
    elsewhere = seal_team_secret(TEAM, trust(impostor(NURSE, OUTSIDER)), "m")
    with pytest.raises(DoesNotOpen):
        open_team_secret(NURSE, "m", TEAM.holder, elsewhere)


@given(st.binary(max_size=1300))
def test_any_bytes_are_refused_cleanly(found: bytes) -> None:
    for sealed in (found, b"\x01" + found):
        with pytest.raises(DoesNotOpen):
            open_team_secret(NURSE, "m", TEAM.holder, sealed)
