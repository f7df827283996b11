"""Pages about people: the admin's, the lead's, and everybody's own ways in. No page shows a link that was mailed."""

from __future__ import annotations

import re

import pytest

from signaal.actions import accounts, outbox, people
from signaal.actions.context import operator, system
from signaal.texts import say
from signaal.vault import totp
from signaal.vault.secret import Secret
from tests.support.visitor import Visitor, hidden_in, site_over
from tests.support.world import World, unbase32

LINK = re.compile(r"/(?:activeren|herstel)/[\w-]{43}")


def nl(key: str, **params: object) -> str:
    return say("nl", key, **params).replace("'", "&#39;")


@pytest.fixture
def admin(world: World) -> Visitor:
    visitor = Visitor.at(world, site_over(world))
    visitor.log_in("jgz_admin")
    return visitor


def new_person(admin: Visitor, **fields: str) -> str:
    home = admin.world.organisations["jgz"]
    typed = {
        "name": "Nieuwe Collega", "login": "nieuw", "email": "nieuw@waterland.example", "language": "nl",
        "role": "signaller", "team": admin.world.teams["jgz_team"], "profession": "jgz_nurse",
    }  # fmt: skip
    answer = admin.post(f"/beheer/organisatie/{home}/mensen/nieuw", **{**typed, **fields})
    assert answer.status_code == 200, answer.text
    return answer.text


def mailed(world: World) -> list[str]:
    outbox.deliver(system(world.tools))
    files = sorted((world.tools.instance / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [found[0] for path in files for found in LINK.finditer(path.read_text("utf-8").replace("=\n", ""))]


def test_a_new_person_gets_a_mail_and_the_page_shows_no_link(admin: Visitor) -> None:
    page = new_person(admin)
    assert not LINK.search(page)
    assert "nieuw@waterland.example" in page
    (link,) = mailed(admin.world)
    assert Visitor.at(admin.world).get(link).status_code == 200


def test_without_an_address_the_link_is_shown_once(admin: Visitor) -> None:
    found = LINK.search(new_person(admin, email=""))
    assert found is not None
    assert Visitor.at(admin.world).get(found[0]).status_code == 200
    assert mailed(admin.world) == []


def test_what_is_wrong_is_said_at_its_field_and_kept(admin: Visitor) -> None:
    home = admin.world.organisations["jgz"]
    wrong = admin.post(
        f"/beheer/organisatie/{home}/mensen/nieuw", name="Fenna", login="nurse", language="nl", role="signaller",
        email="geen adres",
    )  # fmt: skip
    assert wrong.status_code == 422
    assert nl("people.bad_email") in wrong.text
    assert nl("people.team_needed") in wrong.text
    assert 'value="Fenna"' in wrong.text


def test_somebody_known_gets_a_second_place(admin: Visitor) -> None:
    home = admin.world.organisations["jgz"]
    path = f"/beheer/organisatie/{home}/plek"
    typed = {"login": "teacher", "role": "signaller", "team": admin.world.teams["jgz_team"]}
    assert admin.post(path, **typed).location.endswith("/mensen")
    again = admin.post(path, **typed)
    assert again.status_code == 422
    assert nl("people.has_place") in again.text


def test_an_account_is_closed_opened_and_changed(admin: Visitor) -> None:
    user = admin.world.people["nurse"].user_id
    path = f"/beheer/mensen/{user}"
    assert admin.post(f"{path}/sluiten", path).location == path
    assert nl("admin.one.open") in admin.get(path).text
    refused = admin.post(f"{path}/link", path)
    assert refused.status_code == 409
    assert nl("people.not_in_use") in refused.text
    assert admin.post(f"{path}/openen", path).location == path
    changed = admin.post(f"{path}/wijzigen", name="Noor Visser", email="", language="en")
    assert changed.location == path
    assert "Noor Visser" in admin.get(path).text
    own = f"/beheer/mensen/{admin.world.people['jgz_admin'].user_id}"
    assert nl("admin.one.close") not in admin.get(own).text


def test_the_last_who_can_open_is_not_closed(world: World) -> None:
    shell = operator(world.tools)
    world.invite(shell, "school_admin", "school", None, "admin", False, None)
    world.activate("school_admin")
    admin = Visitor.at(world)
    admin.log_in("school_admin")
    for name in ("school_lead2", "school_lead"):
        path = f"/beheer/mensen/{world.people[name].user_id}"
        answer = admin.post(f"{path}/sluiten", path)
    assert answer.status_code == 422
    assert nl("people.last_holder") in answer.text


def test_a_team_is_made_and_asks_to_receive(admin: Visitor) -> None:
    world = admin.world
    world.ctx("jgz_officer")
    home = world.organisations["jgz"]
    made = admin.post(
        f"/beheer/organisatie/{home}/teams/nieuw",
        name="JGZ-team Lek",
        function="jgz",
        mode="shared",
        phone="",
    )
    assert made.location == "/beheer"
    assert "JGZ-team Lek" in admin.get("/beheer").text
    changed = admin.post(f"/beheer/organisatie/{home}", name="JGZ Oost", municipality="Oostland")
    assert changed.location == "/beheer"
    assert "JGZ Oost" in admin.get("/beheer").text


def test_only_exactly_one_of_many_is_listed_when_asked(admin: Visitor) -> None:
    home = admin.world.organisations["jgz"]
    new_person(admin)
    shown = admin.get(f"/beheer/organisatie/{home}/mensen?state=invited").text
    assert "Nieuwe Collega" in shown
    assert "Nurse de Vries" not in shown
    nobody = admin.get(f"/beheer/organisatie/{home}/mensen?state=disabled").text
    assert nl("admin.people_none") in nobody
    odd = admin.get(f"/beheer/organisatie/{home}/mensen?state=drop%20table&na=-4&team=x")
    assert odd.status_code == 200


def test_lost_and_back_by_pages(admin: Visitor) -> None:
    world = admin.world
    path = f"/beheer/mensen/{world.people['nurse'].user_id}"
    sent = admin.post(f"{path}/link", path)
    assert sent.status_code == 200
    assert not LINK.search(sent.text)
    nurse = Visitor.at(world)
    (link,) = mailed(world)
    page = nurse.get(link).text
    words = re.search(r'<strong class="code[^>]*>([^<]+)<', page)
    typed = re.search(r">([A-Z2-7]{32})<", page)
    assert words is not None
    assert typed is not None
    secret = Secret(unbase32(typed[1]))
    code = totp.code_at(secret, totp.step_at(world.clock.now()))
    weak = nurse.post(link, passphrase="welkom", again="anders", code="000000")
    assert weak.status_code == 422
    assert nl("account.activate.not_same") in weak.text
    typed_in = {"passphrase": words[1], "again": words[1], "code": code}
    done = nurse.client.post(link, data={**hidden_in(page), **typed_in})
    assert len(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", done.text)) == 10
    gone = nurse.get(link)
    assert gone.status_code == 404
    lead = Visitor.at(world)
    lead.log_in("jgz_lead")
    assert nl("people.team.again_title") in lead.get("/team").text
    found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", done.text)
    assert found is not None
    where = f"/team/toelaten/{world.people['nurse'].membership_id}"
    assert lead.post(where, code="00000-00000").status_code == 422
    assert lead.post(where, code=found[0]).location == "/team"


def test_who_has_no_link_says_so_once_for_every_reason(world: World) -> None:
    visitor = Visitor.at(world)
    for login, code in (("nobody", "0000-0000-0000"), ("nurse", "0000-0000-0000")):
        answer = visitor.post("/kwijt", login=login, code=code)
        assert answer.status_code == 422
        assert nl("account.forgotten.refused") in answer.text
    spare = world.people["nurse"].codes[0]
    assert LINK.search(visitor.post("/kwijt", login="nurse", code=spare).location)


def test_recovery_codes_are_shown_once(world: World) -> None:
    nurse = Visitor.at(world)
    nurse.log_in("nurse")
    assert nl("account.ways.codes_left", n=10) in nurse.get("/inloggegevens").text
    shown = nurse.post("/inloggegevens/herstelcodes")
    assert len(re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", shown.text)) == 10
    assert "no-store" in shown.headers["Cache-Control"]
    assert not re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", nurse.get("/inloggegevens").text)


def test_a_changed_passphrase_is_asked_the_old_one(world: World) -> None:
    nurse = Visitor.at(world)
    nurse.log_in("nurse")
    old, new = world.people["nurse"].passphrase, "vlieger molen strand kerker appel"
    path = "/inloggegevens/wachtzin"
    assert nl("account.change.wrong") in nurse.post(path, old="x", new=new, again=new).text
    assert nurse.post(path, old=old, new=new, again=new).location == "/inloggegevens"
    late = Visitor.at(world)
    late.log_in("nurse2")
    world.clock.advance(minutes=6)
    asked = late.get(path)
    assert asked.status_code == 302
    assert asked.location.startswith("/bevestig")


def test_a_lead_sets_a_last_day_and_appoints(world: World) -> None:
    lead = Visitor.at(world)
    lead.log_in("jgz_lead")
    path = f"/team/lid/{world.people['nurse'].membership_id}"
    late = lead.post(path, **{"until-day": "1", "until-month": "1", "until-year": "2020"})
    assert late.status_code == 422
    assert nl("people.end_is_past") in late.text
    assert (
        lead.post(path, **{"until-day": "31", "until-month": "12", "until-year": "2026"}).location == "/team"
    )
    assert "31 december 2026" in lead.get("/team").text
    assert lead.post(path, **{"until-day": "", "until-month": "", "until-year": ""}).location == "/team"
    assert "31 december 2026" not in lead.get("/team").text
    assert lead.post(f"{path}/leiding", path).location == "/team"
    again = lead.post(f"{path}/leiding", path)
    assert again.status_code == 422
    assert nl("people.lead_already") in again.text


def test_two_leads_compare_by_two_pages(world: World) -> None:
    own, other = world.teams["jgz_team"], world.teams["social_team"]
    one, two = Visitor.at(world), Visitor.at(world)
    one.log_in("jgz_lead")
    two.log_in("social_lead")
    read = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", two.get(f"/team/{other}/vergelijken/{own}").text)
    assert read is not None
    mine = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", one.get(f"/team/{own}/vergelijken/{other}").text)
    assert mine is not None
    path = f"/team/{own}/vergelijken/{other}"
    assert nl("people.compare_wrong") in one.post(path, code=mine[0]).text
    assert one.post(path, code=read[0]).location == f"/team/{own}/vergelijken"
    assert nl("people.compare.is.compared") in one.get(f"/team/{own}/vergelijken").text


def test_an_officer_recognises_an_admin_on_a_page(world: World) -> None:
    officer = Visitor.at(world)
    officer.log_in("jgz_officer")
    code = world.reset("jgz_admin").codes[0].code or ""
    path = f"/goedkeuren/inloggegevens/{world.people['jgz_admin'].user_id}"
    assert path in officer.get("/goedkeuren").text
    assert officer.post(path, code="00000-00000").status_code == 422
    assert officer.post(path, code=code).location == "/goedkeuren"
    assert officer.get(path).status_code == 404


def test_somebody_whose_place_waits_after_a_second_team_reads_what_to_do(world: World) -> None:
    home = world.organisations["jgz"]
    admin = Visitor.at(world)
    admin.log_in("jgz_admin")
    world.clock.advance(minutes=1)
    admin.post(
        f"/beheer/organisatie/{home}/plek", login="teacher", role="signaller", team=world.teams["jgz_team"]
    )
    assert accounts.my_codes(world.ctx("teacher"))
    assert people.read(world.ctx("jgz_admin"), world.people["teacher"].user_id).places
