"""Letters as a file: the same words as the page, logged, never kept, under a name that tells nothing."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from signaal.audit.events import Event
from signaal.texts import LANGUAGES, say
from signaal.web.papers import as_pdf
from tests.actions.events import logged
from tests.paper.reading import catalogue, page_count, text, through_window
from tests.support.caller import Caller
from tests.support.region import CONTACT, Region
from tests.support.serving import make_app


@pytest.fixture
def nurse(region: Region) -> tuple[Region, Caller]:
    """A region with help outside on a card, and somebody whose card it is."""
    return region, Caller(make_app(region.world), region.world, "nurse")


def path(region: Region, kind: str, rest: str = "") -> str:
    return f"/kaart/{region.cases['outside']}/{kind}/{region.references['outside']}{rest}"


def pdf(answer: TestResponse) -> bytes:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_is_a_file_with_the_words_of_the_page(nurse: tuple[Region, Caller], language: str) -> None:
    region, caller = nurse
    made = pdf(caller.get(path(region, "brief", f"/pdf?taal={language}")))
    assert page_count(made) == 1
    assert catalogue(made)["/Lang"] == language
    assert say(language, "letters.title") in text(made)
    assert say(language, "letters.title") in caller.get(path(region, "brief", f"?taal={language}")).text
    assert region.cases["outside"] not in text(made)
    assert CONTACT.parent_name not in text(made)


def test_a_name_stands_in_the_window_only_when_asked_for(nurse: tuple[Region, Caller]) -> None:
    region, caller = nurse
    assert through_window(pdf(caller.get(path(region, "brief", "/pdf")))) == ""
    assert through_window(pdf(caller.get(path(region, "brief", "/pdf?naam=ja")))) == CONTACT.parent_name


def test_the_letter_for_a_bank_says_until_when_it_holds(nurse: tuple[Region, Caller]) -> None:
    region, caller = nurse
    page = caller.get(path(region, "verwijsbrief")).text
    made = text(pdf(caller.get(path(region, "verwijsbrief", "/pdf"))))
    for words in ("Deze brief is geldig tot en met", say("nl", "letters.sign.stamp")):
        assert words in page
        assert words in made
    assert CONTACT.parent_name not in made, "the family gave no yes for somebody outside"


def test_each_file_and_each_page_is_in_the_log(nurse: tuple[Region, Caller]) -> None:
    region, caller = nurse
    before = len(logged(region.world.tools, Event.LETTER_PRINTED))
    for rest in ("", "/pdf"):
        for kind in ("brief", "verwijsbrief"):
            caller.get(path(region, kind, rest))
    assert len(logged(region.world.tools, Event.LETTER_PRINTED)) == before + 4


def test_strange_questions_get_the_usual_letter(nurse: tuple[Region, Caller]) -> None:
    region, caller = nurse
    usual = pdf(caller.get(path(region, "brief", "/pdf")))
    assert pdf(caller.get(path(region, "brief", "/pdf?taal=xx&aan=buurman&naam=Piet"))) == usual


def test_a_file_has_no_other_name_than_these() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        as_pdf(b"", "brief-fenna")
