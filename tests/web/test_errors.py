"""Every error is a page that says what happened and what to do; a trace never leaves the house."""

import pytest

from signaal import terms
from signaal.access.permissions import Permission
from signaal.terms import Say
from signaal.web.guard import needs
from tests.web.fake_gate import TOKEN, FakeCtx, person


def raising(error: Exception):
    @needs(Permission.CASE_LIST)
    def view():
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (terms.NotFound(), 404),
        (terms.NotAllowed(), 403),
        (terms.Conflict(Say("errors.page.409.happened")), 409),
        (terms.Unavailable(Say("errors.database")), 503),
        (terms.Refused({"x": Say("errors.required")}), 422),
    ],
)
def test_each_error_of_the_house_has_its_page(fake, error, status):
    fake.view("/stuk", raising(error))
    answer = fake.client(TOKEN).get("/stuk")
    assert answer.status_code == status
    assert "Nummer van deze melding: " in answer.text
    assert answer.text.count("<h1>") == 1


def test_the_page_speaks_the_users_language(fake):
    fake.gate.people["e" * 43] = FakeCtx(person(terms.Role.SIGNALLER), language="en")
    answer = fake.client("e" * 43).get("/weg")
    assert 'lang="en"' in answer.text
    assert "Page not found" in answer.text


def test_something_else_and_something_forbidden_look_the_same(fake):
    fake.view("/kaart", raising(terms.NotFound()))
    client = fake.client(TOKEN)

    def without_numbers(text):
        return [line for line in text.splitlines() if "Nummer" not in line and "csrf" not in line]

    assert without_numbers(client.get("/kaart").text) == without_numbers(client.get("/weg").text)


@pytest.mark.asvs("16.5.1")
def test_the_unforeseen_tells_nobody_what_was_typed(fake, caplog):
    fake.view("/stuk", raising(ValueError("Fenna de Vries, Dorpsstraat 1")))
    answer = fake.client(TOKEN).get("/stuk")
    assert answer.status_code == 500
    for text in (answer.text, caplog.text):
        assert "Fenna" not in text
        assert "Traceback" not in text
    assert "unforeseen ValueError at test_errors.py:" in caplog.text


def test_a_missing_sentence_is_named_in_the_log(fake, caplog):
    fake.view("/stuk", raising(terms.Conflict(Say("errors.bestaat_niet"))))
    assert fake.client(TOKEN).get("/stuk").status_code == 500
    assert "errors.bestaat_niet" in caplog.text


def test_a_login_that_is_needed_leads_there(fake):
    fake.view("/stuk", raising(terms.LoginNeeded()))
    assert fake.client(TOKEN).get("/stuk").location == "/inloggen?next=/stuk"


def test_too_much_is_too_much(fake):
    fake.view("/doe", raising(AssertionError()), "POST")
    answer = fake.client(TOKEN).post("/doe", data={"remark": "x" * 300_000})
    assert answer.status_code == 413
    assert "te veel tekst" in answer.text


def test_the_wrong_way_says_the_right_one(fake):
    answer = fake.client(TOKEN).post("/over")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_busy_house_points_to_the_telephone(fake):
    fake.view("/stuk", raising(terms.Unavailable(Say("errors.database"))))
    assert 'href="/nu"' in fake.client(TOKEN).get("/stuk").text


@pytest.mark.parametrize("broken", ["menu", "who", "t"])
def test_a_page_comes_even_when_the_page_of_the_error_breaks(fake, monkeypatch, broken):
    def fail(*_args, **_more):
        raise RuntimeError("Fenna de Vries")

    monkeypatch.setitem(fake.app.jinja_env.globals, broken, fail)
    answer = fake.client(TOKEN).get("/weg")
    assert answer.status_code == 500
    assert answer.content_type.startswith("text/html")
    assert answer.text.count("<h1>") == 1
    assert "Ga terug en probeer het" in answer.text
    assert "Fenna" not in answer.text
    assert answer.headers["Content-Security-Policy"]


def test_hiding_and_nu_stay_in_the_language_of_who_is_logged_in(fake):
    fake.gate.people["e" * 43] = FakeCtx(person(terms.Role.SIGNALLER), language="en")
    page = fake.client("e" * 43).get("/over").text
    assert 'data-hide="/rust?lang=en"' in page
    assert 'href="/nu?lang=en"' in page
    assert 'data-hide="/rust"' in fake.client(TOKEN).get("/over").text
