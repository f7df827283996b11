"""Forms: nothing unknown comes in, nothing typed is lost, and every refusal is a plain sentence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.access.permissions import Permission
from signaal.terms import Refused, Say
from signaal.web.choices import Choice, Pressed, Select, Several
from signaal.web.fields import Area, Hidden, Line, Secret, Tick
from signaal.web.forms import AskingForm, WritingForm, again, errors_of, typed
from signaal.web.guard import needs
from signaal.web.typed_text import has_hidden, tidy
from tests.web.fake_gate import TOKEN, Door, token_in

LABEL = "layout.name"
TWO = [("a", "Een"), ("b", "Twee")]


class Every(WritingForm):
    line = Line(LABEL, max=10)
    area = Area(LABEL, optional=True)
    secret = Secret(LABEL, optional=True)
    one = Choice(LABEL, choices=TWO)
    pick = Select(LABEL, choices=TWO, optional=True)
    some = Several(LABEL, choices=TWO)
    must = Tick(LABEL, must="errors.required")
    travels = Hidden(max=5)
    press = Pressed("save", "later")


GOOD: dict[str, Any] = {"line": "Tekst", "one": "a", "must": "y", "form_id": "0" * 32}


class Asked:
    """What a view saw of its form, kept for the test."""

    form: Every
    ok: bool
    summary: list[tuple[str | None, str]]
    kept: dict[str, list[str]]


@pytest.fixture
def ask(fake: Door):
    """Post values to a form; returns what came of it."""
    asked = Asked()

    @needs(Permission.SIGNAL_SUBMIT, keeps=True)
    def view():
        from flask import render_template_string

        asked.form = Every()
        asked.ok = asked.form.validate_on_submit()
        asked.summary = errors_of(asked.form)
        asked.kept = typed(asked.form)
        page = (
            '{% import "macros/form.html" as f %}{% call f.form(form, "") %}{{ f.text(form.line) }}'
            "{{ f.area(form.area) }}{{ f.text(form.secret) }}{{ f.radios(form.one) }}"
            "{{ f.select(form.pick) }}{{ f.boxes(form.some) }}{{ f.tick(form.must) }}{% endcall %}"
        )
        return render_template_string(page, form=asked.form), 422 if asked.form.failed else 200

    fake.view("/vraag", view, "GET", "POST")
    client = fake.client(TOKEN)
    token = token_in(client.get("/vraag").text)

    def post(**changes: Any) -> Asked:
        values = {"csrf_token": token, **GOOD, **changes}
        asked.page = client.post(  # type: ignore[attr-defined]  # for the tests below
            "/vraag", data={name: value for name, value in values.items() if value is not None}
        ).text
        return asked

    return post


def test_a_good_form_is_good(ask):
    found = ask(some=["b", "a", "a"], area="  Twee\r\nregels ")
    assert found.ok
    assert found.form.data["line"] == "Tekst"
    assert found.form.some.data == ["a", "b"]
    assert found.form.area.data == "Twee\nregels"
    assert found.form.press.data == "save"


@pytest.mark.asvs("2.2.1", "2.2.2")
@pytest.mark.parametrize(
    ("changes", "anchor", "sentence"),
    [
        ({"line": ""}, "line", "Vul dit in."),
        ({"line": None}, "line", "Vul dit in."),
        ({"line": "elf tekens!"}, "line", "hooguit 10 tekens"),
        ({"line": "a\x00b"}, "line", "onzichtbare tekens"),
        ({"line": "a\nb"}, "line", "onzichtbare tekens"),
        ({"area": "a\u202eb"}, "area", "onzichtbare tekens"),
        ({"area": "x" * 281}, "area", "hooguit 280 tekens"),
        ({"one": ""}, "one-0", "Kies een antwoord."),
        ({"one": "c"}, "one-0", "uit de lijst"),
        ({"pick": "c"}, "pick", "uit de lijst"),
        ({"some": ["a", "zz"]}, "some-0", "uit de lijst"),
        ({"must": None}, "must", "Vul dit in."),
        ({"press": "erase"}, "press-0", "uit de lijst"),
        ({"travels": "te lang"}, None, "klopt iets niet"),
        ({"form_id": "x"}, None, "klopt iets niet"),
        ({"form_id": None}, None, "klopt iets niet"),
        ({"role": "admin"}, None, "een veld mee dat niet"),
        ({"role": "admin", "is_lead": "1"}, None, "2 velden mee"),
        ({"csrf_token": "x"}, None, "te lang open"),
    ],
)
def test_each_refusal_is_one_plain_sentence_at_its_place(ask, changes, anchor, sentence):
    found = ask(**changes)
    assert not found.ok
    assert [(where, sentence in words) for where, words in found.summary] == [(anchor, True)]


def test_nothing_typed_is_lost_but_a_secret_never_comes_back(ask):
    found = ask(
        line="<b>elf tekens</b>", area="Een hele zin", one="b", pick="a", some=["b"], secret="geheim woord"
    )
    assert "&lt;b&gt;elf tekens&lt;/b&gt;" in found.page
    assert "Een hele zin" in found.page
    assert found.page.count(" checked") == 3
    assert found.page.count(" selected") == 1
    assert "geheim woord" not in found.page


def test_a_wrong_field_is_marked_for_eye_and_ear(ask):
    page = ask(line="").page
    assert 'href="#line"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="line-error"' in page
    assert 'role="alert"' in page


def test_posting_twice_carries_the_same_id(ask):
    assert ask().form.form_id.data == "0" * 32


def test_a_fresh_form_has_an_id_of_its_own(fake):
    with fake.app.test_request_context("/over"):
        fake.app.preprocess_request()
        first, second = Every(), Every()
        assert len(first.form_id.data or "") == 32
        assert first.form_id.data != second.form_id.data


def test_a_rule_that_refuses_speaks_at_its_field(fake):
    with fake.app.test_request_context("/over"):
        fake.app.preprocess_request()
        form = Every()
        form.take(Refused({"line": Say("errors.required"), "elders": Say("errors.not_valid")}))
        assert errors_of(form) == [(None, "Kijk dit antwoord na."), ("line", "Signaal: Vul dit in.")]
        assert form.failed


def test_a_draft_goes_on_where_it_stopped(ask, fake):
    kept = ask(line="half", area="zin", some=["a", "b"], secret="geheim", one=None).kept
    assert "secret" not in kept
    assert "csrf_token" not in kept
    with fake.app.test_request_context("/over"):
        fake.app.preprocess_request()
        form = again(Every, kept)
        assert (form.line.data, form.area.data, form.some.data) == ("half", "zin", ["a", "b"])
        assert form.form_id.data == "0" * 32


def test_an_asking_form_reads_the_address_and_needs_no_token(fake):
    class Filter(AskingForm):
        state = Select(LABEL, choices=TWO, optional=True)

    with fake.app.test_request_context("/over?state=b"):
        fake.app.preprocess_request()
        form = Filter()
        assert form.validate()
        assert form.state.data == "b"


@given(st.text(max_size=60))
def test_tidying_twice_is_tidying_once(text):
    assert tidy(tidy(text)) == tidy(text)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=60))
def test_ordinary_writing_in_any_script_is_never_refused(text):
    assert not has_hidden(tidy(text))
