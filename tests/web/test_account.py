"""Getting in and out, the day, the team's door: the pages over the real actions."""

from __future__ import annotations

import html
import re

import pytest

from signaal.actions import directory, sessions
from signaal.actions.context import operator
from signaal.store import drafts
from signaal.texts import say
from signaal.vault import totp
from signaal.vault.pseudonyms import token_hash
from signaal.vault.secret import Secret
from tests.support.visitor import Visitor, hidden_in, site_over
from tests.support.world import World, built, unbase32, world

__all__ = ["built", "world"]


@pytest.fixture
def visitor(world: World) -> Visitor:
    return Visitor.at(world)


def nl(key: str, **params: object) -> str:
    return html.escape(say("nl", key, **params), quote=False)


def test_who_logs_in_arrives_where_they_wanted_to_be(visitor: Visitor) -> None:
    first = visitor.get("/vandaag")
    assert first.location == "/inloggen?next=/vandaag"
    answer = visitor.log_in("nurse", next="/mijn-logboek")
    assert answer.location == "/aangekomen?next=/mijn-logboek"
    assert visitor.get(answer.location).location == "/mijn-logboek"
    assert nl("today.log.title") in visitor.get("/mijn-logboek").text


@pytest.mark.asvs("3.7.2")
def test_nobody_is_sent_to_another_site(visitor: Visitor) -> None:
    answer = visitor.log_in("nurse", next="//evil.example/")
    assert answer.location == "/aangekomen?next=/vandaag"


@pytest.mark.asvs("3.3.1", "3.3.4")
def test_the_cookie_is_for_us_alone(visitor: Visitor) -> None:
    cookie = visitor.log_in("nurse").headers.getlist("Set-Cookie")[0]
    assert cookie.startswith("signaal=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_login_whose_cookie_does_not_come_back_says_why(visitor: Visitor, world: World) -> None:
    answer = visitor.log_in("nurse")
    without = Visitor.at(world).get(answer.location)
    assert without.status_code == 400
    assert nl("public.cookie.title") in without.text


@pytest.mark.asvs("6.3.8")
def test_a_failed_login_says_one_thing_and_sends_no_secret_back(visitor: Visitor, world: World) -> None:
    pages = [
        visitor.post("/inloggen", login="nurse", passphrase="geheim woord", code="123456"),
        visitor.post("/inloggen", login="bestaat-niet", passphrase="geheim woord", code="123456"),
    ]
    for page in pages:
        assert page.status_code == 422
        assert nl("account.login.refused") in page.text
        assert "geheim woord" not in page.text
        assert "123456" not in page.text
    assert 'value="nurse"' in pages[0].text
    assert "<title>Fout: " in pages[0].text


def test_an_empty_login_says_what_is_missing_and_asks_nobody(visitor: Visitor) -> None:
    page = visitor.post("/inloggen", login="", passphrase="", code="")
    assert page.status_code == 422
    assert page.text.count('href="#') >= 3
    assert nl("account.login.refused") not in page.text


def test_who_is_inside_does_not_see_the_login(visitor: Visitor) -> None:
    visitor.log_in("nurse")
    assert visitor.get("/inloggen").location == "/vandaag"


@pytest.mark.asvs("7.4.4")
def test_logging_out_ends_everything(visitor: Visitor, world: World) -> None:
    visitor.log_in("nurse")
    answer = visitor.post("/uitloggen", "/vandaag")
    assert answer.location == "/inloggen"
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert visitor.get("/vandaag").location.startswith("/inloggen")


def test_hiding_shows_a_calendar_and_locks(visitor: Visitor) -> None:
    visitor.log_in("nurse")
    assert visitor.post("/verberg", "/vandaag").location == "/rust"
    assert visitor.get("/rust").status_code == 200
    assert nl("account.closed.locked") in visitor.get(visitor.get("/vandaag").location).text


def test_what_is_posted_too_late_waits_on_the_next_day(visitor: Visitor, world: World) -> None:
    visitor.log_in("jgz_lead")
    path = f"/team/beeindigen/{world.people['nurse'].membership_id}"
    hidden = hidden_in(visitor.get(path).text)
    world.clock.advance(minutes=16)
    late = visitor.client.post(path, data={**hidden, "remark": "Annie komt morgen terug"})
    assert late.status_code == 401
    assert nl("account.closed.idle") in late.text
    assert "Annie" not in late.text
    visitor.log_in("jgz_lead")
    page = visitor.get("/vandaag").text
    link = re.search(r'href="(/getypt/[0-9a-f]{32})"', page)
    assert link is not None
    shown = visitor.get(link[1])
    assert "Annie komt morgen terug" in shown.text
    assert visitor.post(f"{link[1]}/weg", link[1]).location == "/vandaag"
    assert visitor.get(link[1]).status_code == 404
    assert Visitor.at(world).get("/vandaag").status_code == 302


def test_a_draft_of_somebody_else_is_not_there(visitor: Visitor, world: World) -> None:
    from signaal.actions import drafts as verbs

    draft_id = verbs.keep(world.ctx("nurse"), "account.team", {"a": ["b"]})
    visitor.log_in("nurse2")
    assert visitor.get(f"/getypt/{draft_id}").status_code == 404
    visitor.post(f"/getypt/{draft_id}/weg", "/vandaag")
    with world.tools.store.reading() as reader:
        assert drafts.find(reader, draft_id, world.people["nurse"].user_id) is not None


def test_the_language_stays(visitor: Visitor) -> None:
    visitor.log_in("nurse")
    assert '<html lang="nl">' in visitor.get("/vandaag").text
    visitor.post("/taal", "/vandaag", language="en")
    page = visitor.get("/vandaag").text
    assert '<html lang="en">' in page
    assert say("en", "today.tasks") in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_role_has_a_day(world: World, language: str) -> None:
    app = site_over(world)
    for name in world.people:
        sessions.speak(world.ctx(name), language)
        someone = Visitor.at(world, app)
        someone.log_in(name)
        page = someone.get("/vandaag")
        assert page.status_code == 200, name
        assert say(language, "today.title") in page.text
        assert someone.get("/mijn-logboek").status_code == 200
        assert (someone.get("/team").status_code == 200) is ("lead" in name)
        assert (someone.get("/goedkeuren").status_code == 200) is name.endswith("officer")


def test_somebody_new_comes_all_the_way_in(visitor: Visitor, world: World) -> None:
    """The link, the square, the code that is read aloud and typed, the first day."""
    made = world.invite(operator(world.tools), "annie", "jgz", "jgz_team", "signaller", False, "jgz_nurse")
    path = f"/activeren/{made.token}"
    page = visitor.get(path).text
    assert "<svg" in page
    assert " style=" not in page
    hidden = hidden_in(page)
    secret = Secret(unbase32(_shown_secret(page)))
    phrase = html.unescape(hidden["suggestion"])
    mistyped = visitor.client.post(path, data={**hidden, "passphrase": phrase, "again": "x", "code": "1"})
    assert mistyped.status_code == 422
    assert nl("account.activate.not_same") in mistyped.text
    assert phrase in mistyped.text
    assert _shown_secret(mistyped.text) == _shown_secret(page)
    code = totp.code_at(secret, totp.step_at(world.clock.now()))
    fields = {"passphrase": phrase, "again": phrase, "code": code}
    done = visitor.client.post(path, data={**hidden_in(mistyped.text), **fields})
    assert done.status_code == 200
    spoken = re.search(r">([0-9A-Z]{5}-[0-9A-Z]{5})<", done.text)
    assert spoken is not None
    assert visitor.get(path).status_code == 404

    lead = Visitor.at(world)
    lead.log_in("jgz_lead")
    assert nl("today.colleague_waits", n=1) in lead.get("/vandaag").text
    door = f"/team/toelaten/{made.membership_id}"
    assert door in lead.get("/team").text
    wrong = lead.post(door, code="AAAAA-AAAAA")
    assert nl("people.wrong_code") in wrong.text
    assert lead.post(door, code=spoken[1].lower()).location == "/team"
    assert lead.get(door).status_code == 404
    assert "Annie de Vries" in lead.get("/team").text

    world.people["annie"].passphrase, world.people["annie"].secret = phrase, secret
    world.people["annie"].last_step = totp.step_at(world.clock.now())
    visitor.log_in("annie")
    day = visitor.get("/vandaag").text
    assert "JGZ-team Noord" in day
    assert nl("mail.what.member_admitted") in day
    seen = re.search(r'action="(/vandaag/gezien/[0-9a-f]{32})"', day)
    assert seen is not None
    visitor.post(seen[1], "/vandaag")
    assert nl("mail.what.member_admitted") not in visitor.get("/vandaag").text


def _shown_secret(page: str) -> str:
    found = re.search(r">([A-Z2-7]{32})<", page)
    assert found is not None
    return found[1]


def test_a_used_or_invented_link_says_what_to_do(visitor: Visitor) -> None:
    page = visitor.get("/activeren/bestaat-niet")
    assert page.status_code == 404
    assert nl("account.activate.gone_why") in page.text


def test_a_member_who_leaves_is_asked_about_once(world: World) -> None:
    lead = Visitor.at(world)
    lead.log_in("jgz_lead")
    path = f"/team/beeindigen/{world.people['nurse'].membership_id}"
    assert "Nurse de Vries" in lead.get(path).text
    nurse = Visitor.at(world)
    nurse.log_in("nurse")
    assert lead.post(path).location == "/team/beeindigd"
    assert lead.get("/team/beeindigd").status_code == 200
    assert nurse.get("/vandaag").location.startswith("/inloggen")
    assert lead.get(path).status_code == 404
    other = f"/team/beeindigen/{world.people['responder'].membership_id}"
    assert lead.get(other).status_code == 404


def test_an_officer_approves_a_team_on_a_page(world: World) -> None:
    officer = Visitor.at(world)
    officer.log_in("town_officer")
    home = world.organisations["town"]
    team = directory.add_team(world.ctx("town_admin"), home, "Wijkteam Nieuw", "wijkteam", receives=True)
    page = officer.get("/goedkeuren").text
    assert "Wijkteam Nieuw" in page
    assert nl("people.approve.team_nobody") in page
    assert officer.post(f"/goedkeuren/team/{team}", "/goedkeuren").status_code == 409
    new = ("responder", team)
    directory.add_person(
        world.ctx("town_admin"), home, "eva", "Eva Kuiper", "eva@town.example", *new, lead=True
    )
    assert "Eva Kuiper (eva@town.example)" in officer.get("/goedkeuren").text
    stale = hidden_in(officer.get("/goedkeuren").text)
    directory.add_person(world.ctx("town_admin"), home, "mol", "Mol", "mol@town.example", *new, lead=True)
    late = officer.client.post(f"/goedkeuren/team/{team}", data=stale)
    assert late.status_code == 409
    assert nl("people.other_leads") in late.text
    assert officer.post(f"/goedkeuren/team/{team}", "/goedkeuren").location == "/goedkeuren"
    assert "Wijkteam Nieuw" not in officer.get("/goedkeuren").text
    assert officer.post(f"/goedkeuren/team/{team}", "/vandaag").status_code == 409


@pytest.mark.asvs("3.5.1")
def test_every_form_of_this_room_needs_its_token(world: World) -> None:
    someone = Visitor.at(world)
    someone.log_in("jgz_lead")
    token = someone.client.get_cookie("signaal")
    assert token is not None
    for path in ("/uitloggen", "/verberg", "/taal", "/vandaag/gezien/x", "/getypt/x/weg"):
        assert someone.client.post(path, data={"language": "en"}).status_code == 400
    with world.tools.store.reading() as reader:
        from signaal.store import sessions as rows

        found = rows.find_by_token(reader, token_hash(token.value))
    assert found is not None
    assert found.ended_at is None
    assert found.sealed_secret is not None
