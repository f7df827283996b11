"""Grants: only for whom they are meant, only by whom may give them."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault import grants
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.grants import (
    Grant,
    grant_to_holder,
    grant_to_self,
    grant_to_team,
    open_grant,
    vouched_holder,
)
from signaal.vault.holders import trust
from signaal.vault.keys import TeamKeys
from signaal.vault.object_keys import KeyScope
from tests.vault.cast import (
    INTRUDERS,
    NURSE,
    OUTSIDER,
    RECEIVER,
    TEACHER,
    TEAM,
    case_key,
    edited,
    impostor,
    row_of,
)
from tests.vault.tampering import refuses_every_change

KEY = case_key()
SCOPE = KEY.scope
OWN = grant_to_team(KEY, TEAM)
SHARED = grant_to_holder(KEY, RECEIVER.holder, TEAM)


def test_the_sizes_of_the_design() -> None:
    assert (OWN.method, len(OWN.sealed_key or b""), OWN.signature) == ("aead", 61, None)
    assert (SHARED.method, len(SHARED.sealed_key or b""), len(SHARED.signature or b"")) == ("hpke", 1169, 64)


def test_the_own_team_the_receiver_and_a_teacher_open_the_same_key() -> None:
    to_teacher = grant_to_holder(KEY, TEACHER.holder, TEAM)
    by_teacher = grant_to_holder(KEY, TEAM.holder, TEACHER)
    opened = [
        open_grant(TEAM, SCOPE, OWN),
        open_grant(RECEIVER, SCOPE, SHARED, TEAM.holder),
        open_grant(TEACHER, SCOPE, to_teacher, TEAM.holder),
        open_grant(TEAM, SCOPE, by_teacher, TEACHER.holder),
        open_grant(TEACHER, SCOPE, grant_to_self(KEY, TEACHER)),
    ]
    assert all(key.secret == KEY.secret and key.scope == SCOPE for key in opened)


def test_every_change_is_refused() -> None:
    refuses_every_change(
        lambda sealed: open_grant(TEAM, SCOPE, replace(OWN, sealed_key=sealed)), OWN.sealed_key or b""
    )


def test_every_change_of_a_shared_one_is_refused() -> None:
    def opening(sealed: bytes) -> object:
        return open_grant(RECEIVER, SCOPE, replace(SHARED, sealed_key=sealed), TEAM.holder)

    refuses_every_change(opening, SHARED.sealed_key or b"", every=3)


def test_every_change_of_a_signature_is_refused() -> None:
    def opening(signature: bytes) -> object:
        return open_grant(RECEIVER, SCOPE, replace(SHARED, signature=signature), TEAM.holder)

    refuses_every_change(opening, SHARED.signature or b"")


@pytest.mark.parametrize("name", [field.name for field in fields(KeyScope)])
def test_a_grant_of_another_object_is_refused(name: str) -> None:
    other = bytes(32) if name == "commitment" else "other"
    elsewhere = edited(SCOPE, **{name: other})
    with pytest.raises(DoesNotOpen):
        open_grant(TEAM, elsewhere, OWN)
    with pytest.raises(DoesNotOpen):
        open_grant(RECEIVER, elsewhere, SHARED, TEAM.holder)


@pytest.mark.parametrize("other", [RECEIVER, NURSE, INTRUDERS, TeamKeys(TEAM.secret, TEAM.id, 2)])
def test_another_holder_does_not_open_an_own_grant(other) -> None:
    with pytest.raises(DoesNotOpen):
        open_grant(other, SCOPE, OWN)


@pytest.mark.parametrize("other", [TEAM, TEACHER, INTRUDERS, TeamKeys(RECEIVER.secret, RECEIVER.id, 2)])
def test_another_holder_does_not_open_a_shared_grant(other) -> None:
    with pytest.raises(DoesNotOpen):
        open_grant(other, SCOPE, SHARED, TEAM.holder)


def test_a_forged_grant_of_an_outsider_is_refused() -> None:
    """HPKE has no sender: an outsider with the public key can seal, and cannot sign for the team."""
    planted = case_key()
    forged = grant_to_holder(planted, RECEIVER.holder, OUTSIDER)
    posing = replace(forged, signature=SHARED.signature)
    for grant in (forged, posing, replace(forged, signature=None), replace(forged, method="aead")):
        with pytest.raises(DoesNotOpen):
            open_grant(RECEIVER, planted.scope, grant, TEAM.holder)


def test_a_signer_cannot_lend_its_name() -> None:
    """The outsider's keys under the team's id: the signature fits those, and they are not trusted."""
    posing = TeamKeys(OUTSIDER.secret, TEAM.id, TEAM.version)
    planted = case_key()
    with pytest.raises(DoesNotOpen):
        open_grant(RECEIVER, planted.scope, grant_to_holder(planted, RECEIVER.holder, posing), TEAM.holder)


def test_an_own_grant_cannot_be_made_from_outside() -> None:
    planted = case_key()
    forged = grant_to_team(planted, TeamKeys(OUTSIDER.secret, TEAM.id, TEAM.version))
    with pytest.raises(DoesNotOpen):
        open_grant(TEAM, planted.scope, forged)


def test_a_signed_grant_of_another_case_does_not_move() -> None:
    other = case_key()
    for scope in (other.scope, replace(other.scope, commitment=SCOPE.commitment)):
        with pytest.raises(DoesNotOpen):
            open_grant(RECEIVER, scope, SHARED, TEAM.holder)


@pytest.mark.parametrize(
    "grant",
    [Grant("aead", None), Grant("hpke", None, b""), replace(OWN, method="hpke"),
     replace(SHARED, method="aead"), replace(OWN, method=""), replace(OWN, method="rsa"),
     replace(SHARED, signature=None)],
)  # fmt: skip
def test_an_ended_or_edited_grant_is_refused(grant: Grant) -> None:
    for keys in (TEAM, RECEIVER):
        with pytest.raises(DoesNotOpen):
            open_grant(keys, SCOPE, grant, TEAM.holder)


def test_a_shared_grant_needs_its_signer() -> None:
    with pytest.raises(DoesNotOpen):
        open_grant(RECEIVER, SCOPE, SHARED)
    with pytest.raises(DoesNotOpen):
        open_grant(RECEIVER, SCOPE, SHARED, OUTSIDER.holder)


def test_a_replaced_signature_key_is_not_made_good_by_an_own_signature() -> None:
    sealed = replace(SHARED, signature=OUTSIDER.signer.sign(b"anything"))
    with pytest.raises(DoesNotOpen):
        open_grant(RECEIVER, SCOPE, sealed, trust(OUTSIDER.holder))


@given(st.binary(max_size=1300), st.binary(max_size=80), st.sampled_from([grants.AEAD, grants.HPKE, "x"]))
def test_any_bytes_are_refused_cleanly(sealed: bytes, signature: bytes, method: str) -> None:
    for found in (sealed, b"\x01" + sealed):
        with pytest.raises(DoesNotOpen):
            open_grant(TEAM, SCOPE, Grant(method, found, signature), RECEIVER.holder)


def test_grants_for_one_key_share_no_bytes() -> None:
    own = {grant_to_team(KEY, TEAM).sealed_key for _ in range(300)}
    assert len(own) == len({(sealed or b"")[1:13] for sealed in own}) == 300
    assert len({grant_to_holder(KEY, RECEIVER.holder, TEAM).sealed_key for _ in range(50)}) == 50


def test_a_signature_tells_for_whom_a_grant_was_made() -> None:
    to_receiver = grant_to_holder(KEY, RECEIVER.holder, TEACHER)
    assert vouched_holder(SCOPE, to_receiver, row_of(RECEIVER), TEACHER.holder) == RECEIVER.holder
    for claimed, signer in (
        (impostor(RECEIVER, INTRUDERS), TEACHER.holder),
        (row_of(RECEIVER), NURSE.holder),
        (row_of(INTRUDERS), TEACHER.holder),
    ):
        with pytest.raises(DoesNotOpen):
            vouched_holder(SCOPE, to_receiver, claimed, signer)
    for grant in (OWN, replace(to_receiver, sealed_key=None), replace(to_receiver, signature=None)):
        with pytest.raises(DoesNotOpen):
            vouched_holder(SCOPE, grant, row_of(RECEIVER), TEACHER.holder)
