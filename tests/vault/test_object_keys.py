"""One key, one commitment."""

import pytest

from signaal.vault.blobs import DoesNotOpen
from signaal.vault.object_keys import ObjectKey, ObjectKind, new_key
from tests.vault.cast import case_key, edited


def test_keys_and_their_ids_are_fresh() -> None:
    one, other = new_key(ObjectKind.CASE, "c"), new_key(ObjectKind.CASE, "c")
    assert one.scope.key_id != other.scope.key_id
    assert one.scope.commitment != other.scope.commitment
    assert len(one.scope.commitment) == 32


def test_a_key_fits_its_own_scope() -> None:
    key = case_key()
    assert ObjectKey.fitting(key.secret.reveal(), key.scope).scope == key.scope


@pytest.mark.parametrize(
    "other",
    [
        {"object_kind": "notes"},
        {"object_id": "d"},
        {"key_id": "l"},
        {"commitment": bytes(32)},
        {"commitment": b""},
    ],
)
def test_a_key_fits_no_other_scope(other: dict[str, str]) -> None:
    key = ObjectKey(case_key().secret, "case", "c", "k")
    with pytest.raises(DoesNotOpen):
        ObjectKey.fitting(key.secret.reveal(), edited(key.scope, **other))


def test_another_key_does_not_fit() -> None:
    with pytest.raises(DoesNotOpen):
        ObjectKey.fitting(bytes(32), case_key().scope)


def test_every_record_has_its_own_key() -> None:
    key = case_key()
    assert key.record_key("a") != key.record_key("b")
    assert key.record_key("a") != case_key().record_key("a")


def test_a_scope_keeps_the_word_and_not_the_enum() -> None:
    assert type(new_key(ObjectKind.NOTES, "r").scope.object_kind) is str
