"""Lost passphrase, second factor or device: a new pair of keys that waits, beside the old one that stays in force.

Two ways to the page: a one-time link that the admin has sent, or one of the ten codes for a lost phone. Both only make
credentials that wait; who comes in needs a lead's typed code first, and then the new passphrase and the new second
factor (BIO2 5.17.01). Nothing is lost while they wait: who remembers the old passphrase logs in and throws them away.
"""

from __future__ import annotations

from signaal.access.permissions import Permission
from signaal.actions import enrolment, factors, joining, persons, slowing, team_codes, waiting_keys
from signaal.actions.accounts import Activated
from signaal.actions.context import Ctx, Tools, action, anonymous
from signaal.actions.enrolment import Invitation, NewLogin
from signaal.actions.links import LIVES, one_time
from signaal.actions.logins import count, organisation_of, refused, tidy_login
from signaal.actions.replacing import take_over
from signaal.actions.team_codes import TeamCode
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.actions.waiting_keys import Seat, WaitingKeys
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import memberships, people, teams
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit
from signaal.terms import NotFound, Role
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import claimed_team
from signaal.vault.keys import UserKeys
from signaal.vault.pins import first_seen
from signaal.vault.pseudonyms import new_id, token_hash

__all__ = ["LIVES", "ask", "cancel", "codes", "page", "prove", "reset"]


def ask(tools: Tools, login: str, code: str, address: str | None, request_id: str) -> str:
    """With a recovery code instead of a link: the code is used up, and the token of a link comes back.

    Raises:
        Refused: one sentence at `login`, whatever was wrong: name, code, an account that is not active, or too early.
    """
    ctx = anonymous(tools, request_id, address)
    name = tidy_login(login)
    brakes = slowing.for_login(name, address)
    with tools.store.reading() as reader:
        if slowing.must_wait(reader, brakes, ctx.now):
            raise refused("forgotten")
        user = people.find_by_login(reader, name)
    factor = factors.of_user(tools, user, code)
    if user is None or user.state != "active" or factor is None or factor.mark is None:
        count(ctx, brakes, user, "forgotten")
    with tools.store.unit() as unit:
        home = organisation_of(unit, user.id)
        spent = factors.spend(unit, ctx, user.id, factor, home)
        if spent:
            token = one_time(unit.locked(UserRow, user.id), ctx.now)
            leave(
                unit, ctx, Event.ACCOUNT_CREDENTIALS, organisation=home, target=user.id, reason="reset_asked"
            )
    if not spent:
        count(ctx, brakes, user, "forgotten")
    return token


def page(tools: Tools, token: str, setup: str | None = None) -> Invitation:
    """What the page of a reset shows. NotFound: no such link, used, or older than 24 hours."""
    with tools.store.reading() as reader:
        user = _linked(reader, tools, token)
    return enrolment.offer(tools, user, setup)


def reset(
    tools: Tools, given: NewLogin, request_id: str | None = None, address: str | None = None
) -> Activated:
    """Make new credentials that wait, and the codes to read out. The old ones stay in force.

    Raises:
        NotFound: no such link, used, or older than 24 hours.
        Refused: the passphrase is too weak or too long, or the code is not what the authenticator shows now.
        Busy: too many derivations wait.
    """
    now = tools.clock.now()
    with tools.store.reading() as reader:
        user = _linked(reader, tools, given.token)
        known = enrolment.surroundings(reader, user)
        made = enrolment.set_up(tools, user, given, known)
        waiting = WaitingKeys(
            now, made.keys.holder, made.credentials, made.totp_sealed, tuple(made.marks),
            _seats(reader, made.keys),
        )  # fmt: skip
        shown = team_codes.of_waiting(reader, tools, made.keys, waiting)
    with tools.store.unit() as unit:
        row = unit.locked(UserRow, user.id)
        if row.state != "active" or row.activation_hash != token_hash(given.token):
            raise NotFound()
        row.pending = waiting.kept()
        row.activation_hash = row.activation_expires = None
        row.totp_last_step = max(row.totp_last_step, made.step)
        visit = persons.read(unit, row, now).ctx(tools, request_id or new_id(), address)
        _announce(unit, visit, row, waiting)
    return Activated(user.login, shown, made.codes)


def _seats(reader: Reader, keys: UserKeys) -> tuple[Seat, ...]:
    """Every team's key as it is now, pinned by the new pair; the typed code tells both sides whether it is right."""
    found = []
    for row in memberships.ever_of_user(reader, keys.id):
        key = teams.current_key(reader, row.team_id) if row.team_id and row.state != "ended" else None
        if key is not None:
            claimed = claimed_team(key.team_id, key.version, key.kem_public, key.sign_public)
            pin, mark, _ = first_seen(keys, claimed)
            found.append(Seat(row.id, pin.version, pin.fingerprint, mark))
    return tuple(found)


def _announce(unit: Unit, visit: Ctx, row: UserRow, waiting: WaitingKeys) -> None:
    """The person hears it where the old credentials still reach; leads (or the officer) hear that somebody waits."""
    where = {"organisation": organisation_of(unit, row.id)}
    fingerprint = waiting.person.fingerprint.hex()
    leave(unit, visit, Event.KEY_PUBLISHED, target=row.id, fingerprint=fingerprint, **where)
    here = memberships.of_user(unit, row.id, visit.now)
    places = [member.team_id for member in here if member.team_id]
    told = {m.user.id: m.user for team in places for m in memberships.leads(unit, team, visit.now)}
    if not places:
        officers = memberships.with_role_anywhere(unit, Role.PRIVACY_OFFICER.value, visit.now)
        told = {m.user.id: m.user for m in officers}
    told.pop(row.id, None)
    link = "/team" if places else "/goedkeuren"
    tell(unit, visit, told.values(), Message.CREDENTIALS_WAITING, code=None, link=link)
    tell(unit, visit, [row], Message.CREDENTIALS_ASKED, code=None, link="/inloggegevens")
    leave(unit, visit, Event.ACCOUNT_CREDENTIALS, target=row.id, reason="waiting", **where)
    if not memberships.ever_of_user(unit, row.id) or (not places and joining.setting_up(unit)):
        take_over(
            unit, visit, row, waiting, None
        )  # nobody is there yet who could look, and nothing is sealed to it


def prove(
    tools: Tools, login: str, passphrase: str, code: str, address: str | None, request_id: str
) -> tuple[UserRow, UserKeys, WaitingKeys]:
    """Somebody shows the new passphrase and the new second factor before they are in force. Opens no session.

    Raises:
        Refused: one sentence at `login`, whatever was wrong; nothing waits is one of them.
        Busy: too many derivations wait.
    """
    ctx = anonymous(tools, request_id, address)
    name = tidy_login(login)
    brakes = slowing.for_login(name, address)
    with tools.store.reading() as reader:
        if slowing.must_wait(reader, brakes, ctx.now):
            raise refused("forgotten")
        user = people.find_by_login(reader, name)
    waiting = _in_time(user, ctx)
    keys = _opened(tools, user, waiting, passphrase)
    sealed = waiting.totp_sealed if waiting else None
    last = user.totp_last_step if user else 0
    factor = factors.found(tools, user.id if user and waiting else None, sealed, (), last, code)
    if user is None or waiting is None or keys is None or factor is None:
        count(ctx, brakes, user, "forgotten")
    with tools.store.unit() as unit:
        spent = factors.spend(unit, ctx, user.id, factor)
        if spent:
            slowing.succeeded(unit, brakes)
    if not spent:
        count(ctx, brakes, user, "forgotten")
    return user, keys, waiting


def codes(
    tools: Tools, login: str, passphrase: str, code: str, address: str | None, request_id: str
) -> tuple[TeamCode, ...]:
    """The codes to read out once more, for who closed the page. Refused and Busy as `prove`."""
    _, keys, waiting = prove(tools, login, passphrase, code, address, request_id)
    with tools.store.reading() as reader:
        return team_codes.of_waiting(reader, tools, keys, waiting)


@action(Permission.ACCOUNT_WRITE, Event.ACCOUNT_CREDENTIALS)
def cancel(ctx: Ctx) -> None:
    """It was not me, or I remembered: throw away what waits, and the link with it. Does nothing when nothing waits."""
    with ctx.tools.store.unit() as unit:
        row = unit.locked(UserRow, ctx.user_id)
        if row.pending is None and row.activation_hash is None:
            return
        row.pending = row.activation_hash = row.activation_expires = None
        leave(unit, ctx, Event.ACCOUNT_CREDENTIALS, target=row.id, reason="cancelled")


def drop_lapsed(ctx: Ctx) -> int:
    """Drop what nobody admitted in 14 days; returns how many. May run twice: the second time nothing is left."""
    with ctx.tools.store.unit() as unit:
        over = [row for row in people.with_pending(unit) if _in_time(row, ctx) is None]
        for row in over:
            row.pending = None
            home = organisation_of(unit, row.id)
            leave(unit, ctx, Event.ACCOUNT_CREDENTIALS, organisation=home, target=row.id, reason="expired")
    return len(over)


def _in_time(user: UserRow | None, ctx: Ctx) -> WaitingKeys | None:
    if user is None or user.state != "active":
        return None
    try:
        return waiting_keys.in_time(user, ctx.now)
    except DoesNotOpen:
        return None


def _opened(
    tools: Tools, user: UserRow | None, waiting: WaitingKeys | None, passphrase: str
) -> UserKeys | None:
    """The one derivation of this try."""
    if user is None or waiting is None:
        tools.passwords.pretend(passphrase)
        return None
    try:
        keys = tools.passwords.open(passphrase, user.id, waiting.credentials)
    except DoesNotOpen:
        return None
    return keys if keys is not None and keys.public == waiting.person.keys else None


def _linked(reader: Reader, tools: Tools, token: str) -> UserRow:
    user = people.find_by_activation(reader, token_hash(token), tools.clock.now())
    if user is None or user.state != "active":
        raise NotFound()
    return user
