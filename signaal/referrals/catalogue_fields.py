"""Every field that a provision may carry, and what a right value looks like. Any other field is a mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum

from signaal.referrals.conditions import Condition
from signaal.referrals.figures import Words
from signaal.referrals.items import Item
from signaal.referrals.provisions import AgeOf, Applicant, Category, Evidence, IncomeTest, Kind

Check = Callable[[object], object]


def words(found: object) -> Words:
    if not isinstance(found, Mapping) or set(found) != {"nl", "en"}:
        raise ValueError("needs nl and en, and nothing else")
    if not all(isinstance(text, str) and text.strip() for text in found.values()):
        raise ValueError("nl and en must both say something")
    return Words(str(found["nl"]), str(found["en"]))


def text(found: object) -> str:
    if not isinstance(found, str) or not found.strip():
        raise ValueError("must be a text")
    return found


def identifier(found: object) -> str:
    if not isinstance(found, str) or not re.fullmatch(r"[a-z][a-z0-9_]{1,60}", found):
        raise ValueError("must be lower case letters, digits and _")
    return found


def address(found: object) -> str:
    if not isinstance(found, str) or not re.match(r"https?://[^\s/]+\.[^\s]+", found):
        raise ValueError("must be a web address")
    return found


def flag(found: object) -> bool:
    if not isinstance(found, bool):
        raise ValueError("must be true or false")
    return found


def texts(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or not found:
        raise ValueError("must be a list with at least one text")
    return tuple(text(item) for item in found)


def set_of_texts(found: object) -> frozenset[str]:
    return frozenset(texts(found))


def whole(low: int, high: int) -> Check:
    def check(found: object) -> int:
        if not isinstance(found, int) or isinstance(found, bool) or not low <= found <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return found

    return check


def amounts(found: object) -> Mapping[str, int]:
    amount = whole(0, 100_000)
    if not isinstance(found, Mapping) or not found:
        raise ValueError("must be a table of amounts in euros")
    for value in found.values():
        amount(value)
    return {str(name): int(value) for name, value in found.items()}


def one_of(choices: type[StrEnum]) -> Check:
    def check(found: object) -> StrEnum:
        try:
            return choices(str(found))
        except ValueError:
            raise ValueError(f"{found!r} is not one of {', '.join(c.value for c in choices)}") from None

    return check


def day(found: object) -> date:
    if not isinstance(found, date) or isinstance(found, datetime):
        raise ValueError("must be a day such as 2026-07-01, without quotes")
    return found


def months(found: object) -> frozenset[int]:
    month = whole(1, 12)
    if not isinstance(found, list) or not found:
        raise ValueError("must be a list of months, 1 to 12")
    for item in found:
        month(item)
    return frozenset(found)


def some_of(choices: type[StrEnum]) -> Check:
    one = one_of(choices)

    def check(found: object) -> frozenset[str]:
        for item in texts(found):
            one(item)
        return set_of_texts(found)

    return check


FIELDS: Mapping[str, Check] = {
    "id": identifier,
    **dict.fromkeys(("name", "gives", "conditions", "bring", "when", "ask", "how", "decides"), words),
    "category": one_of(Category),
    "kind": one_of(Kind),
    "age_of": one_of(AgeOf),
    "applicant": one_of(Applicant),
    "income_test": one_of(IncomeTest),
    "evidence": one_of(Evidence),
    **dict.fromkeys(("age_min", "age_max"), whole(0, 120)),
    "income_pct": whole(10, 500),
    "lead_time_days": whole(1, 366),
    "letter_days": whole(1, 366),
    "latest_week": whole(1, 42),
    **dict.fromkeys(("checked_on", "valid_from", "valid_until"), day),
    **dict.fromkeys(("window", "best_months"), months),
    **dict.fromkeys(("requires", "not_with"), some_of(Condition)),
    "form_items": some_of(Item),
    "amount_eur": amounts,
    **dict.fromkeys(("intermediaries", "not_allowed", "sources"), texts),
    **dict.fromkeys(("municipalities", "codes", "refer_anyway", "closed_by", "answered_by"), set_of_texts),
    **dict.fromkeys(
        (
            "pregnancy",
            "affiliated",
            "via_team",
            "crisis_only",
            "letter",
            "before_costs",
            "check_open",
            "birthday",
        ),
        flag,
    ),
    **dict.fromkeys(("suggest", "acute", "elsewhere", "local", "here"), flag),
    "how_url": address,
    **dict.fromkeys(("phone", "as_of"), text),
}
"""Field of Provision -> what it must be. Raises ValueError with what is wrong."""

NOTES = (
    "income_rule",
    "scope",
    "lead_time",
    "other_route",
    "status",
    "caveats",
    "conditions_seen",
    "documents_seen",
)
"""Facts kept as they were noted; they go to Provision.source_notes."""

REQUIRED = (
    "id",
    "name",
    "gives",
    "category",
    "kind",
    "applicant",
    "income_test",
    "evidence",
    "as_of",
    "sources",
)
