"""Circumstances that open or close help. Asked on the page, used, and forgotten; never stored (R2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Condition(StrEnum):
    DEBTS = "debts"
    DEBT_HELP = "debt_help"
    FOOD_BANK = "food_bank"
    SINGLE_PARENT = "single_parent"
    BENEFIT = "benefit"
    WORKING_POOR = "working_poor"
    SHELTER = "shelter"
    ADMINISTRATION = "administration"
    SELF_EMPLOYED = "self_employed"
    STUDENT = "student"
    PREMIUM_ARREARS = "premium_arrears"
    LONG_LOW_INCOME = "long_low_income"
    FIRST_CHILD = "first_child"
    CRISIS = "crisis"


_OF_CODE = {
    "CTX_SINGLE_PARENT": Condition.SINGLE_PARENT,
    "CTX_WORKING_POOR": Condition.WORKING_POOR,
    "CTX_BENEFIT": Condition.BENEFIT,
    "CTX_FOODBANK_CLIENT": Condition.FOOD_BANK,
    "HEALTH_PREMIUM_ARREARS": Condition.PREMIUM_ARREARS,
    "schulden": Condition.DEBTS,
}

CODES: Mapping[str, str] = {name: code for code, name in _OF_CODE.items() if code.startswith("CTX_")}
"""Conditions that the list of what may be noticed has as circumstances: they lead to help themselves."""


def told_by(codes: Iterable[str]) -> frozenset[Condition]:
    """The conditions that codes or subjects of what was noticed already tell."""
    return frozenset(_OF_CODE[code] for code in codes if code in _OF_CODE)
