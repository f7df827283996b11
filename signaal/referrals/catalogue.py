"""Reads the catalogue out of its files, and lists every problem with its line before anything is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from signaal.referrals import overlays
from signaal.referrals.catalogue_blocks import Block, Professions
from signaal.referrals.overlays import Overlay
from signaal.referrals.problems import CatalogueError, lines_of, parse
from signaal.referrals.provisions import Category, Provision
from signaal.terms import Profession

TABLES = frozenset({"meta", "provision", "professions", "subjects", "judgement"})
OVERLAY_TABLES = frozenset({"meta", "replace", "hide", "add"})


@dataclass(frozen=True)
class Catalogue:
    """`subjects` maps a subject of what was noticed to the categories that may answer it: our judgement."""

    provisions: tuple[Provision, ...]
    subjects: Mapping[str, frozenset[Category]]
    overlays: tuple[Overlay, ...] = ()
    _here: dict[tuple[str, date | None], Catalogue] = field(
        default_factory=dict, compare=False, repr=False, init=False
    )

    def find(self, provision_id: str) -> Provision | None:
        """The provision by its id, nationally or of any town; as it is here and today: `at(...).find`."""
        own = (p for overlay in self.overlays for p in overlay.added)
        return next((p for p in chain(self.provisions, own) if p.id == provision_id), None)

    def at(self, municipality: str | None, on: date | None) -> Catalogue:
        """The catalogue as it is in one municipality on a day; without a day nothing is left out by its dates."""
        key = ((municipality or "").strip().casefold(), on)
        if key not in self._here:
            if len(self._here) > 99:
                self._here.clear()
            found = {p.id: p for p in self.provisions}
            for overlay in self.overlays:
                if overlay.is_for(municipality):
                    found = overlay.apply(found, on)
            self._here[key] = Catalogue(tuple(p for p in found.values() if p.is_valid(on)), self.subjects)
        return self._here[key]

    def stale(self, today: date) -> tuple[Provision, ...]:
        """What nobody has looked at for more than a year, oldest first."""
        try:
            limit = today.replace(year=today.year - 1)
        except ValueError:  # 29 February
            limit = today.replace(year=today.year - 1, day=28)
        everything = (*self.provisions, *(p for overlay in self.overlays for p in overlay.added))
        old = [p for p in everything if p.checked_on is None or p.checked_on < limit]
        return tuple(sorted(old, key=lambda p: (p.checked_on or date.min, p.id)))


def load(texts: Mapping[str, str], towns: Mapping[str, str] | None = None) -> Catalogue:
    """The catalogue out of TOML files (name -> text), in the order given, and overlays of municipalities.

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
        for block in blocks(name, texts[name], tables, "provision"):
            found = block.read(professions, problems)
            if found is not None and found.id in provisions:
                problems.append(f"{block.place('id')}: {found.id} stands twice")
            elif found is not None:
                provisions[found.id] = found
    if not provisions and not problems:
        problems.append("no [[provision]] in any file of the catalogue")
    found_overlays = [
        _overlay(name, text, provisions, professions, problems) for name, text in (towns or {}).items()
    ]
    if problems:
        raise CatalogueError(problems)
    return Catalogue(tuple(provisions.values()), subjects, tuple(found_overlays))


def blocks(name: str, text: str, tables: Mapping[str, Any], table: str) -> Iterator[Block]:
    """The blocks of one kind, each with its line."""
    meta = tables.get("meta", {})
    checked_on = meta.get("collected_on") if isinstance(meta, Mapping) else None
    for row, line in zip(tables.get(table, []), lines_of(text, table), strict=False):
        yield Block(name, text, line, row, checked_on)


def _overlay(
    name: str, text: str, national: Mapping[str, Provision], professions: Professions, problems: list[str]
) -> Overlay:
    tables = parse(name, text, problems)
    problems.extend(
        f"{name}: [{table}] cannot be in an overlay" for table in sorted(tables.keys() - OVERLAY_TABLES)
    )
    meta = tables.get("meta", {})
    municipality = meta.get("municipality") if isinstance(meta, Mapping) else None
    if not isinstance(municipality, str) or not municipality.strip():
        problems.append(f"{name}: [meta] must name its municipality")
        municipality = ""
    changes = tuple(
        change
        for table in ("replace", "hide")
        for block in blocks(name, text, tables, table)
        if (change := overlays.read_change(block, table == "hide", national, problems)) is not None
    )
    problems.extend(f"{name}: {twice} is changed twice on one day" for twice in overlays.overlapping(changes))
    added: dict[str, Provision] = {}
    for block in blocks(name, text, tables, "add"):
        made = overlays.read_added(block, national, professions, problems)
        if made is not None and made.id in added:
            problems.append(f"{block.place('id')}: {made.id} stands twice")
        elif made is not None:
            added[made.id] = made
    return Overlay(municipality.strip(), changes, tuple(added.values()))


def _professions(data: Mapping[str, Mapping[str, Any]], problems: list[str]) -> Professions:
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
