"""The list of what may be noticed: a memory aid, never a score (R1). Parses lists/signals.toml.

`seen` is observed, `told` is said by the family; every code can be told in every setting ("ouder vertelt").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from signaal.terms import Setting, SourceOf
from signaal.workflows.threats import ThreatKind

FIRST_AT_LEAST = 8
FIRST_AT_MOST = 10


class Acute(StrEnum):
    """Whether a code can start the money clock, and on whose authority (facts: domain A.3)."""

    NONE = ""
    CHECK = "check"
    """One question first; only a clear 'nee' starts the clock."""
    STATUTORY = "wgs"
    """Wgs art. 4 lid 2, a concrete announcement."""
    MUNICIPAL = "nvvk"
    """NVVK Module Aanmelding: a municipality may add these."""
    PROPOSED = "voorstel"
    """No published time norm; a municipal switch, on by default."""
    SAFETY = "veiligheid"
    """Another path: meldcode, Veilig Thuis, 112. Never the money clock, never stored (R6)."""


class Domain(StrEnum):
    """The subject of a code, in the order in which the list shows them."""

    FOOD = "voeding"
    CLOTHES_CARE = "kleding_verzorging"
    HEALTH = "gezondheid"
    SCHOOL = "school"
    JOINING_IN = "meedoen"
    CHILD = "kind_welzijn"
    PARENT = "ouder"
    DEBTS = "schulden"
    HOME_ENERGY = "wonen_energie"
    PREGNANCY_BABY = "zwanger_baby"
    SAFETY = "veiligheid"
    CONTEXT = "context"
    NOTE = "let_op"


@dataclass(frozen=True)
class Item:
    """One entry, in both languages. `keep=False`: a circumstance for the help finder, never stored."""

    code: str
    nl: str
    en: str
    domain: Domain
    settings: frozenset[Setting]
    acute: Acute
    source_of: SourceOf
    keep: bool
    about_parent: bool
    threat: ThreatKind | None
    sources: tuple[str, ...]
    since: int

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.nl

    @property
    def tickable(self) -> bool:
        """Notes are shown as notes; the safety item is a link to the meldcode page."""
        return self.domain not in (Domain.NOTE, Domain.SAFETY)

    @property
    def told_only_at_school(self) -> bool:
        """Parent, debts and a parent's health: a school records these only when the family says so (R2)."""
        if self.domain in (Domain.PARENT, Domain.DEBTS):
            return True
        return self.domain is Domain.HEALTH and self.about_parent and self.source_of is SourceOf.TOLD


@dataclass(frozen=True)
class Offered:
    """What one setting shows. `first`: 8 to 10 that this team uses most. `rest`: the other codes by subject.

    `elsewhere`: codes of other settings, found by search and recorded as told. `safety`: a link, no tick box.
    """

    first: tuple[Item, ...]
    rest: Mapping[Domain, tuple[Item, ...]]
    elsewhere: Mapping[Domain, tuple[Item, ...]]
    circumstances: tuple[Item, ...]
    notes: tuple[Item, ...]
    safety: tuple[Item, ...]


@dataclass(frozen=True)
class Checklist:
    """All entries of one version, in the order of the file."""

    version: int
    items: Mapping[str, Item]
    sources: Mapping[str, tuple[str, str]]

    def find(self, code: str) -> Item | None:
        return self.items.get(code)

    def offered(self, setting: Setting, used_most: Sequence[str] = ()) -> Offered:
        """The list for one setting; `used_most`: this team's codes, most used first, unknown ones ignored."""
        here = [item for item in self.items.values() if setting in item.settings]
        shown = [item for item in here if item.tickable and item.keep]
        first = _first(shown, used_most)
        placed, known = {item.code for item in first}, {item.code for item in shown}
        return Offered(
            first=first,
            rest=_by_domain(item for item in shown if item.code not in placed),
            elsewhere=_by_domain(
                item for item in self.items.values() if item.tickable and item.keep and item.code not in known
            ),
            circumstances=tuple(item for item in self.items.values() if not item.keep),
            notes=tuple(item for item in here if item.domain is Domain.NOTE),
            safety=tuple(item for item in self.items.values() if item.domain is Domain.SAFETY),
        )

    def search(self, words: str, language: str) -> tuple[Item, ...]:
        """Entries that may be ticked and hold every word of the search, in any order, capitals ignored."""
        wanted = words.casefold().split()
        return tuple(
            item
            for item in self.items.values()
            if item.tickable and wanted and all(word in item.words(language).casefold() for word in wanted)
        )


def _first(shown: Sequence[Item], used_most: Sequence[str]) -> tuple[Item, ...]:
    """The team's own most used, filled up to 8 with one of each subject in turn."""
    by_code = {item.code: item for item in shown}
    first = [by_code[code] for code in dict.fromkeys(used_most) if code in by_code][:FIRST_AT_MOST]
    turns: dict[Domain, int] = {}
    ranked = []
    for item in shown:
        turns[item.domain] = turns.get(item.domain, 0) + 1
        ranked.append((turns[item.domain], item))
    placed = {item.code for item in first}
    others = (item for _, item in sorted(ranked, key=lambda pair: pair[0]) if item.code not in placed)
    for _, item in zip(range(FIRST_AT_LEAST - len(first)), others, strict=False):
        first.append(item)
    return tuple(first)


def _by_domain(items: Iterable[Item]) -> Mapping[Domain, tuple[Item, ...]]:
    found: dict[Domain, tuple[Item, ...]] = {}
    for item in items:
        found[item.domain] = (*found.get(item.domain, ()), item)
    return MappingProxyType({domain: found[domain] for domain in Domain if domain in found})
