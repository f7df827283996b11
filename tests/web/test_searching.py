"""Searching by page: nothing typed in an address, and a family that has a card already is noticed before a second."""

from __future__ import annotations

import pytest

from signaal.actions import cases
from tests.support.forms import fields_of
from tests.support.world import World
from tests.web.signaller_hand import NEW, Pen

CHILD = {
    "children.0.name": "Sam Jansen-de Vries",
    "children.0.birth-day": "4",
    "children.0.birth-month": "3",
    "children.0.birth-year": "2019",
}
SEEN = {"seen": ["CLOTHES_WORN"], "next": "watch"}


@pytest.fixture
def pen(world: World) -> Pen:
    return Pen.of(world)


def save(pen: Pen, **changes: list[str] | str):
    return pen.send({**pen.page(), **SEEN, **CHILD}, NEW, press="save", **changes)


def search(pen: Pen, name: str, day: str = "4"):
    form = fields_of(pen.get("/kaarten/zoeken").text, "by-name")
    typed = {"name": name, "birth-day": day, "birth-month": "3", "birth-year": "2019"}
    return pen.send({**form, **typed}, "/kaarten/zoeken/naam")


def codes(world: World) -> list[str]:
    return [line.pseudonym for line in cases.page(world.ctx("nurse")).lines]


def test_a_card_is_found_by_name_and_day(pen: Pen) -> None:
    assert save(pen).status_code == 303
    (code,) = codes(pen.world)
    found = search(pen, "de vries")
    assert found.status_code == 200
    assert code in found.text
    assert "1 kaart gevonden" in found.text
    assert "Geen kaart gevonden" in search(pen, "de vries", "5").text
    assert "Geen kaart gevonden" in search(pen, "de Boer").text


def test_a_name_alone_is_asked_for_more(pen: Pen) -> None:
    form = fields_of(pen.get("/kaarten/zoeken").text, "by-name")
    answer = pen.send({**form, "name": "de Vries"}, "/kaarten/zoeken/naam")
    assert answer.status_code == 422


def test_a_code_leads_to_the_card(pen: Pen) -> None:
    save(pen)
    (code,) = codes(pen.world)
    form = fields_of(pen.get("/kaarten/zoeken").text, "by-code")
    answer = pen.send({**form, "code": code.lower()}, "/kaarten/zoeken/code")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/kaart/{code}")
    assert pen.send({**form, "code": "0000-0000"}, "/kaarten/zoeken/code").status_code == 422


def test_a_teacher_searches_by_code_only(world: World) -> None:
    page = Pen.of(world, "teacher").get("/kaarten/zoeken").text
    assert 'id="by-name"' not in page
    assert "alleen het zorgteam" in page


def test_the_same_family_is_noticed_and_may_be_kept_apart(pen: Pen) -> None:
    save(pen)
    (code,) = codes(pen.world)
    asked = save(pen)
    assert asked.status_code == 200
    assert "Mogelijk hetzelfde gezin" in asked.text
    assert code in asked.text
    assert codes(pen.world) == [code]
    along = fields_of(asked.text)
    made = pen.send({**along, "apart": "1"}, NEW)
    assert made.status_code == 303
    assert len(codes(pen.world)) == 2


def test_it_may_go_onto_the_card_that_is_there(pen: Pen) -> None:
    save(pen, phone="0612345678")
    (code,) = codes(pen.world)
    asked = pen.send(
        {**pen.page(), **SEEN, **CHILD, "children.0.name": "Sam de Vries", "remark": "nog iets"},
        NEW,
        press="save",
    )
    again = pen.send({**fields_of(asked.text), "onto": code}, NEW)
    assert again.status_code == 200
    form = fields_of(again.text)
    assert form["card"] in (code, [code])
    assert form["remark"] in ("nog iets", ["nog iets"])
    assert "0612345678" in str(form["phone"])
    assert "Sam Jansen-de Vries" in str(form["children.0.name"])
    done = pen.send({**form, "next": "watch"}, NEW, press="save")
    assert done.status_code == 303
    assert codes(pen.world) == [code]
    view = cases.read(pen.world.ctx("nurse"), code)
    assert len(view.signals) == 2
    assert [child.name for child in view.contact.children] == ["Sam Jansen-de Vries"]


def test_a_sibling_that_the_card_does_not_know_is_added(pen: Pen) -> None:
    save(pen, parent_name="Y. el Idrissi")
    (code,) = codes(pen.world)
    other = {"children.0.name": "Noor", "parent_name": "Idrissi"}
    asked = pen.send({**pen.page(), **SEEN, **CHILD, **other}, NEW, press="save")
    assert "Mogelijk hetzelfde gezin" in asked.text
    both = fields_of(pen.send({**fields_of(asked.text), "onto": code}, NEW).text)
    assert "Sam" in str(both["children.0.name"])
    assert "Noor" in str(both["children.1.name"])  # born on the same day: a twin


def test_nothing_typed_stands_in_an_address(pen: Pen) -> None:
    save(pen)
    for path in ("/kaarten/zoeken/naam", "/kaarten/zoeken/code"):
        assert pen.get(f"{path}?name=Vries").status_code in (404, 405)
