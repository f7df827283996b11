"""Who never sees content meets none on any page: officer, supervisor and coordinator, every GET route of theirs.

The routes are asked of the application itself: a new page of these roles that this crawl does not reach fails the test,
until a link leads to it or the story below makes what it shows.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from signaal.access.actors import Actor, Membership
from signaal.access.permissions import Permission
from signaal.access.policy import holds
from signaal.actions import (
    calm,
    cases,
    checkpoints,
    erasures,
    explaining,
    incidents,
    requests,
    reviewing,
    reviews,
    turns,
)
from signaal.actions.context import system
from signaal.actions.turns import TurnDraft
from signaal.terms import Role
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Person
from signaal.workflows.incidents import IncidentDraft
from signaal.workflows.requests import Asked, RequestKind, Whose
from tests.support.pages import Seen
from tests.support.region import CANARIES, TICKED, Region
from tests.support.serving import make_app
from tests.web.test_crawl import Crawl, crawl, words_of

WATCHERS = {
    "jgz_officer": Role.PRIVACY_OFFICER,
    "jgz_supervisor": Role.SUPERVISOR,
    "coordinator": Role.COORDINATOR,
}
WITHOUT_LOGIN = {
    "/aangekomen", "/activeren/<token>", "/getuige", "/health", "/health/live", "/herstel/<token>", "/herstel/code",
    "/herstelpapier", "/kwijt", "/ontgrendelen", "/thema.css",
}  # fmt: skip
"""Nobody is there yet, or a machine asks."""
OWN_ONLY = {
    "/bevestig", "/concepten/<draft_id>", "/getypt/<draft_id>", "/toegang/passkey/<passkey_id>/weg",
    "/uitleg/<item_id>",
}  # fmt: skip
"""What this person typed, asked or owns: nobody else's words can stand there."""
SECOND = {"/namen/<request_id>"}
"""Shown to a second person only, never to the officer who asked: tests/web/test_requests.py."""
BY_HAND = (
    "/concepten", "/plaatsen", "/namen", "/wissen", "/logboek/klok", "/logboek/herstel", "/verzoeken", "/incidenten",
    "/bewaren", "/nazien", "/regie", "/vandaag/agenda.ics",
)  # fmt: skip
"""Typed into the address: for some of these roles nothing leads there at this moment."""


@dataclass
class Found:
    region: Region
    app: Flask
    crawls: list[Crawl]


def live(region: Region) -> str:
    """What these roles can meet: a look without reason, requests, an incident, a mistake, cards to erase; the code of a
    card that is gone.
    """
    world = region.world
    cases.read(world.ctx("nurse2"), region.cases["lead_own"])
    for _ in range(8):
        world.clock.advance(days=1)
        world.log_in("jgz_lead")
        checkpoints.checkpoint(system(world.tools))
        reviewing.find(system(world.tools))
    officer = world.ctx("jgz_officer")
    item = reviews.desk(officer).waiting[0]
    explaining.ask(officer, item.id, "person", new_id())
    today, now = local_day(world.clock.now()), world.clock.now()
    asked = Asked(RequestKind.ACCESS, frozenset({Person.PARENT}), frozenset({Whose.OWN}), today)
    requests.register(officer, region.cases["own"], asked, "known_in_person", new_id())
    draft = IncidentDraft("looked_without_reason", now - timedelta(hours=3), now, "Gekeken.", "one")
    incidents.register(officer, draft, new_id())
    calm.mistake(world.ctx("jgz_lead"), region.clocks["own"], "Dubbel aangemaakt", new_id())
    for name in ("team", "lead_own"):
        erasures.ask(world.ctx("jgz_lead"), region.cases[name], "recorded_twice", new_id())
    erasures.approve(world.ctx("jgz_officer"), region.cases["team"])
    world.reset("jgz_admin")
    duty = TurnDraft(
        "Regie", "078-5550100", now, now + timedelta(days=2), world.people["coordinator"].user_id
    )
    turns.add_turn(world.ctx("town_admin"), world.organisations["town"], duty)
    return region.cases["team"]


@pytest.fixture(scope="module")
def found(built_region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """Three roles through every link, once."""
    region = built_region.copy(tmp_path_factory.mktemp("no-content"))
    gone = live(region)
    nurse = region.world.people["nurse2"].user_id
    period = "van-day=10&van-month=11&van-year=2026&tot-day=30&tot-month=11&tot-year=2026"
    more = (*BY_HAND, f"/wissen/{gone}/bewijs", f"/incidenten/nagaan?wie={nurse}&{period}")
    app = make_app(region.world)
    yield Found(region, app, [crawl(app, region, name, "nl", more) for name in WATCHERS])
    region.close()


def routes_of(app: Flask, role: Role) -> set[str]:
    """Every GET route that somebody with this role alone may open."""
    actor = Actor("u" * 32, (Membership(role, lead=False, team_id=None, organisation_id="o" * 32),))
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint != "static"
        and holds(actor, getattr(app.view_functions[rule.endpoint], "needs", Permission.PUBLIC))
    }


def rules_of(app: Flask, done: Crawl) -> set[str]:
    """The routes that a crawl came to."""
    address = app.url_map.bind("localhost")
    return {address.match(page.path, return_rule=True)[0].rule for page in done.pages}


def said(page: Seen) -> str:
    """What a page or a file says; of a PDF its letters, not its bytes."""
    if page.headers.get("Content-Type") != "application/pdf":
        return page.text
    pdf = PdfReader(io.BytesIO(page.text.encode("latin-1")))
    return "\n".join([*(leaf.extract_text() for leaf in pdf.pages), str(pdf.metadata)])


@pytest.mark.parametrize("name", WATCHERS)
def test_every_route_of_these_roles_is_reached(found: Found, name: str) -> None:
    (done,) = [one for one in found.crawls if one.name == name]
    missed = (
        routes_of(found.app, WATCHERS[name]) - rules_of(found.app, done) - WITHOUT_LOGIN - OWN_ONLY - SECOND
    )
    assert not missed, f"let a link lead there, or make in `live` what it shows: {sorted(missed)}"


@pytest.mark.asvs("8.2.3")
@pytest.mark.parametrize("name", WATCHERS)
def test_no_name_remark_or_ticked_code_stands_anywhere(found: Found, name: str) -> None:
    (done,) = [one for one in found.crawls if one.name == name]
    checklist = found.region.world.tools.checklist
    secret = [*CANARIES, *(word for code in TICKED for word in words_of(checklist, code))]
    leaks = [
        f"{word} at {page.url}"
        for page in done.pages
        for text in [said(page) + page.url + repr(page.headers)]
        for word in secret
        if word in text
    ]
    assert not leaks, leaks


def test_the_words_are_there_for_who_may_read_them(found: Found) -> None:
    """The same crawl of the card's owner finds them: the test looks for what exists."""
    own = crawl(found.app, found.region, "nurse", "nl")
    text = "\n".join(page.text for page in own.pages)
    assert [word for word in CANARIES if word in text]
