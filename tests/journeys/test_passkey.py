"""Passkeys in a real browser: the device is Chromium's virtual authenticator, with PRF and without."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import CDPSession

from signaal.actions import cards
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.terms import Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.journeys.stage import Stage, StageOn
from tests.support.hand import Hand

pytestmark = pytest.mark.browser

ENTER = "section[data-passkey=enter] button"
ADD = "#passkey-form button"
FOOT_OUT = "footer form[action='/uitloggen'] button"


def device(hand: Hand, *, prf: bool = True) -> tuple[CDPSession, str]:
    """A phone beside this browser, whose owner is always recognised."""
    session = hand.page.context.new_cdp_session(hand.page)
    session.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": prf,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


@pytest.fixture
def stage(stage_on: StageOn) -> Stage:
    return stage_on()


def add(hand: Hand, name: str) -> None:
    hand.go("/toegang")
    hand.press("main a[href='/toegang/passkey']")
    hand.fill("name", name)
    hand.press(ADD)


def shown(hand: Hand) -> list[str]:
    """What the script says."""
    said = hand.page.locator("[data-say]:not([data-say=busy]):visible")
    said.first.wait_for()
    return [str(line.get_attribute("data-say")) for line in said.all()]


@pytest.mark.asvs("6.3.3")
def test_add_one_go_out_come_in_read_a_card_take_it_away(stage: Stage) -> None:
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark="Boomvalkzin")
    draft = CardDraft(new_id(), signal=signal, ending=Watch())
    code = cards.submit(stage.served.world.ctx("nurse"), draft).pseudonym
    nurse = stage.hand("nurse")
    device(nurse)
    add(nurse, "Telefoon")
    assert nurse.page.url.endswith("/toegang"), nurse.page.content()
    assert nurse.reads("Telefoon")
    nurse.press(FOOT_OUT)

    nurse.go(f"/kaart/{code}")
    assert "/inloggen" in nurse.page.url
    nurse.press(ENTER)
    assert nurse.page.url.endswith(f"/kaart/{code}"), "back to where somebody wanted to be"
    assert nurse.reads("Boomvalkzin"), "the passkey opens what the passphrase opens"

    nurse.go("/toegang")
    assert not nurse.reads("nog niet"), "when it was used last"
    nurse.press("main td a[href$='/weg']")
    nurse.press("main form button")
    assert not nurse.reads("Telefoon")
    nurse.press(FOOT_OUT)
    nurse.press(ENTER)
    assert nurse.page.title().startswith("Fout:")
    assert nurse.page.url.endswith("/inloggen/passkey")
    nurse.go("/kaarten")
    assert "/inloggen" in nurse.page.url


def test_a_device_without_prf_is_told_so_and_nothing_is_kept(stage: Stage) -> None:
    nurse = stage.hand("nurse")
    device(nurse, prf=False)
    nurse.go("/toegang/passkey")
    nurse.fill("name", "Oude sleutel")
    nurse.page.click(ADD)
    assert shown(nurse) == ["no_prf"]
    nurse.go("/toegang")
    assert not nurse.reads("Oude sleutel")


def test_who_is_not_recognised_or_has_no_passkey_stays_out(stage: Stage) -> None:
    nurse = stage.hand("nurse")
    session, phone = device(nurse)
    add(nurse, "Telefoon")
    nurse.press(FOOT_OUT)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": False})
    nurse.page.click(ENTER)
    assert shown(nurse) == ["cancelled"]
    session.send("WebAuthn.clearCredentials", {"authenticatorId": phone})
    session.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": True})
    nurse.page.click(ENTER)
    assert shown(nurse) == ["cancelled"]
    nurse.go("/vandaag")
    assert "/inloggen" in nurse.page.url


def test_a_passkey_opens_a_screen_that_locked(stage: Stage) -> None:
    nurse = stage.hand("nurse")
    device(nurse)
    add(nurse, "Telefoon")
    stage.served.world.clock.advance(minutes=16)
    nurse.go("/mijn-logboek")
    assert nurse.reads("U was een kwartier niet bezig")
    nurse.press(ENTER)
    assert nurse.page.url.endswith("/mijn-logboek")


def test_two_people_at_one_device_each_get_their_own(stage: Stage) -> None:
    """A shared computer holds the passkeys of both; the one that answers decides who comes in."""
    nurse = stage.hand("nurse")
    session, machine = device(nurse)
    add(nurse, "Balie")
    first = session.send("WebAuthn.getCredentials", {"authenticatorId": machine})["credentials"]
    nurse.press(FOOT_OUT)
    stage.log_in(nurse, "nurse2")
    add(nurse, "Balie")
    session.send(
        "WebAuthn.removeCredential", {"authenticatorId": machine, "credentialId": first[0]["credentialId"]}
    )
    nurse.press(FOOT_OUT)
    nurse.press(ENTER)
    assert "Nurse2 de Vries" in nurse.page.inner_text("footer")


def test_under_another_name_the_same_machine_is_another_place(stage: Stage) -> None:
    """The question names the configured host: a browser at another one refuses before anything is sent."""
    world = stage.served.world
    nurse = stage.hand("nurse")
    device(nurse)
    elsewhere = replace(world.tools.town, public_url="https://signaal.waterland.example")
    object.__setattr__(world.tools, "town", elsewhere)
    nurse.go("/toegang/passkey")
    nurse.fill("name", "Telefoon")
    nurse.page.click(ADD)
    assert shown(nurse) == ["unsupported"]


def test_without_script_the_page_says_what_a_passkey_needs(stage_on: StageOn) -> None:
    stage = stage_on("sqlite", "no script")
    hand = stage.somebody()
    hand.go("/inloggen")
    assert hand.reads("JavaScript")
    assert not hand.page.locator(ENTER).is_visible()
    stage.log_in(hand, "nurse")
    hand.go("/toegang/passkey")
    assert hand.reads("JavaScript")
