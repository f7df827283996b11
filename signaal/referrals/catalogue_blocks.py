"""One block of a catalogue file: its place, its fields, and everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signaal.referrals.catalogue_fields import FIELDS, NOTES, REQUIRED
from signaal.referrals.problems import line_of_key
from signaal.referrals.provisions import Category, IncomeTest, Provision
from signaal.terms import Profession

Professions = Mapping[str, frozenset[Profession]]


@dataclass(frozen=True)
class Block:
    """One block such as [[provision]] with its place in the file. `checked_on` is the day of the file's [meta]."""

    file: str
    text: str
    line: int
    row: Mapping[str, Any]
    checked_on: object = None

    def place(self, key: str) -> str:
        return f"{self.file} line {line_of_key(self.text, self.line, key)}"

    def values(self, problems: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
        """The fields and the notes that are right; what is not right is added to `problems`."""
        values: dict[str, Any] = {}
        notes: dict[str, str] = {}
        for key, found in self.row.items():
            if key in NOTES and isinstance(found, str):
                notes[key] = found
            elif key in FIELDS:
                try:
                    values[key] = FIELDS[key](found)
                except ValueError as wrong:
                    problems.append(f"{self.place(key)}: {key} {wrong}")
            else:
                problems.append(f"{self.place(key)}: {key} is not a field of a provision")
        return values, notes

    def missing(self, keys: tuple[str, ...], problems: list[str]) -> None:
        problems.extend(f"{self.place(key)}: {key} is missing" for key in keys if key not in self.row)

    def read(self, professions: Professions, problems: list[str]) -> Provision | None:
        """The provision, or None when anything in it is wrong."""
        wrong: list[str] = []
        self.missing(REQUIRED, wrong)
        values, notes = self.values(wrong)
        if "checked_on" not in self.row:
            try:
                values["checked_on"] = FIELDS["checked_on"](self.checked_on)
            except ValueError:
                wrong.append(f"{self.place('id')}: checked_on is missing, here and as collected_on in [meta]")
        wrong.extend(f"{self.place(key)}: {said}" for key, said in contradictions(values))
        problems.extend(wrong)
        if wrong:
            return None
        allowed = frozenset(p for word in values.get("intermediaries", ()) for p in professions.get(word, ()))
        return Provision(**values, professions=allowed, source_notes=notes)


def contradictions(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What each field allows by itself and both together do not: (field, what is wrong)."""
    wrong: list[tuple[str, str]] = []
    for low, high in (("age_min", "age_max"), ("valid_from", "valid_until")):
        first, last = values.get(low), values.get(high)
        if first is not None and last is not None and first > last:
            wrong.append((high, f"{high} is below {low}"))
    by_percentage = values.get("income_test") is IncomeTest.PERCENTAGE
    if by_percentage != (values.get("income_pct") is not None):
        wrong.append(("income_test", "income_test percentage and income_pct go together"))
    if by_percentage and not values.get("decides"):
        wrong.append(("income_pct", "decides is missing: who decides when the income is above the limit"))
    if values.get("elsewhere") and not values.get("municipalities"):
        wrong.append(("elsewhere", "elsewhere needs municipalities"))
    if values.get("elsewhere") and values.get("local"):
        wrong.append(("local", "elsewhere and local exclude each other"))
    if values.get("latest_week") is not None and not values.get("pregnancy"):
        wrong.append(("latest_week", "latest_week is for a provision during pregnancy"))
    if values.get("category") is Category.VEILIGHEID and values.get("suggest", True):
        wrong.append(("category", "veiligheid is another path: suggest must be false"))
    return wrong
