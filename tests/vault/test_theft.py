"""All that a server keeps, stolen: without a passphrase or a cookie it opens and shows nothing."""

import base64
from dataclasses import dataclass

import pytest

from signaal.vault import drafts, grants, memberships, pins, sessions, totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keyfile import KeyFile
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.object_keys import ObjectKey, new_key
from signaal.vault.passwords import Passwords
from signaal.vault.pseudonyms import new_id, new_token, token_hash
from signaal.vault.seal import Binding, open_record, seal_record
from signaal.vault.secret import Secret
from tests.vault.cast import ARGON, row_of

CANARY = "Fenna Kanariepiet-Østergård"
PASSPHRASE = "kaneel vuurtoren schaats lepel wolk"


@dataclass(frozen=True)
class Loot:
    """All that lies on the disk: rows (as bytes) and the key file."""

    key_file: KeyFile
    rows: dict[str, bytes]
    user: UserKeys
    team: TeamKeys
    key: ObjectKey
    place: Binding


@pytest.fixture(scope="module")
def loot() -> Loot:
    key_file, user, team = KeyFile.fresh(), UserKeys.new(new_id()), TeamKeys.new(new_id())
    key = new_key("case", new_id())
    place = Binding("contact", new_id(), 1, key.scope.object_id, team.id, key.scope.key_id)
    kept = Passwords(ARGON, key_file).enrol(PASSPHRASE, user)
    token = new_token()
    payload = {"name": CANARY, "codes": ["voeding_leeg"]}
    pin, mark, _ = pins.first_seen(user, row_of(team))
    rows = {
        "record": seal_record(key, place, payload),
        "own grant": grants.grant_to_team(key, team).sealed_key or b"",
        "shared grant": grants.grant_to_holder(key, user.holder, team).sealed_key or b"",
        "membership": memberships.seal_team_secret(team, user.holder, "m"),
        "draft": drafts.seal_draft(user.holder, "d", "signal", payload),
        "session": sessions.seal_user_secret(token, key_file.session_salt, "s", user),
        "totp": totp.seal_totp(key_file.totp_key, user.id, totp.new_secret()),
        "salt": kept.salt, "verifier": kept.verifier, "user secret": kept.sealed_secret,
        "token hash": token_hash(token), "pin": mark + pin.fingerprint, "commitment": key.scope.commitment,
        "public": user.public.kem + user.public.sign + team.public.kem + team.public.sign,
    }  # fmt: skip
    return Loot(key_file, rows, user, team, key, place)


def forms(text: str) -> list[bytes]:
    raw = [
        text.encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode("latin-1", "replace"),
    ]
    return [form for plain in raw for form in (plain, plain.hex().encode(), base64.b64encode(plain)[:-4])]


def test_no_text_secret_or_key_lies_open(loot: Loot) -> None:
    everything = b"\x00".join(loot.rows.values())
    for text in (CANARY, "Fenna", "voeding_leeg", PASSPHRASE, "vuurtoren"):
        assert not [form for form in forms(text) if form in everything], text
    for holder in (loot.user.secret, loot.team.secret, loot.key.secret, loot.team.grant_key):
        assert holder.reveal() not in everything
        assert holder.reveal().hex().encode() not in everything


def keys_in(loot: Loot) -> list[Secret]:
    """Every 32 bytes that a thief can take for a key: the key file's, and all of the rows' own."""
    file = loot.key_file
    found = [*file.peppers.values(), file.totp_key, file.session_salt, file.log_signing_key]
    return found + [
        Secret(row[start : start + 32]) for row in loot.rows.values() for start in (0, 1, 13, len(row) - 32)
    ]


def test_no_bytes_of_the_loot_are_a_key_to_it(loot: Loot) -> None:
    own = grants.Grant(grants.AEAD, loot.rows["own grant"])
    shared = grants.Grant(grants.HPKE, loot.rows["shared grant"])
    scope = loot.key.scope
    for secret in keys_in(loot):
        if len(secret) != 32:
            continue
        team, user = TeamKeys(secret, loot.team.id, 1), UserKeys(secret, loot.user.id)
        key = ObjectKey(secret, "case", scope.object_id, scope.key_id)
        tries = (
            lambda key=key: open_record(key, loot.place, loot.rows["record"]),
            lambda team=team: grants.open_grant(team, scope, own),
            lambda user=user: grants.open_grant(user, scope, shared, loot.team.holder),
            lambda user=user: memberships.open_team_secret(
                user, "m", loot.team.holder, loot.rows["membership"]
            ),
            lambda user=user: drafts.open_draft(user, "d", "signal", loot.rows["draft"]),
        )
        for attempt in tries:
            with pytest.raises(DoesNotOpen):
                attempt()


def test_the_way_in_is_the_passphrase(loot: Loot) -> None:
    """The same loot with the passphrase: the whole chain opens, so the refusals above mean something."""
    passwords = Passwords(ARGON, loot.key_file)
    kept = passwords.enrol(PASSPHRASE, loot.user)
    user = passwords.open(PASSPHRASE, loot.user.id, kept)
    assert user is not None
    team = memberships.open_team_secret(user, "m", loot.team.holder, loot.rows["membership"])
    key = grants.open_grant(team, loot.key.scope, grants.Grant(grants.AEAD, loot.rows["own grant"]))
    assert open_record(key, loot.place, loot.rows["record"])["name"] == CANARY
    assert drafts.open_draft(user, "d", "signal", loot.rows["draft"])["name"] == CANARY


def test_two_teams_with_the_same_family_share_no_value() -> None:
    payload = {"name": CANARY, "born": "2021-03-04"}
    rows: list[set[bytes]] = []
    for team in (TeamKeys.new(new_id()), TeamKeys.new(new_id())):
        key = new_key("case", new_id())
        place = Binding("contact", new_id(), 1, key.scope.object_id, team.id, key.scope.key_id)
        sealed = seal_record(key, place, payload)
        grant = grants.grant_to_team(key, team).sealed_key or b""
        rows.append({sealed[1:13], sealed[13:], grant[1:], key.scope.commitment, key.scope.key_id.encode()})
    assert not rows[0] & rows[1]
