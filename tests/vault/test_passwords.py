"""A passphrase opens its own person's keys, with the right pepper at the right cost; nothing else does."""

import unicodedata
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.argon import Argon, Cost
from signaal.vault.blobs import DoesNotOpen, associated, open_bytes
from signaal.vault.keyfile import KeyFile
from signaal.vault.keys import UserKeys
from signaal.vault.passwords import Credentials, Passwords
from signaal.vault.secret import Secret
from tests.vault.cast import ARGON, CHEAP, NURSE, OUTSIDER
from tests.vault.tampering import refuses_every_change

KEY_FILE = KeyFile.fresh()
PASSWORDS = Passwords(ARGON, KEY_FILE)
PHRASE = "wolk fiets appel regen molen"
KEPT = PASSWORDS.enrol(PHRASE, NURSE)


def opened(phrase: str, kept: Credentials, user: UserKeys = NURSE, by: Passwords = PASSWORDS) -> bool:
    keys = by.open(phrase, user.id, kept)
    assert keys is None or keys.secret == NURSE.secret
    return keys is not None


def test_the_right_passphrase_opens_the_keys() -> None:
    assert opened(PHRASE, KEPT)
    assert (len(KEPT.salt), len(KEPT.verifier), len(KEPT.sealed_secret)) == (16, 32, 61)
    assert KEPT.kdf == {"m": 32, "t": 1, "p": 1, "pepper_id": KEY_FILE.pepper_id}


@given(st.text(max_size=40))
def test_any_other_passphrase_does_not(phrase: str) -> None:
    assert opened(phrase, KEPT) == (unicodedata.normalize("NFC", phrase) == PHRASE)


@pytest.mark.asvs("11.4.2")
def test_the_production_profile_works() -> None:
    passwords = Passwords(Argon(), KEY_FILE)
    kept = passwords.enrol(PHRASE, NURSE)
    assert (kept.kdf["m"], kept.kdf["t"], kept.kdf["p"]) == (65536, 3, 1)
    assert opened(PHRASE, kept, by=PASSWORDS), "the cost is the row's own, whatever the instance uses now"


@pytest.mark.parametrize("wrong", [{"m": 64}, {"t": 2}, {"m": 64, "p": 2}])
def test_another_cost_does_not_open(wrong: dict[str, int]) -> None:
    assert not opened(PHRASE, replace(KEPT, kdf={**KEPT.kdf, **wrong}))


@pytest.mark.parametrize(
    "wrong",
    [{"m": 2**30}, {"m": "32"}, {"m": True}, {"t": 0}, {"t": None}, {"p": -1}, {"p": 1.0},
     {"pepper_id": "gone"}, {"pepper_id": None}],
)  # fmt: skip
def test_a_cost_that_is_not_ours_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DoesNotOpen):
        PASSWORDS.open(PHRASE, NURSE.id, replace(KEPT, kdf={**KEPT.kdf, **wrong}))


def test_an_empty_kdf_or_salt_is_refused() -> None:
    for kept in (replace(KEPT, kdf={}), replace(KEPT, salt=b""), replace(KEPT, salt=b"s" * 65)):
        with pytest.raises(DoesNotOpen):
            PASSWORDS.open(PHRASE, NURSE.id, kept)


def test_credentials_moved_to_another_person_do_not_open() -> None:
    assert not opened(PHRASE, KEPT, user=OUTSIDER)


def key_file_with(pepper_id: str, peppers: Mapping[str, Secret]) -> KeyFile:
    return KeyFile(
        pepper_id=pepper_id,
        peppers=peppers,
        totp_key=KEY_FILE.totp_key,
        session_salt=KEY_FILE.session_salt,
        log_signing_key=KEY_FILE.log_signing_key,
    )


def test_without_the_pepper_the_passphrase_is_nothing() -> None:
    """A copy of the database with the passphrase, and another key file under the same pepper id."""
    other = key_file_with(KEY_FILE.pepper_id, {KEY_FILE.pepper_id: Secret.random()})
    assert not opened(PHRASE, KEPT, by=Passwords(ARGON, other))


def test_every_change_of_the_sealed_secret_is_refused() -> None:
    refuses_every_change(
        lambda sealed: PASSWORDS.open(PHRASE, NURSE.id, replace(KEPT, sealed_secret=sealed)),
        KEPT.sealed_secret,
    )


def test_an_edited_verifier_lets_nobody_in() -> None:
    """The verifier of a known passphrase put in another row: it fits, and the sealed secret does not open."""
    for changed in (bytes(32), KEPT.verifier[:-1], b""):
        assert not opened(PHRASE, replace(KEPT, verifier=changed))
    other = PASSWORDS.enrol("een heel andere zin", UserKeys(OUTSIDER.secret, NURSE.id))
    moved = replace(other, sealed_secret=KEPT.sealed_secret)
    with pytest.raises(DoesNotOpen):
        PASSWORDS.open("een heel andere zin", NURSE.id, moved)


def test_the_verifier_opens_nothing() -> None:
    bound_to = associated("user-secret", kind="passphrase", owner=NURSE.id)
    with pytest.raises(DoesNotOpen):
        open_bytes(Secret(KEPT.verifier), KEPT.sealed_secret, bound_to)


def test_the_same_passphrase_twice_shares_no_bytes() -> None:
    again = PASSWORDS.enrol(PHRASE, NURSE)
    assert again.salt != KEPT.salt
    assert again.verifier != KEPT.verifier
    assert again.sealed_secret[13:] != KEPT.sealed_secret[13:]


def test_accents_typed_in_two_ways_are_the_same() -> None:
    kept = PASSWORDS.enrol("caf\u00e9 aan zee", NURSE)
    assert opened("cafe\u0301 aan zee", kept)
    assert PASSWORDS.open("caf\ud800", NURSE.id, kept) is None


class Counted(Argon):
    def __init__(self) -> None:
        super().__init__(CHEAP)
        self.costs: list[Cost] = []

    def _compute(self, material, salt, cost, secret, about, length) -> Secret:
        self.costs.append(cost)
        assert secret is not None
        assert about
        return super()._compute(material, salt, cost, secret, about, length)


@pytest.mark.asvs("6.3.8")
def test_an_unknown_name_costs_the_same_derivation() -> None:
    argon = Counted()
    passwords = Passwords(argon, KEY_FILE)
    passwords.pretend("wat dan ook")
    assert passwords.open("verkeerd", NURSE.id, KEPT) is None
    assert argon.costs == [CHEAP, CHEAP]


def test_credentials_of_an_older_cost_or_pepper_are_outdated() -> None:
    assert not PASSWORDS.outdated(KEPT)
    assert Passwords(Argon(Cost(64, 1, 1)), KEY_FILE).outdated(KEPT)
    assert not Passwords(Argon(Cost(16, 1, 1)), KEY_FILE).outdated(KEPT), (
        "a login never makes guessing easier"
    )
    passwords = Passwords(ARGON, key_file_with("new", {**KEY_FILE.peppers, "new": Secret.random()}))
    assert passwords.outdated(KEPT)
    assert opened(PHRASE, KEPT, by=passwords), "the old pepper still stands in the key file"
    assert opened(PHRASE, passwords.enrol(PHRASE, NURSE), by=passwords)
