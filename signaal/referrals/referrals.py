"""What goes out with a referral outside signaal: a text for a fund's form, and a date to ask again.

A ready text is built only from items that the family agreed to and the fund's form asks for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from signaal.referrals.items import CONTACT, Item, asked_by
from signaal.referrals.provisions import Kind, Provision
from signaal.referrals.seasons import opens
from signaal.terms import Bundle, Say

__all__ = ["COVERS", "Item", "ReadyText", "follow_up_on", "ready_text", "value_lines"]

USUAL_LEAD_DAYS = 14
"""When the source gives no lead time: two weeks, our own choice."""

BEFORE_BIRTHDAY = timedelta(days=42)
"""A birthday box is asked for six weeks before the month of the birthday: our own choice."""

BEFORE_BIRTH = timedelta(days=28)
"""A baby kit must be in the house four weeks before the due date: our own choice."""


COVERS: Mapping[Bundle, frozenset[Item]] = {
    Bundle.CALL_ONLY: CONTACT,
    Bundle.CALL_AND_WHY: CONTACT | {Item.WHY, Item.WISH},
    Bundle.EVERYTHING: frozenset(Item),
}
"""What each bundle of a yes covers (R8)."""


@dataclass(frozen=True)
class ReadyText:
    """Lines to copy into the form of a fund, in order."""

    lines: tuple[Say, ...]


def ready_text(provision: Provision, values: Mapping[Item, str], agreed: Iterable[Item]) -> ReadyText:
    """The text for a provision: what was agreed, holds something, and is asked by its form. Nothing else.

    For a school's own action that is nothing about any child (R8).
    """
    lines = [Say("letters.ready_about", {"name": provision.name})]
    if provision.kind is Kind.SCHOOL:
        return ReadyText((*lines, Say("letters.ready_school")))
    lines += value_lines(values, frozenset(agreed) & asked_by(provision))
    return ReadyText((*lines, Say("letters.ready_agreed")))


def value_lines(values: Mapping[Item, str], allowed: Iterable[Item]) -> list[Say]:
    """One line per item that may be there and holds something, in the order of the items."""
    allowed = frozenset(allowed)
    return [
        Say(f"letters.ready_{item.value}", {"value": values[item].strip()})
        for item in Item
        if item in allowed and values.get(item, "").strip()
    ]


def follow_up_on(
    provision: Provision, today: date, due: date | None = None, birth_months: Collection[int] = ()
) -> date:
    """The day on which to ask whether the help arrived: after the lead time, never in a weekend.

    Outside the months in which it can be asked: when they begin. With a due date (pregnancy) not later than
    four weeks before it, and never before tomorrow. A birthday box: six weeks before the first of these months
    (1-12); of a birthday only its month is used, so a day never shows whose it is. School days and holidays are the
    calendar's, not ours.
    """
    chosen = today + timedelta(days=provision.lead_time_days or USUAL_LEAD_DAYS)
    if provision.window and chosen.month not in provision.window:
        chosen = opens(provision.window, today)
    if due is not None and provision.pregnancy:
        chosen = max(min(chosen, due - BEFORE_BIRTH), today + timedelta(days=1))
    if provision.birthday and birth_months:
        chosen = max(chosen, min(_begins(month, today) for month in birth_months) - BEFORE_BIRTHDAY)
    return _weekday(chosen)


def _begins(month: int, today: date) -> date:
    """The first day of the coming month of this number, or of the present one."""
    return date(today.year + (month < today.month), month, 1)


def _weekday(chosen: date) -> date:
    return chosen + timedelta(days=(7 - chosen.weekday()) % 7 if chosen.weekday() >= 5 else 0)
