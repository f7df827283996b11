"""The officer's page of keeping: what goes, what is held, and holding back; codes and days, nothing of a family."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from signaal.texts import local, say
from signaal.vault.pseudonyms import new_id
from tests.support.caller import Caller
from tests.support.region import CANARIES, TICKED, Region
from tests.support.serving import make_app


def caller(region: Region, name: str) -> Caller:
    return Caller(make_app(region.world), region.world, name)


def typed(region: Region, days: int = 40, **changes: str) -> dict[str, str]:
    until = local(region.world.clock.now() + timedelta(days=days))
    return {
        "form_id": new_id(), "code": region.cases["own"].lower(), "reason": "complaint",
        "until-day": str(until.day), "until-month": str(until.month), "until-year": str(until.year), **changes,
    }  # fmt: skip


def test_a_card_is_held_back_and_released(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    assert say("nl", "retention.held.nothing") in officer.get("/bewaren").text
    assert officer.post("/bewaren/tegenhouden", typed(region)).location == "/bewaren"
    page = officer.get("/bewaren").text
    assert region.cases["own"] in page
    assert "Er loopt een klacht" in page
    found = re.search(r"/bewaren/tegenhouden/([0-9a-f]{32})/einde", page)
    assert found is not None
    supervisor = caller(region, "jgz_supervisor").get("/bewaren").text
    assert region.cases["own"] in supervisor
    assert found[0] not in supervisor
    assert caller(region, "school_officer").post(found[0]).status_code == 404
    assert region.cases["own"] not in caller(region, "school_officer").get("/bewaren").text
    assert officer.post(found[0]).location == "/bewaren"
    assert region.cases["own"] not in officer.get("/bewaren").text


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"until-day": "", "until-month": "", "until-year": ""}, "errors.date_required"),
        ({"code": "0000-0000"}, "retention.hold.no_card"),
        ({"reason": ""}, "errors.choose_one"),
    ],
)
def test_what_is_missing_is_told_at_its_field(region: Region, changes: dict[str, str], key: str) -> None:
    answer = caller(region, "jgz_officer").post("/bewaren/tegenhouden", {**typed(region), **changes})
    assert answer.status_code == 422
    assert say("nl", key) in answer.text


def test_a_hold_that_never_ends_does_not_exist(region: Region) -> None:
    answer = caller(region, "jgz_officer").post("/bewaren/tegenhouden", typed(region, days=9_000))
    assert answer.status_code == 422
    assert say("nl", "retention.hold.too_long", n=12) in answer.text


def test_the_page_of_this_month_tells_nothing_of_a_family(region: Region) -> None:
    region.world.clock.advance(days=40)
    page = caller(region, "jgz_officer").get("/bewaren").text
    assert region.cases["own"] in page
    assert not [word for word in (*CANARIES, *TICKED) if word in page]


def test_the_second_factor_is_asked_before_anything_is_typed(region: Region) -> None:
    officer = caller(region, "jgz_officer")
    assert officer.get("/bewaren/tegenhouden").status_code == 200
    region.world.clock.advance(minutes=6)
    assert "/bevestig" in officer.get("/bewaren/tegenhouden").location
