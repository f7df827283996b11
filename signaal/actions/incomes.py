"""The answer to the one question about income, kept sealed with the help that it was asked for (R7).

No amount and no kind of household: below or above a percentage of the norm of a half-year, or unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from signaal.actions.context import Ctx
from signaal.actions.payloads import Payload, day_from
from signaal.actions.situations import income_said, percentage
from signaal.actions.views.help import IncomeView
from signaal.referrals import norms
from signaal.referrals.provisions import Provision
from signaal.workflows.calendar import local_day

Answers = Mapping[str, bool | None]
"""What was answered: the name of a question to yes, no, or None for "weet ik niet"."""


def sealed(ctx: Ctx, provision: Provision, answers: Answers) -> Payload:
    """What the answers say of this provision's limit, for its record; nothing when nobody was asked about it."""
    pct, since = provision.income_pct, norms.since(ctx.tools.norms, local_day(ctx.now))
    said = {ask: answer for ask, answer in answers.items() if percentage(ask) is not None}
    if pct is None or not said or since is None:
        return {}
    below = income_said(said).below(pct)
    if below is None and None not in said.values():
        return {}  # another percentage was asked, and it decides nothing here
    return {"income": {"pct": pct, "below": below, "norm": since.isoformat()}}


def opened(payload: Mapping[str, Any]) -> IncomeView | None:
    """The answer that stands with the help, or None."""
    found = payload.get("income")
    since = day_from(found.get("norm")) if found else None
    return IncomeView(int(found["pct"]), found["below"], since) if found and since else None
