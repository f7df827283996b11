"""Taking an account into use: passphrase, second factor, own keys; then the team's key, or a code to read
out.

The link of an invitation works for 24 hours and once. What it sets up is sealed into the form between two
requests, because looking at a page changes nothing.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import joining, persons
from signaal.actions.context import Ctx, Tools, action
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, organisations, people, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Refused, Say
from signaal.vault import passphrases, totp
from signaal.vault.admission import admission_code
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, claimed_team
from signaal.vault.keys import UserKeys
from signaal.vault.passwords import Credentials
from signaal.vault.pseudonyms import new_id, token_hash
from signaal.vault.secret import Secret


@dataclass(frozen=True)
class Invitation:
    """What the page of a link shows. `setup` is the sealed second factor, to send back with the form."""

    name: str
    login: str
    suggestion: str
    totp_uri: str
    totp_secret: str
    setup: str


@dataclass(frozen=True)
class TeamCode:
    """The code that a waiting member reads out to a lead of the team; `code` is None while the team has no
    key.
    """

    team: str
    code: str | None
    why: Say


@dataclass(frozen=True)
class Activated:
    """A new account in use: which codes to read out, for each team that has to admit this person."""

    login: str
    codes: tuple[TeamCode, ...]


def invitation(tools: Tools, token: str, setup: str | None = None) -> Invitation:
    """What somebody needs to begin; with `setup` the same second factor as before, after a mistake in the
    form.

    Raises:
        NotFound: no such link, used, or older than 24 hours.
    """
    with tools.store.reading() as reader:
        user = _invited(reader, tools, token)
    secret = _unsealed(tools, user.id, setup) if setup else None
    if secret is None:
        secret = totp.new_secret()
    sealed = totp.seal_totp(tools.keyfile.totp_key, user.id, secret)
    return Invitation(
        name=user.name,
        login=user.login,
        suggestion=passphrases.new_passphrase(),
        totp_uri=totp.provisioning_uri(secret, user.login, tools.town.name),
        totp_secret=totp.typed_secret(secret),
        setup=base64.urlsafe_b64encode(sealed).decode(),
    )


def activate(
    tools: Tools,
    token: str,
    passphrase: str,
    code: str,
    setup: str,
    request_id: str | None = None,
    address: str | None = None,
) -> Activated:
    """Set passphrase and second factor, make the person's keys, and found or pin the keys of their teams.

    Raises:
        NotFound: no such link, used, or older than 24 hours.
        Refused: `passphrase` too weak or too long, or `code` is not what the authenticator shows now.
        Busy: too many derivations wait.
    """
    now = tools.clock.now()
    with tools.store.reading() as reader:
        user = _invited(reader, tools, token)
        known = (user.name, user.login, *_surroundings(reader, user.id))
    secret = _unsealed(tools, user.id, setup)
    step = totp.step_of(secret, code, now, 0) if secret is not None else None
    weak = passphrases.problem(passphrase, known)
    problems = {"passphrase": weak} if weak else {}
    if step is None:
        problems["code"] = Say("account.activate.wrong_code")
    if problems or secret is None or step is None:
        raise Refused(problems)
    keys = UserKeys.new(user.id)
    credentials = tools.passwords.enrol(passphrase, keys)
    with tools.store.unit() as unit:
        row = unit.locked(UserRow, user.id)
        if row.state != "invited" or row.activation_hash != token_hash(token):
            raise NotFound()
        _fill(row, keys, credentials)
        row.totp_sealed = totp.seal_totp(tools.keyfile.totp_key, row.id, secret)
        row.totp_last_step = step
        row.activated_at = now
        _publish(unit, persons.read(unit, row, now).ctx(tools, request_id or new_id(), address), keys)
    with tools.store.reading() as reader:
        return Activated(user.login, _codes(reader, tools, keys))


def _fill(row: UserRow, keys: UserKeys, credentials: Credentials) -> None:
    row.salt, row.kdf = credentials.salt, dict(credentials.kdf)
    row.verifier, row.sealed_secret = credentials.verifier, credentials.sealed_secret
    row.kem_public, row.sign_public = keys.public.kem, keys.public.sign
    row.fingerprint = keys.public.fingerprint
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
        return _codes(reader, ctx.tools, ctx.keys.user)


def _codes(reader: Reader, tools: Tools, keys: UserKeys) -> tuple[TeamCode, ...]:
    rows = [row for row in memberships.ever_of_user(reader, keys.id) if row.state == "waiting"]
    return tuple(_code(reader, tools, keys, row) for row in rows)


def _code(reader: Reader, tools: Tools, keys: UserKeys, row: MembershipRow) -> TeamCode:
    if row.team_id is None:
        place = organisations.get(reader, row.organisation_id).name
        return TeamCode(place, None, Say("people.waits_for_officer"))
    team = teams.get(reader, row.team_id)
    key = teams.current_key(reader, row.team_id)
    if key is None or row.pin_fingerprint is None:
        first = row.lead and key is None
        return TeamCode(
            team.name, None, Say("people.waits_for_both" if first else "people.waits_for_first_lead")
        )
    claimed: Claimed = claimed_team(team.id, key.version, key.kem_public, key.sign_public)
    if claimed.fingerprint != row.pin_fingerprint:
        raise DoesNotOpen
    return TeamCode(
        team.name, admission_code(tools.passwords.argon, keys.holder, claimed), Say("people.read_out")
    )


def _invited(reader: Reader, tools: Tools, token: str) -> UserRow:
    user = people.find_by_activation(reader, token_hash(token), tools.clock.now())
    if user is None or user.state != "invited":
        raise NotFound()
    return user


def _surroundings(reader: Reader, user_id: str) -> list[str]:
    """What others know of this person: the names of organisation and team are no good in a passphrase."""
    rows = memberships.ever_of_user(reader, user_id)
    found = [organisations.get(reader, row.organisation_id).name for row in rows]
    return found + [teams.get(reader, row.team_id).name for row in rows if row.team_id]


def _unsealed(tools: Tools, user_id: str, setup: str | None) -> Secret | None:
    try:
        return totp.open_totp(tools.keyfile.totp_key, user_id, base64.urlsafe_b64decode(setup or ""))
    except (DoesNotOpen, binascii.Error, ValueError):
        return None
