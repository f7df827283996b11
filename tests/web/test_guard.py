"""The guard: unmarked pages do not exist, refusals leave a trace, forms come from us, logs stay silent."""

import logging

import pytest
from flask import session
from hypothesis import given
from hypothesis import strategies as st

from signaal.access.permissions import Permission
from signaal.terms import Role
from signaal.web.forms import BaseForm, WritingForm
from signaal.web.guard import OPEN, needs, safe_next
from signaal.web.journal import truncated
from signaal.web.render import render
from signaal.web.visit import ctx
from tests.web.fake_gate import LOCKED, TOKEN, Door, FakeCtx, person, token_in


@needs(Permission.CASE_LIST)
def cards():
    return f"kaarten voor {ctx().me.name}"  # type: ignore[union-attr]  # somebody is logged in here


@needs(Permission.PEOPLE_WRITE)
def people():
    return "mensen"


@needs(Permission.CASE_LIST)
def deed():
    return "gedaan"


def test_a_view_without_a_mark_is_an_error_and_says_so(fake, caplog):
    fake.view("/vergeten", lambda: "open deur")
    answer = fake.client(TOKEN).get("/vergeten")
    assert answer.status_code == 500
    assert "open deur" not in answer.text
    assert "'vergeten' carries no @needs" in caplog.text


def test_only_static_files_go_without_a_mark(fake):
    unmarked = {name for name, view in fake.app.view_functions.items() if not hasattr(view, "needs")}
    assert unmarked == OPEN == {"static"}


@pytest.mark.asvs("8.2.1")
def test_who_is_not_logged_in_goes_to_the_login_and_comes_back(fake):
    fake.view("/proef", cards)
    answer = fake.client().get("/proef?zoek=naam")
    assert answer.status_code == 302
    assert answer.location == "/inloggen?next=/proef"


def test_a_cookie_that_is_no_token_never_reaches_the_gate(fake):
    fake.view("/proef", cards)
    client = fake.client("te kort; of raar")
    assert client.get("/proef").status_code == 302
    assert fake.gate.opened == []


def test_who_is_known_may_see_what_the_role_may(fake):
    fake.view("/proef", cards)
    assert fake.client(TOKEN).get("/proef").text == "kaarten voor Noor van den Bergh"


@pytest.mark.asvs("8.2.1", "16.3.2")
def test_a_role_that_may_not_is_refused_and_written_down(fake):
    fake.view("/mensen", people)
    answer = fake.client(TOKEN).get("/mensen")
    assert answer.status_code == 403
    assert fake.gate.refusals == [Permission.PEOPLE_WRITE]
    fake.gate.people["a" * 43] = FakeCtx(person(Role.ADMIN))
    assert fake.client("a" * 43).get("/mensen").text == "mensen"


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("token", ["", "onzin", "é.é", "a" * 32 + "." + "b" * 64])
def test_a_post_without_our_token_does_nothing(fake, token):
    fake.view("/doe", deed, "POST")
    answer = fake.client(TOKEN).post("/doe", data={"csrf_token": token, "zin": "Mijn <lange> zin"})
    assert answer.status_code == 400
    assert "gedaan" not in answer.text
    assert "Mijn &lt;lange&gt; zin" in answer.text, "what was typed is not lost"


def posted(fake: Door, **headers: str):
    @needs(Permission.CASE_LIST)
    def ask():
        return render("public/about.html")

    fake.view("/vraag", ask)
    fake.view("/doe", deed, "POST")
    client = fake.client(TOKEN)
    page = client.get("/vraag").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post("/doe", data={"csrf_token": token}, headers=headers)


def test_a_post_with_our_token_is_done(fake):
    assert posted(fake).text == "gedaan"


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_post_from_elsewhere_is_refused_even_with_a_token(fake, site):
    answer = posted(fake, **{"Sec-Fetch-Site": site})
    assert answer.status_code == 400
    assert "andere website" in answer.text


def test_a_token_of_another_session_is_worth_nothing(fake):
    fake.gate.people["b" * 43] = FakeCtx(person(Role.SIGNALLER), csrf_key=b"another key" * 4)
    fake.view("/formulier", form_view, "GET", "POST")
    token = token_in(fake.client("b" * 43).get("/formulier").text)
    answer = fake.client(TOKEN).post("/formulier", data={"csrf_token": token, "form_id": "a" * 32})
    assert answer.status_code == 422
    assert "te lang open" in answer.text


class Empty(WritingForm):
    """A form with nothing but its hidden fields."""


@needs(Permission.SIGNAL_SUBMIT, keeps=True)
def form_view():
    form = Empty()
    if form.validate_on_submit():
        return "bewaard"
    from flask import render_template_string

    page = '{% import "macros/form.html" as f %}{% call f.form(form, "") %}{% endcall %}'
    return render_template_string(page, form=form), 422 if form.failed else 200


def test_a_view_that_keeps_must_have_looked_at_its_form(fake, caplog):
    @needs(Permission.SIGNAL_SUBMIT, keeps=True)
    def careless():
        return "gedaan"

    fake.view("/slordig", careless, "POST")
    assert fake.client(TOKEN).post("/slordig").status_code == 500
    assert "RuntimeError" in caplog.text


def test_before_login_a_cookie_of_its_own_carries_the_token(fake):
    class Login(BaseForm):
        pass

    @needs(Permission.LOGIN, keeps=True)
    def enter():
        form = Login()
        return (
            "binnen" if form.validate_on_submit() else (str(form.csrf_token), 200 if not form.failed else 422)
        )

    fake.view("/binnen", enter, "GET", "POST")
    client = fake.client()
    token = token_in(client.get("/binnen").text)
    assert client.get_cookie("signaal-start") is not None
    assert client.post("/binnen", data={"csrf_token": token}).text == "binnen"
    assert fake.client().post("/binnen", data={"csrf_token": token}).status_code == 422


def test_a_post_after_the_session_ended_shows_what_was_typed_but_no_secret(fake):
    fake.view("/doe", deed, "POST")
    answer = fake.client().post(
        "/doe", data={"remark": "Mijn tekst", "passphrase": "zwaan-kleef", "pin": "1234"}
    )
    assert answer.status_code == 401
    assert "Mijn tekst" in answer.text
    assert "zwaan-kleef" not in answer.text
    assert "1234" not in answer.text


def test_a_post_to_a_locked_session_is_kept_for_after_the_login(fake):
    fake.view("/doe", deed, "POST")
    typed = {"remark": "Mijn tekst", "passphrase": "zwaan-kleef", "csrf_token": "x"}
    answer = fake.client(LOCKED).post("/doe", data=typed)
    assert answer.status_code == 401
    assert fake.gate.kept == [(LOCKED, "doe", {"remark": ["Mijn tekst"]})]
    assert "bij Later afmaken" in answer.text
    assert "Mijn tekst" not in answer.text


def test_a_token_that_nobody_knows_keeps_nothing_but_shows_it(fake):
    fake.view("/doe", deed, "POST")
    answer = fake.client("z" * 43).post("/doe", data={"remark": "Mijn tekst"})
    assert answer.status_code == 401
    assert "Mijn tekst" in answer.text


@pytest.mark.asvs("16.2.5")
def test_the_request_log_has_the_pattern_of_the_address_and_no_more(fake, caplog):
    @needs(Permission.CASE_READ)
    def card(code):
        return code

    fake.app.add_url_rule("/briefje/<code>", "card", card)
    with caplog.at_level(logging.INFO, "signaal.web"):
        fake.client(TOKEN).get("/briefje/K7QM-4TX9?naam=Fenna", environ_base={"REMOTE_ADDR": "198.51.100.77"})
    assert "/briefje/<code> 200" in caplog.text
    assert "198.51.100.0" in caplog.text
    for secret in ("K7QM", "Fenna", "100.77"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("198.51.100.77", "198.51.100.0"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::"),
        ("", "-"),
        ("unix", "-"),
    ],
)
def test_addresses_are_truncated(address, shown):
    assert truncated(address) == shown


def test_there_is_no_flask_session(fake):
    @needs(Permission.CASE_LIST)
    def remember():
        session["naam"] = "x"
        return "onthouden"

    fake.view("/onthoud", remember)
    answer = fake.client(TOKEN).get("/onthoud")
    assert answer.status_code == 500
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/nu", "/rust", "/health", "/health/live"])
def test_what_must_work_without_a_database_does_not_ask_who_comes(fake, path):
    assert fake.client(TOKEN).get(path).status_code == 200
    assert fake.gate.opened == []


@given(st.text(max_size=40))
def test_next_is_a_path_of_this_site_or_nothing(tail):
    found = safe_next("/" + tail)
    if found is not None:
        assert found.startswith("/")
        assert not found.startswith(("//", "/\\"))
        assert found.isprintable()


@pytest.mark.parametrize(
    "target", ["https://elders.example", "//elders.example", "/\\elders", "kaart", "", None]
)
def test_next_never_leads_elsewhere(target):
    assert safe_next(target) is None
