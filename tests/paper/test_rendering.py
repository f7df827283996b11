"""A document becomes a tagged PDF that says what it was given, and nothing else about anybody."""

from __future__ import annotations

import re
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.paper import (
    Bullets,
    Code,
    Document,
    Facts,
    Heading,
    Note,
    Page,
    Paragraph,
    Signing,
    Table,
    Unprintable,
    Window,
    render,
    rendering,
)
from tests.paper.reading import (
    MM,
    catalogue,
    page_count,
    printed,
    reader,
    right_edges,
    squeezed,
    tags,
    text,
    through_window,
)

EVERYTHING = (
    Heading("Bovenaan", 1),
    Paragraph("Een alinea."),
    Heading("Daaronder"),
    Heading("Nog lager", 3),
    Bullets(("punt een", "punt twee")),
    Bullets(("stap een", "stap twee"), numbered=True),
    Facts((("Naam", "Fatima"), ("Telefoon", " "))),
    Table(("Soort", "Aantal"), (("gehaald", "12"), ("laat", "3")), "Klokken", frozenset({1}), (3, 1)),
    Code(("KQ7M-4TX9", "0OL1-I1L8")),
    Note("Tot en met 3 december."),
    Signing(("Handtekening", "Datum")),
)


def test_every_block_stands_on_paper() -> None:
    said = text(printed(*EVERYTHING, foot="Onderaan"))
    for words in (
        "Bovenaan", "Een alinea.", "Nog lager", "punt twee", "2. stap twee", "Naam: Fatima", "gehaald 12",
        "Klokken", "0OL1-I1L8", "3 december", "Handtekening", "Onderaan",
    ):  # fmt: skip
        assert words in said
    assert "Telefoon" not in said, "a fact without a value is left out"


def test_the_pdf_is_tagged_and_says_its_language_and_title() -> None:
    made = printed(*EVERYTHING, language="en")
    root = catalogue(made)
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert {"H1", "H2", "H3", "P", "L", "LI", "Table", "TH", "TD"} <= tags(made)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


def test_the_file_tells_its_title_and_nothing_of_who_or_when() -> None:
    made = printed("Tekst")
    assert set(reader(made).metadata or {}) == {"/Title", "/Creator"}
    assert b"CreateDate" not in made
    assert b"ModifyDate" not in made


def test_the_same_words_are_the_same_bytes() -> None:
    first = printed(*EVERYTHING)
    assert printed(*EVERYTHING) == first


def test_pages_are_counted_and_numbered() -> None:
    made = printed("een", Page(), "twee", Page(), "drie")
    assert rendering.pages(made) == page_count(made) == 3
    assert "2 / 3" in text(made)
    assert "1 / 1" not in text(printed("een"))


def test_smaller_letters_are_tried_before_a_second_page() -> None:
    long = ["Een zin die een regel op het papier vult en er dus toe doet, al zegt hij niets."] * 42
    assert page_count(printed(*long)) == 2
    fitted = printed(*long, most_pages=1)
    assert page_count(fitted) == 1
    assert text(fitted).count("Een zin") == 42
    assert page_count(printed(*long * 3, most_pages=1)) > 1, "nothing is ever left out to make it fit"


def test_a_long_table_goes_on_with_its_header() -> None:
    made = printed(Table(("Soort", "Aantal"), tuple((f"rij {at}", "1") for at in range(90))))
    said = text(made)
    assert page_count(made) > 1
    assert all(f"rij {at} " in said for at in range(90))
    assert said.count("Soort Aantal") == page_count(made)


def test_through_the_window_of_the_envelope_only_the_address_shows() -> None:
    window = Window(("JGZ Voorbeeldstad", "Team Noord"), ("Fatima El Amrani",), "22 november 2026")
    made = printed(Heading("Wat wij hebben afgesproken", 1), "Beste ouder,", window=window)
    assert through_window(made) == "Fatima El Amrani"
    assert "JGZ Voorbeeldstad" in text(made)
    long = Window(("JGZ " + "Heel Lange Naam " * 6,) * 3, ("Naam " * 60,), "22 november 2026")
    assert set(through_window(printed("Beste ouder,", window=long)).split()) == {"Naam"}
    assert through_window(printed("Beste ouder,", window=Window(("JGZ",)))) == ""


HOSTILE = (
    '#import "@preview/x:1.0.0"', "#panic()", "$ x^2 $", "*vet* _schuin_ `code`", "\\ \\u{41} \\n", "<label> @label",
    "= kop", "- punt", "// niets", "/* niets */", '"aanhaling" \'een\'', "#read(\"/etc/passwd\")", "https://x.nl/a#b",
    "{} [] ~ --- ...", "#{1+1}", "%s {0} ${x}", "</script>&amp;",
)  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_markup_is_only_text(said: str) -> None:
    made = printed(
        said, Heading(said, 1), Bullets((said,)), Facts(((said, said),)), Table((said,), ((said,),))
    )
    assert squeezed(text(made)).count(squeezed(said)) == 7


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("#$*_`\\/<>@=-+~\"'()[]{}.,:;%&|^! abcé19\n"), max_size=80))
def test_text_of_every_sign_stands_as_itself(said: str) -> None:
    assert squeezed(text(printed("begin" + said + "eind"))) == squeezed("begin" + said + "eind")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["nl", "en"]))
def test_any_text_at_all_can_be_printed(said: str, language: str) -> None:
    made = printed(
        said, Heading(said or "x"), Table((said,), ((said,),)), Code((said,)), Signing((said,)),
        language=language, window=Window((said,), (said,), said), foot=said,
    )  # fmt: skip
    assert rendering.pages(made) >= 1


def test_a_sign_without_a_shape_becomes_a_box_and_is_said() -> None:
    said = text(printed("Naam: 😀 Saba ሳባ 日本", unshown="Een vakje staat voor een teken."))
    assert "Naam: □ Saba □□ □□" in said
    assert "Een vakje" in said
    assert "Een vakje" not in text(printed("Saba", unshown="Een vakje staat voor een teken."))


def test_names_in_other_scripts_are_printed() -> None:
    said = text(printed("Łukasz Żółć, Nguyễn, Ğülşen, Петро, Δήμητρα"))
    assert "Łukasz Żółć, Nguyễn, Ğülşen, Петро, Δήμητρα" in said
    assert "□" not in text(printed("مرحبا שלום"))


def test_signs_that_turn_the_direction_of_what_follows_are_dropped() -> None:
    assert "gpj.exe" not in text(printed("foto\u202egpj.exe"))[:4]
    assert squeezed(text(printed("foto\u202eexe.gpj\u2066\u0000"))) == "fotoexe.gpj"


def test_no_word_runs_off_the_paper() -> None:
    columns = tuple("abcdef")
    made = printed(
        "x" * 400, Table(columns, (("Jeugdgezondheidszorgorganisatie", "W" * 200, "z", "", "", ""),)),
        Bullets(("v" * 300,)), Facts((("naam", "W" * 200),)), Code(("W" * 200,)), Note("W" * 200),
        foot="W" * 200, window=Window(("W" * 200,)),
    )  # fmt: skip
    assert squeezed(text(made)).count("x" * 400) == 1
    assert max(right_edges(made)) <= 210 * MM - 20 * MM


@pytest.mark.parametrize(
    "wrong",
    [
        Document("", "nl", (Paragraph("geheim"),)),
        Document("Brief", "fr", (Paragraph("geheim"),)),
        Document("Brief", "nl", (Table(("a", "b"), (("geheim",),)),)),
        Document("Brief", "nl", (Table(("a",), (("geheim",),), widths=(1, 2)),)),
    ],
    ids=["title", "language", "row", "widths"],
)
def test_what_cannot_be_laid_out_is_refused_without_a_word_of_it(wrong: Document) -> None:
    with pytest.raises(Unprintable) as caught:
        render(wrong)
    assert said(caught.value) == "signaal.paper.rendering.Unprintable"


def test_a_broken_layout_tells_nothing_of_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.typ").write_text("#panic(sys.inputs.doc)", encoding="utf-8")
    monkeypatch.setattr(rendering, "_LAYOUT", tmp_path / "broken.typ")
    with pytest.raises(Unprintable) as caught:
        printed("geheim")
    assert said(caught.value) == "signaal.paper.rendering.Unprintable"


def said(error: BaseException) -> str:
    """All that a log would hold of an error, but for the lines of code."""
    assert error.__context__ is None
    return "".join(traceback.format_exception_only(error)).strip()


def test_printing_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    printed(*EVERYTHING)
    assert list(tmp_path.iterdir()) == []


def test_two_who_print_at_once_get_their_own_words() -> None:
    with ThreadPoolExecutor(4) as people:
        made = list(people.map(lambda at: text(printed(f"brief nummer {at}", "zin " * 200)), range(24)))
    assert [re.findall(r"brief nummer (\d+)", said) for said in made] == [[str(at)] for at in range(24)]


def test_short_points_stand_side_by_side_in_their_order() -> None:
    said = text(printed(Bullets(("een", "twee", "drie", "vier", "vijf"), halves=True)))
    assert said.split() == ["•", "een", "•", "twee", "•", "drie", "•", "vier", "•", "vijf"]
