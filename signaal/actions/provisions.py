"""The catalogue as its keeper looks at it: what nobody checked for a year, and which municipal file is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from signaal.access.permissions import Permission
from signaal.actions import helplist
from signaal.actions.context import Ctx, action
from signaal.actions.suggestions import words
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.referrals import norms
from signaal.referrals.overlays import Overlay
from signaal.referrals.provisions import Provision
from signaal.workflows.calendar import local_day


@dataclass(frozen=True)
class OldProvision:
    """One that nobody looked at for more than a year. `sources`: where to look."""

    provision_id: str
    name: str
    sources: tuple[str, ...]
    as_of: str
    checked_on: date | None


@dataclass(frozen=True)
class ChangeView:
    """What a municipal file says of one national provision. `applies`: here and today."""

    name: str
    hidden: bool
    valid_from: date | None
    valid_until: date | None
    applies: bool


@dataclass(frozen=True)
class OverlayView:
    """One municipal file. `here`: it is of the municipality of this instance; another one's changes nothing."""

    municipality: str
    here: bool
    changes: tuple[ChangeView, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class CatalogueView:
    """`offered`: how many provisions there are here today. `norm_until` lies in the past when a norm is missing."""

    town: str
    today: date
    offered: int
    old: tuple[OldProvision, ...]
    overlays: tuple[OverlayView, ...]
    norm_since: date | None
    norm_until: date

    @property
    def norm_missing(self) -> bool:
        """Did the newest norm end?"""
        return self.norm_until < self.today


@action(Permission.CATALOGUE_READ, Event.CATALOGUE_VIEWED)
def overview(ctx: Ctx) -> CatalogueView:
    """What can be offered here today, with what is old. Logged; holds nothing of any family."""
    today, here = local_day(ctx.now), helplist.here(ctx)
    old = here.stale(today)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.CATALOGUE_VIEWED, number=len(old))
    return CatalogueView(
        town=ctx.tools.town.name,
        today=today,
        offered=sum(1 for provision in here.provisions if provision.suggest),
        old=tuple(_old(ctx, provision) for provision in old),
        overlays=tuple(_overlay(ctx, overlay, today) for overlay in ctx.tools.catalogue.overlays),
        norm_since=norms.since(ctx.tools.norms, today),
        norm_until=ctx.tools.norms.sets[-1].valid_until,
    )


def _old(ctx: Ctx, provision: Provision) -> OldProvision:
    return OldProvision(
        provision.id, words(ctx, provision.name), provision.sources, provision.as_of, provision.checked_on
    )


def _overlay(ctx: Ctx, overlay: Overlay, today: date) -> OverlayView:
    here = overlay.is_for(ctx.tools.town.name)
    national = {provision.id: provision for provision in ctx.tools.catalogue.provisions}
    changes = tuple(
        ChangeView(
            words(ctx, national[change.id].name),
            change.hidden,
            change.valid_from,
            change.valid_until,
            here and change.is_valid(today),
        )
        for change in overlay.changes
    )
    added = tuple(words(ctx, provision.name) for provision in overlay.added)
    return OverlayView(overlay.municipality, here, changes, added)
