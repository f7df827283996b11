"""The catalogue as it is here and today: national provisions with this municipality's own laid over them."""

from __future__ import annotations

from signaal.actions.context import Ctx
from signaal.referrals.catalogue import Catalogue
from signaal.referrals.provisions import Kind, Provision
from signaal.workflows.calendar import local_day


def here(ctx: Ctx) -> Catalogue:
    """What can be offered now."""
    return ctx.tools.catalogue.at(ctx.tools.town.name, local_day(ctx.now))


def offered(ctx: Ctx, provision_id: str) -> Provision | None:
    """One that may be offered to a family now, or None. What a school arranges goes on no card (no child's name)."""
    found = here(ctx).find(provision_id)
    return found if found is not None and for_family(found) else None


def for_family(provision: Provision) -> bool:
    """May it be offered to one family? A school's own action is for all its pupils."""
    return provision.suggest and provision.kind is not Kind.SCHOOL


def known(ctx: Ctx, provision_id: str | None) -> Provision | None:
    """One that is or was there: a referral of before keeps its name when an offer ends."""
    if provision_id is None:
        return None
    return here(ctx).find(provision_id) or ctx.tools.catalogue.find(provision_id)
