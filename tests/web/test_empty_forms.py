"""Every form posted empty, and without its token: a clear page, never an error of ours, nothing stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import MetaData, func, select

from signaal.store.base import Base
from signaal.vault.pseudonyms import new_id
from tests.support.caller import Caller
from tests.support.region import Region
from tests.support.serving import make_app
from tests.web.test_matrix import COLUMNS, ROWS, Row, path_of, player

LEAVES_TRACES = {
    # The log and the sessions: looking is logged, and each visit is seen. The care team's first look at a teacher's
    # card makes it findable. Everything else stays as it was.
    "audit_head", "audit_leaves", "audit_events", "audit_index", "audit_subjects", "audit_checkpoints",
    "audit_nodes",
    "sessions", "passkey_challenges", "throttle", "meta", "users", "heartbeats", "index_tokens",
}  # fmt: skip
ACTS_WITHOUT_CONTENT = {
    "/uitloggen": "ends the session",
    "/verberg": "locks the session",
    "/kaarten/namen": "shows the names for 15 minutes, logged",
    "/inbox/namen": "shows the names for 15 minutes, logged",
    "/logboek/controle": "checks the whole log",
    "/vandaag/gezien/<message_id>": "marks a message as read",
}
"""Buttons that need nothing but a press. They change no card."""
SHOWS_ANYBODY = {"/verberg": "the calendar"}
"""What a form without a token does here for who is not logged in: shows this page, and nothing else."""
ONLY_ASKS = {"/inloggen/passkey/vraag", "/toegang/passkey/vraag", "/signaal/hulp"}
"""Answers with help for what is ticked; nothing ticked is no mistake."""
POSTS = [row for row in ROWS if row.method == "POST" and "+" in row.marks]


@pytest.fixture(scope="module")
def here(built_region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    region = built_region.copy(tmp_path_factory.mktemp("empty"))
    yield region
    region.close()


@pytest.fixture(scope="module")
def app(here: Region) -> Flask:
    return make_app(here.world)


def counts(region: Region) -> dict[str, int]:
    """Rows per table of what people store."""
    metadata: MetaData = Base.metadata
    with region.world.tools.store.reading() as reader:
        return {
            name: reader.session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if name not in LEAVES_TRACES
        }


@pytest.mark.asvs("2.2.1")
@pytest.mark.parametrize("row", POSTS, ids=str)
def test_an_empty_form_stores_nothing_and_says_what_is_missing(row: Row, app: Flask, here: Region) -> None:
    for column, mark in zip(COLUMNS, row.marks, strict=True):
        if mark != "+":
            continue
        caller, before = Caller(app, here.world, player(row, column)), counts(here)
        caller.get("/over")
        answer = caller.post(path_of(row, column, here))
        assert answer.status_code < 500, f"{column}: {answer.status_code}"
        assert counts(here) == before, f"{column}: something was stored"
        if row.rule not in ONLY_ASKS | ACTS_WITHOUT_CONTENT.keys() and answer.status_code not in {302, 303}:
            assert answer.status_code in {400, 409, 422}, f"{column}: {answer.status_code}"
            assert "<h1" in answer.text


@pytest.mark.parametrize(
    "button", ["ik-heb-het", "poging", "notitie", "rust", "terug", "resultaat", "afloop?doe=nee"]
)
def test_after_a_yes_was_taken_back_no_button_does_anything(app: Flask, here: Region, button: str) -> None:
    caller, before = Caller(app, here.world, "responder"), counts(here)
    good = {
        "form_id": new_id(), "text": "x", "reason": "no_capacity", "outcome": "delivered", "channel": "phone",
        "on-day": "16", "on-month": "11", "on-year": "2026", "at": "9.00", "reached": "yes",
    }  # fmt: skip
    wanted = {
        "ik-heb-het": (), "poging": ("channel", "on-day", "on-month", "on-year", "at", "reached"),
        "notitie": ("text",), "rust": (), "terug": ("reason",), "resultaat": ("outcome",), "afloop?doe=nee": (),
    }[button]  # fmt: skip
    data = {name: good[name] for name in ("form_id", *wanted)}
    answer = caller.post(f"/verwijzing/{here.references['withdrawn']}/{button}", data)
    assert answer.status_code in {302, 303, 404, 409, 422}
    if answer.status_code in {302, 303}:
        assert "bon=" not in answer.location, "a receipt for something that must not be done"
    assert counts(here) == before


@pytest.mark.asvs("3.5.1")
@pytest.mark.parametrize("row", POSTS, ids=str)
def test_without_a_token_nothing_happens(row: Row, app: Flask, here: Region) -> None:
    column = next(name for name, mark in zip(COLUMNS, row.marks, strict=True) if mark == "+")
    caller, before = Caller(app, here.world, player(row, column)), counts(here)
    answer = caller.post(path_of(row, column, here), {"csrf_token": ""})
    shown = {302} if row.rule in SHOWS_ANYBODY else {400, 403, 422}
    assert answer.status_code in shown, answer.status_code
    assert counts(here) == before


@pytest.mark.parametrize("row", POSTS, ids=str)
def test_unknown_fields_and_rubbish_are_refused_in_words(row: Row, app: Flask, here: Region) -> None:
    column = next(name for name, mark in zip(COLUMNS, row.marks, strict=True) if mark == "+")
    caller, before = Caller(app, here.world, player(row, column)), counts(here)
    rubbish = {
        "role": "admin",
        "team_id": "x" * 5000,
        "form_id": "\x00\x07",
        "do": "\u202e",
        "code": "é" * 99,
    }
    answer = caller.post(path_of(row, column, here), rubbish)
    assert answer.status_code < 500, answer.status_code
    assert counts(here) == before
