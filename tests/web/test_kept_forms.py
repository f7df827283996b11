"""Every form of who signals and who receives: sent after the screen had closed, it comes back as it was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from signaal.actions import drafts
from signaal.actions.drafts import AT
from signaal.audit.events import Event
from signaal.web.forgetting import without_asked
from tests.actions.events import logged
from tests.support.forms import Fields, fields_of
from tests.support.region import Region
from tests.support.serving import make_app
from tests.support.visitor import Visitor
from tests.web.test_empty_forms import counts

FORMS = {
    # endpoint: (who, where its form stands, id of the form on the page)
    "signaller.notice": ("nurse", "/signaal/nieuw?setting=jgz_4_12", "form"),
    "signaller.talk": ("nurse", "/kaart/{own}/gesprek", "form"),
    "signaller.inform": ("nurse", "/kaart/{own}/vertellen", "form"),
    "signaller.postpone": ("nurse", "/kaart/{own}/later-vertellen", "form"),
    "signaller.plan": ("nurse", "/kaart/{own}/nazorg", "form"),
    "signaller.settle": ("nurse", "/kaart/{declined}/nazorg/{clock_declined}", "form"),
    "signaller.close": ("nurse", "/kaart/{team}/sluiten", "form"),
    "signaller.renew": ("nurse", "/kaart/{team}/verlengen", "form"),
    "signaller.correct": ("nurse", "/kaart/{own}/verbeteren/{signal_own}", "form"),
    "signaller.agree": ("nurse", "/kaart/{own}/verwijzen", "form"),
    "signaller.erase": ("jgz_lead", "/kaart/{own}/wissen", "form"),
    "signaller.new_case_request": ("nurse", "/kaart/{own}/verzoeken/nieuw", "form"),
    "signaller.statement": ("nurse", "/kaart/{own}/verklaring", "form"),
    "signaller.sent": ("nurse", "/kaart/{outside}/verwijzing/{reference_outside}", "form"),
    "samen-bellen": ("nurse", "/kaart/{own}/klok/{clock_own}?doe=samen-bellen", "form"),
    "poging": ("nurse", "/kaart/{own}/klok/{clock_own}?doe=poging", "form"),
    "nee": ("nurse", "/kaart/{own}/klok/{clock_own}?doe=nee", "form"),
    "overgenomen": ("nurse", "/kaart/{own}/klok/{clock_own}?doe=overgenomen", "form"),
    "rust": ("nurse", "/kaart/{own}/klok/{clock_own}?doe=rust", "form"),
    "wie": ("nurse", "/kaart/{own}/klok/{clock_own}?doe=wie", "form"),
    "vergissing": ("jgz_lead", "/kaart/{own}/klok/{clock_own}?doe=vergissing", "form"),
    "responder.attempt": ("responder", "/verwijzing/{reference_call}", "poging"),
    "responder.note": ("responder", "/verwijzing/{reference_why}", "notitie"),
    "responder.calming": ("responder", "/verwijzing/{reference_call}/rust", "form"),
    "responder.earlier": ("responder", "/verwijzing/{reference_call}/eerder", "form"),
    "responder.who_has_it": ("responder", "/verwijzing/{reference_call}/wie", "form"),
    "responder.give_back": ("responder", "/verwijzing/{reference_call}/terug", "form"),
    "responder.outcome": ("responder", "/verwijzing/{reference_why}/resultaat", "form"),
    "afloop nee": ("responder", "/verwijzing/{reference_call}/afloop?doe=nee", "form"),
    "afloop vergissing": ("social_lead", "/verwijzing/{reference_call}/afloop?doe=vergissing", "form"),
}
ONLY_A_BUTTON = {
    "responder.accept", "responder.names", "signaller.names", "signaller.moved", "signaller.withdraw",
    "signaller.taken_over", "signaller.reopen", "signaller.pregnancy_over", "signaller.drop_draft",
}  # fmt: skip
"""Nothing is typed there, so nothing is kept."""
OF_THE_CLOCK = {"signaller.clock", "responder.ending"}
"""Several forms; they stand above by the word in the address."""
ASKS = {
    "signaller.find_help",
    "signaller.calculator",
    "signaller.ideas",
    "signaller.find_name",
    "signaller.find_code",
}
"""Ask and store nothing: what was asked for is forgotten, or asked along with the page itself."""


@dataclass
class Controls(HTMLParser):
    """What can be filled in within one form: texts by name, and the first choice of every group."""

    wanted: str
    texts: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    action: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._inside = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self.wanted
            self.action = given.get("action", "") if self._inside else self.action
        if not self._inside:
            return
        name = given.get("name", "")
        kind = given.get("type", "text")
        if tag == "textarea" or (tag == "input" and kind in ("text", "tel", "email", "search")):
            self.texts.append(name)
        elif tag == "input" and kind in ("radio", "checkbox"):
            self.choices.setdefault(name, given.get("value", "on"))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            self.choices.setdefault(self._select, given["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def filled(page: str, form: str) -> tuple[str, Fields]:
    """Where the form goes, and the form as somebody filled it in."""
    controls = Controls(form)
    controls.feed(page)
    fields = {name: list(values) for name, values in fields_of(page, form).items()}
    for name in controls.texts:
        fields[name] = [_typed_in(name)]
    for name, value in controls.choices.items():
        fields[name] = [value]
    return controls.action, fields


def _typed_in(name: str) -> str:
    last = re.split(r"[.-]", name)[-1]
    known = {"day": "17", "month": "11", "year": "2026", "at": "9.30", "email": "een@gezin.example"}
    return known.get(last, f"Boomvalkzin {len(name)}")


@pytest.fixture
def app(region: Region) -> Flask:
    return make_app(region.world)


def places(region: Region) -> Mapping[str, str]:
    found = dict(region.cases)
    found |= {f"clock_{name}": value for name, value in region.clocks.items()}
    found |= {f"signal_{name}": value for name, value in region.signals.items()}
    return found | {f"reference_{name}": value for name, value in region.references.items()}


def test_every_form_stands_here(app: Flask) -> None:
    rooms = ("signaller", "responder")
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    here = {endpoint for endpoint in posts if endpoint.split(".")[0] in rooms}
    missing = here - FORMS.keys() - ONLY_A_BUTTON - OF_THE_CLOCK - ASKS
    assert not missing, f"add these forms to FORMS, so that nothing typed in them is lost: {sorted(missing)}"


def sent_late(visitor: Visitor, action: str, fields: Fields, **span: float) -> TestResponse:
    visitor.world.clock.advance(**(span or {"minutes": 16}))
    return visitor.client.post(action, data=fields)


def link_in(page: str) -> str:
    found = re.search(r"/getypt/[0-9a-f]{32}", page)
    assert found is not None, page
    return found[0]


def again(client: FlaskClient, link: str) -> TestResponse:
    """The page of what was kept, and its button."""
    page = client.get(link).text
    controls = Controls("again")
    controls.feed(page)
    return client.post(controls.action, data=fields_of(page, "again"))


def without_hidden(fields: Fields) -> Fields:
    """What a person filled in: empty boxes and buttons aside."""
    return {
        name: values
        for name, values in fields.items()
        if name not in ("csrf_token", "press") and any(value for value in values)
    }


def _is_kept(name: str) -> bool:
    """All but what serves the search for help only: that is forgotten (R2)."""
    return bool(without_asked({name: [""]}))


@pytest.mark.asvs("7.3.1")
@pytest.mark.parametrize("name", FORMS)
def test_what_was_sent_too_late_stands_in_its_form_again(region: Region, app: Flask, name: str) -> None:
    who, path, form = FORMS[name]
    visitor = Visitor.at(region.world, app)
    visitor.log_in(who)
    page = visitor.get(path.format(**places(region)))
    assert page.status_code == 200, path
    action, fields = filled(page.text, form)
    stored = counts(region)
    late = sent_late(visitor, action, fields)
    assert late.status_code == 401
    assert "Boomvalkzin" not in late.text, "a closed screen shows nothing"
    link = link_in(late.text)
    visitor.log_in(who)
    drawn = again(visitor.client, link)
    assert drawn.status_code == 200
    back = without_hidden(fields_of(drawn.text, form))
    assert back == {given: values for given, values in without_hidden(fields).items() if _is_kept(given)}
    now = counts(region)
    assert now | {"drafts": 0} == stored | {"drafts": 0}, "drawn, and nothing done"
    assert now["drafts"] == stored["drafts"] + 1


def test_what_is_done_after_all_is_no_draft_any_more(region: Region, app: Flask) -> None:
    visitor = Visitor.at(region.world, app)
    visitor.log_in("nurse")
    action, fields = filled(visitor.get(f"/kaart/{region.cases['team']}/verlengen").text, "form")
    link = link_in(sent_late(visitor, action, fields).text)
    assert link_in(visitor.client.post(action, data=fields).text) == link, "sent twice, kept once"
    visitor.log_in("nurse")
    drawn = fields_of(again(visitor.client, link).text, "form")
    done = visitor.client.post(action, data=drawn)
    assert done.status_code == 303, done.text
    assert visitor.get(link).status_code == 404
    assert logged(region.world.tools, Event.DRAFT_DROPPED)


def test_a_pin_leads_straight_to_what_was_typed(region: Region, app: Flask) -> None:
    visitor = Visitor.at(region.world, app)
    visitor.log_in("nurse")
    visitor.post("/toegang/pin", pin="274915", again="274915")
    action, fields = filled(visitor.get(f"/kaart/{region.cases['own']}/gesprek").text, "form")
    late = sent_late(visitor, action, fields)
    to = re.search(r'href="(/inloggen\?next=[^"]+)"', late.text)
    assert to is not None
    unlock = visitor.get(to[1]).location
    assert unlock.startswith("/ontgrendelen?next=/getypt/")
    came = visitor.post(unlock, pin="274915")
    assert visitor.get(came.location).location == link_in(late.text)
    assert "Boomvalkzin" in visitor.get(link_in(late.text)).text


def test_a_form_that_is_only_a_button_keeps_nothing(region: Region, app: Flask) -> None:
    visitor = Visitor.at(region.world, app)
    visitor.log_in("responder")
    path = f"/verwijzing/{region.references['call']}"
    fields = {"form_id": "a" * 32, "csrf_token": "x", "press": "save"}
    late = sent_late(visitor, f"{path}/ik-heb-het", fields)
    assert late.status_code == 401
    assert "/getypt/" not in late.text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/", "//evil.example/", "/uitloggen", "/kaarten/namen", "/bestaat-niet", "/vandaag",
        "", "/inloggen\n", "/static/base.css",
    ],
)  # fmt: skip
def test_a_forged_draft_leads_nowhere(region: Region, app: Flask, address: str) -> None:
    """Anybody who writes the database can seal to a public key: such a draft is text to copy, and no button."""
    visitor = Visitor.at(region.world, app)
    visitor.log_in("nurse")
    draft = drafts.keep(region.world.ctx("nurse"), "signaller.close", {"remark": ["tekst"], AT: address})
    page = visitor.get(f"/getypt/{draft}").text
    assert "tekst" in page
    assert 'id="again"' not in page


def test_the_mark_in_an_address_never_does_the_deed(region: Region, app: Flask) -> None:
    """A link with `weer` sent to somebody draws their own good form again, and does nothing."""
    visitor = Visitor.at(region.world, app)
    visitor.log_in("nurse")
    path = f"/kaart/{region.cases['team']}/verlengen"
    _action, fields = filled(visitor.get(path).text, "form")
    before = counts(region)
    assert visitor.client.post(f"{path}?weer=1", data=fields).status_code == 200
    assert visitor.client.post(f"{path}?weer=1", data={**fields, "csrf_token": ["x"]}).status_code == 422
    assert counts(region) == before
    assert visitor.client.post(path, data=fields).status_code == 303
