"""The current login code of a demo account, for who has no authenticator at hand. Invented people only."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.terms import Refused, Say
from signaal.vault import totp
from signaal.vault.secret import Secret


@dataclass(frozen=True)
class DemoCode:
    """Six digits, and for how many more seconds they are the current ones."""

    code: str
    seconds: int


@action(Permission.DEMO_PLAY)
def current_code(ctx: Ctx, typed_secret: str) -> DemoCode:
    """The code that an authenticator with this secret (base 32) shows now.

    Raises:
        Refused: `secret` is not base 32.
    """
    try:
        padded = typed_secret + "=" * (-len(typed_secret) % 8)
        secret = Secret(base64.b32decode(padded, casefold=True))
    except binascii.Error:
        raise Refused({"secret": Say("upkeep.bad_secret")}) from None
    step = totp.step_at(ctx.now)
    left = (step + 1) * totp.SECONDS - int(ctx.now.timestamp())
    return DemoCode(totp.code_at(secret, step), left)
