"""A visit: from the token of a cookie to who is there, and every way in which a session closes.

Idle for 15 minutes: the sealed secret is gone, and a PIN on the same device or a full login opens again. Hidden:
only a full login does. 8 hours after the full login it ends (design/vault.md, "A session"). What somebody may do
is read anew at every request.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from signaal.access.permissions import Permission
from signaal.actions import persons, trail
from signaal.actions.closed import FULL, IDLE, closing, keep_typed, why_closed
from signaal.actions.context import Ctx, Tools, action
from signaal.actions.logins import LoggedIn, log_in
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import session_pins, sessions
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import token_hash
from signaal.vault.sessions import csrf_key, open_user_secret

__all__ = [
    "LoggedIn",
    "keep_typed",
    "lock",
    "lock_idle",
    "log_in",
    "log_out",
    "open",
    "refuse",
    "speak",
    "why_closed",
]

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
    why = closing(row, user, now)
    if why is not None:
        _close(visit, row, why)
        return None
    try:
        keys = open_user_secret(token, tools.keyfile.session_salt, row.id, user.id, row.sealed_secret)
    except DoesNotOpen:
        trail.vault_refused(visit, "session", row.id)
        return None
    seen = row.last_seen_at
    if now - seen >= _SEEN_EVERY:
        seen = now
        with tools.store.unit() as unit:
            unit.locked(SessionRow, row.id).last_seen_at = now
    visit = replace(visit, closes_at=min(seen + IDLE, row.full_login_at + FULL))
    return person.with_keys(visit, keys, csrf_key(token).reveal())


def _close(visit: Ctx, row: SessionRow, why: str) -> None:
    """Delete the sealed secret of a session whose time is over, once."""
    if row.ended_at is not None or (row.sealed_secret is None and why in ("idle", "locked")):
        return
    with visit.tools.store.unit() as unit:
        fresh = unit.locked(SessionRow, row.id)
        if why == "idle":
            sessions.lock(unit, fresh)
            leave(unit, visit, Event.SESSION_LOCKED, target=row.id, reason="idle")
        elif fresh.ended_at is None:
            sessions.end(unit, fresh, visit.now, why)
            leave(unit, visit, Event.SESSION_ENDED, target=row.id, reason=why)


@action(Permission.UPKEEP, Event.SESSION_LOCKED)
def lock_idle(ctx: Ctx) -> int:
    """Screens that nobody comes back to lock too: their secrets do not wait for a request. Returns how many."""
    with ctx.tools.store.unit() as unit:
        idle = sessions.idle_since(unit, ctx.now - IDLE)
        for row in idle:
            sessions.lock(unit, row)
            leave(unit, ctx, Event.SESSION_LOCKED, target=row.id, reason="idle")
    return len(idle)


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
    """Hide: the sealed secret goes at once, and the PIN with it; only a full login opens again."""
    with ctx.tools.store.unit() as unit:
        row = unit.locked(SessionRow, ctx.session_id or "")
        open_again = row.sealed_secret is not None or session_pins.find(unit, row.id) is not None
        if row.ended_at is None and open_again:
            sessions.hide(unit, row)
            leave(unit, ctx, Event.SESSION_LOCKED, target=row.id, reason="hidden")


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
