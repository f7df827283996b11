"""What a team ticks most, counted under marks that only its members can make: who steals the counts reads no code.

Without the team's secret (a teacher) the marks are the person's own, and so are the counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from signaal.actions.context import Ctx
from signaal.store import counters
from signaal.store.reader import Reader
from signaal.vault.keys import TeamKeys, UserKeys

WHAT = "signal"
_PURPOSE = "signal-count"
_AT_MOST = 256
_known: dict[bytes, dict[str, str]] = {}
"""Marks by whose they are, for a page that asks for those of every code. An owner's name here is a mark too."""


def mark(ctx: Ctx, team_id: str, code: str) -> str:
    """The code as the counters know it: 32 hexadecimal characters."""
    return _marks(ctx, team_id, (code,))[code]


def _marks(ctx: Ctx, team_id: str, codes: Collection[str]) -> Mapping[str, str]:
    keys: TeamKeys | UserKeys = ctx.keys.team(team_id) if ctx.keys.has_secret(team_id) else ctx.keys.user
    owner = keys.mark(_PURPOSE)
    if owner not in _known and len(_known) >= _AT_MOST:
        _known.clear()
    found = _known.setdefault(owner, {})
    for code in codes:
        if code not in found:
            found[code] = keys.mark(_PURPOSE, code)[1:17].hex()
    return found


def most(
    reader: Reader, ctx: Ctx, team_id: str, codes: Collection[str], months: Collection[str]
) -> list[str]:
    """Those of `codes` that were ticked in these months (2026-11), most often first."""
    used: Mapping[str, int] = counters.totals(reader, team_id, WHAT, months)
    if not used:
        return []
    marks = _marks(ctx, team_id, codes)
    counted = {code: used.get(marks[code], 0) for code in codes}
    return sorted((code for code in counted if counted[code]), key=lambda code: (-counted[code], code))
