"""The current login code of a demo account, for who has no authenticator at hand. Invented people only."""

from __future__ import annotations

import base64
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
        Refused: `secret` is not base 32, or too short.
    """
    try:
        padded = typed_secret + "=" * (-len(typed_secret) % 8)
        secret = Secret(base64.b32decode(padded, casefold=True))
        code = totp.code_at(secret, totp.step_at(ctx.now))
    except ValueError:  # also too short to be one of ours
        raise Refused({"secret": Say("upkeep.bad_secret")}) from None
    return DemoCode(code, totp.SECONDS - int(ctx.now.timestamp()) % totp.SECONDS)
