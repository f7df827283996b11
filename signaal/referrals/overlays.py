"""What one municipality says about the national provisions: replaced, hidden, or added, between two dates.

An overlay never widens who may apply: it may not name applicants or professions of a national provision, nor
take away that somebody must be affiliated or go through the team (asked for by the national funds themselves).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from signaal.referrals.catalogue_blocks import Block, Professions, contradictions
from signaal.referrals.catalogue_fields import FIELDS
from signaal.referrals.provisions import Provision
from signaal.terms import Profession

NATIONAL = frozenset(
    {"applicant", "intermediaries", "kind", "age_of", "category", "elsewhere", "municipalities"}
)
"""Fields that stay as they are: for whom it is, and who may apply."""

ALSO = frozenset({"why", "only_professions"})
_DATES = ("valid_from", "valid_until")


@dataclass(frozen=True)
class Changed:
    """A national provision as it is here. `only`: of those who may apply, only these professions do so here."""

    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False
    only: frozenset[Profession] | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def is_valid(self, on: date | None) -> bool:
        if on is None:
            return True
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    def overlaps(self, other: Changed) -> bool:
        first = max(self.valid_from or date.min, other.valid_from or date.min)
        return first <= min(self.valid_until or date.max, other.valid_until or date.max)

    def apply(self, national: Provision) -> Provision | None:
        """The provision as it is here; None when it is hidden."""
        if self.hidden:
            return None
        allowed = national.professions if self.only is None else national.professions & self.only
        values = dict(self.values)
        if values.get("here"):
            values = {"local": False, "check_open": False, **values}
        if "not_allowed" in values:
            values["not_allowed"] = (*national.not_allowed, *values["not_allowed"])
        return replace(national, **values, professions=allowed)


@dataclass(frozen=True)
class Overlay:
    """The changes and the own provisions of one municipality."""

    municipality: str
    changes: tuple[Changed, ...]
    added: tuple[Provision, ...]

    def is_for(self, municipality: str | None) -> bool:
        return (municipality or "").strip().casefold() == self.municipality.casefold()

    def apply(self, provisions: Mapping[str, Provision], on: date | None) -> dict[str, Provision]:
        """The provisions as they are here on a day."""
        found = dict(provisions)
        for change in self.changes:
            if change.id in found and change.is_valid(on):
                changed = change.apply(found[change.id])
                if changed is None:
                    del found[change.id]
                else:
                    found[change.id] = changed
        return found | {provision.id: provision for provision in self.added}


def read_change(
    block: Block, hidden: bool, national: Mapping[str, Provision], problems: list[str]
) -> Changed | None:
    """One [[replace]] or [[hide]] block, or None when anything in it is wrong."""
    wrong: list[str] = []
    block.missing(("id", "why", "checked_on") if hidden else ("id", "checked_on", "sources", "as_of"), wrong)
    own = Block(block.file, block.text, block.line, {k: v for k, v in block.row.items() if k not in ALSO})
    values, _notes = own.values(wrong)
    known = national.get(str(block.row.get("id")))
    if known is None:
        wrong.append(f"{block.place('id')}: there is no national provision {block.row.get('id')!r}")
    if hidden:
        strange = values.keys() - {"id", "checked_on", *_DATES}
        wrong += [f"{block.place(key)}: {key} has no use in [[hide]]" for key in sorted(strange)]
        if "why" in block.row:
            _field(block, "why", "name", wrong)
    else:
        wrong += [f"{block.place(key)}: {said}" for key, said in _widens(values, known)]
    only = _only(block, known, wrong)
    if known is not None and not wrong:
        wrong += _contradicts(block, known, values)
    problems.extend(wrong)
    if wrong or known is None:
        return None
    dates = {key: values.pop(key) for key in _DATES if key in values}
    values.pop("id")
    return Changed(known.id, {} if hidden else values, hidden, only, **dates)


def _field(block: Block, key: str, like: str, wrong: list[str]) -> None:
    try:
        FIELDS[like](block.row[key])
    except ValueError as problem:
        wrong.append(f"{block.place(key)}: {key} {problem}")


def _widens(values: Mapping[str, Any], known: Provision | None) -> list[tuple[str, str]]:
    found = [
        (key, f"{key} is national: an overlay never widens who may apply") for key in NATIONAL & values.keys()
    ]
    if known is not None:
        found += [
            (key, f"{key} is asked nationally: an overlay never widens who may apply")
            for key in ("affiliated", "via_team", "crisis_only")
            if values.get(key) is False and getattr(known, key)
        ]
        if values.get("suggest") and not known.suggest:
            found.append(("suggest", "this provision is never suggested"))
    return sorted(found)


def _only(block: Block, known: Provision | None, wrong: list[str]) -> frozenset[Profession] | None:
    if "only_professions" not in block.row:
        return None
    named = block.row["only_professions"]
    codes = {p.value for p in Profession}
    strange = [code for code in named if code not in codes] if isinstance(named, list) else [named]
    wrong += [f"{block.place('only_professions')}: {code!r} is no profession" for code in strange]
    if strange:
        return None
    chosen = frozenset(Profession(code) for code in named)
    if known is not None and not chosen <= known.professions:
        extra = ", ".join(sorted(chosen - known.professions))
        wrong.append(f"{block.place('only_professions')}: {extra} may not apply nationally")
    return chosen


def _contradicts(block: Block, known: Provision, values: Mapping[str, Any]) -> list[str]:
    """What cannot be together once the change is laid over the national provision."""
    whole = {f.name: getattr(known, f.name) for f in fields(known)} | dict(values)
    if values.get("here"):
        whole["local"] = bool(values.get("local"))
    return [f"{block.place(key)}: {said}" for key, said in contradictions(whole)]


def overlapping(changes: tuple[Changed, ...]) -> tuple[str, ...]:
    """The provisions that are changed twice on one day."""
    return tuple(
        one.id
        for n, one in enumerate(changes)
        for other in changes[:n]
        if one.id == other.id and one.overlaps(other)
    )


def read_added(
    block: Block, national: Mapping[str, Provision], professions: Professions, problems: list[str]
) -> Provision | None:
    """One [[add]] block: a provision of the town itself, under a name that is not national."""
    made = block.read(professions, problems)
    if made is not None and made.id in national:
        problems.append(f"{block.place('id')}: {made.id} is national: use [[replace]]")
        return None
    return made
