"""A visit: from the token of a cookie to who is there, and every way in which a session closes.

Idle for 15 minutes or hidden: the sealed secret is gone and only a full login opens again; 8 hours after the
full login it ends (design/vault.md, "A session"). What somebody may do is read anew at every request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.actions import persons, trail
from signaal.actions.context import Ctx, Tools, action
from signaal.actions.logins import LoggedIn, log_in
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import drafts, people, sessions
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.terms import Say
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.drafts import seal_draft
from signaal.vault.holders import claimed_user
from signaal.vault.pseudonyms import new_id, token_hash
from signaal.vault.sessions import csrf_key, open_user_secret, trusted_owner

__all__ = [
    "LoggedIn",
    "keep_typed",
    "lock",
    "log_in",
    "log_out",
    "open",
    "refuse",
    "speak",
    "why_closed",
]

IDLE = timedelta(minutes=15)
FULL = timedelta(hours=8)
_SEEN_EVERY = timedelta(minutes=1)
LANGUAGES = ("nl", "en")


def open(tools: Tools, token: str, request_id: str, address: str | None) -> Ctx | None:
    """Who comes with this token, with their keys; None when the session is unknown, locked or over.

    Raises:
        Unavailable: the database cannot be read.
    """
    now = tools.clock.now()
    with tools.store.reading() as reader:
        found = sessions.with_user(reader, token_hash(token))
        if found is None:
            return None
        row, user = found
        person = persons.read(reader, user, now)
    visit = person.ctx(tools, request_id, address, row)
    closing = _closing(row, user, now)
    if closing is not None:
        _close(visit, row, closing)
        return None
    try:
        keys = open_user_secret(token, tools.keyfile.session_salt, row.id, user.id, row.sealed_secret)
    except DoesNotOpen:
        trail.vault_refused(visit, "session", row.id)
        return None
    if now - row.last_seen_at >= _SEEN_EVERY:
        with tools.store.unit() as unit:
            unit.locked(SessionRow, row.id).last_seen_at = now
    return person.with_keys(visit, keys, csrf_key(token).reveal())


def _closing(row: SessionRow, user: UserRow, now: datetime) -> str | None:
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


def _close(visit: Ctx, row: SessionRow, closing: str) -> None:
    """Delete the sealed secret of a session whose time is over, once."""
    if row.sealed_secret is None and (row.ended_at is not None or closing in ("idle", "locked")):
        return
    with visit.tools.store.unit() as unit:
        fresh = unit.locked(SessionRow, row.id)
        if closing == "idle":
            sessions.lock(unit, fresh)
            leave(unit, visit, Event.SESSION_LOCKED, target=row.id, reason="idle")
        elif fresh.ended_at is None:
            sessions.end(unit, fresh, visit.now, closing)
            leave(unit, visit, Event.SESSION_ENDED, target=row.id, reason=closing)


def why_closed(tools: Tools, token: str) -> Say | None:
    """A sentence for who comes back to a session that no longer opens; None for a token that nobody knows."""
    with tools.store.reading() as reader:
        row, user = _found(reader, token)
    if row is None or user is None:
        return None
    closing = _TOLD.get(_closing(row, user, tools.clock.now()) or "")
    return Say(f"account.closed.{closing}") if closing else None


_TOLD = {name: name for name in ("locked", "idle", "too_long", "membership_ended")} | {"expired": "too_long"}
"""`expired`: the same 8 hours, noticed by the upkeep. Of anything else nothing is told."""


def _found(reader: Reader, token: str) -> tuple[SessionRow | None, UserRow | None]:
    row = sessions.find_by_token(reader, token_hash(token))
    return row, people.find(reader, row.user_id) if row is not None else None


@action(Permission.SESSION_END, Event.SESSION_LOGOUT)
def log_out(ctx: Ctx) -> None:
    """End this session."""
    with ctx.tools.store.unit() as unit:
        row = unit.locked(SessionRow, ctx.session_id or "")
        if row.ended_at is None:
            sessions.end(unit, row, ctx.now, "logged_out")
            leave(unit, ctx, Event.SESSION_LOGOUT, target=row.id)


@action(Permission.SESSION_END, Event.SESSION_LOCKED)
def lock(ctx: Ctx) -> None:
    """Hide: the sealed secret goes at once; only a full login opens again."""
    with ctx.tools.store.unit() as unit:
        row = unit.locked(SessionRow, ctx.session_id or "")
        if row.ended_at is None and row.sealed_secret is not None:
            sessions.lock(unit, row)
            leave(unit, ctx, Event.SESSION_LOCKED, target=row.id, reason="hidden")


def keep_typed(tools: Tools, token: str, form: str, data: Mapping[str, object]) -> str | None:
    """Seal what was posted to a locked session as a draft of its owner, so that nothing typed is lost.

    Needs no key: it is sealed to the owner's public key, which the session recognises by its mark. Returns
    the draft's id, or None when this token never belonged to a session that may still keep something.
    """
    now = tools.clock.now()
    with tools.store.reading() as reader:
        row, user = _found(reader, token)
        if row is None or user is None or user.state != "active":
            return None
        if row.ended_at is not None and row.ended_reason not in ("too_long", "expired"):
            return None
        person = persons.read(reader, user, now)
    visit = person.ctx(tools, new_id(), None, row)
    draft_id = tools.ids()
    try:
        claimed = claimed_user(user.id, user.kem_public, user.sign_public)
        owner = trusted_owner(token, tools.keyfile.session_salt, row.id, claimed, row.key_mark)
        sealed = seal_draft(owner, draft_id, form, data)
    except DoesNotOpen:
        trail.vault_refused(visit, "draft", row.id)
        return None
    with tools.store.unit() as unit:
        drafts.keep(unit, draft_id, user.id, form, sealed, now)
        leave(unit, visit, Event.DRAFT_KEPT, target=draft_id, reason="locked")
    return draft_id


def refuse(ctx: Ctx, permission: Permission, subjects: Iterable[str] = ()) -> None:
    """Write down that a door refused somebody."""
    trail.refused(ctx, permission, subjects)


@action(Permission.ACCOUNT_WRITE, Event.ACCOUNT_LOCALE)
def speak(ctx: Ctx, language: str) -> None:
    """Choose the language of the screens; anything but Dutch and English is ignored."""
    if language not in LANGUAGES or ctx.language == language:
        return
    with ctx.tools.store.unit() as unit:
        unit.locked(UserRow, ctx.user_id).language = language
        leave(unit, ctx, Event.ACCOUNT_LOCALE, target=ctx.user_id, reason=language)
