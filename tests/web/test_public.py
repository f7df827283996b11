"""Pages without login: they know no person, work without a database, and say what they must."""

import re
from datetime import date

import pytest

from signaal.web.public.calendar import weeks
from tests.web.fake_gate import NOON, TOKEN, door

PAGES = ["/over", "/meldcode", "/praatkaart", "/geen-ja", "/nu", "/rust"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_speaks_both_languages(fake, path, language):
    answer = fake.client().get(path, query_string={"lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text


def test_an_unknown_language_is_dutch(fake):
    assert '<html lang="nl">' in fake.client().get("/over?lang=xx").text


def test_the_language_goes_along_with_every_link(fake):
    text = fake.client().get("/over?lang=en").text
    inside = [link for link in re.findall(r'href="(/[^"]*)"', text) if not link.startswith("/static")]
    assert inside
    assert all("lang=" in link for link in inside)


@pytest.mark.parametrize(
    "words", ["0800-2000", "112", "Leg dit vast in uw eigen dossier", "aandachtsfunctionaris"]
)
def test_the_meldcode_page_says_what_it_must(fake, words):
    assert words in fake.client().get("/meldcode").text


def test_the_meldcode_page_names_the_officer_of_the_municipality(tmp_path):
    here = door(tmp_path, attention_officer="mw. Yıldız, 0100-123")
    assert "mw. Yıldız, 0100-123" in here.client().get("/meldcode").text


def test_the_talk_card_has_its_sentences_and_no_gaps(fake):
    text = fake.client().get("/praatkaart").text
    assert "Nooit een kind." in text
    assert "Ik zie dat uw kind vaak geen eten bij zich heeft" in text
    assert "{" not in text


def test_nu_without_a_file_gives_the_national_numbers(fake):
    text = fake.client().get("/nu").text
    for number in ("112", "0800-8115", "0800-2000", "nog niet bekend"):
        assert number in text


def test_nu_is_the_file_that_the_scheduler_wrote(fake):
    (fake.instance / "nu.html").write_text("<p>stand van 14.05</p>", encoding="utf-8")
    assert fake.client().get("/nu").text == "<p>stand van 14.05</p>"
    (fake.instance / "nu.en.html").write_text("<p>as of 14:05</p>", encoding="utf-8")
    assert fake.client().get("/nu?lang=en").text == "<p>as of 14:05</p>"


def test_the_calendar_betrays_nothing(fake):
    text = fake.client(TOKEN).get("/rust").text.lower()
    for word in ("signaal", "armoede", "geld", "kind", "gezin", "noor"):
        assert word not in text
    assert "november 2026" in text


def test_the_weeks_of_a_month_are_whole_and_numbered():
    rows = weeks(date(2026, 11, 20))
    assert [number for number, _ in rows] == [44, 45, 46, 47, 48, 49]
    assert [day.day for _, days in rows for day in days if day] == list(range(1, 31))


def test_health_says_so_when_something_is_wrong(tmp_path):
    ill = door(tmp_path, health=lambda: {"ok": False, "scheduler": "silent"})
    answer = ill.client().get("/health")
    assert answer.status_code == 503
    assert answer.json == {"ok": False, "scheduler": "silent"}
    assert ill.client().get("/health/live").json == {"ok": True}


def test_security_txt_is_good_for_less_than_a_year(fake):
    text = fake.client().get("/.well-known/security.txt").text
    until = date.fromisoformat(text.split("Expires: ")[1][:10])
    assert 0 < (until - NOON.date()).days < 365
    assert "Contact: mailto:" in text


def test_a_municipality_may_bring_its_own_theme(fake):
    assert fake.client().get("/thema.css").status_code == 404
    assert "/thema.css" not in fake.client().get("/over").text
    (fake.instance / "theme.css").write_text(":root{--utrecht-link-color:#060}", encoding="utf-8")
    assert fake.client().get("/thema.css").mimetype == "text/css"
    assert "/thema.css" in fake.client().get("/over").text


def test_the_start_leads_on(fake):
    assert fake.client().get("/").status_code == 302
