"""A passkey's output opens its owner's secret, in its own row, and nothing else does."""

import pytest

from signaal.vault import passkeys
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.secret import Secret
from tests.vault.cast import NURSE, OUTSIDER
from tests.vault.tampering import refuses_every_change

OUTPUT = Secret.random()
SEALED = passkeys.seal_for_passkey(OUTPUT, b"phone", NURSE)


def test_the_output_opens_the_keys() -> None:
    assert passkeys.open_with_passkey(OUTPUT, b"phone", NURSE.id, SEALED).secret == NURSE.secret
    assert len(SEALED) == 61


def test_every_change_is_refused() -> None:
    refuses_every_change(
        lambda sealed: passkeys.open_with_passkey(OUTPUT, b"phone", NURSE.id, sealed), SEALED
    )


def test_another_output_passkey_or_person_is_refused() -> None:
    for output, credential, user_id in (
        (Secret.random(), b"phone", NURSE.id),
        (Secret(bytes(32)), b"phone", NURSE.id),
        (OUTPUT, b"laptop", NURSE.id),
        (OUTPUT, b"", NURSE.id),
        (OUTPUT, b"phone", OUTSIDER.id),
    ):
        with pytest.raises(DoesNotOpen):
            passkeys.open_with_passkey(output, credential, user_id, SEALED)


def test_the_same_secret_never_looks_the_same() -> None:
    assert passkeys.seal_for_passkey(OUTPUT, b"phone", NURSE) != SEALED


@pytest.mark.parametrize(
    ("person", "credential"),
    [(OUTSIDER.id, b"phone"), (NURSE.id, b"laptop")],
    ids=["another person", "another passkey"],
)
def test_the_key_and_what_it_is_bound_to_each_name_the_person_and_the_passkey(
    person: str, credential: bytes
) -> None:
    """Either alone refuses another's row: so neither may go because the other is there."""
    assert passkeys._key(OUTPUT, person, credential) != passkeys._key(OUTPUT, NURSE.id, b"phone")
    assert passkeys._bound(person, credential) != passkeys._bound(NURSE.id, b"phone")
