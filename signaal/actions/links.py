"""One-time links: to take an account into use, or to make new credentials that wait. 24 hours, once, kept as a hash.

By mail the token stands sealed in the outbox and is wiped when the mail has left; without an address it is shown once,
to hand over. Whoever gets the link alone gets in nowhere: a lead still has to type a code.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation
from signaal.actions.context import Ctx, action, taken
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message, message_id
from signaal.store import memberships, people
from signaal.store.reader import Reader
from signaal.store.tables_people import UserRow
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit
from signaal.vault.links import seal_link
from signaal.vault.pseudonyms import new_token, token_hash

LIVES = timedelta(hours=24)
PATHS = {Message.ACCOUNT_INVITED: "/activeren", Message.ACCOUNT_RESET: "/herstel"}
"""Where each link leads; the token follows."""


def one_time(user: UserRow, now: datetime) -> str:
    """A new token for this account; an earlier one stops."""
    token = new_token()
    user.activation_hash = token_hash(token)
    user.activation_expires = now + LIVES
    return token


@action(Permission.PEOPLE_WRITE, Event.PERSON_CHANGED)
def invite_again(ctx: Ctx, user_id: str, *, by_mail: bool = False) -> str:
    """A new link for somebody whose old one is past its 24 hours; the old one stops. Returns the token.

    Raises:
        NotFound: nobody of the admin's own organisation.
        Conflict: the account is in use already, or disabled.
    """
    return _send(ctx, user_id, "invited", "people.in_use", Message.ACCOUNT_INVITED, by_mail)


@action(Permission.PEOPLE_WRITE, Event.PERSON_CHANGED)
def send_reset(ctx: Ctx, user_id: str, *, by_mail: bool = False) -> str:
    """A link to make new credentials that wait for a lead; the old ones stay in force. Returns the token.

    Raises:
        NotFound: nobody of the admin's own organisation.
        Conflict: the account is not in use (yet), or disabled.
    """
    return _send(ctx, user_id, "active", "people.not_in_use", Message.ACCOUNT_RESET, by_mail)


def _send(ctx: Ctx, user_id: str, state: str, otherwise: str, message: Message, by_mail: bool) -> str:
    with ctx.tools.store.reading() as reader:
        organisation_id = home_of(reader, user_id)
    relation = to_organisation(ctx.actor, organisation_id)
    ctx.must(Permission.PEOPLE_WRITE, relation, organisation_id=organisation_id)
    with ctx.tools.store.unit() as unit:
        user = unit.locked(UserRow, user_id)
        if user.state != state:
            raise taken(otherwise)
        token = one_time(user, ctx.now)
        if by_mail and user.email:
            mail(unit, ctx, user, message, token)
        leave(
            unit,
            ctx,
            Event.PERSON_CHANGED,
            organisation=organisation_id,
            target=user.id,
            reason=_REASONS[message],
        )
    return token


_REASONS = {Message.ACCOUNT_INVITED: "invited", Message.ACCOUNT_RESET: "reset_sent"}


def mail(unit: Unit, ctx: Ctx, user: UserRow, message: Message, token: str) -> None:
    """Queue the one mail that holds the token: sealed, and only by mail."""
    row_id = ctx.tools.ids()
    unit.add(
        OutboxRow(
            id=row_id,
            user_id=user.id,
            channel="mail",
            message=message.value,
            link=PATHS[message],
            sealed_link=seal_link(ctx.tools.keyfile.totp_key, row_id, user.id, token),
            not_before=ctx.now,
            message_id=message_id(row_id, ctx.tools.town.sender),
            created_at=ctx.now,
        )
    )


def home_of(reader: Reader, user_id: str) -> str:
    """The organisation whose admin looks after this account: where it has been longest. NotFound."""
    people.get(reader, user_id)
    rows = memberships.ever_of_user(reader, user_id)
    return next((row for row in rows if row.state != "ended"), rows[0]).organisation_id
