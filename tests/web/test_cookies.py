"""The session cookie: unreadable for scripts, bound to this host, gone after logout."""

import pytest
from flask import make_response

from signaal.access.permissions import Permission
from signaal.web import cookies
from signaal.web.guard import needs
from tests.web.fake_gate import TOKEN, door


@needs(Permission.PUBLIC)
def come():
    answer = make_response("kom")
    cookies.give_session(answer, "n" * 43)
    return answer


@needs(Permission.PUBLIC)
def go():
    answer = make_response("ga")
    cookies.forget_session(answer)
    return answer


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.4")
def test_behind_tls_the_cookie_is_bound_to_this_host(tmp_path):
    here = door(tmp_path, behind_tls=True)
    here.view("/kom", come)
    given = here.client().get("/kom").headers.getlist("Set-Cookie")[0]
    assert given.startswith("__Host-signaal=" + "n" * 43)
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in given
    assert "Domain" not in given
    assert "Expires" not in given


def test_on_loopback_it_has_a_plain_name(fake):
    fake.view("/kom", come)
    given = fake.client().get("/kom").headers.getlist("Set-Cookie")[0]
    assert given.startswith("signaal=")
    assert "Secure" not in given


@pytest.mark.asvs("14.3.1")
def test_after_a_logout_nothing_stays_behind(fake):
    fake.view("/ga", go)
    answer = fake.client(TOKEN).get("/ga")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "signaal=;" in answer.headers["Set-Cookie"]
    assert "Max-Age=0" in answer.headers["Set-Cookie"]


def test_a_login_ends_the_cookie_of_before(fake):
    fake.view("/kom", come)
    given = fake.client().get("/kom").headers.getlist("Set-Cookie")
    assert any(line.startswith("signaal-start=;") for line in given)


def test_a_login_whose_cookie_does_not_come_back_gets_told_why(fake):
    answer = fake.client().get("/aangekomen?next=/over")
    assert answer.status_code == 400
    assert "Uw browser bewaarde de inlog niet" in answer.text
    assert fake.client(TOKEN).get("/aangekomen?next=/over").location == "/over"
    assert fake.client(TOKEN).get("/aangekomen?next=//elders.example").location == "/"
