"""The moment at which waiting credentials take over: everything of the old goes, nothing that anybody can open is lost.

What the team's secret opens is opened by the team's secret: it is sealed to the new pair by whoever admits. Other teams
admit once more, because each lead vouches for a key alone.
"""

from __future__ import annotations

from signaal.actions.context import Ctx
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.actions.waiting_keys import WaitingKeys
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import drafts, former_keys, memberships, passkeys, pins, sessions
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.units import Unit

ENDED = "credentials"
"""Why sessions end: the account has new credentials."""


def take_over(unit: Unit, ctx: Ctx, user: UserRow, waiting: WaitingKeys, admitted: str | None) -> None:
    """Put `waiting` in force for this locked row, and leave an event. The caller seals the team's secret.

    `admitted` is the membership that is being admitted now; the others wait for their own lead. Drafts and pins that
    only the old pair could open or check are deleted; every session ends.
    """
    former_keys.keep(unit, ctx.tools.ids(), user, ctx.now)
    _exchange(user, waiting)
    for row in memberships.ever_of_user(unit, user.id):
        if row.team_id is not None and row.state != "ended":
            _take_seat(unit.locked(MembershipRow, row.id), waiting, admitted)
    sessions.end_all(unit, user.id, ctx.now, ENDED)
    for passkey in passkeys.of_user(unit, user.id):
        unit.delete(passkey)
    pins.drop_all(unit, user.id)
    drafts.drop_all(unit, user.id)
    tell(unit, ctx, [user], Message.CREDENTIALS_CHANGED, code=None, link="/vandaag")
    home = next(iter(memberships.ever_of_user(unit, user.id)), None)
    leave(
        unit, ctx, Event.ACCOUNT_CREDENTIALS, organisation=home.organisation_id if home else None,
        target=user.id, reason="admitted",
    )  # fmt: skip


def _exchange(user: UserRow, waiting: WaitingKeys) -> None:
    given, keys = waiting.credentials, waiting.person.keys
    user.salt, user.kdf = given.salt, dict(given.kdf)
    user.verifier, user.sealed_secret = given.verifier, given.sealed_secret
    user.kem_public, user.sign_public, user.fingerprint = keys.kem, keys.sign, keys.fingerprint
    user.totp_sealed, user.recovery = waiting.totp_sealed, list(waiting.recovery)
    user.pending = user.activation_hash = user.activation_expires = None


def _take_seat(row: MembershipRow, waiting: WaitingKeys, admitted: str | None) -> None:
    """The pin of the new pair; what was sealed to the old one opens for nobody any more."""
    seat = waiting.seat(row.id)
    row.pin_version = seat.version if seat else None
    row.pin_fingerprint = seat.fingerprint if seat else None
    row.pin_mark = seat.mark if seat else None
    if row.id != admitted:
        row.sealed_team_secret = None
        row.state = "waiting"
