"""A PIN: six digits that open a screen again that locked by itself, on the device of the full login alone.

At most until eight hours after that login. Five wrong tries end the session; a try is counted before it is looked
at, so two at the same moment are two. Every opening gives the browser a new token (ASVS 5.0 7.2.4), and what was
copied of the old one opens nothing any more.
"""

from __future__ import annotations

from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import closed, confirming, persons
from signaal.actions.context import Ctx, Tools, action
from signaal.actions.logins import LoggedIn
from signaal.actions.trail import leave, missing
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.store import session_pins, sessions
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.store.tables_unlocking import SessionPinRow
from signaal.store.units import Unit
from signaal.terms import Refused, Say
from signaal.vault import pin as pins
from signaal.vault import pseudonyms
from signaal.vault.argon import Busy
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import UserKeys
from signaal.vault.pin import Device, SealedPin
from signaal.vault.secret import Secret
from signaal.vault.sessions import mark_own_key, seal_user_secret

FIELD = "pin"


@action(Permission.SESSION_UNLOCK, Event.ACCOUNT_CREDENTIALS)
def set_pin(ctx: Ctx, token: str, pin: str) -> None:
    """Choose a PIN for this session on this device, or another one; `token` is that of the own cookie.

    Raises:
        ConfirmFirst: the second factor is needed again.
        Refused: at `pin`: not six digits, or too easily guessed.
        NotFound: the token is not this session's.
        Busy: too many derivations wait.
    """
    confirming.must_be_fresh(ctx)
    weak = pins.problem(pin)
    if weak is not None:
        raise Refused({FIELD: weak})
    device = _device(ctx.tools, token, ctx.session_id or "")
    root, kept = pins.slow_root(ctx.tools.passwords.argon, device, pin)
    sealed = pins.seal_with_pin(root, device, ctx.keys.user)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(SessionRow, ctx.session_id or "")
        mine = row.token_hash == pseudonyms.token_hash(token) and row.ended_at is None
        if mine:
            _put(unit, ctx, row, SealedPin(kept.salt, kept.kdf, sealed))
            leave(unit, ctx, Event.ACCOUNT_CREDENTIALS, target=row.id, reason="pin_set")
    if not mine:
        raise missing(ctx, Permission.SESSION_UNLOCK)


@action(Permission.SESSION_UNLOCK, Event.ACCOUNT_CREDENTIALS)
def drop_pin(ctx: Ctx) -> None:
    """Take the PIN of this session away. Twice is fine: then it is gone already."""
    with ctx.tools.store.unit() as unit:
        if session_pins.forget(unit, ctx.session_id or ""):
            leave(unit, ctx, Event.ACCOUNT_CREDENTIALS, target=ctx.session_id, reason="pin_removed")


@action(Permission.ACCOUNT_READ)
def until(ctx: Ctx) -> tuple[bool, datetime]:
    """Has this session a PIN, and until when does one work?"""
    with ctx.tools.store.reading() as reader:
        found = session_pins.find(reader, ctx.session_id or "")
    return found is not None, (ctx.login_at or ctx.now) + closed.FULL


def can_unlock(tools: Tools, token: str) -> bool:
    """Would a PIN open the session of this token? False for one that nobody knows."""
    with tools.store.reading() as reader:
        row, user = closed.of_token(reader, token)
        found = session_pins.find(reader, row.id) if row is not None else None
    return row is not None and user is not None and found is not None and _may(row, user, tools.clock.now())


def unlock(tools: Tools, token: str, pin: str, address: str | None, request_id: str) -> LoggedIn:
    """Open a locked session with its PIN; the token in the answer replaces the one in the cookie.

    Raises:
        Refused: at `pin`: wrong, with how many tries are left, or nothing here that a PIN opens.
        Busy: too many derivations wait; the try is given back.
    """
    now = tools.clock.now()
    with tools.store.reading() as reader:
        row, user = closed.of_token(reader, token)
        if row is None or user is None or not _may(row, user, now):
            raise _gone()
        visit = persons.read(reader, user, now).ctx(tools, request_id, address, row)
    left, kept = _taken(visit)
    device = _device(tools, token, row.id)
    try:
        root, _ = pins.slow_root(tools.passwords.argon, device, pin, kept)
        keys = pins.open_with_pin(root, device, user.id, kept.sealed_secret)
        if (user.kem_public, user.sign_public) != (keys.public.kem, keys.public.sign):
            raise DoesNotOpen
    except DoesNotOpen:
        raise _wrong(visit, left) from None
    except Busy:
        _give_back(visit)
        raise
    fresh = pseudonyms.new_token()
    if not _open(visit, token, fresh, root, keys):
        raise _gone()
    return LoggedIn(fresh, user.language)


def _may(row: SessionRow, user: UserRow, now: datetime) -> bool:
    """Idle or locked, and neither ended nor past its eight hours."""
    return closed.closing(row, user, now) in ("idle", "locked")


def _taken(visit: Ctx) -> tuple[int, SealedPin]:
    """One try less, before it is looked at: how many are left after it, and what to try it on."""
    with visit.tools.store.unit() as unit:
        row = session_pins.take_try(unit, visit.session_id or "")
        if row is not None:
            return row.left, SealedPin(row.salt, row.kdf, row.sealed_secret)
    raise _gone()


def _give_back(visit: Ctx) -> None:
    with visit.tools.store.unit() as unit:
        row = session_pins.locked(unit, visit.session_id or "")
        if row is not None:
            row.left = min(row.left + 1, pins.TRIES)


def _wrong(visit: Ctx, left: int) -> Refused:
    with visit.tools.store.unit() as unit:
        row = unit.locked(SessionRow, visit.session_id or "")
        leave(unit, visit, Event.SESSION_UNLOCKED, outcome=Outcome.DENIED, target=row.id, number=left)
        if left == 0 and row.ended_at is None:
            sessions.end(unit, row, visit.now, "pin_tries")
            leave(unit, visit, Event.SESSION_ENDED, target=row.id, reason="pin_tries")
    return Refused({FIELD: Say("entering.pin.wrong", {"n": left}) if left else Say("entering.pin.ended")})


def _open(visit: Ctx, token: str, fresh: str, root: Secret, keys: UserKeys) -> bool:
    """Everything of the session moves to the new token, unless it ended, was hidden or moved meanwhile."""
    tools, session_id = visit.tools, visit.session_id or ""
    salt, device = tools.keyfile.session_salt, _device(tools, fresh, session_id)
    with tools.store.unit() as unit:
        row = unit.locked(SessionRow, session_id)
        known = session_pins.locked(unit, session_id)
        same = row.token_hash == pseudonyms.token_hash(token)
        if known is None or row.ended_at is not None or not same:
            return False
        known.sealed_secret, known.left = pins.seal_with_pin(root, device, keys), pins.TRIES
        row.token_hash = pseudonyms.token_hash(fresh)
        row.sealed_secret = seal_user_secret(fresh, salt, session_id, keys)
        row.key_mark = mark_own_key(fresh, salt, session_id, keys)
        row.last_seen_at = visit.now
        leave(unit, visit, Event.SESSION_UNLOCKED, target=session_id)
    return True


def _put(unit: Unit, ctx: Ctx, row: SessionRow, made: SealedPin) -> None:
    known = session_pins.locked(unit, row.id)
    if known is None:
        known = session_pins.add(
            unit,
            SessionPinRow(
                id=row.id, user_id=row.user_id, salt=made.salt, kdf=dict(made.kdf),
                sealed_secret=made.sealed_secret, left=pins.TRIES, created_at=ctx.now,
            ),
        )  # fmt: skip
    known.salt, known.kdf, known.sealed_secret = made.salt, dict(made.kdf), made.sealed_secret
    known.left, known.created_at = pins.TRIES, ctx.now


def _device(tools: Tools, token: str, session_id: str) -> Device:
    return Device(token, tools.keyfile.session_salt, session_id)


def _gone() -> Refused:
    return Refused({FIELD: Say("entering.unlock.gone")})
