"""What a family can agree to hand over, and what the form of a fund usually asks: never more than that."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from signaal.referrals.provisions import Category, Kind, Provision


class Item(StrEnum):
    """What a family can agree to hand over."""

    PARENT_NAME = "parent_name"
    PHONE = "phone"
    CALL_TIMES = "call_times"
    LANGUAGE = "language"
    WHY = "why"
    WISH = "wish"
    CHILD_NAME = "child_name"
    CHILD_AGE = "child_age"
    ADDRESS = "address"
    REMARK = "remark"


CONTACT = frozenset({Item.PARENT_NAME, Item.PHONE, Item.CALL_TIMES, Item.LANGUAGE})
_USUAL: Mapping[Kind, frozenset[Item]] = {
    Kind.CHILD: CONTACT | {Item.WHY, Item.WISH, Item.CHILD_NAME, Item.CHILD_AGE, Item.REMARK},
    Kind.PARENT: CONTACT | {Item.WHY, Item.WISH, Item.REMARK},
    Kind.HOUSEHOLD: CONTACT | {Item.WHY, Item.WISH, Item.REMARK},
    Kind.SCHOOL: frozenset(),
}
"""When the source does not say what its form asks: our own choice. A school asks without any family's name."""


def asked_by(provision: Provision) -> frozenset[Item]:
    """What the form of this provision asks about a person."""
    return frozenset(Item(item) for item in provision.form_items) or _USUAL[provision.kind]


_FUNDS = frozenset({"fund", "volunteers"})
_TOWN = frozenset({"income_support"})
_RECEIVERS: Mapping[Category, frozenset[str]] = {
    Category.SCHOOL: _FUNDS | {"school"},
    Category.LOKET: _FUNDS | _TOWN,
    Category.INKOMEN: _TOWN,
    Category.ZORG: _TOWN,
    Category.ENERGIE: _TOWN | _FUNDS,
    Category.SCHULDEN: frozenset({"debt_help", "volunteers"}),
    Category.NOODHULP: _FUNDS | {"crisis_service"},
    Category.ADMINISTRATIE: _FUNDS | _TOWN,
    Category.VEILIGHEID: frozenset(),
}
"""Who gets an application outside signaal, as codes of lists/recipient_functions.toml; else a fund or volunteers."""


def receivers(provision: Provision) -> frozenset[str]:
    """The functions that a yes must be to before anything goes along with this: a yes to another is none (R8)."""
    usual = _RECEIVERS.get(provision.category, _FUNDS)
    return usual | {"social_team"} if provision.via_team else usual
