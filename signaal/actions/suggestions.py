"""Help that may fit what is being noticed: asked of the catalogue, used and forgotten, never stored (R2)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from signaal.access.permissions import Permission
from signaal.actions import helplist, signals
from signaal.actions.context import Ctx, action
from signaal.referrals import eligibility, suggestions
from signaal.referrals.figures import Words
from signaal.referrals.provisions import Provision
from signaal.referrals.questions import Question
from signaal.referrals.suggestions import Suggestion
from signaal.store import organisations
from signaal.terms import AgeBand, NotFound, Profession, Say
from signaal.workflows.calendar import local_day


@dataclass(frozen=True)
class SuggestionView:
    """One provision, in the language of the visit. `fits`: likely, ask or unlikely; `reasons` say why."""

    provision_id: str
    name: str
    gives: str
    category: str
    fits: str
    reasons: tuple[Say, ...]
    notes: tuple[Say, ...]
    button: str
    elsewhere: bool
    source: str
    as_of: str
    lead_time_days: int | None

    @property
    def reason(self) -> Say | None:
        """What weighs most: what speaks against it, else what to ask, else what fits."""
        return self.reasons[0] if self.reasons else None


@dataclass(frozen=True)
class ProvisionView:
    """One provision as a whole, with the button that this professional has."""

    provision_id: str
    name: str
    gives: str
    category: str
    conditions: str
    bring: str
    when: str
    ask: str
    button: str
    elsewhere: bool
    municipalities: tuple[str, ...]
    how_url: str | None
    phone: str | None
    as_of: str
    sources: tuple[str, ...]
    reasons: tuple[Say, ...]
    notes: tuple[Say, ...]
    suggest: bool


@action(Permission.HELP_FIND)
def for_draft(
    ctx: Ctx,
    codes: Collection[str] = (),
    *,
    subjects: Collection[str] = (),
    ages: Collection[int] = (),
    bands: Collection[AgeBand] = (),
    due: date | None = None,
    circumstances: Collection[str] = (),
) -> tuple[SuggestionView, ...]:
    """What may help with these codes or subjects, best answer first. Unknown codes are left out; nothing is kept.

    Raises:
        Refused: an age or a subject that cannot be.
    """
    question = _question(ctx, codes, subjects, ages, bands, due, circumstances)
    return tuple(_view(ctx, found) for found in suggestions.suggest(ctx.tools.catalogue, question))


@action(Permission.HELP_FIND)
def everything(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """(id, name) of every provision that may be offered, by name."""
    found = [(p.id, words(ctx, p.name)) for p in helplist.here(ctx).provisions if p.suggest]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


@action(Permission.HELP_FIND)
def read(ctx: Ctx, provision_id: str) -> ProvisionView:
    """One provision. Raises NotFound."""
    provision = helplist.known(ctx, provision_id)
    if provision is None:
        raise NotFound()
    question = _question(ctx, (), (), (), (), None, ())
    found = eligibility.criteria(provision, question)
    notes = [Say("catalogue.note_before_costs")] if provision.before_costs else []
    notes += [Say("catalogue.note_letter")] if provision.letter else []
    return ProvisionView(
        provision_id=provision.id,
        name=words(ctx, provision.name),
        gives=words(ctx, provision.gives),
        category=provision.category.value,
        conditions=words(ctx, provision.conditions),
        bring=words(ctx, provision.bring),
        when=words(ctx, provision.when),
        ask=words(ctx, provision.ask),
        button=button(ctx, provision),
        elsewhere=provision.is_elsewhere(question.municipality),
        municipalities=tuple(sorted(provision.municipalities)),
        how_url=provision.how_url,
        phone=provision.phone,
        as_of=_day_of(provision.as_of),
        sources=provision.sources,
        reasons=tuple(criterion.say for criterion in found),
        notes=tuple(notes),
        suggest=provision.suggest,
    )


def button(ctx: Ctx, provision: Provision) -> str:
    """What this professional can do with it: a code of the catalogue's buttons."""
    return suggestions.button(provision, _question(ctx, (), (), (), (), None, ())).value


def words(ctx: Ctx, given: Words | None) -> str:
    """Words of the catalogue in the language of the visit; empty when there are none."""
    if given is None:
        return ""
    return given.en if ctx.language == "en" else given.nl


def _question(
    ctx: Ctx,
    codes: Collection[str],
    subjects: Collection[str],
    ages: Collection[int],
    bands: Collection[AgeBand],
    due: date | None,
    circumstances: Collection[str],
) -> Question:
    checklist, counts = ctx.tools.checklist, signals.switches(ctx).counts
    items = [item for code in codes if (item := checklist.find(code)) is not None and item.tickable]
    return Question(
        ages=tuple(ages),
        bands=frozenset(bands),
        due=due,
        baby=any(age < 1 for age in ages),
        noticed={item.code: item.domain.value for item in items} | {subject: subject for subject in subjects},
        acute=any(counts(item.acute) for item in items),
        profession=_profession(ctx),
        affiliated=_affiliated(ctx),
        municipality=ctx.tools.town.name,
        circumstances=frozenset(c for c in circumstances if checklist.find(c) is not None),
        on=local_day(ctx.now),
    )


def _profession(ctx: Ctx) -> Profession | None:
    member = ctx.member()
    return member.profession if member else None


def _affiliated(ctx: Ctx) -> frozenset[str]:
    """The provisions that this person's organisation is joined to."""
    member = ctx.member()
    if member is None or member.organisation_id is None:
        return frozenset()
    with ctx.tools.store.reading() as reader:
        row = organisations.find(reader, member.organisation_id)
    return frozenset(row.affiliated or ()) if row is not None else frozenset()


def _day_of(as_of: str) -> str:
    """The day, month or year of what was seen; the notes of who collected it are for who checks them."""
    found = re.search(r"\b\d{4}(?:-\d{2}){0,2}\b", as_of)
    return found[0] if found else ""


def _view(ctx: Ctx, found: Suggestion) -> SuggestionView:
    provision = found.provision
    return SuggestionView(
        provision_id=provision.id,
        name=words(ctx, provision.name),
        gives=words(ctx, provision.gives),
        category=provision.category.value,
        fits=found.fits.value,
        reasons=found.reasons,
        notes=found.notes,
        button=found.button.value,
        elsewhere=found.elsewhere,
        source=provision.sources[0] if provision.sources else "",
        as_of=_day_of(provision.as_of),
        lead_time_days=provision.lead_time_days,
    )
