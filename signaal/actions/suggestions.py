"""Help that may fit what is being noticed: asked of the catalogue, used and forgotten, never stored (R2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from signaal.access.permissions import Permission
from signaal.actions import helplist, situations
from signaal.actions.context import Ctx, action
from signaal.actions.situations import Situation
from signaal.actions.views.help import HelpQuestion, HelpView, ProvisionView, SuggestionView
from signaal.referrals import income, norms, referrals, suggestions
from signaal.referrals.asking import Asked, fewest
from signaal.referrals.criteria import ANYWAY
from signaal.referrals.figures import Words
from signaal.referrals.households import notes_of
from signaal.referrals.income import IncomeAnswer, Limits
from signaal.referrals.provisions import Kind, Provision
from signaal.referrals.questions import Question
from signaal.referrals.suggestions import Suggestion
from signaal.terms import NotFound, Say
from signaal.workflows.calendar import local_day


@action(Permission.HELP_FIND)
def find(ctx: Ctx, asked: Situation) -> HelpView:
    """What may help in this situation, best answer first, with what to ask. Nothing is kept.

    Raises:
        Refused: an age, a day, a household or a subject that cannot be.
    """
    question = situations.question(ctx, asked)
    found = suggestions.suggest(ctx.tools.catalogue, question, ctx.tools.norms)
    return HelpView(
        found=tuple(_view(ctx, s) for s in found if not s.for_school),
        school=tuple(_view(ctx, s) for s in found if s.for_school),
        questions=_open(ctx, asked, question, found),
        answered=_answered(ctx, asked, question),
        notes=notes_of(question, ctx.tools.norms),
        nothing=suggestions.why_nothing(ctx.tools.catalogue, question),
    )


@action(Permission.HELP_FIND)
def everything(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """(id, name) of every provision that may be offered, by name."""
    return _named(ctx, [p for p in helplist.here(ctx).provisions if p.suggest])


@action(Permission.HELP_FIND)
def for_family(ctx: Ctx) -> tuple[tuple[str, str], ...]:
    """The same without what a school arranges for all its pupils: what can be chosen on a card."""
    return _named(ctx, [p for p in helplist.here(ctx).provisions if helplist.for_family(p)])


@action(Permission.HELP_FIND)
def for_school(ctx: Ctx) -> tuple[SuggestionView, ...]:
    """What a school can do for all its pupils, by name. Asked without anything about a child."""
    question = situations.question(ctx, Situation())
    found = [
        suggestions.assessed(provision, question, _NO_LIMITS)
        for provision in helplist.here(ctx).provisions
        if provision.suggest and provision.kind is Kind.SCHOOL
    ]
    return tuple(sorted((_view(ctx, one) for one in found), key=lambda view: view.name.casefold()))


@action(Permission.HELP_FIND)
def read(ctx: Ctx, provision_id: str) -> ProvisionView:
    """One provision. Raises NotFound."""
    provision = helplist.known(ctx, provision_id)
    if provision is None:
        raise NotFound()
    found = suggestions.assessed(provision, situations.question(ctx, Situation()), _NO_LIMITS)
    school = provision.kind is Kind.SCHOOL
    return ProvisionView(
        provision_id=provision.id,
        name=words(ctx, provision.name),
        gives=words(ctx, provision.gives),
        category=provision.category.value,
        conditions=words(ctx, provision.conditions),
        bring=words(ctx, provision.bring),
        when=words(ctx, provision.when),
        how=words(ctx, provision.how),
        ask=words(ctx, provision.ask),
        button=found.button.value,
        elsewhere=found.elsewhere,
        school=school,
        municipalities=tuple(sorted(provision.municipalities)),
        how_url=provision.how_url,
        phone=provision.phone,
        as_of=_day_of(provision.as_of),
        checked_on=provision.checked_on,
        sources=provision.sources,
        criteria=found.criteria,
        notes=found.notes,
        copy=referrals.ready_text(provision, {}, ()).lines if school else (),
        suggest=provision.suggest,
    )


@action(Permission.HELP_FIND)
def norm_since(ctx: Ctx) -> date | None:
    """The first day of the half-year whose norm counts today; None before the first that we know."""
    return norms.since(ctx.tools.norms, local_day(ctx.now))


def button(ctx: Ctx, provision: Provision) -> str:
    """What this professional can do with it: a code of the catalogue's buttons."""
    return suggestions.button(provision, situations.question(ctx, Situation())).value


def words(ctx: Ctx, given: Words | None) -> str:
    """Words of the catalogue in the language of the visit; empty when there are none."""
    if given is None:
        return ""
    return given.en if ctx.language == "en" else given.nl


_NO_LIMITS = Limits(None, None, None)


def _named(ctx: Ctx, provisions: Sequence[Provision]) -> tuple[tuple[str, str], ...]:
    found = [(p.id, words(ctx, p.name)) for p in provisions]
    return tuple(sorted(found, key=lambda pair: pair[1].casefold()))


def _open(
    ctx: Ctx, asked: Situation, question: Question, found: Sequence[Suggestion]
) -> tuple[HelpQuestion, ...]:
    """The fewest questions that would decide, first what decides most; without what nobody knows."""
    names = {s.provision.id: words(ctx, s.provision.name) for s in found}
    no_amount = any(said is None for ask, said in asked.answers.items() if situations.percentage(ask))
    return tuple(
        _question(ctx, question, one, tuple(names[name] for name in one.about))
        for one in fewest(found)
        if one.ask not in asked.answers and not (no_amount and situations.percentage(one.ask))
    )


def _answered(ctx: Ctx, asked: Situation, question: Question) -> tuple[HelpQuestion, ...]:
    """What was answered, with its question: to see, and to change.

    What is no question any more is left out; an answer about the income stays, whichever percentage is asked next.
    """
    if not asked.answers:
        return ()
    blank = replace(question, answers={}, income=IncomeAnswer(), amount=None)
    found = suggestions.suggest(ctx.tools.catalogue, blank, ctx.tools.norms)
    asks = {c.ask: c.say for s in found for c in s.criteria if c.met is None}
    asks |= {ask: Say("catalogue.income_ask_pct") for ask in asked.answers if situations.percentage(ask)}
    return tuple(
        _question(ctx, question, Asked(ask, asks[ask], (), ()), ()) for ask in asked.answers if ask in asks
    )


def _question(ctx: Ctx, question: Question, one: Asked, about: tuple[str, ...]) -> HelpQuestion:
    """About the income it is the one question of R7: with the amounts of this household, and no income asked."""
    pct, on = situations.percentage(one.ask), question.on
    if pct is None or on is None:
        return HelpQuestion(one.ask, one.say, (), about, not one.ask.startswith(ANYWAY))
    found = income.question(ctx.tools.norms, question.household, pct, on)
    return HelpQuestion(one.ask, found.ask, found.notes, about, of_norm=True)


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
        criteria=found.criteria,
        notes=found.notes,
        button=found.button.value,
        elsewhere=found.elsewhere,
        anyway=any(criterion.anyway for criterion in found.criteria),
        pick=not found.for_school,
        source=provision.sources[0] if provision.sources else "",
        as_of=_day_of(provision.as_of),
        checked_on=provision.checked_on,
        lead_time_days=provision.lead_time_days,
    )
