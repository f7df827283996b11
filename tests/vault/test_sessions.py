"""A session's secret: with its cookie, in its own row, and not after it was locked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.vault import sessions
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keyfile import KeyFile
from signaal.vault.pseudonyms import new_token, token_hash
from tests.vault.cast import NURSE, OUTSIDER, TEAM, impostor, row_of
from tests.vault.tampering import refuses_every_change

SALT = KeyFile.fresh().session_salt
TOKEN = new_token()
SEALED = sessions.seal_user_secret(TOKEN, SALT, "s", NURSE)
MARK = sessions.mark_own_key(TOKEN, SALT, "s", NURSE)


def test_the_cookie_opens_the_keys() -> None:
    assert sessions.open_user_secret(TOKEN, SALT, "s", NURSE.id, SEALED).secret == NURSE.secret
    assert len(SEALED) == 61


def test_every_change_is_refused() -> None:
    refuses_every_change(lambda sealed: sessions.open_user_secret(TOKEN, SALT, "s", NURSE.id, sealed), SEALED)


def test_a_stolen_row_without_its_cookie_opens_nothing() -> None:
    for token in (new_token(), token_hash(TOKEN).hex(), "", TOKEN[:-1], TOKEN + "A"):
        with pytest.raises(DoesNotOpen):
            sessions.open_user_secret(token, SALT, "s", NURSE.id, SEALED)


def test_another_session_person_or_key_file_is_refused() -> None:
    other_salt = KeyFile.fresh().session_salt
    for salt, session_id, user_id in (
        (other_salt, "s", NURSE.id),
        (SALT, "r", NURSE.id),
        (SALT, "s", OUTSIDER.id),
    ):
        with pytest.raises(DoesNotOpen):
            sessions.open_user_secret(TOKEN, salt, session_id, user_id, SEALED)


def test_a_locked_session_has_nothing_to_open() -> None:
    with pytest.raises(DoesNotOpen):
        sessions.open_user_secret(TOKEN, SALT, "s", NURSE.id, None)


@given(st.text(max_size=50), st.binary(max_size=70))
def test_any_cookie_and_bytes_are_refused_cleanly(token: str, found: bytes) -> None:
    with pytest.raises(DoesNotOpen):
        sessions.open_user_secret(token, SALT, "s", NURSE.id, found)
    assert len(token_hash(token)) == 32


def test_the_form_key_is_of_this_cookie_and_says_nothing_of_it() -> None:
    assert sessions.csrf_key(TOKEN) == sessions.csrf_key(TOKEN)
    assert sessions.csrf_key(TOKEN) != sessions.csrf_key(new_token())
    assert len(sessions.csrf_key(TOKEN)) == 32
    assert sessions.csrf_key(TOKEN).reveal() != token_hash(TOKEN)


def test_a_locked_session_still_knows_its_owners_key() -> None:
    assert sessions.trusted_owner(TOKEN, SALT, "s", row_of(NURSE), MARK) == NURSE.holder


def test_a_replaced_public_key_gets_no_draft() -> None:
    for claimed in (impostor(NURSE, OUTSIDER), row_of(OUTSIDER), row_of(TEAM)):
        with pytest.raises(DoesNotOpen):
            sessions.trusted_owner(TOKEN, SALT, "s", claimed, MARK)
    for token, session_id in ((new_token(), "s"), (TOKEN, "r")):
        with pytest.raises(DoesNotOpen):
            sessions.trusted_owner(token, SALT, session_id, row_of(NURSE), MARK)
    refuses_every_change(lambda mark: sessions.trusted_owner(TOKEN, SALT, "s", row_of(NURSE), mark), MARK)
