"""Help for one situation: who asks, here and today, with the norms; used and forgotten, but for one answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from signaal.actions import cards, cases, referrals, suggestions
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import Town
from signaal.actions.endings import Outside, Watch
from signaal.actions.situations import Situation
from signaal.actions.views.help import HelpView, IncomeView
from signaal.referrals.income import IncomeAmount
from signaal.store.base import Base
from signaal.terms import AgeBand, NotFound, Refused, Setting
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.support.world import World

BOXES = "kindpakket_voorbeeld"
"""Has a percentage, 120, in Goes."""


@pytest.fixture
def goes(world: World) -> World:
    """The same world, in a town with a provision that has a percentage."""
    world.tools = replace(world.tools, town=Town("Goes"))
    return world


def family(**given: object) -> Situation:
    return Situation(codes=("JOIN_FEE_UNPAID",), ages=(8,), **given)  # type: ignore[arg-type]  # any field


def of(found: HelpView, provision_id: str) -> object:
    return next(idea for idea in found.found if idea.provision_id == provision_id)


def fits(world: World, asked: Situation, provision_id: str = BOXES) -> str:
    found = suggestions.find(world.ctx("nurse"), asked)
    return next(idea.fits for idea in found.found if idea.provision_id == provision_id)


def rows(world: World) -> dict[str, int]:
    with world.tools.store.reading() as reader:
        return {
            name: reader.session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
            if not name.startswith(("audit", "sessions", "throttle"))
        }


def test_help_follows_what_was_noticed_and_who_asks(world: World) -> None:
    nurse, teacher = world.ctx("nurse"), world.ctx("teacher")
    nothing = suggestions.find(nurse, Situation())
    assert (nothing.found, nothing.nothing) != ((), None)
    found = suggestions.find(nurse, Situation(codes=("CLOTHES_WORN",), bands=(AgeBand.UNDER_12,)))
    assert any(idea.category == "kleding" for idea in found.found)
    assert suggestions.find(nurse, Situation(codes=("NO_SUCH_CODE",))).found == ()
    baby = Situation(subjects=("zwanger_baby",), bands=(AgeBand.PREGNANCY,))
    mine, theirs = suggestions.find(nurse, baby), suggestions.find(teacher, baby)
    assert mine.found
    assert [idea.button for idea in mine.found] != [idea.button for idea in theirs.found]


def test_every_provision_that_is_offered_can_be_read(world: World) -> None:
    ctx = world.ctx("nurse")
    for provision_id, name in suggestions.everything(ctx):
        assert suggestions.read(ctx, provision_id).name == name
    with pytest.raises(NotFound):
        suggestions.read(ctx, "geen_regeling")


def test_the_question_about_income_holds_the_amounts_of_this_household(goes: World) -> None:
    found = suggestions.find(goes.ctx("nurse"), family(household="S"))
    (asked,) = [q for q in found.questions if q.ask == "income:120"]
    sentence = say("nl", asked.say.key, **asked.say.params).replace("\N{NO-BREAK SPACE}", " ")
    assert sentence == (
        "120 % is voor dit gezin € 1.703,35 netto per maand met vakantiegeld (€ 1.618,19 zonder). "
        "Is het inkomen lager dan dit bedrag?"
    )
    assert asked.of_norm
    assert asked.about
    assert asked.notes[0].params == {"since": date(2026, 7, 1)}


def test_yes_no_and_unknown_each_do_what_they_say(goes: World) -> None:
    ask = "income:120"
    assert fits(goes, family()) == "ask"
    assert fits(goes, family(answers={ask: True})) == "likely"
    assert fits(goes, family(answers={ask: False})) == "unlikely"
    unknown = suggestions.find(goes.ctx("nurse"), family(answers={ask: None}))
    assert ask not in [q.ask for q in unknown.questions]
    assert [q.ask for q in unknown.answered] == [ask]


def test_what_nobody_knows_is_not_asked_again(goes: World) -> None:
    ctx, ask = goes.ctx("nurse"), "place:jeugdfonds_sport_cultuur"
    assert ask in [q.ask for q in suggestions.find(ctx, family()).questions]
    after = suggestions.find(ctx, family(answers={ask: None}))
    assert ask not in [q.ask for q in after.questions]
    assert ask in [q.ask for q in after.answered]


def test_a_yes_holds_for_every_higher_limit_and_a_no_for_every_lower_one(goes: World) -> None:
    assert fits(goes, family(answers={"income:110": True})) == "likely"
    assert fits(goes, family(answers={"income:130": False})) == "unlikely"
    assert fits(goes, family(answers={"income:130": True})) == "ask"


def test_just_above_the_line_says_how_much(goes: World) -> None:
    found = suggestions.find(
        goes.ctx("nurse"), family(household="S", amount=IncomeAmount(172_335, with_holiday=True))
    )
    idea = next(idea for idea in found.found if idea.provision_id == BOXES)
    (income,) = [c for c in idea.criteria if c.name == "income"]
    assert income.met is False
    params = {**income.say.params, "since": "1 juli 2026"}
    sentence = say("nl", income.say.key, **params).replace("\N{NO-BREAK SPACE}", " ")
    assert "€ 20,00 per maand hoger" in sentence
    assert income.norm_from == date(2026, 7, 1)


def test_debt_help_says_to_apply_all_the_same(goes: World) -> None:
    rich = family(answers={"income:120": False})
    helped = replace(rich, conditions=frozenset({"debt_help"}))
    found = suggestions.find(goes.ctx("nurse"), helped)
    idea = next(idea for idea in found.found if idea.provision_id == BOXES)
    assert (idea.fits, idea.anyway) == ("ask", True)
    assert not next(q for q in found.questions if q.ask == f"anyway:{BOXES}").answerable
    told = replace(rich, answers={**rich.answers, "debt_help": True})
    assert fits(goes, told) == "ask"


def test_what_a_school_arranges_stands_apart_and_goes_on_no_card(world: World) -> None:
    asked = Situation(codes=("FOOD_NO_BREAKFAST",))
    teacher = suggestions.find(world.ctx("teacher"), asked)
    assert {idea.button for idea in teacher.school} == {"school_action"}
    assert not {idea.provision_id for idea in teacher.found} & {i.provision_id for i in teacher.school}
    nurse = world.ctx("nurse")
    names = {provision_id for provision_id, _ in suggestions.for_family(nurse)}
    schools = {idea.provision_id for idea in suggestions.for_school(nurse)}
    assert schools >= {"weekendschool_imc", "jeugdeducatiefonds", "programma_schoolmaaltijden"}
    assert not names & schools
    assert suggestions.read(nurse, "jeugdeducatiefonds").copy
    draft = CardDraft(
        new_id(), signal=SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",)), ending=Outside("jeugdeducatiefonds")
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        cards.submit(nurse, draft)
    assert set(caught.value.problems) == {"provision"}


def test_what_cannot_be_is_refused_by_its_field(world: World) -> None:
    for wrong, field in ((family(household="ZZ"), "household"), (Situation(ages=(40,)), "ages"),
                         (family(due=date(2031, 1, 1)), "due")):  # fmt: skip
        with pytest.raises(Refused) as caught:
            suggestions.find(world.ctx("nurse"), replace(wrong, amount=IncomeAmount(1, with_holiday=True)))
        assert set(caught.value.problems) == {field}


def test_searching_stores_nothing(goes: World) -> None:
    ctx = goes.ctx("nurse")
    before = rows(goes)
    suggestions.find(
        ctx, family(household="S", answers={"income:120": True}, conditions=frozenset({"debts"}))
    )
    suggestions.read(ctx, BOXES)
    suggestions.for_school(ctx)
    assert rows(goes) == before


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({}, None),
        ({"income:120": True}, True),
        ({"income:120": False}, False),
        ({"income:120": None}, "unknown"),
        ({"income:100": True}, True),
        ({"income:150": True}, None),
        ({f"place:{BOXES}": True, "debts": True}, None),
    ],
)
def test_the_answer_about_the_income_is_kept_sealed_with_the_help(
    goes: World, answers: dict[str, bool | None], kept: object
) -> None:
    ctx = goes.ctx("nurse")
    draft = CardDraft(
        new_id(), signal=SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",)),
        ending=Outside(BOXES, None, answers),
    )  # fmt: skip
    receipt = cards.submit(ctx, draft)
    assert receipt.pseudonym
    (sent,) = cases.read(ctx, receipt.pseudonym).referrals
    below = None if kept == "unknown" else kept
    assert sent.income == (None if kept is None else IncomeView(120, below, date(2026, 7, 1)))  # type: ignore[arg-type]  # a bool or None


def test_on_a_card_that_exists_the_answer_is_kept_too(goes: World) -> None:
    ctx = goes.ctx("nurse")
    made = cards.submit(
        ctx,
        CardDraft(new_id(), signal=SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",)), ending=Watch()),
    )
    assert made.pseudonym
    referrals.prepare(ctx, made.pseudonym, BOXES, None, new_id(), answers={"income:120": True})
    (sent,) = cases.read(ctx, made.pseudonym).referrals
    assert sent.income == IncomeView(120, True, date(2026, 7, 1))
