"""RFC 6238 by its own vectors; one step of leeway; a code works once."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault import totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keyfile import KeyFile
from signaal.vault.secret import Secret
from tests.vault.tampering import refuses_every_change

SECRET = Secret(b"12345678901234567890")
NOW = datetime(2026, 11, 21, 9, 30, 15, tzinfo=UTC)
HERE = totp.step_at(NOW)
KEY = KeyFile.fresh().totp_key


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    step = totp.step_at(datetime.fromtimestamp(seconds, UTC))
    assert totp.code_at(SECRET, step, digits=8) == code
    assert totp.code_at(SECRET, step) == code[2:]


@given(st.integers(-3, 3))
def test_one_step_early_or_late_is_accepted(off: int) -> None:
    found = totp.step_of(SECRET, totp.code_at(SECRET, HERE + off), NOW, last_step=0)
    assert found == (HERE + off if abs(off) <= 1 else None)


@pytest.mark.asvs("6.5.1")
def test_a_code_works_once_and_no_earlier_one_after_it() -> None:
    codes = {step: totp.code_at(SECRET, step) for step in (HERE - 1, HERE, HERE + 1)}
    assert totp.step_of(SECRET, codes[HERE], NOW, last_step=HERE - 1) == HERE
    assert totp.step_of(SECRET, codes[HERE], NOW, last_step=HERE) is None
    assert totp.step_of(SECRET, codes[HERE - 1], NOW, last_step=HERE) is None
    assert totp.step_of(SECRET, codes[HERE + 1], NOW, last_step=HERE) == HERE + 1


def test_the_step_changes_every_thirty_seconds() -> None:
    assert totp.step_at(NOW + timedelta(seconds=14)) == HERE
    assert totp.step_at(NOW + timedelta(seconds=15)) == HERE + 1
    with pytest.raises(ValueError):
        totp.step_at(datetime(2026, 11, 21))  # noqa: DTZ001 - a naive moment is what must be refused


def test_it_is_typed_as_it_is_shown() -> None:
    code = totp.code_at(SECRET, HERE)
    assert totp.step_of(SECRET, f" {code[:3]} {code[3:]} ", NOW, last_step=0) == HERE


@given(st.text(max_size=9))
def test_any_other_text_is_none(typed: str) -> None:
    near = {totp.code_at(SECRET, HERE + off) for off in (-1, 0, 1)}
    assert (totp.step_of(SECRET, typed, NOW, last_step=0) is not None) == ("".join(typed.split()) in near)


def test_the_secret_is_sealed_for_its_own_person() -> None:
    sealed = totp.seal_totp(KEY, "u", SECRET)
    assert totp.open_totp(KEY, "u", sealed) == SECRET
    assert len(sealed) == 49
    refuses_every_change(lambda changed: totp.open_totp(KEY, "u", changed), sealed)
    for key, user in ((KEY, "v"), (KeyFile.fresh().totp_key, "u")):
        with pytest.raises(DoesNotOpen):
            totp.open_totp(key, user, sealed)
    with pytest.raises(DoesNotOpen):
        totp.open_totp(KEY, "u", totp.seal_totp(KEY, "u", Secret(b"short")))


@given(st.none() | st.binary(max_size=60))
def test_any_bytes_are_refused_cleanly(found: bytes | None) -> None:
    with pytest.raises(DoesNotOpen):
        totp.open_totp(KEY, "u", found)


def test_the_address_for_an_authenticator() -> None:
    secret = totp.new_secret()
    address = urlsplit(totp.provisioning_uri(secret, "noor@school.example", "signaal & co: demo"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/signaal & co: demo:noor@school.example"
    assert address.path.count(":") == 1
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert query == {
        "secret": totp.typed_secret(secret), "issuer": "signaal & co: demo", "algorithm": "SHA1",
        "digits": "6", "period": "30",
    }  # fmt: skip
    assert totp.typed_secret(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
