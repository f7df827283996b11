"""A new team key counts when the one before signed it."""

import pytest

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys
from signaal.vault.succession import sign_successor, trusted_successor
from tests.vault.cast import INTRUDERS, NURSE, TEAM, impostor, row_of
from tests.vault.tampering import refuses_every_change

SECOND = TeamKeys.new(TEAM.id, 2)
SIGNATURE = sign_successor(TEAM, SECOND)


def test_a_chain_of_versions_is_trusted() -> None:
    third = TeamKeys.new(TEAM.id, 3)
    second = trusted_successor(TEAM.holder, row_of(SECOND), SIGNATURE)
    assert second == SECOND.holder
    assert trusted_successor(second, row_of(third), sign_successor(SECOND, third)) == third.holder


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda text: trusted_successor(TEAM.holder, row_of(SECOND), text), SIGNATURE)


def test_a_version_that_nobody_signed_is_refused() -> None:
    planted = TeamKeys(INTRUDERS.secret, TEAM.id, 2)
    by_itself = TeamKeys(INTRUDERS.secret, TEAM.id, 1)
    for signature in (None, SIGNATURE, sign_successor(by_itself, planted)):
        with pytest.raises(DoesNotOpen):
            trusted_successor(TEAM.holder, row_of(planted), signature)


def test_a_skipped_repeated_or_other_version_is_refused() -> None:
    others = (TeamKeys(SECOND.secret, TEAM.id, 3), TEAM, TeamKeys(SECOND.secret, "t", 2))
    for claimed in (*map(row_of, others), impostor(NURSE, SECOND)):
        with pytest.raises(DoesNotOpen):
            trusted_successor(TEAM.holder, claimed, SIGNATURE)


def test_signing_anything_but_the_next_version_is_a_mistake_that_speaks() -> None:
    for other in (TEAM, TeamKeys.new(TEAM.id, 3), TeamKeys.new("t", 2)):
        with pytest.raises(ValueError):
            sign_successor(TEAM, other)
