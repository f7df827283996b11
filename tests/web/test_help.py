"""Help without a card: the page says what `signaal assess` says, and forgets what it was asked."""

from __future__ import annotations

import html
import json
import logging
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from signaal.actions import situations
from signaal.actions.context import Town
from signaal.cli import assess_input
from signaal.cli.assess import answer
from signaal.referrals.halfyears import HOUSEHOLDS
from signaal.store.base import Base
from signaal.terms import AgeBand
from signaal.texts import say
from signaal.web.signaller.amounts import cents_in
from tests.cli.test_assess import CHECKLIST
from tests.support.caller import Caller
from tests.support.help_page import FAMILIES
from tests.support.serving import make_app
from tests.support.world import World
from tests.web.signaller_hand import Pen, errors_in

SITUATIONS = sorted(FAMILIES.glob("*.json"))
WHO = {
    "jgz_nurse": "nurse", "jgz_doctor": "jgz_lead", "teacher": "teacher", "care_coordinator": "school_lead",
    "school_head": "school_lead2", "social_worker": "responder",
}  # fmt: skip
BANDS = {"school_primary": AgeBand.UNDER_12, "school_secondary": AgeBand.UNDER_18}
AMOUNT = "1733,77"
"""An amount that stands nowhere else."""


def plain(page: str) -> str:
    """The words of a page, as somebody reads them."""
    words = html.unescape(re.sub(r"<[^>]*>", " ", page))
    return re.sub(r"\s+", " ", words)


def posted(situation: dict[str, Any]) -> dict[str, Any]:
    """A situation as the form on the page sends it."""
    income, due = situation.get("income", {}), situation.get("due_date", "")
    ages = situation.get("ages", [])
    sent: dict[str, Any] = {
        "codes": situation.get("signals", []),
        "ages": ", ".join(str(age) for age in ages),
        "bands": [] if ages or due else [BANDS[situation["setting"]].value],
        "parent_age": str(situation.get("parent_age", "")),
        "conditions": situation.get("conditions", []),
        "household": situation.get("household", ""),
        "press": "search",
    }
    if due:
        sent |= dict(zip(("due_date-year", "due_date-month", "due_date-day"), due.split("-"), strict=True))
    if "amount_eur" in income:
        sent |= {"amount": f"{income['amount_eur']:.2f}", "holiday": income["holiday"]}
    elif income.get("answer") in ("below", "above"):
        sent[f"ask.income:{income['pct']}"] = {"below": "yes", "above": "no"}[income["answer"]]
    for ask, said in situation.get("answers", {}).items():
        sent[f"ask.{ask}"] = "yes" if said else "no"
    return sent


def sentences(found: dict[str, Any], lang: str) -> list[str]:
    """Everything that must stand on the page, in this order."""
    incomes = {f"income:{q['pct']}": q for q in found["income_questions"]}
    wanted = [note[lang] for note in (found["norm"] or {"notes": []})["notes"]]
    for asked in found["questions"]:
        known = incomes.get(asked["ask"], asked)
        wanted += [known["sentence"][lang], *(note[lang] for note in known.get("notes", ()))]
    own = any(one["button"] == "school_action" for one in found["school_actions"])
    groups = (
        (found["school_actions"], found["suggestions"])
        if own
        else (found["suggestions"], found["school_actions"])
    )
    for one in (*groups[0], *groups[1]):
        wanted += [one["name"][lang], one["gives"][lang], one["result_sentence"][lang]]
        wanted += [note[lang] for note in one["notes"]]
        for criterion in one["criteria"]:
            mark = say(lang, f"help.met.{ {True: 'yes', False: 'no'}.get(criterion['met'], 'unknown') }")
            wanted.append(f"{mark} {criterion['sentence'][lang]}")
        wanted.append(one["button_sentence"][lang])
    return [sentence.replace("\N{NO-BREAK SPACE}", " ") for sentence in wanted]


def in_order(wanted: list[str], text: str) -> list[str]:
    """What does not stand in the text after what came before it."""
    lost, at = [], 0
    for sentence in wanted:
        found = text.find(sentence, at)
        if found < 0:
            lost.append(sentence)
        else:
            at = found + len(sentence)
    return lost


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("path", SITUATIONS, ids=lambda path: path.stem)
def test_the_page_says_exactly_what_the_command_says(
    path: Path, lang: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    situation = json.loads(path.read_text(encoding="utf-8"))
    monkeypatch.setattr(situations, "_affiliated", lambda _ctx: frozenset(situation.get("affiliated", ())))
    world.tools = replace(world.tools, town=Town(situation["municipality"]))
    world.clock.advance(days=(date.fromisoformat(situation["date"]) - world.clock.now().date()).days)
    caller = Caller(make_app(world), world, WHO[situation["profession"]])
    caller.post("/taal", {"language": lang})
    page = caller.post("/hulp", posted(situation))
    assert page.status_code == 200
    ideas = page.text[page.text.index('id="ideas"') : page.text.index("</aside>")]
    asked = assess_input.question(situation, CHECKLIST, world.tools.norms, world.clock.now().date())
    found = answer(asked, world.tools.catalogue, world.tools.norms)
    assert in_order(sentences(found, lang), plain(ideas)) == []
    shown = (*found["suggestions"], *found["school_actions"])
    assert ideas.count("criteria__mark") == sum(len(one["criteria"]) for one in shown)
    assert ideas.count("asking__one") == len(found["questions"]) + len(situation.get("answers", {})) + (
        situation.get("income", {}).get("answer") in ("below", "above")
    )


@pytest.fixture
def pen(world: World) -> Pen:
    world.tools = replace(world.tools, town=Town("Goes"))
    return Pen.of(world)


def ask(pen: Pen, **given: Any) -> str:
    return pen.send(pen.page("/hulp"), "/hulp", **{"codes": ["JOIN_FEE_UNPAID"], "ages": "8", **given}).text


def test_the_one_question_of_income_is_asked_with_both_amounts_and_answered_in_three_ways(pen: Pen) -> None:
    page = ask(pen, household="S")
    assert (
        "120 % is voor dit gezin € 1.703,35 netto per maand met vakantiegeld (€ 1.618,19 zonder). "
        "Is het inkomen lager dan dit bedrag?"
    ) in plain(page)
    for value, words in (("yes", "Ja"), ("no", "Nee"), ("unknown", "Weet ik niet")):
        assert re.search(rf'name="ask\.income:\d+" value="{value}"[^>]*><label[^>]*>{words}<', page)


def test_what_was_answered_can_be_changed_and_is_not_asked_again(pen: Pen) -> None:
    page = ask(pen, household="S", **{"ask.income:120": "no"})
    answered = page[page.index('id="answered"') :]
    assert re.search(r'name="ask\.income:120" value="no" checked', answered)
    assert page.count('name="ask.income:120"') == 3


def test_nothing_and_nonsense_are_told_at_their_field(pen: Pen) -> None:
    for given, anchor in (
        ({"codes": []}, "subjects-0"),
        ({"ages": "acht"}, "ages"),
        ({"ages": "41"}, "ages"),
        ({"parent_age": "oud"}, "parent_age"),
        ({"amount": "veel"}, "amount"),
        ({"household": "ZZ"}, "household"),
        ({"due_date-day": "1", "due_date-month": "1", "due_date-year": "2031"}, "due_date-day"),
        ({"ask.income:120": "misschien"}, "ideas-title"),
    ):
        answer = pen.send(pen.page("/hulp"), "/hulp", **{"codes": ["JOIN_FEE_UNPAID"], **given})  # type: ignore[arg-type]  # one value or several
        assert answer.status_code == 422, given
        assert errors_in(answer.text) == [anchor]


def test_school_actions_have_a_page_of_their_own_without_a_child(world: World) -> None:
    teacher = Pen.of(world, "teacher")
    page = teacher.get("/hulp/school").text
    assert "Programma Schoolmaaltijden" in page
    assert say("nl", "catalogue.button.school_action") in page
    one = teacher.get("/hulp/jeugdeducatiefonds").text
    assert "Er staan geen namen van kinderen in deze aanvraag." in one
    card = teacher.send(
        teacher.page("/signaal/nieuw?setting=school_primary"), "/signaal/hulp", told=["FOOD_NO_BREAKFAST"]
    ).text
    assert say("nl", "help.school.section") in card
    offered = re.search(r'<select[^>]*id="provision".*?</select>', card, re.DOTALL)
    assert offered
    assert "programma_schoolmaaltijden" not in offered[0]
    assert 'value="voedselbank"' in offered[0]


def test_help_chosen_beside_the_page_stands_in_the_form(pen: Pen) -> None:
    new = "/signaal/nieuw?setting=jgz_4_12"
    page = pen.send(pen.page(new), new, seen=["CLOTHES_WORN"], pick="kledingbank", remark="Een jas").text
    assert re.search(r'name="next" value="help" checked', page)
    assert re.search(r'<option value="kledingbank" selected', page)
    assert "Een jas" in page
    strange = pen.send(pen.page(new), new, seen=["CLOTHES_WORN"], pick="weekendschool_imc")
    assert strange.status_code == 303  # not something for a card: the page is saved as it stands


def test_what_is_asked_goes_into_no_draft(pen: Pen) -> None:
    new = "/signaal/nieuw?setting=jgz_4_12"
    given = {"ask.income:120": "no", "press": "later", "household": "S", "conditions": ["debts"]}
    answer = pen.send(pen.page(new), new, seen=["CLOTHES_WORN"], circumstances=["CTX_BENEFIT"], **given)  # type: ignore[arg-type]  # idem
    assert answer.status_code == 303
    (line,) = re.findall(r'href="(/signaal/nieuw\?concept=[^"]+)"', pen.get(answer.location).text)
    page = pen.get(html.unescape(line)).text
    assert re.search(r'value="CLOTHES_WORN" checked', page)
    assert not re.search(r'name="(?:conditions|circumstances|ask\.[^"]+)" value="[^"]+" checked', page)
    assert not re.search(r'id="household".*?<option value="S" selected', page, re.DOTALL)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.845,30", 184530), ("1845.30", 184530), ("€ 1.845", 184500), ("1,845.30", 184530), ("0", 0), ("12,5", 1250),
        ("", None), ("-1", None), ("1.84.5", None), ("veel", None), ("1e6", None), ("99999999", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(typed: str, cents: int | None) -> None:
    assert cents_in(typed) == cents


def counting(pen: Pen, **rows: Any) -> Any:
    fields = pen.page("/hulp/rekenhulp")
    return pen.send(fields, "/hulp/rekenhulp", **{name.replace("__", "."): v for name, v in rows.items()})


def test_the_calculator_says_what_counts_and_what_it_comes_to(pen: Pen) -> None:
    page = plain(
        counting(
            pen, line__0__kind="wage", line__0__amount="390", line__0__period="week",
            line__1__kind="child_budget", line__1__amount="400", household="S",
        ).text
    ).replace("\N{NO-BREAK SPACE}", " ")  # fmt: skip
    assert "€ 1.690,00 netto, zonder vakantiegeld" in page
    assert "Loon telt mee (art. 31-33)." in page
    assert "telt niet mee (art. 31 lid 2 d)." in page
    assert "Dit is 125,3 % van de norm voor dit huishouden: € 1.348,49 (norm van 1 juli 2026)." in page
    assert "indicatief" not in page


def test_profit_is_indicative_and_a_mixture_says_so(pen: Pen) -> None:
    rows = {
        "line__0__kind": "profit",
        "line__0__amount": "2000",
        "line__1__kind": "wage",
        "line__1__amount": "100",
    }
    page = plain(counting(pen, **rows).text)
    assert "indicatief" in page
    assert "Van de winst gaat 19 % af voor belasting" in page


def test_an_empty_row_a_kind_without_amount_and_nonsense_are_told(pen: Pen) -> None:
    for rows, anchor in (
        ({}, "line.0.amount"),
        ({"line__0__kind": "wage"}, "line.0.amount"),
        ({"line__1__amount": "100"}, "line.1.kind"),
        ({"line__0__kind": "wage", "line__0__amount": "-5"}, "line.0.amount"),
        ({"line__0__kind": "loot", "line__0__amount": "5"}, "line.0.kind"),
    ):
        answer = counting(pen, **rows)
        assert answer.status_code == 422, rows
        assert errors_in(answer.text) == [anchor]


def test_rows_can_be_added_and_nothing_is_lost(pen: Pen) -> None:
    answer = counting(pen, line__0__kind="wage", line__0__amount=AMOUNT, press="row")
    assert answer.status_code == 200
    assert 'name="line.2.kind"' in answer.text
    assert AMOUNT in answer.text


def test_the_amount_travels_to_the_search_and_nowhere_else(
    pen: Pen, caplog: pytest.LogCaptureFixture
) -> None:
    before = stored(pen.world)
    with caplog.at_level(logging.DEBUG):
        counted = counting(pen, line__0__kind="pension", line__0__amount=AMOUNT, household="S")
        form = counted.text[counted.text.index('class="press"') :]
        sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
        search = pen.client.post("/hulp", data={**sent, "press": "amount"})
    assert search.status_code == 200
    assert errors_in(search.text) == []
    assert f'value="{AMOUNT}"' in search.text
    assert AMOUNT not in caplog.text
    assert stored(pen.world) == before
    assert holds(pen.world, AMOUNT) == []


@pytest.mark.parametrize("page", ["/hulp", "/hulp/rekenhulp"])
def test_what_comes_after_the_session_closed_is_not_kept_either(pen: Pen, page: str) -> None:
    fields = pen.page(page) | {"amount": [AMOUNT], "line.0.amount": [AMOUNT]}
    pen.world.clock.advance(hours=13)
    before = stored(pen.world)
    assert pen.send(fields, page).status_code == 401
    assert stored(pen.world)["drafts"] == before["drafts"]
    assert holds(pen.world, AMOUNT) == []


def stored(world: World) -> dict[str, int]:
    with world.tools.store.reading() as reader:
        return {
            name: reader.session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
            if not name.startswith(("audit", "sessions", "throttle"))
        }


def holds(world: World, words: str) -> list[str]:
    """Files of the instance in which these words stand."""
    files = [path for path in world.tools.instance.rglob("*") if path.is_file()]
    return [path.name for path in files if words.encode() in path.read_bytes()]


def test_every_household_has_its_words() -> None:
    for code in HOUSEHOLDS:
        assert say("nl", f"help.household.{code}") != say("en", f"help.household.{code}")


def test_the_admin_sees_what_is_old_with_its_source(world: World) -> None:
    admin = Caller(make_app(world), world, "jgz_admin")
    assert say("nl", "provisions.none_old") in admin.get("/beheer/regelingen").text
    world.clock.advance(days=400)
    page = admin.get("/beheer/regelingen").text
    assert "babyspullen" in page
    assert "https://kinderhulp.nl/wat-wij-doen/werkwijze/aanvraag/aanvraag-voorwaarden/" in page
    assert "De nieuwste norm gold tot en met 31 december 2026." in plain(page)
    assert 'href="/beheer/regelingen"' in admin.get("/beheer").text
