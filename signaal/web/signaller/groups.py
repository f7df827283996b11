"""The codes of the page in groups: found by searching, most used, ticked elsewhere, and the rest by subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from signaal.actions.offers import CardOptions
from signaal.terms import Setting
from signaal.web.signaller import labels
from signaal.web.speech import lang, t
from signaal.web.visit import ctx
from signaal.workflows.checklists import Item

_SCHOOL = (Setting.SCHOOL_PRIMARY, Setting.SCHOOL_SECONDARY)


@dataclass(frozen=True)
class Row:
    """One code. `told_only`: a school, or a code of another setting, may only write down what was told."""

    code: str
    label: str
    told_only: bool
    acute: bool
    note: str = ""


@dataclass(frozen=True)
class Group:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Groups:
    """`shown` stand open on the page; `more` behind "meer", by subject."""

    shown: tuple[Group, ...]
    more: tuple[Group, ...]
    notes: tuple[str, ...]
    searched: bool = field(default=False)
    found: int = 0


def grouped(options: CardOptions, setting: Setting, ticked: Collection[str], search: str) -> Groups:
    """Every code once: in the first group that has it. What is ticked is never behind "meer"."""
    offered = options.offered
    asks = {item.code for item in options.acute}
    elsewhere = {item.code for items in offered.elsewhere.values() for item in items}
    placed: set[str] = set()

    def rows(items: Iterable[Item]) -> tuple[Row, ...]:
        fresh = [item for item in items if item.code not in placed and item.keep]
        placed.update(item.code for item in fresh)
        return tuple(
            Row(
                item.code,
                item.words(lang()),
                item.code in elsewhere or (setting in _SCHOOL and item.told_only_at_school),
                item.code in asks,
            )
            for item in fresh
        )

    found = rows(ctx().tools.checklist.search(search, lang())) if search else ()
    first = rows(offered.first)
    others = rows(item for item in labels.all_items() if item.tickable and item.code in ticked)
    shown = [
        Group(t("signal.group.found"), found),
        Group(t("signal.group.first"), first),
        Group(t("signal.group.ticked"), others),
    ]
    more = [Group(t(f"signal.subject.{name}"), rows(items)) for name, items in offered.rest.items()]
    return Groups(
        shown=tuple(group for group in shown if group.rows),
        more=tuple(group for group in more if group.rows),
        notes=tuple(item.words(lang()) for item in offered.notes),
        searched=bool(search),
        found=len(found),
    )
