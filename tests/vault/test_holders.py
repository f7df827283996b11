"""Trust is made in this room alone, and a fingerprint is over raw bytes."""

import hashlib
import re

import pytest

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import PublicKeys, claimed_team, claimed_user
from tests.support.repository import modules, place
from tests.vault.cast import NURSE, TEAM


def test_a_fingerprint_is_sha256_over_both_public_keys() -> None:
    public = NURSE.public
    assert public.fingerprint == hashlib.sha256(public.kem + public.sign).digest()
    assert public.fingerprint != TEAM.public.fingerprint


def test_rows_become_claims_with_the_same_fingerprint() -> None:
    team = claimed_team(TEAM.id, 1, TEAM.public.kem, TEAM.public.sign)
    user = claimed_user(NURSE.id, NURSE.public.kem, NURSE.public.sign)
    assert (team.fingerprint, user.fingerprint) == (TEAM.public.fingerprint, NURSE.public.fingerprint)
    assert (team.version, user.version) == (1, 0)


@pytest.mark.parametrize(("kem", "sign"), [(b"", b""), (b"x" * 1215, b"y" * 33), (b"x" * 1216, b"y" * 31)])
def test_bytes_of_another_length_are_no_keys(kem: bytes, sign: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        PublicKeys(kem, sign)


def test_a_person_without_keys_yet_cannot_be_sealed_to() -> None:
    with pytest.raises(DoesNotOpen):
        claimed_user("u", None, None)


def test_nobody_outside_the_vault_makes_trust() -> None:
    making = re.compile(r"\bTrusted\(|\btrust\(|import .*\btrust\b")
    found = [
        place(path)
        for path in modules()
        if "signaal/vault/" not in path.as_posix() and making.search(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"check the key with roster, pins, succession, admission or sessions instead: {found}"
