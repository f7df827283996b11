"""Derived keys: the same from the same secret, different for every use, holder and version."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.secret import Secret
from tests.vault.tampering import refuses_every_change

SECRET = Secret(bytes(range(32)))


def test_the_same_secret_gives_the_same_keys() -> None:
    one, other = TeamKeys(SECRET, "t", 1), TeamKeys(SECRET, "t", 1)
    assert one.public == other.public
    assert one.grant_key == other.grant_key
    assert one.mark("test", "x") == other.mark("test", "x")
    assert one.signer.sign(b"m") == other.signer.sign(b"m")


def test_keys_do_not_change_between_versions_of_the_product() -> None:
    """A known answer of our own: another label or order would lock every instance out."""
    team, user = TeamKeys(SECRET, "t", 1), UserKeys(SECRET, "u")
    assert team.public.fingerprint.hex()[:16] == "8194ea159bab76cb"
    assert user.public.fingerprint.hex()[:16] == "07c5dc81861057e3"
    assert team.grant_key.reveal().hex()[:16] == "c3921dcda65ef9cc"
    assert team.index_key.reveal().hex()[:16] == "910397c34bf96db1"
    assert team.mark("test").hex()[:16] == "0160ae0c5306e371"


def test_every_use_holder_and_version_has_its_own_keys() -> None:
    owners = [
        TeamKeys(SECRET, "t", 1),
        TeamKeys(SECRET, "t", 2),
        TeamKeys(SECRET, "s", 1),
        UserKeys(SECRET, "t"),
    ]
    for one, other in combinations(owners, 2):
        assert one.public != other.public
        assert one.grant_key != other.grant_key
        assert one.mark("test")[1:] != other.mark("test")[1:]
    team = owners[0]
    assert isinstance(team, TeamKeys)
    assert team.grant_key != team.index_key


def test_the_public_half_is_remembered_for_the_right_owner_only() -> None:
    fresh = [UserKeys.new("u") for _ in range(5)]
    assert len({keys.public.fingerprint for keys in fresh}) == 5
    assert all(UserKeys(keys.secret, "u").public == keys.public for keys in fresh)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_secret_has_32_bytes(length: int) -> None:
    with pytest.raises(DoesNotOpen):
        UserKeys(Secret(bytes(length)), "u")


def test_every_change_of_a_mark_is_refused() -> None:
    team = TeamKeys(SECRET, "t", 1)
    refuses_every_change(lambda mark: team.check_mark(mark, "test", "a", 1), team.mark("test", "a", 1))


@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=4), max_size=3),
    st.lists(st.text("ab", max_size=2)),
)
def test_a_mark_fits_its_own_parts_only(parts: list[str], others: list[str]) -> None:
    team = TeamKeys(SECRET, "t", 1)
    mark = team.mark("test", *parts)
    if parts == others:
        team.check_mark(mark, "test", *others)
        return
    with pytest.raises(DoesNotOpen):
        team.check_mark(mark, "test", *others)


@given(st.binary(max_size=40))
def test_any_bytes_are_refused_cleanly(found: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        TeamKeys(SECRET, "t", 1).check_mark(found, "test")
