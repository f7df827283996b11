"""What a team ticks most, counted under marks that only its members can make: who steals the counts reads no code.

Without the team's secret (a teacher) the marks are the person's own, and so are the counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from signaal.actions.context import Ctx
from signaal.store import counters
from signaal.store.reader import Reader

WHAT = "signal"


def mark(ctx: Ctx, team_id: str, code: str) -> str:
    """The code as the counters know it: 32 hexadecimal characters."""
    keys = ctx.keys.team(team_id) if ctx.keys.has_secret(team_id) else ctx.keys.user
    return keys.mark("signal-count", code)[1:17].hex()


def most(
    reader: Reader, ctx: Ctx, team_id: str, codes: Collection[str], months: Collection[str]
) -> list[str]:
    """Those of `codes` that were ticked in these months (2026-11), most often first."""
    used: Mapping[str, int] = counters.totals(reader, team_id, WHAT, months)
    if not used:
        return []
    counted = {code: used.get(mark(ctx, team_id, code), 0) for code in codes}
    return sorted((code for code in counted if counted[code]), key=lambda code: (-counted[code], code))
