"""The team's list: codes without names, the same number of questions for 3 cards as for 25, and small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from signaal.actions import cards
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.terms import Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.signals import SignalDraft
from tests.support.world import World
from tests.web.signaller_hand import Pen

MOST_BYTES = 60_000


def fill(world: World, count: int) -> None:
    for n in range(count):
        cards.submit(
            world.ctx("nurse"),
            CardDraft(
                new_id(),
                signal=SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",)),
                contact=Contact(children=(Child(f"Zeer Lange Naam {n} van der Meulen-Konstantinopoulos"),)),
                ending=Watch(),
            ),
        )


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to any database meanwhile; one test runs at a time in a process."""
    asked: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def pen(world: World) -> Pen:
    return Pen.of(world)


def test_a_list_of_25_asks_as_many_questions_as_a_list_of_3(pen: Pen) -> None:
    fill(pen.world, 3)
    pen.get("/kaarten")
    with counted() as few:
        pen.get("/kaarten")
    fill(pen.world, 22)
    with counted() as many:
        page = pen.get("/kaarten")
    assert page.text.count('href="/kaart/') == 25
    selects = [[line for line in asked if line.startswith("SELECT")] for asked in (few, many)]
    assert len(selects[1]) == len(selects[0])


def test_a_list_of_25_is_at_most_60_kilobytes_and_pages_on(pen: Pen) -> None:
    fill(pen.world, 26)
    page = pen.get("/kaarten")
    assert len(page.data) <= MOST_BYTES
    assert "Zeer Lange Naam" not in page.text
    following = page.text.split('rel="next"')[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
    assert pen.get(following).text.count('href="/kaart/') == 1


def test_names_come_for_fifteen_minutes(pen: Pen) -> None:
    fill(pen.world, 1)
    pen.client.post("/kaarten/namen", data=_token(pen))
    assert "Zeer Lange Naam" in pen.get("/kaarten").text
    pen.world.clock.advance(minutes=14)
    assert "Zeer Lange Naam" in pen.get("/kaarten").text
    pen.world.clock.advance(minutes=2)
    assert "Zeer Lange Naam" not in pen.get("/kaarten").text


@pytest.mark.parametrize("query", ["staat=raar", "na=" + "x" * 300, "na=niets", "vreemd=1", "staat=closed"])
def test_a_strange_address_gets_a_list_or_a_clear_answer(pen: Pen, query: str) -> None:
    assert pen.get(f"/kaarten?{query}").status_code in (200, 404, 422)


def _token(pen: Pen) -> dict[str, str]:
    page = pen.get("/kaarten").text
    mark = 'name="csrf_token" type="hidden" value="'
    return {"csrf_token": page.split(mark)[1].split('"')[0]}
