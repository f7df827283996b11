"""Bytes made by an earlier version still open: a format may get a new version byte, never another meaning."""

import base64

from signaal.vault import drafts, grants, memberships, passkeys, pin, sessions, totp
from signaal.vault.argon import Argon
from signaal.vault.keyfile import KeyFile
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import ObjectKey
from signaal.vault.passwords import Credentials, Passwords
from signaal.vault.seal import Binding, open_record
from signaal.vault.secret import Secret
from tests.vault.earlier import EARLIER

SECRET = Secret(bytes(range(32)))
TEAM, USER = TeamKeys(SECRET, "team", 1), UserKeys(SECRET, "user")
RECEIVER = TeamKeys(Secret(bytes(range(32, 64))), "receiver", 3)
KEY = ObjectKey(SECRET, "case", "object", "key")
KEY_FILE = KeyFile(
    pepper_id="p", peppers={"p": SECRET}, totp_key=SECRET, session_salt=SECRET, log_signing_key=SECRET
)
KDF = {"m": 32, "t": 1, "p": 1, "pepper_id": "p"}
CONTENT = {"name": "Noor", "n": 3, "codes": ["a", None, True]}


def kept(name: str) -> bytes:
    return base64.b64decode(EARLIER[name])


def test_a_record() -> None:
    place = Binding("contact", "record", 2, "object", "team", "key")
    assert open_record(KEY, place, kept("record")) == CONTENT


def test_a_draft() -> None:
    assert drafts.open_draft(USER, "draft", "signal", kept("draft")) == CONTENT


def test_grants() -> None:
    own = grants.Grant("aead", kept("own grant"))
    shared = grants.Grant("hpke", kept("shared grant"), kept("signature"))
    assert grants.open_grant(TEAM, KEY.scope, own).secret == SECRET
    assert grants.open_grant(RECEIVER, KEY.scope, shared, TEAM.holder).secret == SECRET


def test_a_membership() -> None:
    opened = memberships.open_team_secret(USER, "membership", TEAM.holder, kept("membership"))
    assert opened.secret == SECRET


def test_a_session() -> None:
    opened = sessions.open_user_secret("token", SECRET, "session", "user", kept("session"))
    assert opened.secret == SECRET


def test_a_passphrase() -> None:
    credentials = Credentials(b"0123456789abcdef", KDF, kept("verifier"), kept("user secret"))
    opened = Passwords(Argon(), KEY_FILE).open("wolk fiets", "user", credentials)
    assert opened is not None
    assert opened.secret == SECRET


def test_a_second_factor() -> None:
    assert totp.open_totp(SECRET, "user", kept("totp")).reveal() == bytes(20)


def test_a_pin() -> None:
    device = pin.Device("token", SECRET, "session")
    row = pin.SealedPin(b"0123456789abcdef", {"m": 32, "t": 1, "p": 1}, kept("pin"))
    root, _ = pin.slow_root(Argon(), device, "274915", row)
    assert pin.open_with_pin(root, device, "user", row.sealed_secret).secret == SECRET


def test_a_passkey() -> None:
    opened = passkeys.open_with_passkey(SECRET, b"credential", "user", kept("passkey"))
    assert opened.secret == SECRET
