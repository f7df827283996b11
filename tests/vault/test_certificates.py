"""A member's key, vouched for towards other teams."""

from __future__ import annotations

import pytest

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.certificates import certify, trusted_colleague
from signaal.vault.holders import Claimed, HolderKind, Trusted
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.pins import first_seen
from signaal.vault.roster import Charter, RosterLine

TEAM = TeamKeys.new("a" * 32)
OTHER = TeamKeys.new("b" * 32)
TEACHER = UserKeys.new("c" * 32)
MEMBERSHIP = "d" * 32
TEAM_IS = Charter("o", "school_team", "personal", False)
LINE = RosterLine(MEMBERSHIP, TEACHER.id, "signaller", False, TEACHER.public.fingerprint, False, TEAM_IS)


def pinned(team: TeamKeys) -> Trusted:
    return first_seen(OTHER, Claimed(HolderKind.TEAM, team.id, team.version, team.public))[2]


def claimed(keys: UserKeys) -> Claimed:
    return Claimed(HolderKind.USER, keys.id, 0, keys.public)


def test_a_receiver_trusts_whom_the_pinned_team_vouched_for() -> None:
    found = trusted_colleague(pinned(TEAM), MEMBERSHIP, certify(TEAM, LINE), claimed(TEACHER))
    assert found.fingerprint == TEACHER.public.fingerprint


def test_a_replaced_key_is_refused() -> None:
    other_key = UserKeys.new(TEACHER.id)
    with pytest.raises(DoesNotOpen):
        trusted_colleague(pinned(TEAM), MEMBERSHIP, certify(TEAM, LINE), claimed(other_key))


def test_another_teams_certificate_is_refused() -> None:
    with pytest.raises(DoesNotOpen):
        trusted_colleague(pinned(TEAM), MEMBERSHIP, certify(OTHER, LINE), claimed(TEACHER))


@pytest.mark.parametrize("certificate", [None, b"", b"x" * 64])
def test_no_certificate_opens_nothing(certificate: bytes | None) -> None:
    with pytest.raises(DoesNotOpen):
        trusted_colleague(pinned(TEAM), MEMBERSHIP, certificate, claimed(TEACHER))


def test_a_certificate_of_another_membership_is_refused() -> None:
    with pytest.raises(DoesNotOpen):
        trusted_colleague(pinned(TEAM), "e" * 32, certify(TEAM, LINE), claimed(TEACHER))
