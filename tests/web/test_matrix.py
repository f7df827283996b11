"""Who gets which page: every route x role x relation, against matrix.txt, written by hand from the product page.

What is not in the table does not exist: a new route without rows fails, and so does a row without a route.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from signaal.access.permissions import Permission
from signaal.actions import deadlines, drafts
from signaal.actions.context import system
from signaal.audit.events import Event
from signaal.store import audit, outbox
from tests.support.caller import Caller
from tests.support.region import Region
from tests.support.serving import make_app
from tests.support.world import PEOPLE

COLUMNS = {
    "anonymous": None,
    "signaller": "nurse",
    "lead": "jgz_lead",
    "responder": "responder",
    "receiving lead": "social_lead",
    "coordinator": "coordinator",
    "privacy officer": "jgz_officer",
    "supervisor": "jgz_supervisor",
    "admin": "jgz_admin",
}
MEANING = {
    "GET": {"+": {200, 302}, "L": {302}, "c": {400}, "x": {403}, "0": {404}},
    "POST": {"+": {200, 302, 303, 409, 422}, "L": {401}, "x": {403}, "0": {404}},
}
"""A POST here carries nothing but a good token: the form again, or what an empty form may do."""
WITHOUT_ROWS = {"/static/<path:filename>"}
NOBODY = {
    "code": "0000-0000",
    "reference": "V-0000-0000",
    "token": "n" * 43,
}
UNKNOWN_ID = "f" * 32
HOMES = {"home": ("jgz", "jgz_team"), "abroad": ("school", "school_team")}
"""What an admin or lead of youth health looks after, and what not: organisation, team."""
DOING = {
    "/kaart/<code>/klok/<clock_id>": "?doe=samen-bellen",
    "/verwijzing/<reference>/afloop": "?doe=nee",
}
"""Pages with several forms: the address says which one is sent."""


@dataclass(frozen=True)
class Row:
    """One line of matrix.txt."""

    method: str
    rule: str
    relation: str
    marks: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.rule} ({self.relation})"


def rows() -> Iterator[Row]:
    """matrix.txt, line by line."""
    for line in Path(__file__).with_name("matrix.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            method, rule, relation, *marks = line.split()
            yield Row(method, rule, relation, tuple(marks))


ROWS = tuple(rows())


@pytest.fixture(scope="module")
def here(built_region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Region]:
    """One region for the whole table: empty forms change nothing in it."""
    region = built_region.copy(tmp_path_factory.mktemp("matrix"))
    deadlines.sweep(system(region.world.tools))
    yield region
    region.close()


@pytest.fixture(scope="module")
def app(here: Region) -> Flask:
    return make_app(here.world)


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every (method, rule) that the application answers."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule not in WITHOUT_ROWS
        for method in rule.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }


@pytest.mark.asvs("8.1.1", "8.2.1")
def test_every_route_stands_in_the_table(app: Flask) -> None:
    missing = routes(app) - {(row.method, row.rule) for row in ROWS}
    assert not missing, (
        "decide who may see these, from design/product.md, and write a row per relation in "
        f"tests/web/matrix.txt: {sorted(missing)}"
    )


def test_every_row_stands_for_a_route(app: Flask) -> None:
    gone = {(row.method, row.rule) for row in ROWS} - routes(app)
    assert not gone, f"these routes do not exist (any more): {sorted(gone)}"


def test_every_row_is_complete() -> None:
    wrong = [str(row) for row in ROWS if len(row.marks) != len(COLUMNS) or not set(row.marks) <= set("+cLx0")]
    assert not wrong, wrong
    twice = [row for row in ROWS if sum(str(row) == str(other) for other in ROWS) > 1]
    assert not twice, twice


@pytest.mark.asvs("8.2.1")
def test_every_route_with_an_object_is_asked_for_somebody_elses(app: Flask) -> None:
    elsewhere = {(row.method, row.rule) for row in ROWS if "0" in row.marks}
    of_nobody = {"provision_id", "token", "filename"}
    nothing_happens = {("POST", "/concepten/<draft_id>/weg"), ("POST", "/getypt/<draft_id>/weg")}
    lacking = [
        (method, rule)
        for method, rule in sorted(routes(app))
        if set(re.findall(r"<(?:\w+:)?(\w+)>", rule)) - of_nobody
        and (method, rule) not in elsewhere | nothing_happens
    ]
    assert not lacking, f"add a row with somebody else's object (0): {lacking}"


@pytest.mark.asvs("8.2.1")
def test_every_view_carries_one_permission(app: Flask) -> None:
    bare = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not isinstance(getattr(view, "needs", None), Permission)
    ]
    assert not bare, f"mark these views with @needs(Permission...): {bare}"


def player(row: Row, column: str) -> str | None:
    """Who stands in this column: in a personal team the school plays, at a package of the fund the fund."""
    if row.relation == "colleague":
        return {"signaller": "teacher", "lead": "school_lead"}.get(column, COLUMNS[column])
    return COLUMNS[column]


def names_of(row: Row, column: str) -> tuple[str, str]:
    """(whose card, whose part of it) by the short names of the region."""
    own = "lead_own" if column == "lead" else "own"
    found = {
        "own": own,
        "team": "team",
        "colleague": "teacher2",
        "other_team": "other_team",
        "other_org": "teacher",
        "received": "call",
        "elsewhere": "fund",
        "before_yes": "own",
        "after_yes": "call",
        "outside": "outside",
        "withdrawn": "withdrawn",
        "taken": "why",
    }
    if row.relation == "mixed":
        return own, "teacher"
    if row.relation == "unknown":
        return "", ""
    return (found.get(row.relation, own),) * 2


def path_of(row: Row, column: str, here: Region) -> str:
    """The address, with the ids that belong to the relation."""
    card, part = names_of(row, column)
    ids = {
        "code": here.cases.get(card, NOBODY["code"]),
        "reference": here.references.get(part, NOBODY["reference"]),
        "consent_id": here.consents.get(part, UNKNOWN_ID),
        "signal_id": here.signals.get(part, UNKNOWN_ID),
        "clock_id": here.clocks.get(part, UNKNOWN_ID),
        "form_id": here.forms.get(part, UNKNOWN_ID),
        "membership_id": membership_of(row, here),
        "message_id": message_of(here) if row.relation == "received" else UNKNOWN_ID,
        "draft_id": here.drafts.get({"own": "nurse", "theirs": "nurse2"}.get(row.relation, ""), UNKNOWN_ID),
        "duty_id": UNKNOWN_ID,
        "item_id": UNKNOWN_ID,
        "review_id": UNKNOWN_ID,
        "week": "2020-W01",
        "month": "2020-13",
        "turn_id": UNKNOWN_ID,
        "closing_id": UNKNOWN_ID,
        "team_id": here.world.teams.get(HOMES.get(row.relation, ("", ""))[1], UNKNOWN_ID),
        "other_id": here.world.teams["social_team"] if row.relation == "home" else UNKNOWN_ID,
        "organisation_id": here.world.organisations.get(HOMES.get(row.relation, ("", ""))[0], UNKNOWN_ID),
        "user_id": user_of(row, here),
        "passkey_id": UNKNOWN_ID,
        "paper_id": here.papers.get(row.relation, UNKNOWN_ID),
        "rotation_id": UNKNOWN_ID,
        "witness_id": UNKNOWN_ID,
        "incident_id": UNKNOWN_ID,
        "request_id": UNKNOWN_ID,
        "hold_id": UNKNOWN_ID,
        "provision_id": "kledingbank" if row.relation != "unknown" else "geen_regeling",
        "token": here.world.people["expected"].link if row.relation != "unknown" else NOBODY["token"],
    }
    doing = DOING.get(row.rule, "") if row.method == "POST" else ""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids[found[1]], row.rule) + doing


def membership_of(row: Row, here: Region) -> str:
    """Somebody's place in the JGZ team: of who waits, or of who is in."""
    known = {"waiting": here.people["waiting"], "member": here.world.people["nurse2"].membership_id}
    return known.get(row.relation, UNKNOWN_ID)


def user_of(row: Row, here: Region) -> str:
    """An account of youth health, or of the school."""
    name = {"home": "nurse2", "abroad": "teacher"}.get(row.relation, "")
    return here.world.people[name].user_id if name else UNKNOWN_ID


def message_of(here: Region) -> str:
    """A message that waits for the responder."""
    now = here.world.clock.now()
    with here.world.tools.store.reading() as reader:
        return next(row.id for row in outbox.unseen(reader, here.world.people["responder"].user_id, now))


def without_number(answer: TestResponse) -> str:
    """A page without its request number and its tokens, which differ every time, and without its address."""
    html = re.sub(r'value="[0-9a-f]{32}\.[0-9a-f]{64}"', 'value="token"', answer.text)
    html = re.sub(r"\b[0-9a-f]{16}\b", "number", html)
    return html.replace(answer.request.path, "path")


@pytest.mark.asvs("8.2.2", "8.3.1")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_gets_the_answer_of_the_table(row: Row, app: Flask, here: Region) -> None:
    wrong = []
    for column, mark in zip(COLUMNS, row.marks, strict=True):
        caller = Caller(app, here.world, player(row, column))
        path = path_of(row, column, here)
        before = log_size(here)
        answer = caller.ask(row.method, path)
        if answer.status_code not in MEANING[row.method][mark]:
            wrong.append(f"{column}: {answer.status_code} instead of {mark}")
            continue
        if mark == "L" and row.method == "GET" and not answer.location.startswith("/inloggen"):
            wrong.append(f"{column}: to {answer.location} instead of the login")
        if mark == "0" and column != "anonymous":
            nothing = caller.ask(row.method, path_of(Row(row.method, row.rule, "unknown", ()), column, here))
            if without_number(nothing) != without_number(answer):
                wrong.append(f"{column}: differs from something that does not exist")
        asked_for = row.relation not in {"unknown", "mixed"} and "<" in row.rule
        if mark in "x0" and column != "anonymous" and asked_for:
            denied = denials(here, before)
            home = here.world.organisations[home_of(player(row, column) or "")]
            if not denied or denied[0]["organisation"] != home:
                wrong.append(f"{column}: not in the log of the own organisation: {denied}")
    assert not wrong, "\n".join([f"{row}:", *wrong])


def test_a_draft_of_somebody_else_stays_whoever_throws_it_away(app: Flask, here: Region) -> None:
    for rule in ("concepten", "getypt"):
        Caller(app, here.world, "nurse").post(f"/{rule}/{here.drafts['nurse2']}/weg")
    assert drafts.open(here.world.ctx("nurse2"), here.drafts["nurse2"])


def log_size(here: Region) -> int:
    with here.world.tools.store.reading() as reader:
        return audit.head(reader).size


def denials(here: Region, start: int) -> list[dict[str, Any]]:
    """The refusals that were logged since."""
    with here.world.tools.store.reading() as reader:
        found = [json.loads(stored) for _, stored in audit.events(reader, start)]
    return [line for line in found if line["event"] == Event.ACCESS_DENIED.value]


def home_of(name: str) -> str:
    return PEOPLE[name][0]
