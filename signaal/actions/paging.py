"""A page for a municipality's own pager, beside the mails of a step that is meant for its teams; after a yes only (R8).

The page is a row of the outbox like a mail: the same lease, tries and dead letters. It is filed under the first person
who was told, as the outbox knows people only.
"""

from __future__ import annotations

from datetime import datetime

from signaal.actions import telling
from signaal.actions.audience import Audience, Parties
from signaal.actions.context import Ctx
from signaal.notify.messages import Message
from signaal.store import organisations, referrals, teams
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.units import Unit
from signaal.terms import OrganisationKind
from signaal.workflows.clock_rules import Target
from signaal.workflows.steps import is_outside

_THEIRS = frozenset(
    {Target.RECIPIENT_TEAM, Target.RECIPIENT_SECOND, Target.RECIPIENT_LEAD, Target.COORDINATOR}
)
_HOLDERS = frozenset({Target.HOLDER, Target.HOLDER_LEAD})


def page(
    unit: Unit,
    ctx: Ctx,
    row: DeadlineRow,
    sides: Parties,
    found: Audience,
    message: Message,
    *,
    not_before: datetime,
    step_id: str,
) -> bool:
    """Leave a page for this step when there is a pager and it is the municipality's; say whether."""
    recipient = sides.recipient_team_id
    if ctx.tools.pager is None or recipient is None or row.referral_id is None or not found.people:
        return False
    holds = found.asked in _HOLDERS and row.holder_team_id == recipient
    if not is_outside(row.leg) or not (found.asked in _THEIRS or holds):
        return False
    if not _is_theirs(unit, recipient, ctx.tools.pager.organisation):
        return False
    telling.leave(
        unit,
        ctx,
        found.people[0],
        "pager",
        message,
        code=referrals.get_by_id(unit, row.referral_id).reference,
        link="/inbox",
        not_before=not_before,
        step_id=step_id,
    )
    return True


def _is_theirs(reader: Reader, team_id: str, name: str) -> bool:
    home = organisations.get(reader, teams.get(reader, team_id).organisation_id)
    return home.kind == OrganisationKind.MUNICIPALITY.value and name in ("", home.name)
