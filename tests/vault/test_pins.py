"""Pins: what was seen first stays, and 'compared' cannot be claimed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed
from signaal.vault.keys import TeamKeys
from signaal.vault.pins import check_pin, first_seen, make_pin, trusted_team
from tests.vault.cast import INTRUDERS, NURSE, OUTSIDER, RECEIVER, TEAM, impostor, row_of
from tests.vault.tampering import refuses_every_change

PIN, MARK, SEEN = first_seen(TEAM, row_of(RECEIVER))
WHEN = datetime(2026, 11, 21, 12, 0, 0, 123_000, tzinfo=UTC)


def test_the_first_sight_is_trusted_and_remembered() -> None:
    assert SEEN == RECEIVER.holder == trusted_team(TEAM, PIN, MARK, row_of(RECEIVER))
    assert PIN.compared_at is None


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda mark: check_pin(TEAM, PIN, mark), MARK)


def test_a_key_that_differs_from_the_pin_is_refused() -> None:
    later = row_of(TeamKeys(RECEIVER.secret, RECEIVER.id, 2))
    for claimed in (impostor(RECEIVER, INTRUDERS), row_of(INTRUDERS), later, row_of(NURSE)):
        with pytest.raises(DoesNotOpen):
            trusted_team(TEAM, PIN, MARK, claimed)


def test_a_pin_edited_to_fit_the_replaced_key_is_refused() -> None:
    edited = replace(PIN, fingerprint=INTRUDERS.public.fingerprint)
    with pytest.raises(DoesNotOpen):
        trusted_team(TEAM, edited, MARK, impostor(RECEIVER, INTRUDERS))
    with pytest.raises(DoesNotOpen):
        trusted_team(TEAM, edited, make_pin(INTRUDERS, edited), impostor(RECEIVER, INTRUDERS))


def test_comparing_makes_a_new_mark_that_a_row_cannot_claim() -> None:
    compared = replace(PIN, compared_at=WHEN, compared_by=("lead-1", "lead-2"))
    with pytest.raises(DoesNotOpen):
        check_pin(TEAM, compared, MARK)
    mark = make_pin(TEAM, compared)
    check_pin(TEAM, compared, mark)
    for edited in (PIN, replace(compared, compared_by=("lead-1",)), replace(compared, compared_at=None)):
        with pytest.raises(DoesNotOpen):
            check_pin(TEAM, edited, mark)


def test_the_moment_is_the_same_in_every_zone_and_below_a_millisecond() -> None:
    compared = replace(PIN, compared_at=WHEN)
    local = WHEN.astimezone(timezone(timedelta(hours=2))) + timedelta(microseconds=400)
    check_pin(TEAM, replace(PIN, compared_at=local), make_pin(TEAM, compared))
    with pytest.raises(ValueError):
        make_pin(TEAM, replace(PIN, compared_at=WHEN.replace(tzinfo=None)))


def test_a_person_pins_the_own_team_with_the_own_key() -> None:
    pin, mark, team = first_seen(NURSE, row_of(TEAM))
    assert trusted_team(NURSE, pin, mark, row_of(TEAM)) == team
    for owner in (OUTSIDER, TEAM):
        with pytest.raises(DoesNotOpen):
            trusted_team(owner, pin, mark, row_of(TEAM))


def test_people_are_not_pinned() -> None:
    with pytest.raises(ValueError):
        first_seen(TEAM, row_of(NURSE))


def test_a_pin_for_a_person_does_not_pass_as_a_team() -> None:
    posing = Claimed(NURSE.kind, RECEIVER.id, RECEIVER.version, RECEIVER.public)
    with pytest.raises(DoesNotOpen):
        trusted_team(TEAM, PIN, MARK, posing)
