"""A secret has no text: not in a log line, not in a trace, not in a copy."""

import copy
import pickle
import traceback

import pytest

from signaal.vault.argon import Argon
from signaal.vault.keyfile import KeyFile
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import ObjectKey
from signaal.vault.passwords import Passwords
from signaal.vault.secret import Redacted, Secret
from signaal.vault.signing import Signer
from tests.vault.cast import ARGON

RAW = b"canary-secret-of-exactly-32-byte"


def holders() -> list[Redacted]:
    secret = Secret(RAW)
    team, user = TeamKeys(secret, "t", 1), UserKeys(secret, "u")
    assert team.public != user.public
    names = {"totp_key": secret, "session_salt": secret, "log_signing_key": secret}
    key_file = KeyFile(pepper_id="p", peppers={"p": secret}, **names)
    passwords = Passwords(ARGON, key_file)
    return [
        secret, team, user, team.sealing, team.signer, team.grant_key, user.grant_key, Signer(secret),
        key_file, ObjectKey(secret, "case", "c", "k"), passwords, passwords.enrol("canary", user), Argon(),
    ]  # fmt: skip


@pytest.mark.parametrize("holder", holders(), ids=lambda holder: type(holder).__name__)
def test_no_text_of_a_holder_shows_a_byte(holder: Redacted) -> None:
    assert repr(holder) == str(holder) == f"{holder}" == f"{type(holder).__name__}(hidden)"
    assert "canary" not in repr([holder])


@pytest.mark.parametrize("holder", holders(), ids=lambda holder: type(holder).__name__)
@pytest.mark.parametrize("copying", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_holder_is_never_copied(holder: Redacted, copying) -> None:
    with pytest.raises(TypeError, match="never copied"):
        copying(holder)


def test_a_trace_does_not_show_it() -> None:
    def fails(secret: Secret) -> None:
        raise ValueError(secret)

    with pytest.raises(ValueError) as failed:
        fails(Secret(RAW))
    assert "canary" not in "".join(traceback.format_exception(failed.value))


def test_equality_is_of_bytes_and_there_is_no_hash() -> None:
    assert Secret(RAW) == Secret(RAW) != Secret(RAW[::-1])
    assert Secret(RAW) != RAW
    with pytest.raises(TypeError):
        hash(Secret(RAW))


def test_random_secrets_differ_and_have_the_length_asked_for() -> None:
    assert len(Secret.random()) == 32
    assert len(Secret.random(20)) == 20
    assert Secret.random() != Secret.random()
