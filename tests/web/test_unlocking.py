"""The lock at the door: why a screen closed, what opens it, what hides it, and what strangers are told."""

from __future__ import annotations

import html
import re

import pytest

from signaal.actions import directory, members, passphrases, sessions
from signaal.actions.context import operator
from signaal.texts import say
from tests.support.authenticator import Authenticator
from tests.support.visitor import Visitor, hidden_in, site_over
from tests.support.world import World

PIN = "274915"


def nl(key: str, **params: object) -> str:
    return html.escape(say("nl", key, **params), quote=False)


@pytest.fixture
def visitor(world: World) -> Visitor:
    return Visitor.at(world)


@pytest.fixture
def away(world: World, visitor: Visitor) -> Visitor:
    """A nurse with a PIN who was away for a quarter of an hour."""
    visitor.log_in("nurse")
    assert visitor.post("/toegang/pin", pin=PIN, again=PIN).location == "/toegang"
    world.clock.advance(minutes=16)
    return visitor


def cookie_of(visitor: Visitor) -> str:
    found = visitor.client.get_cookie("signaal")
    assert found is not None
    return found.value


def test_a_locked_screen_asks_for_the_pin_and_goes_on_where_it_was(away: Visitor) -> None:
    login = away.get("/mijn-logboek").location
    assert login == "/inloggen?next=/mijn-logboek"
    unlock = away.get(login).location
    assert unlock == "/ontgrendelen?next=/mijn-logboek"
    before = cookie_of(away)
    came = away.post(unlock, pin=PIN)
    assert came.location == "/aangekomen?next=/mijn-logboek"
    assert cookie_of(away) != before
    assert away.get(came.location).location == "/mijn-logboek"
    assert away.get("/mijn-logboek").status_code == 200


def test_a_wrong_pin_says_how_often_more_and_is_not_sent_back(away: Visitor) -> None:
    page = away.post("/ontgrendelen", pin="918274")
    assert page.status_code == 422
    assert nl("entering.pin.wrong", n=4) in page.text
    assert "918274" not in page.text
    assert "Nurse" not in page.text, "a locked screen names nobody"


def test_the_fifth_wrong_pin_leads_to_the_login_that_says_why(away: Visitor, world: World) -> None:
    for _ in range(4):
        away.post("/ontgrendelen", pin="918274")
    to = away.post("/ontgrendelen", pin="918274").location
    assert to.startswith("/inloggen")
    assert nl("account.closed.pin_tries") in away.get(to).text
    assert nl("account.closed.pin_tries") not in Visitor.at(world).get(to).text


def test_the_pin_page_is_for_who_can_use_it(visitor: Visitor, world: World) -> None:
    assert visitor.get("/ontgrendelen?next=/vandaag").location == "/inloggen?next=/vandaag&anders=1"
    assert visitor.post("/ontgrendelen", "/inloggen", pin=PIN).location.startswith("/inloggen")
    visitor.log_in("nurse")
    assert visitor.get("/ontgrendelen?next=//evil.example").location == "/vandaag"
    world.clock.advance(minutes=16)
    page = visitor.get(visitor.get("/vandaag").location)
    assert page.status_code == 200, "without a PIN the login itself"
    assert nl("entering.unlock.tip") in page.text


def test_whoever_wants_logs_in_with_the_passphrase_instead(away: Visitor) -> None:
    page = away.get("/ontgrendelen")
    other = re.search(r'href="(/inloggen\?[^"]*anders=1)"', page.text)
    assert other is not None
    assert away.get(html.unescape(other[1])).status_code == 200


def test_an_unlock_form_needs_its_token(away: Visitor) -> None:
    page = away.client.post("/ontgrendelen", data={"pin": PIN})
    assert page.status_code == 422
    assert away.get("/vandaag").status_code == 302


@pytest.mark.parametrize("origin", ["same-origin", "cross-site"])
def test_hiding_after_the_lock_shows_the_calendar_and_ends_the_pin(
    visitor: Visitor, world: World, origin: str
) -> None:
    visitor.log_in("nurse")
    visitor.post("/toegang/pin", pin=PIN, again=PIN)
    fields = hidden_in(visitor.get("/vandaag").text)
    world.clock.advance(minutes=16)
    answer = visitor.client.post("/verberg", data=fields, headers={"Sec-Fetch-Site": origin})
    assert answer.location == "/rust"
    assert "Inloggen" not in visitor.get("/rust").text
    leads_to = visitor.get(visitor.get("/vandaag").location)
    assert (leads_to.status_code == 302) is (origin == "cross-site"), "another site ends nobody's PIN"


@pytest.mark.parametrize("token", ["", "x", "0" * 32 + "." + "0" * 64])
def test_hiding_shows_the_calendar_to_anybody_and_does_nothing_without_a_token(
    away: Visitor, token: str
) -> None:
    answer = away.client.post("/verberg", data={"csrf_token": token})
    assert answer.location == "/rust"
    assert away.post("/ontgrendelen", pin=PIN).location.startswith("/aangekomen")
    nobody = Visitor.at(away.world)
    assert nobody.client.post("/verberg").location == "/rust"


def test_hiding_an_open_screen_needs_its_token_as_before(visitor: Visitor) -> None:
    visitor.log_in("nurse")
    assert visitor.client.post("/verberg", data={"csrf_token": "x"}).status_code == 400
    assert visitor.get("/vandaag").status_code == 200


def test_a_sensitive_page_asks_for_the_second_factor_and_comes_back(visitor: Visitor, world: World) -> None:
    visitor.log_in("nurse")
    world.clock.advance(minutes=6)
    for path in ("/toegang/pin", "/toegang/passkey"):
        confirm = visitor.get(path).location
        assert confirm == f"/bevestig?next={path}"
        wrong = visitor.post(confirm, code="000000")
        assert wrong.status_code == 422
        assert nl("entering.confirm.refused") in wrong.text
        assert visitor.post(confirm, code=world.totp_code("nurse")).location == path
        assert visitor.get(path).status_code == 200
        world.clock.advance(minutes=6)


def test_a_form_that_waited_too_long_asks_first_and_keeps_no_secret(visitor: Visitor, world: World) -> None:
    visitor.log_in("nurse")
    fields = hidden_in(visitor.get("/toegang/pin").text)
    world.clock.advance(minutes=6)
    page = visitor.client.post("/toegang/pin", data={**fields, "pin": PIN, "again": PIN})
    assert page.status_code == 409
    assert "/bevestig?next=/toegang/pin" in page.text
    assert PIN not in page.text
    assert visitor.client.post("/toegang/passkey/vraag", data=fields).status_code == 409


def test_a_pin_is_chosen_changed_and_taken_away(visitor: Visitor) -> None:
    visitor.log_in("nurse")
    assert nl("entering.pin.not_set") in visitor.get("/toegang").text
    page = visitor.post("/toegang/pin", pin=PIN, again="918274")
    assert nl("entering.pin.not_same") in page.text
    assert PIN not in page.text
    assert nl("entering.pin.too_easy") in visitor.post("/toegang/pin", pin="123456", again="123456").text
    visitor.post("/toegang/pin", pin=PIN, again=PIN)
    assert nl("entering.pin.is_set") in visitor.get("/toegang").text
    visitor.post("/toegang/pin/weg", "/toegang")
    assert nl("entering.pin.not_set") in visitor.get("/toegang").text


@pytest.mark.asvs("7.4.2", "7.4.3")
@pytest.mark.parametrize("why", ["disabled", "membership_ended", "credentials"])
def test_what_happened_elsewhere_is_said_to_who_was_there_and_to_nobody_else(world: World, why: str) -> None:
    app = site_over(world)
    nurse, stranger = Visitor.at(world, app), Visitor.at(world, app)
    nurse.log_in("nurse")
    person = world.people["nurse"]
    if why == "disabled":
        directory.disable(operator(world.tools), person.user_id)
    elif why == "credentials":
        passphrases.change(world.ctx("nurse"), person.passphrase, passphrases.proposal())
    else:
        members.end_member(world.ctx("jgz_lead"), person.membership_id)
    to = nurse.get("/vandaag").location
    assert nl(f"account.closed.{why}") in nurse.get(to).text
    assert nl(f"account.closed.{why}") not in stranger.get(to).text
    stranger.client.set_cookie("signaal", "z" * 43)
    assert nl(f"account.closed.{why}") not in stranger.get(to).text


def test_a_login_in_the_same_browser_ends_the_screen_that_was_locked(away: Visitor, world: World) -> None:
    before = cookie_of(away)
    away.post("/inloggen", "/inloggen?anders=1", **_typed(world, "nurse2"))
    assert "Nurse2 de Vries" in away.get("/vandaag").text
    assert sessions.why_closed(world.tools, before) is None
    other = Visitor.at(world)
    other.client.set_cookie("signaal", before)
    assert other.get("/ontgrendelen").location.startswith("/inloggen")


def _typed(world: World, name: str) -> dict[str, str]:
    person = world.people[name]
    return {"login": person.login, "passphrase": person.passphrase, "code": world.totp_code(name)}


def test_a_passkey_over_the_pages(visitor: Visitor, world: World) -> None:
    device = Authenticator()
    visitor.log_in("nurse")
    token = {"csrf_token": hidden_in(visitor.get("/toegang/passkey").text)["csrf_token"]}
    asked = visitor.client.post("/toegang/passkey/vraag", data=token)
    assert asked.headers["Cache-Control"] == "no-store"
    answer = device.make(asked.get_json())
    sent = {**token, "name": "Telefoon", "passkey": answer.given, "passkey_secret": answer.output}
    no_prf = visitor.client.post("/toegang/passkey", data={**sent, "passkey_secret": ""})
    assert nl("entering.passkey.no_prf") in no_prf.text
    assert answer.output not in no_prf.text
    assert nl("entering.passkey.none") in visitor.get("/toegang").text
    answer = device.make(visitor.client.post("/toegang/passkey/vraag", data=token).get_json())
    sent |= {"passkey": answer.given, "passkey_secret": answer.output, "passkey_proof": answer.proof}
    assert visitor.client.post("/toegang/passkey", data=sent).location == "/toegang"
    assert "Telefoon" in visitor.get("/toegang").text
    visitor.post("/uitloggen", "/vandaag")

    page = hidden_in(visitor.get("/inloggen?next=/mijn-logboek").text)
    token = {"csrf_token": page["csrf_token"], "next": "/mijn-logboek"}
    options = visitor.client.post("/inloggen/passkey/vraag", data=token).get_json()
    given = device.answer(options)
    sent = {**token, "passkey": given.given, "passkey_secret": given.output}
    came = visitor.client.post("/inloggen/passkey", data=sent)
    assert came.location == "/aangekomen?next=/mijn-logboek"
    assert visitor.get("/mijn-logboek").status_code == 200


def test_a_passkey_that_is_refused_says_one_thing(visitor: Visitor) -> None:
    token = {"csrf_token": hidden_in(visitor.get("/inloggen").text)["csrf_token"]}
    page = visitor.client.post("/inloggen/passkey", data={**token, "passkey": "{}", "next": "//evil.example"})
    assert page.status_code == 422
    assert nl("entering.passkey.refused") in page.text
    assert "evil.example" not in page.text
    assert visitor.client.post("/inloggen/passkey", data={"passkey": "{}"}).status_code == 422
    assert visitor.client.post("/inloggen/passkey/vraag").status_code == 400


def test_two_forms_of_one_login_page_do_not_mix(visitor: Visitor) -> None:
    """The page of the login has two forms: what one sends is not taken for the other."""
    token = hidden_in(visitor.get("/inloggen").text)
    page = visitor.client.post("/inloggen/passkey", data={**token, "login": "nurse", "passphrase": "x"})
    assert page.status_code == 422
    assert 'value="nurse"' not in page.text
