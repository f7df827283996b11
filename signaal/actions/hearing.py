"""What the other side hears: a code and a link, never what happened to whom (R13, R21)."""

from __future__ import annotations

from signaal.actions import telling
from signaal.actions.context import Ctx
from signaal.notify.messages import Message
from signaal.store import memberships
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_people import UserRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit


def sender(unit: Unit, ctx: Ctx, case: CaseRow, message: Message) -> int:
    """Tell the sending side: whoever owns the card, else the team's leads. Returns how many people."""
    return telling.tell(
        unit, ctx, _owner_or_leads(unit, ctx, case), message, code=case.pseudonym, link=f"/kaart/{case.pseudonym}"
    )  # fmt: skip


def receiver(unit: Unit, ctx: Ctx, referral: ReferralRow, message: Message) -> int:
    """Tell everybody in the receiving team. Returns how many people."""
    return telling.tell(
        unit,
        ctx,
        telling.team(unit, ctx, referral.recipient_team_id or ""),
        message,
        code=referral.reference,
        link=f"/verwijzing/{referral.reference}",
    )


def _owner_or_leads(reader: Reader, ctx: Ctx, case: CaseRow) -> tuple[UserRow, ...]:
    members = memberships.of_team(reader, case.team_id, ctx.now)
    owner = tuple({m.user.id: m.user for m in members if m.user.id == case.owner_user_id}.values())
    return owner or tuple({m.user.id: m.user for m in members if m.membership.lead}.values())
