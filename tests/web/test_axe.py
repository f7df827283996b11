"""axe-core finds nothing on any page that the stories come by, wide and on a phone, empty and full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from signaal.actions import swapping, turns
from signaal.actions.context import operator
from signaal.actions.turns import TurnDraft
from tests.support.browser import PHONE, NewPage, axe_violations
from tests.support.region import Region
from tests.support.serving import Served, serving
from tests.support.world import World

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 800}
EMPTY = {
    "nurse": ["/vandaag", "/kaarten", "/concepten", "/signaal/nieuw", "/signaal/nieuw?setting=jgz_4_12",
              "/signaal/nieuw?setting=jgz_pregnancy", "/hulp", "/hulp/kledingbank", "/hulp/school",
              "/hulp/jeugdeducatiefonds", "/hulp/rekenhulp", "/mijn-logboek"],
    "responder": ["/vandaag", "/inbox", "/hulp", "/diensten"],
    "school_lead": ["/schooldagen", "/overdracht"],
    "town_admin": ["/beheer/rooster"],
    "jgz_lead": ["/team", "/plaatsen"],
    "coordinator": ["/vandaag", "/regie", "/maand"],
    "jgz_officer": ["/vandaag", "/logboek", "/logboek/controle", "/logboek/bewijs", "/logboek/vergelijken",
                    "/logboek/getuigen", "/logboek/getuigen/nieuw", "/goedkeuren", "/incidenten",
                    "/incidenten/nieuw", "/incidenten/nagaan", "/bewaren", "/bewaren/tegenhouden", "/verwerkingen",
                    "/verzoeken", "/verzoeken/nieuw", "/namen", "/nazien", "/nazien/instellen"],
    "jgz_supervisor": ["/logboek"],
    "jgz_admin": ["/vandaag", "/beheer", "/beheer/diensten", "/beheer/regelingen", "/beheer/berichten"],
    "": ["/inloggen", "/bestaat-niet"],
}  # fmt: skip
FULL = {
    "nurse": [
        "/vandaag", "/kaarten", "/concepten", "/concepten/{draft}", "/bon/{form}", "/kaart/{own}", "/kaart/{why}",
        "/kaart/{own}/gesprek", "/kaart/{own}/verwijzen", "/kaart/{own}/vertellen", "/kaart/{own}/later-vertellen",
        "/kaart/{own}/sluiten", "/kaart/{own}/verlengen", "/kaart/{own}/verhuisd", "/kaart/{own}/nazorg",
        "/kaart/{own}/verbeteren/{signal}", "/kaart/{own}/klok/{clock}",
        "/kaart/{own}/klok/{clock}?doe=samen-bellen", "/kaart/{own}/klok/{clock}?doe=poging",
        "/kaart/{own}/klok/{clock}?doe=rust", "/kaart/{own}/klok/{clock}?doe=nee", "/kaart/{own}/klok/{clock}?doe=wie",
        "/kaart/{own}/klok/{clock}?doe=overgenomen", "/kaart/{call}/intrekken/{consent}",
        "/kaart/{outside}/brief/{letter}", "/kaart/{outside}/verwijsbrief/{letter}",
        "/kaart/{outside}/verwijzing/{letter}", "/kaart/{own}/verzoeken", "/kaart/{own}/verzoeken/nieuw",
        "/kaart/{own}/verklaring",
        "/signaal/nieuw?setting=jgz_4_12&kaart={own}",
    ],
    "responder": [
        "/vandaag", "/inbox", "/verwijzing/{call_ref}", "/verwijzing/{why_ref}", "/verwijzing/{everything_ref}",
        "/verwijzing/{withdrawn_ref}", "/verwijzing/{call_ref}/rust", "/verwijzing/{call_ref}/terug",
        "/verwijzing/{call_ref}/wie", "/verwijzing/{call_ref}/afloop", "/verwijzing/{why_ref}/resultaat",
    ],
    "jgz_lead": ["/team", "/team/toelaten/{waiting}", "/team/beeindigen/{member}"],
    "social_lead": ["/diensten"],
    "town_admin": ["/beheer/rooster", "/beheer/rooster/{turn}"],
    "coordinator": ["/vandaag", "/regie", "/regie/ander-team/{call_ref}", "/maand", "/maand/openbaar"],
    "jgz_officer": ["/logboek", "/logboek?code={own}", "/logboek/controle"],
    "": ["/activeren/{invitation}"],
}  # fmt: skip
FAILED = {
    "nurse": [
        "/signaal/nieuw?setting=jgz_4_12",
        "/kaart/{own}/sluiten",
        "/kaart/{own}/verwijzen",
        "/kaart/{own}/verklaring",
        "/hulp",
        "/hulp/rekenhulp",
    ],
    "responder": ["/verwijzing/{call_ref}/rust", "/verwijzing/{call_ref}/terug"],
    "jgz_lead": ["/team/toelaten/{waiting}"],
    "town_admin": ["/beheer/rooster"],
    "jgz_officer": ["/incidenten/nieuw", "/bewaren/tegenhouden", "/verzoeken/nieuw"],
    "": ["/inloggen"],
}
"""Forms sent empty: the summary and the errors at the fields are as clean as the page."""


@pytest.fixture(scope="module")
def empty(built: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Nothing has happened yet."""
    world = built.copy(tmp_path_factory.mktemp("axe-empty"))
    with ExitStack() as stack:
        stack.callback(world.close)
        yield stack.enter_context(serving(world))


@pytest.fixture(scope="module")
def full(
    built_region: Region, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, dict[str, str]]]:
    """Families in every relation."""
    region = built_region.copy(tmp_path_factory.mktemp("axe-full"))
    with ExitStack() as stack:
        stack.callback(region.close)
        yield stack.enter_context(serving(region.world)), names_of(region)


def names_of(region: Region) -> dict[str, str]:
    """The codes and ids that the addresses above name."""
    return {
        **region.cases,
        **{f"{name}_ref": code for name, code in region.references.items()},
        "draft": region.drafts["nurse"],
        "form": region.forms["call"],
        "signal": region.signals["own"],
        "clock": region.clocks["own"],
        "consent": region.consents["call"],
        "letter": region.references["outside"],
        "waiting": region.people["waiting"],
        "member": region.world.people["nurse2"].membership_id,
        "invitation": region.world.people["expected"].link,
        "turn": asked_turn(region.world),
    }


def asked_turn(world: World) -> str:
    """A turn of the roster that a colleague was asked to take over."""
    now, mine = world.clock.now(), world.people["responder"].user_id
    draft = TurnDraft("social_team", "078-5550100", now, now + timedelta(days=7), mine, out_of_hours=True)
    turn = turns.add_turn(operator(world.tools), world.organisations["town"], draft)
    swapping.ask(world.ctx("responder"), turn, world.people["social_lead"].user_id)
    return turn


def enter(new_page: NewPage, served: Served, name: str) -> Page:
    """A page of this person, past the login; axe needs to run where our own policy allows no script."""
    page = new_page(bypass_csp=True, viewport=WIDE)
    if name:
        served.world.ctx(name)
        token = served.world.people[name].token
        page.context.add_cookies([{"name": "signaal", "value": token, "url": served.url}])
    return page


def problems_of(page: Page, what: str) -> list[str]:
    """What axe says, wide and at 320 px, and whether anything sticks out there."""
    found = [f"{what} wide: {line}" for line in axe_violations(page)]
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    found += [f"{what} 320: {line}" for line in axe_violations(page)]
    if not page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        found.append(f"{what}: scrolls sideways at 320")
    page.set_viewport_size({"width": WIDE["width"], "height": WIDE["height"]})
    return found


def unfold(page: Page) -> None:
    """Open every fold: what lies inside is part of the page."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize("name", EMPTY)
def test_pages_on_which_nothing_has_happened_yet(new_page: NewPage, empty: Served, name: str) -> None:
    page, found = enter(new_page, empty, name), []
    for path in EMPTY[name]:
        answer = page.goto(empty.url + path)
        assert answer is not None
        assert answer.status == (404 if "bestaat-niet" in path else 200), (path, answer.status)
        unfold(page)
        found += problems_of(page, path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", FULL)
def test_pages_with_everything_on_them(
    new_page: NewPage, full: tuple[Served, dict[str, str]], name: str
) -> None:
    served, names = full
    page, found = enter(new_page, served, name), []
    for path in FULL[name]:
        answer = page.goto(served.url + path.format(**names))
        assert answer is not None
        assert answer.status == 200, (path, answer.status)
        unfold(page)
        found += problems_of(page, path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", FAILED)
def test_forms_that_say_what_is_missing(
    new_page: NewPage, full: tuple[Served, dict[str, str]], name: str
) -> None:
    served, names = full
    page, found = enter(new_page, served, name), []
    for path in FAILED[name]:
        page.goto(served.url + path.format(**names))
        with page.expect_navigation():
            page.locator("main form.form .buttons button").first.click()
        assert page.title().startswith("Fout: "), (path, page.title())
        found += problems_of(page, f"{path} sent empty")
    assert not found, "\n".join(found)
