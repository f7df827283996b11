"""The second factor: a code of the authenticator, or one of the ten codes for a lost phone. Each works once.

Whatever was typed, and for a name that nobody has too, the work is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signaal.actions.context import Ctx, Tools
from signaal.actions.telling import tell
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import people
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit
from signaal.vault import recovery_codes, totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.secret import Secret


@dataclass(frozen=True)
class Factor:
    """What was typed: the step of an authenticator's code, or the mark of a recovery code."""

    step: int | None = None
    mark: str | None = None


def found(
    tools: Tools, user_id: str | None, sealed: bytes | None, marks: Sequence[str], last_step: int, typed: str
) -> Factor | None:
    """What this code is, or None. The same work for a name that nobody has (`user_id` None)."""
    key = tools.keyfile.totp_key
    whose = user_id or tools.ids()
    try:
        secret = totp.open_totp(key, whose, sealed)
        fits = user_id is not None
    except DoesNotOpen:
        secret, fits = Secret(bytes(20)), False
    step = totp.step_of(secret, typed, tools.clock.now(), last_step)
    mark = recovery_codes.mark_code(key, whose, typed)
    left = recovery_codes.spend_code(key, whose, typed, marks)
    if fits and step is not None:
        return Factor(step=step)
    return Factor(mark=mark) if user_id is not None and left is not None else None


def of_user(tools: Tools, user: UserRow | None, typed: str) -> Factor | None:
    """The same for an account's row, or nobody's."""
    if user is None:
        return found(tools, None, None, (), 0, typed)
    return found(tools, user.id, user.totp_sealed, user.recovery, user.totp_last_step, typed)


def spend(unit: Unit, ctx: Ctx, user_id: str, factor: Factor, organisation: str | None = None) -> bool:
    """Use it up: True once, also for two requests at the same moment. A recovery code leaves an event and a message."""
    if factor.step is not None:
        return people.take_totp_step(unit, user_id, factor.step)
    user = unit.locked(UserRow, user_id)
    if factor.mark not in user.recovery:
        return False
    user.recovery = [mark for mark in user.recovery if mark != factor.mark]
    tell(unit, ctx, [user], Message.RECOVERY_CODE_USED, code=None, link="/inloggegevens")
    leave(
        unit, ctx, Event.ACCOUNT_RECOVERY_CODE, organisation=organisation, target=user.id,
        reason="used", number=len(user.recovery),
    )  # fmt: skip
    return True
