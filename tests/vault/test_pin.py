"""A PIN opens with its device and nothing less: not with the row, not with the key file, not with both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault import pin
from signaal.vault.argon import Cost
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keyfile import KeyFile
from signaal.vault.pin import Device, SealedPin
from signaal.vault.pseudonyms import new_token, token_hash
from tests.vault.cast import ARGON, CHEAP, NURSE, OUTSIDER
from tests.vault.tampering import refuses_every_change

SALT = KeyFile.fresh().session_salt
DEVICE = Device(new_token(), SALT, "s")
ROOT, KEPT = pin.slow_root(ARGON, DEVICE, "274915")
SEALED = pin.seal_with_pin(ROOT, DEVICE, NURSE)


def opened(device: Device, typed: str = "274915", user_id: str = NURSE.id, kept: SealedPin = KEPT) -> object:
    root, _ = pin.slow_root(ARGON, device, typed, kept)
    return pin.open_with_pin(root, device, user_id, SEALED).secret


def test_the_pin_on_its_device_opens_the_keys() -> None:
    assert opened(DEVICE) == NURSE.secret
    assert opened(DEVICE, " 274 915 ") == NURSE.secret
    assert len(SEALED) == 61


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda sealed: pin.open_with_pin(ROOT, DEVICE, NURSE.id, sealed), SEALED)


def test_nothing_is_kept_to_compare_a_pin_with() -> None:
    """Only a whole opening tells a right PIN from a wrong one, and that needs the cookie."""
    assert set(vars(KEPT)) == {"salt", "kdf", "sealed_secret"}
    assert "hidden" in repr(KEPT)
    assert "hidden" in repr(DEVICE)


@pytest.mark.parametrize("typed", ["274914", "", "27491", "2749150", "２７４９１５", "\ud800"])
def test_another_pin_is_refused(typed: str) -> None:
    with pytest.raises(DoesNotOpen):
        opened(DEVICE, typed)


def test_the_right_pin_elsewhere_is_refused() -> None:
    """A copy of everything at rest and the PIN itself: without the token of the cookie it opens nothing."""
    token, other = DEVICE.token, KeyFile.fresh().session_salt
    for device in (
        Device(new_token(), SALT, "s"), Device("", SALT, "s"), Device(token[:-1], SALT, "s"),
        Device(token_hash(token).hex(), SALT, "s"), Device(token, other, "s"), Device(token, SALT, "r"),
    ):  # fmt: skip
        with pytest.raises(DoesNotOpen):
            opened(device)
    with pytest.raises(DoesNotOpen):
        opened(DEVICE, user_id=OUTSIDER.id)


def test_a_row_decides_neither_cost_nor_salt_freely() -> None:
    for kdf in ({"m": 2**40, "t": 1, "p": 1}, {"m": 32, "t": 1}, {"m": True, "t": 1, "p": 1}, {}):
        with pytest.raises(DoesNotOpen):
            pin.slow_root(ARGON, DEVICE, "274915", SealedPin(KEPT.salt, kdf, b""))
    for salt in (b"", b"short", bytes(65)):
        with pytest.raises(DoesNotOpen):
            pin.slow_root(ARGON, DEVICE, "274915", SealedPin(salt, KEPT.kdf, b""))


def test_a_new_one_costs_what_a_passphrase_costs() -> None:
    assert KEPT.kdf == {"m": CHEAP.memory_kib, "t": CHEAP.passes, "p": CHEAP.lanes}
    dearer = {"m": 64, "t": 1, "p": 1}
    root, kept = pin.slow_root(ARGON, DEVICE, "274915", SealedPin(KEPT.salt, dearer, b""))
    assert root != ROOT
    assert Cost(64, 1, 1).bearable()
    assert kept.kdf == dearer


def test_it_moves_to_the_next_token_without_a_second_derivation() -> None:
    following = Device(new_token(), SALT, "s")
    moved = pin.seal_with_pin(ROOT, following, NURSE)
    assert pin.open_with_pin(ROOT, following, NURSE.id, moved).secret == NURSE.secret
    with pytest.raises(DoesNotOpen):
        pin.open_with_pin(ROOT, DEVICE, NURSE.id, moved)


@given(st.text(max_size=12))
def test_only_six_digits_are_a_pin(typed: str) -> None:
    found = pin.problem(typed)
    plain = "".join(typed.split())
    if not (len(plain) == 6 and plain.isascii() and plain.isdigit()):
        assert found is not None
        assert found.key == "entering.pin.six_digits"


def test_patterns_are_refused_and_the_rest_is_not() -> None:
    everything = [f"{number:06}" for number in range(10**6)]
    refused = [typed for typed in everything if pin.problem(typed) is not None]
    assert {"000000", "123456", "987654", "121212", "123123", "147258", "012345"} <= set(refused)
    assert 900 < len(refused) < 1300, "guessing what is left is not easier than one in 998 thousand"
