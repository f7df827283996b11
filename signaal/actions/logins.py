"""Logging in: passphrase and second factor at once, one answer for everything that is wrong.

One Argon2id derivation per try, for a name that nobody has too; a code of the second factor works once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from signaal.actions import factors, failures, joining, persons, rederiving, slowing
from signaal.actions.context import Ctx, Tools, anonymous
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.store import memberships, people, sessions
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.store.units import Unit
from signaal.terms import Refused, Role, Say
from signaal.vault import pseudonyms
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import UserKeys
from signaal.vault.passwords import Credentials
from signaal.vault.sessions import mark_own_key, seal_user_secret

HOME = "/vandaag"


@dataclass(frozen=True)
class LoggedIn:
    """`token` is for the cookie and stands nowhere else; `home` is where to go when nothing else was
    asked.
    """

    token: str
    language: str
    home: str = HOME


def tidy_login(typed: str) -> str:
    """A login name as it is stored."""
    return typed.strip().lower()


def log_in(
    tools: Tools,
    login: str,
    passphrase: str,
    code: str,
    address: str | None,
    request_id: str,
    before: str | None = None,
) -> LoggedIn:
    """Begin a session; `before` is the token of an earlier one in the same browser, which ends.

    Raises:
        Refused: one sentence at `login`, whatever was wrong: name, passphrase, code, an account that is not
            active, a code that was used, or too early after failures.
        Busy: too many derivations wait; try again in a few seconds.
    """
    ctx = anonymous(tools, request_id, address)
    name = tidy_login(login)
    brakes = slowing.for_login(name, address)
    with tools.store.reading() as reader:
        if slowing.must_wait(reader, brakes, ctx.now):
            raise refused("login")
        user = people.find_by_login(reader, name)
    keys = _derived(tools, user, passphrase)
    factor = factors.of_user(tools, user, code)
    if user is None or user.state != "active" or keys is None or factor is None:
        count(ctx, brakes, user, "login")
    kept = credentials_of(user)
    fresh = rederiving.again(tools, kept, passphrase, keys)
    token = pseudonyms.new_token()
    with tools.store.unit() as unit:
        taken = factors.spend(unit, ctx, user.id, factor, organisation_of(unit, user.id))
        if taken:
            slowing.succeeded(unit, brakes)
            rederiving.keep(unit, ctx, unit.locked(UserRow, user.id), kept, fresh)
            begin(unit, ctx, token, keys, before)
    if not taken:
        count(ctx, brakes, user, "login")
    return LoggedIn(token, user.language)


def _derived(tools: Tools, user: UserRow | None, passphrase: str) -> UserKeys | None:
    """The one derivation of this try. A damaged row is as wrong as a wrong passphrase."""
    kept = credentials_of(user)
    if user is None or kept is None:
        tools.passwords.pretend(passphrase)
        return None
    try:
        keys = tools.passwords.open(passphrase, user.id, kept)
    except DoesNotOpen:
        return None
    if keys is None or (user.kem_public, user.sign_public) != (keys.public.kem, keys.public.sign):
        return None
    return keys


def credentials_of(user: UserRow | None) -> Credentials | None:
    """What the row keeps of a passphrase, or None before activation."""
    if user is None or user.salt is None or user.kdf is None:
        return None
    if user.verifier is None or user.sealed_secret is None:
        return None
    return Credentials(user.salt, user.kdf, user.verifier, user.sealed_secret)


def count(ctx: Ctx, brakes: tuple[slowing.Brake, ...], user: UserRow | None, way: str) -> NoReturn:
    """One more failed try to come in. Raises Refused, the same for whatever was wrong on this `way`."""
    with ctx.tools.store.unit() as unit:
        known = user.id if user is not None else None
        failures.count(unit, ctx.now, known)
        slowed = slowing.failed(unit, brakes, ctx.now)
        if slowed is not None:
            organisation = organisation_of(unit, known)
            leave(
                unit, ctx, Event.SESSION_THROTTLED, outcome=Outcome.DENIED, organisation=organisation,
                target=known, number=slowed,
            )  # fmt: skip
    raise refused(way)


def refused(way: str) -> Refused:
    """The one answer to everything that is wrong: `login`, `passkey`, or `forgotten` (on the way to a reset)."""
    sentence = {
        "login": "account.login.refused",
        "passkey": "entering.passkey.refused",
        "forgotten": "account.forgotten.refused",
    }[way]
    return Refused({way: Say(sentence)})


def organisation_of(reader: Reader, user_id: str | None) -> str | None:
    """Whose officer finds what happened to an account; None for nobody's."""
    found = memberships.ever_of_user(reader, user_id) if user_id else []
    return found[0].organisation_id if found else None


def begin(
    unit: Unit, ctx: Ctx, token: str, keys: UserKeys, before: str | None = None, how: str | None = None
) -> None:
    """A full login: a new session for these keys, last in its unit. `how` is what the log says of the way in."""
    user = unit.locked(UserRow, keys.id)
    if user.fingerprint != keys.public.fingerprint:
        # other credentials were admitted while these were tried
        raise refused("passkey" if how == "passkey" else "login")
    session_id = ctx.tools.ids()
    salt = ctx.tools.keyfile.session_salt
    row = sessions.add(
        unit,
        SessionRow(
            id=session_id,
            token_hash=pseudonyms.token_hash(token),
            user_id=user.id,
            created_at=ctx.now,
            last_seen_at=ctx.now,
            full_login_at=ctx.now,
            step_up_at=ctx.now,
            sealed_secret=seal_user_secret(token, salt, session_id, keys),
            key_mark=mark_own_key(token, salt, session_id, keys),
        ),
    )
    person = persons.read(unit, user, ctx.now)
    if any(member.role is Role.PRIVACY_OFFICER for member in person.actor.memberships):
        joining.officer_is_here(unit, ctx.now)
    visit = person.ctx(ctx.tools, ctx.request_id, ctx.address, row)
    joining.settle(unit, visit, keys)
    where = organisation_of(unit, user.id)
    _end_before(unit, visit, before, where)
    leave(unit, visit, Event.SESSION_LOGIN, organisation=where, target=session_id, reason=how)


def _end_before(unit: Unit, visit: Ctx, before: str | None, where: str | None) -> None:
    """The cookie of an earlier session is about to be overwritten: nobody could come back to it (ASVS 7.2.4)."""
    earlier = sessions.find_by_token(unit, pseudonyms.token_hash(before)) if before else None
    if earlier is not None and earlier.ended_at is None:
        sessions.end(unit, earlier, visit.now, "replaced")
        leave(unit, visit, Event.SESSION_ENDED, organisation=where, target=earlier.id, reason="replaced")


__all__ = [
    "HOME",
    "LoggedIn",
    "begin",
    "count",
    "credentials_of",
    "log_in",
    "organisation_of",
    "refused",
    "tidy_login",
]
