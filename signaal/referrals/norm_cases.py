"""Published amounts held against the arithmetic: one computed value a row, whatever the publisher printed.

A rounding is never chosen because it fits. Where we know why a publisher's amounts differ, that is said.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from signaal.referrals.figures import Words, half_up
from signaal.referrals.halfyears import Norms
from signaal.referrals.norms import UnknownNorm, plausible, threshold
from signaal.referrals.problems import CatalogueError, parse
from signaal.terms import Refused, Say

COLUMNS = ("valid_from", "household", "pct", "vt", "amount_eur")
WITH_HOLIDAY = {"incl": True, "excl": False}
ONE_EURO = 100
HIGHEST = 1_000_000
"""Euros a month: a higher amount is a slip of the keyboard."""


@dataclass(frozen=True)
class Case:
    """One published amount in cents, as its row in the file says it."""

    line: int
    case_id: str | None
    publisher: str
    valid_from: date
    household: str
    percentage: Fraction
    with_holiday: bool
    published: int


@dataclass(frozen=True)
class Checked:
    """A case beside the computed amount in cents; `why` says why there is none, or what to know about it."""

    case: Case
    computed: int | None
    why: tuple[Say, ...]

    @property
    def difference(self) -> int | None:
        """Computed less published, in cents."""
        return None if self.computed is None else self.computed - self.case.published

    @property
    def verdict(self) -> str:
        """exact, within_one_euro, off or no_base."""
        if self.difference is None:
            return "no_base"
        if self.difference == 0:
            return "exact"
        return "within_one_euro" if abs(self.difference) <= ONE_EURO else "off"


def summary(checked: Sequence[Checked]) -> dict[str, int]:
    counted = Counter(found.verdict for found in checked)
    return {name: counted[name] for name in ("exact", "within_one_euro", "off", "no_base")}


def check(norms: Norms, text: str, name: str = "cases.csv") -> tuple[Checked, ...]:
    """Every row of the CSV text, computed.

    Raises:
        CatalogueError: with every problem of every row: a missing column, an unknown household, a
            percentage, a day or an amount that cannot be.
    """
    problems: list[str] = []
    lines = text.splitlines()
    delimiter = ";" if lines and ";" in lines[0] and "," not in lines[0] else ","
    reader = csv.DictReader(lines, delimiter=delimiter)
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise CatalogueError([f"{name} line 1: the column {column} is missing" for column in missing])
    found: list[Checked] = []
    for row in reader:
        try:
            found.append(_check(norms, _case({k: v or "" for k, v in row.items() if k}, reader.line_num)))
        except ValueError as wrong:
            problems.append(f"{name} line {reader.line_num}: {wrong}")
        except Refused as refused:
            problems += [f"{name} line {reader.line_num}: {field} cannot be" for field in refused.problems]
    if not found and not problems:
        problems.append(f"{name}: no rows in it")
    if problems:
        raise CatalogueError(problems)
    return tuple(found)


def _check(norms: Norms, case: Case) -> Checked:
    plausible(norms, case.valid_from)
    answer = threshold(norms, case.household, case.valid_from, case.percentage, case.with_holiday)
    if isinstance(answer, UnknownNorm):
        return Checked(case, None, answer.said)
    return Checked(case, answer.cents, answer.notes)


def _case(row: Mapping[str, str], line: int) -> Case:
    values = {name: row.get(name, "").strip() for name in (*COLUMNS, "case_id", "publisher")}
    if values["vt"].lower() not in WITH_HOLIDAY:
        raise ValueError(f"vt {values['vt']!r} must be incl or excl")
    try:
        day = date.fromisoformat(values["valid_from"])
    except ValueError:
        raise ValueError(f"valid_from {values['valid_from']!r} must be a day such as 2026-07-01") from None
    amount = _number("amount_eur", values["amount_eur"].replace("€", ""))
    if not 0 < amount <= HIGHEST:
        raise ValueError(f"amount_eur {values['amount_eur']!r} cannot be an amount a month")
    return Case(
        line=line,
        case_id=values["case_id"] or None,
        publisher=values["publisher"],
        valid_from=day,
        household=values["household"],
        percentage=_number("pct", values["pct"].replace("%", "")),
        with_holiday=WITH_HOLIDAY[values["vt"].lower()],
        published=half_up(amount * 100),
    )


def _number(name: str, found: str) -> Fraction:
    """1845.30 or 1.845,30. Raises ValueError."""
    plain = found.strip().replace(" ", "")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"{name} {found!r} must be a number")
    return Fraction(number)


@dataclass(frozen=True)
class Publisher:
    """What is known about the table of one publisher (facts: social-minimum.md, section 4)."""

    name: str
    reasons: tuple[Words, ...]


def load_publishers(text: str, name: str = "publishers.toml") -> tuple[Publisher, ...]:
    """The publishers out of TOML text. Raises CatalogueError."""
    problems: list[str] = []
    found: list[Publisher] = []
    for number, row in enumerate(parse(name, text, problems).get("publisher", []), start=1):
        try:
            reasons = tuple(Words(**said) for said in row["reasons"])
            found.append(Publisher(str(row["name"]), reasons))
        except (KeyError, TypeError):
            problems.append(f"{name}: publisher {number} needs a name and reasons with nl and en")
    if problems:
        raise CatalogueError(problems)
    return tuple(found)


def known(publishers: Sequence[Publisher], named: str) -> Publisher | None:
    """The publisher whose name is the start of the one in the file, capitals ignored."""
    wanted = named.casefold()
    return next((found for found in publishers if wanted.startswith(found.name.casefold())), None)
