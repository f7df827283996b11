"""A card and its forms: empty, wrong and well filled in, with the state after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pytest

from signaal.actions import cards, cases
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Ending, Outside, Watch
from signaal.actions.views import CaseView
from signaal.terms import CaseState, ReferralState, Setting
from signaal.texts import say
from signaal.vault.pseudonyms import new_id
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides, Family, Item, Person
from signaal.workflows.signals import SignalDraft
from tests.support.forms import fields_of
from tests.support.world import World
from tests.web.signaller_hand import Pen, errors_in

NAMES = ("Sam 't Hart-van der Meulen", "محمد الأمين")
PROVISION = "kledingbank"


def make(world: World, *, acute: bool = False, yes: bool = False, ending: Ending | None = None) -> CaseView:
    answer = {"HOME_EVICTION": AcuteAnswer(Confirmation.SAID_BY_ADULT)}
    consent = ConsentDraft(
        Family(Decides.ONE_PARENT),
        team_id=world.teams["social_team"],
        items=(Item(),),
        said_yes=(Person.PARENT,),
    )
    receipt = cards.submit(
        world.ctx("nurse"),
        CardDraft(
            new_id(),
            signal=SignalDraft(
                Setting.JGZ_4_12,
                seen=("CLOTHES_WORN",),
                told=("HOME_EVICTION",) if acute else (),
                acute=answer if acute else {},
                remark="<b>jas</b> & 'schoenen'",
            ),
            talk=Talk(partners=("mother",), wish="Rust", told_how="talk") if yes else None,
            contact=Contact(
                children=(Child(NAMES[0], date(2020, 5, 4)), Child("", date(2026, 9, 1)), Child(NAMES[1])),
                due_date=date(2027, 3, 1),
                parent_name="Wilhelmina",
                phone="078-5550100",
            ),
            consent=consent if yes else None,
            ending=ending or (None if yes else Watch()),
        ),
    )
    return cases.read(world.ctx("nurse"), receipt.pseudonym or "")


def again(pen: Pen, view: CaseView) -> CaseView:
    return cases.read(pen.world.ctx("nurse"), view.pseudonym)


def clock_of(view: CaseView, kind: str) -> str:
    return next(clock.id for clock in view.clocks if clock.kind == kind)


@pytest.fixture
def pen(world: World) -> Pen:
    return Pen.of(world)


@pytest.fixture(scope="module")
def shelf(built: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pen, CaseView, CaseView]]:
    """Two cards for every form that is refused: one with a yes and a clock, one with help outside."""
    world = built.copy(tmp_path_factory.mktemp("shelf"))
    yield Pen.of(world), make(world, acute=True, yes=True), make(world, ending=Outside(PROVISION))
    world.close()


def test_a_card_shows_every_name_as_it_was_typed(pen: Pen) -> None:
    view = make(pen.world, yes=True)
    page = pen.get(f"/kaart/{view.pseudonym}").text
    assert "<b>jas</b>" not in page
    shown = unescape(page)
    for name in (*NAMES, say("nl", "case.contact.no_name_yet"), "<b>jas</b> & 'schoenen'"):
        assert name in shown
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert view.pseudonym not in title[1]
    assert "Hart" not in title[1]


EMPTY = {
    "gesprek": 200,
    "verwijzen": 422,
    "vertellen": 422,
    "later-vertellen": 422,
    "sluiten": 422,
    "verlengen": 422,
    "nazorg": 422,
}


@pytest.mark.parametrize("form", EMPTY)
def test_an_empty_form_leads_to_what_is_missing(form: str, shelf: tuple[Pen, CaseView, CaseView]) -> None:
    pen, _, view = shelf
    path = f"/kaart/{view.pseudonym}/{form}"
    before = again(pen, view)
    answer = pen.write(path)
    assert answer.status_code == 422
    assert errors_in(answer.text)
    assert again(pen, view) == before


LONG = "w" * 600


@pytest.mark.parametrize(
    ("form", "field", "changes"),
    [
        ("gesprek", "wish", {"partners": ["mother"], "wish": LONG}),
        ("gesprek", "wish", {"partners": ["mother"], "wish": "nul\x01"}),
        ("gesprek", "wish", {"partners": ["mother"], "wish": "111222333"}),
        ("gesprek", "children.0.birth-day", {"children.0.birth-year": "1980"}),
        ("gesprek", "children.1.birth-day", {"children.1.birth-year": "2031"}),
        ("gesprek", "phone", {"phone": "x"}),
        ("verwijzen", "recipient", {"answer": "yes", "told_how": "talk", "said_yes": ["parent"]}),
        ("verwijzen", "told_how-0", {"answer": "yes", "said_yes": ["parent"], "recipient": "SOCIAL"}),
        ("verwijzen", "said_yes-0", {"answer": "yes", "told_how": "talk", "recipient": "SOCIAL"}),
        ("verwijzen", "provision", {"next": "help", "provision": "bestaat_niet"}),
        ("vertellen", "how-0", {"how": "duif"}),
        ("later-vertellen", "until-day", {"ground": "not_reached"}),
        ("sluiten", "reason-0", {"reason": "zomaar"}),
        ("verlengen", "reason", {"reason": LONG}),
        ("nazorg", "day-day", {"day-day": "1", "day-month": "1", "day-year": "2020"}),
        ("nazorg", "day-day", {"day-day": "aa", "day-month": "1", "day-year": "2027"}),
    ],
)
def test_a_wrong_answer_is_told_at_its_field(
    form: str, field: str, changes: dict[str, list[str] | str], shelf: tuple[Pen, CaseView, CaseView]
) -> None:
    pen, _, view = shelf
    if changes.get("recipient") == "SOCIAL":
        changes = {**changes, "recipient": f"team:{pen.world.teams['social_team']}"}
    before = again(pen, view)
    answer = pen.write(f"/kaart/{view.pseudonym}/{form}", **changes)
    assert answer.status_code == 422
    assert field in errors_in(answer.text)
    for name, value in changes.items():
        if name in ("wish", "phone", "reason") and value != "zomaar":
            assert [text.strip() for text in fields_of(answer.text)[name]] == [value]
    assert again(pen, view) == before


def test_a_talk_moves_the_card_on(pen: Pen) -> None:
    view = make(pen.world)
    answer = pen.write(f"/kaart/{view.pseudonym}/gesprek", partners=["mother"], wish="Rust", told_how="phone")
    assert answer.status_code == 303
    found = again(pen, view)
    assert (found.state, found.told_how) == (CaseState.TALKING, "phone")
    assert [child.name for child in found.contact.children] == [NAMES[0], "", NAMES[1]]


def test_a_later_yes_is_looked_over_and_sent(pen: Pen) -> None:
    view = make(pen.world)
    path = f"/kaart/{view.pseudonym}/verwijzen"
    team = pen.world.teams["social_team"]
    answer = pen.write(
        path, answer="yes", recipient=f"team:{team}", said_yes=["parent"], told_how="talk", feedback="y"
    )
    assert answer.status_code == 200
    assert "078-5550100" in answer.text
    hidden: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', answer.text):
        hidden.setdefault(name, []).append(unescape(value))
    assert pen.send(hidden, path, press="send").status_code == 303
    found = again(pen, view)
    assert (found.state, found.told_how) == (CaseState.HELPING, "talk")
    assert found.referrals[0].recipient == "Wijkteam Oost"


def test_a_later_no_stays_on_the_card(pen: Pen) -> None:
    view = make(pen.world)
    assert pen.write(f"/kaart/{view.pseudonym}/verwijzen", answer="no").status_code == 303
    assert [consent.state for consent in again(pen, view).consents] == ["declined"]


def test_help_outside_needs_no_yes_and_has_a_letter(pen: Pen) -> None:
    view = make(pen.world)
    answer = pen.write(f"/kaart/{view.pseudonym}/verwijzen", next="help", provision=PROVISION)
    assert answer.status_code == 303
    sent = again(pen, view).referrals[0]
    assert sent.provision_id == PROVISION
    assert f"/kaart/{view.pseudonym}/brief/{sent.reference}" in pen.get(answer.location).text
    page = pen.get(f"/kaart/{view.pseudonym}/brief/{sent.reference}").text
    letter = page[page.index('<article class="letter"') : page.index("</article>")]
    assert "Beste ouder of verzorger" in letter
    assert "Wilhelmina" not in letter
    assert view.pseudonym not in letter
    assert 'lang="en"' in pen.get(f"/kaart/{view.pseudonym}/brief/{sent.reference}?taal=en").text


def test_help_outside_is_followed_to_its_end(pen: Pen) -> None:
    view = make(pen.world, ending=Outside(PROVISION))
    path = f"/kaart/{view.pseudonym}/verwijzing/{view.referrals[0].reference}"
    assert errors_in(pen.write(path, press="outcome").text) == ["outcome-0"]
    assert errors_in(pen.write(path, press="outcome", outcome="not_delivered").text) == ["reason"]
    assert pen.write(path, press="handed").status_code == 303
    assert pen.write(path, press="outcome", outcome="delivered").status_code == 303
    assert again(pen, view).referrals[0].state is ReferralState.DELIVERED


def test_a_yes_is_taken_back(pen: Pen) -> None:
    view = make(pen.world, yes=True)
    path = f"/kaart/{view.pseudonym}/intrekken/{view.consents[0].id}"
    answer = pen.write(path)
    assert say("nl", "case.after_withdrawal") in pen.get(answer.location).text
    assert again(pen, view).consents[0].state == "withdrawn"
    assert pen.write(path).status_code == 422


def test_aftercare_is_answered_or_moved_with_a_reason(pen: Pen) -> None:
    view = make(pen.world, ending=Outside(PROVISION))
    path = f"/kaart/{view.pseudonym}/nazorg/{clock_of(view, 'follow_up')}"
    assert errors_in(pen.write(path).text) == ["outcome-0"]
    later = {"day-day": "7", "day-month": "12", "day-year": "2026"}
    assert errors_in(pen.write(path, outcome="new_day", **later).text) == ["reason"]
    assert pen.write(path, outcome="new_day", reason="wachtlijst", **later).status_code == 303
    running = [c for c in again(pen, view).clocks if c.kind == "follow_up" and c.state == "running"]
    assert (len(running) == 1 and running[0].id != clock_of(view, "follow_up")) or running
    assert pen.write(f"/kaart/{view.pseudonym}/nazorg/{running[0].id}", outcome="arranged").status_code == 303


def test_a_card_closes_and_opens_again(pen: Pen) -> None:
    view = make(pen.world)
    assert pen.write(f"/kaart/{view.pseudonym}/sluiten", reason="family_manages").status_code == 303
    page = pen.get(f"/kaart/{view.pseudonym}").text
    form = page[page.index(f'action="/kaart/{view.pseudonym}/heropenen"') :]
    hidden = dict(re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', form[: form.index("</form>")]))
    assert pen.client.post(f"/kaart/{view.pseudonym}/heropenen", data=hidden).status_code == 303
    assert again(pen, view).state is CaseState.TALKING


def test_a_card_with_a_running_clock_does_not_close_and_keeps_the_choice(pen: Pen) -> None:
    view = make(pen.world, acute=True)
    answer = pen.write(f"/kaart/{view.pseudonym}/sluiten", reason="family_manages")
    assert answer.status_code == 422
    assert say("nl", "case.clock_still_runs") in answer.text
    assert fields_of(answer.text)["reason"] == ["family_manages"]


def test_every_button_of_a_card_is_a_deed_of_its_own(pen: Pen) -> None:
    """Two buttons of one page may both be pressed: their forms have ids of their own."""
    page = pen.get(f"/kaart/{make(pen.world).pseudonym}").text
    ids = re.findall(r'name="form_id" type="hidden" value="([^"]+)"', page)
    assert len(ids) == len(set(ids)) >= 2


def test_pregnancy_is_over_with_one_button(pen: Pen) -> None:
    view = make(pen.world)
    page = pen.get(f"/kaart/{view.pseudonym}").text
    form = page[page.index("zwangerschap-voorbij") :]
    hidden = dict(re.findall(r'name="([^"]+)" type="hidden" value="([^"]*)"', form[: form.index("</form>")]))
    assert pen.client.post(f"/kaart/{view.pseudonym}/zwangerschap-voorbij", data=hidden).status_code == 303
    assert again(pen, view).contact.due_date is None


def test_a_correction_replaces_what_was_written(pen: Pen) -> None:
    view = make(pen.world)
    path = f"/kaart/{view.pseudonym}/verbeteren/{view.signals[0].id}"
    assert fields_of(pen.get(path).text)["seen"] == ["CLOTHES_WORN"]
    assert errors_in(pen.write(path, seen=["NO_SUCH"]).text) == ["seen-0"]
    assert pen.write(path, seen=[], told=["CLOTHES_WORN"]).status_code == 303
    assert sorted(signal.replaced for signal in again(pen, view).signals) == [False, True]
    assert pen.get(path).status_code == 404


ACTS = ("samen-bellen", "poging", "rust", "telefoon", "nee", "overgenomen")


@pytest.mark.parametrize("act", ACTS)
def test_every_word_about_a_clock_says_what_is_missing(
    act: str, shelf: tuple[Pen, CaseView, CaseView]
) -> None:
    pen, view, _ = shelf
    path = f"/kaart/{view.pseudonym}/klok/{clock_of(view, 'calm_48h')}?doe={act}"
    before = again(pen, view)
    answer = pen.write(path)
    assert answer.status_code == 422
    assert errors_in(answer.text)
    assert again(pen, view) == before


def test_calm_is_what_was_arranged_and_what_the_family_says(pen: Pen) -> None:
    view = make(pen.world, acute=True)
    path = f"/kaart/{view.pseudonym}/klok/{clock_of(view, 'calm_48h')}"
    name = "answers.HOME_EVICTION"
    until = {f"{name}.day-day": "1", f"{name}.day-month": "12", f"{name}.day-year": "2026"}
    filled: dict[str, list[str] | str] = {"spoken": "y", "family": "yes", name: ["landlord_delay"], **until}
    assert pen.write(f"{path}?doe=rust", **filled).status_code == 303
    assert next(c for c in again(pen, view).clocks if c.kind == "calm_48h").state == "met"
    assert say("nl", "case.clock.act.rust") not in pen.get(path).text


def test_an_attempt_and_the_familys_no(pen: Pen) -> None:
    view = make(pen.world, acute=True)
    path = f"/kaart/{view.pseudonym}/klok/{clock_of(view, 'calm_48h')}"
    pen.world.clock.advance(minutes=10)
    when = {"on-day": "16", "on-month": "11", "on-year": "2026", "at": "9.05"}
    assert pen.write(f"{path}?doe=poging", channel="phone", reached="no", **when).status_code == 303
    assert len(again(pen, view).attempts) == 1
    assert errors_in(pen.write(f"{path}?doe=nee", offer_made="y").text) == [
        "numbers_given",
        "safety_considered",
    ]
    ticked = {"offer_made": "y", "numbers_given": "y", "safety_considered": "y"}
    assert pen.write(f"{path}?doe=nee", **ticked).status_code == 303
