"""The report of a month at the door: the same figures on the page, in the file and on paper; nothing about a family."""

from __future__ import annotations

import csv
import io

import pytest

from signaal import texts
from tests.paper.reading import text as pdf_text
from tests.support.caller import Caller
from tests.support.region import CANARIES, Region
from tests.support.serving import make_app

NOVEMBER = "maand=2026-11"


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


@pytest.mark.parametrize("name", ["coordinator", "jgz_lead", "social_lead", "school_lead"])
def test_page_file_and_paper_say_the_same_and_name_nobody(region: Region, name: str) -> None:
    who = caller(region, name)
    page = who.get("/maand").text
    file = who.get(f"/maand/tabel?{NOVEMBER}")
    paper = pdf_text(who.get(f"/maand/blad?{NOVEMBER}").data)
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff"))))
    assert rows[0][1:3] == ["Team", "Klokken"]
    for row in rows[1:]:
        assert row[1] in page
        assert row[1] in paper
        assert len(row) == len(rows[0])
    assert "november 2026" in page
    for shown in (page, file.text, paper):
        assert not [word for word in (*CANARIES, *region.cases.values()) if word in shown]


def test_the_numbers_are_those_of_the_own_work(region: Region) -> None:
    rows = csv.DictReader(
        io.StringIO(caller(region, "coordinator").get("/maand/tabel").text.removeprefix("\ufeff"))
    )
    line = next(iter(rows))
    assert (line["Team"], line["Klokken"], line["Loopt nog"]) == ("Wijkteam Oost", "1", "1"), (
        "only after a yes"
    )
    region.world.clock.advance(hours=50)
    assert "Loopt nog, niet op tijd" in caller(region, "coordinator").get("/maand").text


def test_a_month_that_is_none_is_not_there(region: Region) -> None:
    for month in ("2026-12", "2026-13", "x", "1999-01"):
        for path in ("/maand", "/maand/tabel", "/maand/blad"):
            assert caller(region, "jgz_lead").get(f"{path}?maand={month}").status_code == 404
        for method in ("GET", "POST"):
            assert (
                caller(region, "coordinator").ask(method, f"/maand/openbaar?maand={month}").status_code == 404
            )


def test_figures_are_released_once_a_month_is_over(region: Region) -> None:
    where = f"/maand/openbaar?{NOVEMBER}"
    early = caller(region, "coordinator").post(where, {"form_id": "a" * 32})
    assert "kunnen naar buiten vanaf dinsdag 8 december 2026" in early.text
    region.world.clock.advance(days=23)
    assert texts.say("nl", "months.published.publish") in caller(region, "coordinator").get(where).text
    assert caller(region, "coordinator").post(where, {"form_id": "b" * 32}).status_code == 303
    shown = caller(region, "coordinator").get(where).text
    assert texts.say("nl", "months.published.hidden") in shown
    assert texts.say("nl", "months.published.publish") not in shown
