"""The catalogue as it is here and today: national provisions with this municipality's own laid over them."""

from __future__ import annotations

from signaal.actions.context import Ctx
from signaal.referrals.catalogue import Catalogue
from signaal.referrals.provisions import Provision
from signaal.workflows.calendar import local_day


def here(ctx: Ctx) -> Catalogue:
    """What can be offered now."""
    return ctx.tools.catalogue.at(ctx.tools.town.name, local_day(ctx.now))


def offered(ctx: Ctx, provision_id: str) -> Provision | None:
    """One that may be offered now, or None."""
    found = here(ctx).find(provision_id)
    return found if found is not None and found.suggest else None


def known(ctx: Ctx, provision_id: str | None) -> Provision | None:
    """One that is or was there: a referral of before keeps its name when an offer ends."""
    if provision_id is None:
        return None
    return here(ctx).find(provision_id) or ctx.tools.catalogue.find(provision_id)
