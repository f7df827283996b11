"""Taking an account into use: passphrase, second factor, own keys; then the team's key, or a code to read
out.

The link of an invitation works for 24 hours and once. What it sets up is sealed into the form between two
requests, because looking at a page changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import enrolment, joining, persons, team_codes
from signaal.actions.context import Ctx, Tools, action
from signaal.actions.enrolment import Enrolment, Invitation, NewLogin
from signaal.actions.team_codes import TeamCode
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, people
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit
from signaal.terms import NotFound
from signaal.vault.keys import UserKeys
from signaal.vault.pseudonyms import new_id, token_hash

__all__ = ["Activated", "Invitation", "TeamCode", "activate", "invitation", "my_codes"]


@dataclass(frozen=True)
class Activated:
    """An account with new credentials: which codes to read out, for each team that has to admit this person, and the
    ten codes for a lost phone, shown this once.
    """

    login: str
    codes: tuple[TeamCode, ...]
    recovery: tuple[str, ...] = ()


def invitation(tools: Tools, token: str, setup: str | None = None) -> Invitation:
    """What somebody needs to begin; with `setup` the same second factor as before, after a mistake in the
    form.

    Raises:
        NotFound: no such link, used, or older than 24 hours.
    """
    with tools.store.reading() as reader:
        user = _invited(reader, tools, token)
    return enrolment.offer(tools, user, setup)


def activate(
    tools: Tools, given: NewLogin, request_id: str | None = None, address: str | None = None
) -> Activated:
    """Set passphrase and second factor, make the person's keys, and found or pin the keys of their teams.

    Raises:
        NotFound: no such link, used, or older than 24 hours.
        Refused: the passphrase is too weak or too long, or the code is not what the authenticator shows now.
        Busy: too many derivations wait.
    """
    now = tools.clock.now()
    with tools.store.reading() as reader:
        user = _invited(reader, tools, given.token)
        known = enrolment.surroundings(reader, user)
    made = enrolment.set_up(tools, user, given, known)
    with tools.store.unit() as unit:
        row = unit.locked(UserRow, user.id)
        if row.state != "invited" or row.activation_hash != token_hash(given.token):
            raise NotFound()
        _fill(row, made)
        row.activated_at = now
        _publish(unit, persons.read(unit, row, now).ctx(tools, request_id or new_id(), address), made.keys)
    with tools.store.reading() as reader:
        return Activated(user.login, team_codes.of_person(reader, tools, made.keys), made.codes)


def _fill(row: UserRow, made: Enrolment) -> None:
    given, public = made.credentials, made.keys.public
    row.salt, row.kdf = given.salt, dict(given.kdf)
    row.verifier, row.sealed_secret = given.verifier, given.sealed_secret
    row.kem_public, row.sign_public, row.fingerprint = public.kem, public.sign, public.fingerprint
    row.totp_sealed, row.totp_last_step, row.recovery = made.totp_sealed, made.step, made.marks
    row.state = "active"
    row.activation_hash = row.activation_expires = None


def _publish(unit: Unit, ctx: Ctx, keys: UserKeys) -> None:
    where = {"organisation": _home(unit, keys.id)}
    leave(unit, ctx, Event.KEY_PUBLISHED, target=keys.id, fingerprint=keys.public.fingerprint.hex(), **where)
    joining.settle(unit, ctx, keys)
    for row in memberships.ever_of_user(unit, keys.id):
        if row.state == "waiting" and row.team_id is not None:
            leads = [member.user for member in memberships.leads(unit, row.team_id, ctx.now)]
            tell(unit, ctx, leads, Message.MEMBER_WAITING, code=None, link="/team")
    leave(unit, ctx, Event.ACCOUNT_ACTIVATED, target=keys.id, **where)


def _home(reader: Reader, user_id: str) -> str | None:
    rows = memberships.ever_of_user(reader, user_id)
    return rows[0].organisation_id if rows else None


@action(Permission.ACCOUNT_READ)
def my_codes(ctx: Ctx) -> tuple[TeamCode, ...]:
    """The codes to read out to a lead, one for each team that has not admitted me yet. Busy as `activate`."""
    with ctx.tools.store.reading() as reader:
        return team_codes.of_person(reader, ctx.tools, ctx.keys.user)


def _invited(reader: Reader, tools: Tools, token: str) -> UserRow:
    user = people.find_by_activation(reader, token_hash(token), tools.clock.now())
    if user is None or user.state != "invited":
        raise NotFound()
    return user
