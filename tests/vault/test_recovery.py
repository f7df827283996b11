"""The paper opens its own team's secret, and nobody can put another paper, key or secret in its place."""

import pytest

from signaal.vault import recovery
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys
from signaal.vault.pseudonyms import new_id
from signaal.vault.recovery import Paper, RecoveryKeys
from signaal.vault.recovery_text import new_code
from signaal.vault.succession import NotVouchedFor, follow, sign_successor
from tests.vault.cast import INTRUDERS, NURSE, OUTSIDER, TEAM, impostor, row_of
from tests.vault.tampering import refuses_every_change

CODE, PAPER_ID = new_code(), new_id()
KEYS = RecoveryKeys(CODE, TEAM.id, PAPER_ID)
PAPER = Paper(PAPER_ID, TEAM.id, KEYS.public)
MARK, PIN = recovery.vouch(TEAM, PAPER), KEYS.pin(row_of(TEAM))
SEALED = recovery.seal_to_paper(TEAM, recovery.vouched(TEAM, PAPER, MARK))


def test_the_code_opens_the_team() -> None:
    again = RecoveryKeys(CODE, TEAM.id, PAPER_ID)
    assert again.made(PAPER.public)
    team = again.trusted_team(row_of(TEAM), PIN)
    assert recovery.open_with_paper(again, team, SEALED).secret == TEAM.secret


def test_another_code_or_paper_is_another_pair() -> None:
    for other in (
        RecoveryKeys(new_code(), TEAM.id, PAPER_ID),
        RecoveryKeys(CODE, TEAM.id, new_id()),
        RecoveryKeys(CODE, INTRUDERS.id, PAPER_ID),
    ):
        assert not other.made(PAPER.public)
        with pytest.raises(DoesNotOpen):
            recovery.open_with_paper(other, TEAM.holder, SEALED)
        with pytest.raises(DoesNotOpen):
            other.trusted_team(row_of(TEAM), PIN)


def test_every_change_of_the_sealed_secret_the_pin_and_the_mark_is_refused() -> None:
    refuses_every_change(lambda text: recovery.open_with_paper(KEYS, TEAM.holder, text), SEALED, every=37)
    refuses_every_change(lambda text: KEYS.trusted_team(row_of(TEAM), text), PIN)
    refuses_every_change(lambda text: recovery.vouched(TEAM, PAPER, text), MARK)


def test_a_replaced_public_half_gets_nothing() -> None:
    """Somebody with the database puts the public half of an own code in the row, to be sealed to at a rotation."""
    planted = Paper(PAPER_ID, TEAM.id, RecoveryKeys(new_code(), TEAM.id, PAPER_ID).public)
    for mark in (MARK, recovery.vouch(TeamKeys(INTRUDERS.secret, TEAM.id, 1), planted), None):
        with pytest.raises(DoesNotOpen):
            recovery.vouched(TEAM, planted, mark)


def test_a_mark_of_the_version_before_counts_no_more() -> None:
    with pytest.raises(DoesNotOpen):
        recovery.vouched(TeamKeys.new(TEAM.id, 2), PAPER, MARK)
    with pytest.raises(DoesNotOpen):
        recovery.vouched(INTRUDERS, PAPER, MARK)


def test_a_replaced_team_key_is_not_the_one_the_paper_knows() -> None:
    with pytest.raises(DoesNotOpen):
        KEYS.trusted_team(impostor(TEAM, INTRUDERS), PIN)
    mine = TeamKeys(INTRUDERS.secret, TEAM.id, 1)
    sealed = recovery.seal_to_paper(mine, recovery.vouched(mine, PAPER, recovery.vouch(mine, PAPER)))
    with pytest.raises(DoesNotOpen):
        recovery.open_with_paper(KEYS, TEAM.holder, sealed)


def test_the_paper_follows_its_team_by_signature_and_not_without() -> None:
    second = TeamKeys.new(TEAM.id, 2)
    start = KEYS.trusted_team(row_of(TEAM), PIN)
    trusted = follow(start, [(row_of(second), sign_successor(TEAM, second))])
    sealed = recovery.seal_to_paper(second, recovery.vouched(second, PAPER, recovery.vouch(second, PAPER)))
    assert recovery.open_with_paper(KEYS, trusted, sealed).secret == second.secret
    planted = TeamKeys(INTRUDERS.secret, TEAM.id, 2)
    for signature in (
        None,
        sign_successor(TEAM, second),
        sign_successor(TeamKeys(INTRUDERS.secret, TEAM.id, 1), planted),
    ):
        with pytest.raises(NotVouchedFor):
            follow(start, [(row_of(planted), signature)])
    with pytest.raises(DoesNotOpen):
        recovery.open_with_paper(KEYS, trusted, SEALED)


def test_the_code_waits_for_who_makes_the_paper_alone() -> None:
    sealed = recovery.seal_code(NURSE, PAPER_ID, CODE)
    assert recovery.open_code(NURSE, PAPER_ID, sealed) == CODE
    for user, paper in ((OUTSIDER, PAPER_ID), (NURSE, new_id())):
        with pytest.raises(DoesNotOpen):
            recovery.open_code(user, paper, sealed)
    refuses_every_change(lambda text: recovery.open_code(NURSE, PAPER_ID, text), sealed)
