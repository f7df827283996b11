"""A session that no longer opens: why, for whoever holds its cookie, and what may still be done with it.

Nobody else learns anything: a token is 256 random bits, and one that nobody knows says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from signaal.actions import persons, subjects, trail
from signaal.actions.context import Tools
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import drafts, people, session_pins, sessions
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.terms import Say
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.drafts import seal_draft
from signaal.vault.holders import claimed_user
from signaal.vault.pseudonyms import new_id, token_hash
from signaal.vault.sessions import csrf_key, trusted_owner

IDLE = timedelta(minutes=15)
FULL = timedelta(hours=8)
AT = "/"
"""In what is kept, beside the fields of the form: the address that it was sent to. No field has this name."""


def closing(row: SessionRow, user: UserRow, now: datetime) -> str | None:
    """Why this session opens nothing, or None."""
    if row.ended_at is not None:
        return row.ended_reason or "ended"
    if user.state != "active":
        return "disabled"
    if now - row.full_login_at >= FULL:
        return "too_long"
    if now - row.last_seen_at > IDLE:
        return "idle"
    if row.sealed_secret is None:
        return "locked"
    return None


_TOLD = {
    name: name
    for name in ("locked", "idle", "too_long", "membership_ended", "credentials", "disabled", "pin_tries")
} | {"expired": "too_long"}
"""`expired`: the same 8 hours, noticed by the upkeep. Of anything else nothing is told."""


def why_closed(tools: Tools, token: str) -> Say | None:
    """A sentence for who comes back to a session that no longer opens; None for a token that nobody knows."""
    with tools.store.reading() as reader:
        row, user = of_token(reader, token)
    if row is None or user is None:
        return None
    told = _TOLD.get(closing(row, user, tools.clock.now()) or "")
    return Say(f"account.closed.{told}") if told else None


def of_token(reader: Reader, token: str) -> tuple[SessionRow | None, UserRow | None]:
    """The session of a token, ended or not, and its account."""
    row = sessions.find_by_token(reader, token_hash(token))
    return row, people.find(reader, row.user_id) if row is not None else None


def hide(tools: Tools, token: str, is_from_there: Callable[[bytes], bool] = bool) -> None:
    """The screen is hidden after it had locked by itself: a PIN opens it no more.

    `is_from_there` gets the key of the session's forms: a page of another site must not be able to ask this.
    """
    if not is_from_there(csrf_key(token).reveal()):
        return
    with tools.store.reading() as reader:
        row, user = of_token(reader, token)
        if row is None or user is None or session_pins.find(reader, row.id) is None:
            return
        person = persons.read(reader, user, tools.clock.now())
    visit = person.ctx(tools, new_id(), None, row)
    with tools.store.unit() as unit:
        fresh = unit.locked(SessionRow, row.id)
        if session_pins.find(unit, row.id) is not None:
            sessions.hide(unit, fresh)
            leave(unit, visit, Event.SESSION_LOCKED, target=row.id, reason="hidden")


def keep_typed(
    tools: Tools, token: str, form: str, data: Mapping[str, object], at: str | None = None
) -> str | None:
    """Seal what was posted to a closed session as a draft of its owner, so that nothing typed is lost.

    Needs no key: it is sealed to the owner's public key, which the session recognises by its mark. `at` is the
    address that it was posted to. Returns the draft's id, or None when this token never belonged to a session
    that may still keep something. The same form posted again, by its `form_id`, is the same draft.
    """
    now = tools.clock.now()
    with tools.store.reading() as reader:
        row, user = of_token(reader, token)
        if row is None or user is None or user.state != "active":
            return None
        if row.ended_at is not None and row.ended_reason not in _MAY_KEEP:
            return None
        person = persons.read(reader, user, now)
    visit = person.ctx(tools, new_id(), None, row)
    draft_id = draft_of(user.id, data) or tools.ids()
    kept = {**data, AT: at} if at else dict(data)
    try:
        claimed = claimed_user(user.id, user.kem_public, user.sign_public)
        owner = trusted_owner(token, tools.keyfile.session_salt, row.id, claimed, row.key_mark)
        sealed = seal_draft(owner, draft_id, form, kept)
    except DoesNotOpen:
        trail.vault_refused(visit, "draft", row.id)
        return None
    with tools.store.unit() as unit:
        drafts.keep(unit, draft_id, user.id, form, sealed, now, subjects.of_form(kept))
        leave(unit, visit, Event.DRAFT_KEPT, target=draft_id, reason="locked")
    return draft_id


_MAY_KEEP = ("too_long", "expired", "pin_tries", "credentials")
"""Of a session that ended so, its owner comes back."""


def draft_of(user_id: str, data: Mapping[str, object]) -> str | None:
    """The id of the draft of one form of one person: what is posted twice is kept once, and found when it is done."""
    given = data.get("form_id")
    form_id = given[0] if isinstance(given, list) and given else given
    if not isinstance(form_id, str) or not form_id:
        return None
    return hashlib.sha256(f"draft\0{user_id}\0{form_id}".encode("utf-8", "replace")).hexdigest()[:32]
