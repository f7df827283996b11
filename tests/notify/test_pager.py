"""A page travels signed, to one address, and what goes wrong becomes a code."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from signaal.notify.mailer import NotDelivered, Problem
from signaal.notify.pager import Page, WebhookPager, wrong_with
from signaal.vault.webhooks import sign
from tests.support.pager import Beeper
from tests.support.pager import beeper as beeper
from tests.support.pager import new_beeper as new_beeper

SECRET = bytes(range(32))
AT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
PAGE = Page("msg_1", "calm_48h_outside_start", "V-7XKM-4TX9", AT, AT)


def pager(url: str, timeout: float = 60) -> WebhookPager:
    return WebhookPager(url, partial(sign, SECRET), timeout=timeout)


def test_a_page_arrives_signed_and_says_kind_and_reference_only(beeper: Beeper) -> None:
    pager(beeper.url).page(PAGE)
    headers, body = beeper.taken[0]
    assert beeper.asked == ["/piep?team=oost"]
    assert json.loads(body) == {
        "type": "signaal.step",
        "timestamp": AT.isoformat(),
        "data": {"kind": "calm_48h_outside_start", "reference": "V-7XKM-4TX9"},
    }
    signed = f"msg_1.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-id"] == "msg_1"
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert int(headers["webhook-timestamp"]) == int(AT.timestamp())


def test_a_second_try_has_the_same_id_and_body_and_its_own_moment(beeper: Beeper) -> None:
    pager(beeper.url).page(PAGE)
    pager(beeper.url).page(replace(PAGE, sent_at=AT + timedelta(minutes=5)))
    (first, one), (second, two) = beeper.taken
    assert first["webhook-id"] == second["webhook-id"]
    assert one == two
    assert first["webhook-signature"] != second["webhook-signature"]


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (500, Problem.BUSY), (503, Problem.BUSY), (429, Problem.BUSY), (401, Problem.BUSY),
        (404, Problem.BUSY), (410, Problem.REFUSED), (301, Problem.MOVED), (307, Problem.MOVED),
    ],
)  # fmt: skip
def test_what_the_pager_answers_becomes_a_code(beeper: Beeper, status: int, problem: Problem) -> None:
    beeper.status = status
    with pytest.raises(NotDelivered) as failure:
        pager(beeper.url).page(PAGE)
    assert failure.value.problem is problem
    assert failure.value.problem.final is (status == 410)


def test_a_redirect_is_never_followed(new_beeper: Callable[[], Beeper]) -> None:
    first, other = new_beeper(), new_beeper()
    first.status, first.location = 307, other.url
    with pytest.raises(NotDelivered):
        pager(first.url).page(PAGE)
    assert other.taken == []


def test_a_pager_that_takes_too_long_or_hangs_up_is_tried_again(beeper: Beeper) -> None:
    for beeper.hangs, beeper.drops, patience in ((True, False, 0.5), (False, True, 60)):
        with pytest.raises(NotDelivered) as failure:
            pager(beeper.url, patience).page(PAGE)
        assert failure.value.problem is Problem.UNREACHABLE


def test_a_pager_that_is_not_there() -> None:
    with pytest.raises(NotDelivered) as failure:
        pager("http://127.0.0.1:9/").page(PAGE)
    assert failure.value.problem is Problem.UNREACHABLE


def test_the_machines_proxy_is_not_asked(beeper: Beeper, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    pager(beeper.url).page(PAGE)
    assert len(beeper.taken) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(beeper: Beeper) -> None:
    with pytest.raises(NotDelivered) as failure:
        pager(beeper.url.replace("http://", "https://")).page(PAGE)
    assert failure.value.problem is Problem.SECURITY
    assert beeper.taken == []


def test_the_secret_is_in_no_description() -> None:
    assert repr(SECRET) not in repr(pager("https://pieper.example/"))


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://pieper.example/x", True), ("http://127.0.0.1:8080/", True), ("http://localhost/", True),
        ("http://[::1]:9000/", True), ("http://pieper.example/", False), ("ftp://pieper.example/", False),
        ("https://", False), ("https://naam:woord@pieper.example/", False), ("https://pieper.example/#x", False),
        ("http://localhost.pieper.example/", False), ("https://pieper.example:99999/", False), ("pieper", False),
    ],
)  # fmt: skip
def test_only_https_or_this_machine_itself(url: str, fine: bool) -> None:
    assert (wrong_with(url) is None) is fine
