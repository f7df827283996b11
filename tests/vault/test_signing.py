"""Ed25519 against RFC 8032, and a checker that never raises."""

from hypothesis import given
from hypothesis import strategies as st

from signaal.vault.keyfile import KeyFile
from signaal.vault.secret import Secret
from signaal.vault.signing import Signer, verify
from tests.vault.tampering import tampered

# RFC 8032 7.1, test 2
SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
PUBLIC = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_known_answer_of_the_rfc() -> None:
    signer = Signer(Secret(SEED))
    assert signer.public_bytes() == PUBLIC
    assert signer.sign(b"\x72") == SIGNATURE
    assert verify(PUBLIC, b"\x72", SIGNATURE)


def test_every_change_is_refused() -> None:
    assert not any(verify(PUBLIC, b"\x72", changed) for changed in tampered(SIGNATURE))
    assert not verify(PUBLIC, b"\x73", SIGNATURE)
    assert not verify(PUBLIC[::-1], b"\x72", SIGNATURE)
    assert not verify(PUBLIC, b"\x72", None)


@given(st.binary(max_size=70), st.binary(max_size=70))
def test_any_bytes_are_only_false(public: bytes, signature: bytes) -> None:
    assert not verify(public, b"m", signature)


def test_the_log_signs_with_the_key_file() -> None:
    key_file = KeyFile.fresh()
    signer = Signer(key_file.log_signing_key)
    assert verify(signer.public_bytes(), b"checkpoint", signer.sign(b"checkpoint"))
