"""Another passphrase, another authenticator, other codes for a lost phone: by the person, while logged in.

The keys stay the same, so nothing has to be sealed again. Every other session ends. The second factor was asked less
than five minutes ago (step-up).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from signaal.access.permissions import Permission
from signaal.actions import confirming, enrolment, slowing, waiting_keys
from signaal.actions.context import Ctx, action
from signaal.actions.enrolment import Invitation
from signaal.actions.logins import credentials_of
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import people, sessions
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit
from signaal.terms import Refused, Say
from signaal.vault import passphrases
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.passwords import Credentials

ENDED = "credentials"


@dataclass(frozen=True)
class Ways:
    """How I come in: how many codes for a lost phone are left, and since when new credentials wait (None: none)."""

    login: str
    codes_left: int
    waiting_since: datetime | None
    link_until: datetime | None


def proposal() -> str:
    """Five words to propose."""
    return passphrases.new_passphrase()


@action(Permission.ACCOUNT_READ, Event.ACCOUNT_VIEWED)
def ways(ctx: Ctx) -> Ways:
    """My own ways in."""
    with ctx.tools.store.unit() as unit:
        user = people.get(unit, ctx.user_id)
        leave(unit, ctx, Event.ACCOUNT_VIEWED, target=user.id)
    until = user.activation_expires if user.activation_hash is not None else None
    return Ways(
        user.login, len(user.recovery), _since(user, ctx.now), until if until and until > ctx.now else None
    )


def _since(user: UserRow, now: datetime) -> datetime | None:
    try:
        found = waiting_keys.of(user)
    except DoesNotOpen:
        return now  # something is there that is not ours: show it, so that it is thrown away
    return found.since if found is not None else None


@action(Permission.ACCOUNT_WRITE, Event.ACCOUNT_RECOVERY_CODE)
def renew_codes(ctx: Ctx) -> tuple[str, ...]:
    """Ten new codes for a lost phone, shown this once; the old ones stop. ConfirmFirst without step-up."""
    confirming.must_be_fresh(ctx)
    codes, marks = enrolment.spare_codes(ctx.tools, ctx.user_id)
    with ctx.tools.store.unit() as unit:
        unit.locked(UserRow, ctx.user_id).recovery = marks
        leave(unit, ctx, Event.ACCOUNT_RECOVERY_CODE, target=ctx.user_id, reason="renewed", number=len(marks))
    return codes


@action(Permission.ACCOUNT_WRITE, Event.ACCOUNT_CREDENTIALS)
def change(ctx: Ctx, old: str, new: str) -> None:
    """Another passphrase. Every other session ends.

    Raises:
        ConfirmFirst: the second factor was not asked within five minutes.
        Refused: `old` is wrong or was tried too often; `new` is too weak or too long.
        Busy: too many derivations wait.
    """
    confirming.must_be_fresh(ctx)
    brakes = slowing.for_code("passphrase " + ctx.user_id)
    with ctx.tools.store.reading() as reader:
        user = people.get(reader, ctx.user_id)
        known = enrolment.surroundings(reader, user)
        too_early = slowing.must_wait(reader, brakes, ctx.now)
    weak = passphrases.problem(new, known)
    if weak is not None:
        raise Refused({"new": weak})
    kept = credentials_of(user)
    if too_early or kept is None or not _fits(ctx, old, user, kept):
        with ctx.tools.store.unit() as unit:
            slowing.failed(unit, brakes, ctx.now)
        raise Refused({"old": Say("account.change.wrong")})
    made = ctx.tools.passwords.enrol(new, ctx.keys.user)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(UserRow, user.id)
        if row.fingerprint != ctx.keys.user.public.fingerprint:
            raise Refused({"old": Say("account.change.wrong")})
        slowing.succeeded(unit, brakes)
        row.salt, row.kdf = made.salt, dict(made.kdf)
        row.verifier, row.sealed_secret = made.verifier, made.sealed_secret
        _changed(unit, ctx, row, "passphrase")


def _fits(ctx: Ctx, old: str, user: UserRow, kept: Credentials) -> bool:
    try:
        return ctx.tools.passwords.open(old, user.id, kept) is not None
    except DoesNotOpen:
        return False


@action(Permission.ACCOUNT_READ, Event.ACCOUNT_VIEWED)
def new_authenticator(ctx: Ctx, setup: str | None = None) -> Invitation:
    """What the page for another authenticator shows; `setup` as for an invitation. ConfirmFirst without step-up."""
    confirming.must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        user = people.get(unit, ctx.user_id)
        leave(unit, ctx, Event.ACCOUNT_VIEWED, target=user.id)
    return enrolment.offer(ctx.tools, user, setup)


@action(Permission.ACCOUNT_WRITE, Event.ACCOUNT_CREDENTIALS)
def change_authenticator(ctx: Ctx, code: str, setup: str) -> None:
    """Another authenticator, for who has a new phone; the old one stops. Every other session ends.

    Raises:
        ConfirmFirst: the second factor was not asked within five minutes.
        Refused: `code` is not what the new authenticator shows now.
    """
    confirming.must_be_fresh(ctx)
    sealed, step = enrolment.new_factor(ctx.tools, ctx.user_id, code, setup)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(UserRow, ctx.user_id)
        row.totp_sealed, row.totp_last_step = sealed, max(step, row.totp_last_step)
        _changed(unit, ctx, row, "second_factor")


def _changed(unit: Unit, ctx: Ctx, row: UserRow, reason: str) -> None:
    sessions.end_all(unit, row.id, ctx.now, ENDED, but=ctx.session_id)
    tell(unit, ctx, [row], Message.CREDENTIALS_CHANGED, code=None, link="/inloggegevens")
    leave(unit, ctx, Event.ACCOUNT_CREDENTIALS, target=row.id, reason=reason)
