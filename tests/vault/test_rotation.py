"""The next secret opens the one before, never the other way round; what was turned opens under the new one alone."""

import pytest

from signaal.vault import rotation
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.grants import Grant, grant_to_holder, grant_to_team, open_grant, sign_again
from signaal.vault.keys import TeamKeys
from tests.vault.cast import INTRUDERS, NURSE, RECEIVER, TEACHER, TEAM, case_key, edited, impostor, row_of
from tests.vault.tampering import refuses_every_change

NEW = rotation.next_keys(TEAM)
PREVIOUS = rotation.seal_previous(NEW, TEAM)


def test_the_new_secret_opens_the_old_one() -> None:
    assert rotation.open_previous(NEW, TEAM.version, PREVIOUS).secret == TEAM.secret
    refuses_every_change(lambda text: rotation.open_previous(NEW, TEAM.version, text), PREVIOUS)


def test_the_old_secret_opens_nothing_of_the_new_one() -> None:
    for keys in (TEAM, TeamKeys(TEAM.secret, TEAM.id, NEW.version), INTRUDERS):
        for version in (0, 1, 2):
            with pytest.raises(DoesNotOpen):
                rotation.open_previous(keys, version, PREVIOUS)


def test_only_an_earlier_secret_of_the_same_team_is_kept() -> None:
    for one, other in ((TEAM, NEW), (NEW, NEW), (NEW, INTRUDERS)):
        with pytest.raises(ValueError):
            rotation.seal_previous(one, other)


def test_a_turned_grant_opens_under_the_new_key_alone() -> None:
    key = case_key()
    turned, inside = rotation.turn(TEAM, NEW, key.scope, grant_to_team(key, TEAM))
    assert inside.secret == key.secret
    assert open_grant(NEW, key.scope, turned).secret == key.secret
    with pytest.raises(DoesNotOpen):
        open_grant(TEAM, key.scope, turned)


def test_what_was_received_becomes_the_teams_own_after_its_signature_was_checked() -> None:
    key = case_key()
    given = grant_to_holder(key, TEAM.holder, RECEIVER)
    turned, _ = rotation.turn(TEAM, NEW, key.scope, given, RECEIVER.holder)
    assert open_grant(NEW, key.scope, turned).secret == key.secret
    for signer in (None, INTRUDERS.holder, TEACHER.holder):
        with pytest.raises(DoesNotOpen):
            rotation.turn(TEAM, NEW, key.scope, given, signer)


def test_a_grant_to_another_team_stays_and_is_signed_again() -> None:
    key = case_key()
    given = grant_to_holder(key, RECEIVER.holder, TEAM)
    again = sign_again(key.scope, given, row_of(RECEIVER), TEAM.holder, NEW)
    assert again.sealed_key == given.sealed_key
    assert open_grant(RECEIVER, key.scope, again, NEW.holder).secret == key.secret
    third = rotation.next_keys(NEW)
    twice = sign_again(key.scope, again, row_of(RECEIVER), NEW.holder, third)
    assert open_grant(RECEIVER, key.scope, twice, third.holder).secret == key.secret
    for signer in (TEAM.holder, INTRUDERS.holder):
        with pytest.raises(DoesNotOpen):
            open_grant(RECEIVER, key.scope, twice, signer)


def test_every_change_of_a_second_signature_is_refused() -> None:
    key = case_key()
    again = sign_again(
        key.scope, grant_to_holder(key, RECEIVER.holder, TEAM), row_of(RECEIVER), TEAM.holder, NEW
    )
    refuses_every_change(
        lambda text: open_grant(RECEIVER, key.scope, edited(again, signature=text), NEW.holder),
        again.signature or b"",
    )


def test_nothing_is_signed_again_that_the_version_before_did_not_sign() -> None:
    key = case_key()
    given = grant_to_holder(key, RECEIVER.holder, TEAM)
    forged = grant_to_holder(key, RECEIVER.holder, INTRUDERS)
    wrong = (
        (edited(forged), row_of(RECEIVER), TEAM.holder, NEW),
        (given, impostor(RECEIVER, INTRUDERS), TEAM.holder, NEW),
        (given, row_of(NURSE), TEAM.holder, NEW),
        (given, row_of(RECEIVER), INTRUDERS.holder, NEW),
        (given, row_of(RECEIVER), NEW.holder, NEW),
        (Grant("aead", given.sealed_key), row_of(RECEIVER), TEAM.holder, NEW),
    )
    for grant, holder, before, signer in wrong:
        with pytest.raises(DoesNotOpen):
            sign_again(key.scope, grant, holder, before, signer)
