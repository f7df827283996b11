"""Reads the catalogue out of its files, and lists every problem with its line before anything is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from signaal.referrals.catalogue_fields import FIELDS, NOTES, REQUIRED
from signaal.referrals.problems import CatalogueError, line_of_key, lines_of, parse
from signaal.referrals.provisions import Category, IncomeTest, Provision
from signaal.terms import Profession

TABLES = frozenset({"meta", "provision", "professions", "subjects", "judgement"})


@dataclass(frozen=True)
class Catalogue:
    """`subjects` maps a subject of what was noticed to the categories that may answer it: our judgement."""

    provisions: tuple[Provision, ...]
    subjects: Mapping[str, frozenset[Category]]

    def find(self, provision_id: str) -> Provision | None:
        return next((p for p in self.provisions if p.id == provision_id), None)


def load(texts: Mapping[str, str]) -> Catalogue:
    """The catalogue out of TOML files (name -> text), in the order given.

    Raises:
        CatalogueError: with every problem of every file, each with file and line.
    """
    problems: list[str] = []
    data = {name: parse(name, text, problems) for name, text in texts.items()}
    for name, tables in data.items():
        problems.extend(f"{name}: unknown table [{table}]" for table in tables.keys() - TABLES)
    professions = _professions(data, problems)
    subjects = _subjects(data, problems)
    provisions: dict[str, Provision] = {}
    for name, tables in data.items():
        blocks = lines_of(texts[name], "provision")
        for row, line in zip(tables.get("provision", []), blocks, strict=False):
            block = _Block(name, texts[name], line, row)
            found = block.read(professions, problems)
            if found is not None and found.id in provisions:
                problems.append(f"{block.place('id')}: {found.id} stands twice")
            elif found is not None:
                provisions[found.id] = found
    if not provisions and not problems:
        problems.append("no [[provision]] in any file of the catalogue")
    if problems:
        raise CatalogueError(problems)
    return Catalogue(tuple(provisions.values()), subjects)


@dataclass(frozen=True)
class _Block:
    """One [[provision]] with its place in the file."""

    file: str
    text: str
    line: int
    row: Mapping[str, Any]

    def place(self, key: str) -> str:
        return f"{self.file} line {line_of_key(self.text, self.line, key)}"

    def read(self, professions: Mapping[str, frozenset[Profession]], problems: list[str]) -> Provision | None:
        before = len(problems)
        for key in REQUIRED:
            if key not in self.row:
                problems.append(f"{self.place(key)}: {key} is missing")
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
        problems.extend(f"{self.place(key)}: {wrong}" for key, wrong in _contradictions(values))
        if len(problems) > before:
            return None
        allowed = frozenset(p for word in values.get("intermediaries", ()) for p in professions.get(word, ()))
        return Provision(**values, professions=allowed, source_notes=notes)


def _contradictions(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What each field allows by itself and both together do not: (field, what is wrong)."""
    wrong: list[tuple[str, str]] = []
    low, high = values.get("age_min"), values.get("age_max")
    if low is not None and high is not None and low > high:
        wrong.append(("age_max", "age_max is below age_min"))
    by_percentage = values.get("income_test") is IncomeTest.PERCENTAGE
    if by_percentage != ("income_pct" in values):
        wrong.append(("income_test", "income_test percentage and income_pct go together"))
    if values.get("elsewhere") and not values.get("municipalities"):
        wrong.append(("elsewhere", "elsewhere needs municipalities"))
    if values.get("elsewhere") and values.get("local"):
        wrong.append(("local", "elsewhere and local exclude each other"))
    if values.get("category") is Category.VEILIGHEID and values.get("suggest", True):
        wrong.append(("category", "veiligheid is another path: suggest must be false"))
    return wrong


def _professions(
    data: Mapping[str, Mapping[str, Any]], problems: list[str]
) -> Mapping[str, frozenset[Profession]]:
    found: dict[str, frozenset[Profession]] = {}
    known = {p.value for p in Profession}
    for name, tables in data.items():
        for word, codes in tables.get("professions", {}).items():
            strange = [c for c in codes if c not in known] if isinstance(codes, list) else [codes]
            problems.extend(f"{name} [professions] {word}: {code!r} is no profession" for code in strange)
            if not strange:
                found[word] = frozenset(Profession(c) for c in codes)
    return found


def _subjects(
    data: Mapping[str, Mapping[str, Any]], problems: list[str]
) -> Mapping[str, frozenset[Category]]:
    found: dict[str, frozenset[Category]] = {}
    known = {c.value for c in Category} - {Category.VEILIGHEID.value}
    for name, tables in data.items():
        for subject, codes in tables.get("subjects", {}).items():
            strange = [c for c in codes if c not in known] if isinstance(codes, list) else [codes]
            problems.extend(f"{name} [subjects] {subject}: {code!r} is no category" for code in strange)
            if not strange:
                found[subject] = frozenset(Category(c) for c in codes)
    return found
