"""Lost on one day: passphrase, second factor, device. Back at work after one admission, every card readable."""

from __future__ import annotations

import re

import pytest

from signaal.actions import cards, cases
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.terms import Setting
from signaal.vault import totp
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from signaal.workflows.signals import SignalDraft
from tests.journeys.stage import MODES, Stage, StageOn
from tests.support.hand import Hand
from tests.support.world import unbase32

pytestmark = pytest.mark.browser

CODE = re.compile(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b")
SPARE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def card_of(stage: Stage, name: str, setting: Setting) -> str:
    draft = CardDraft(
        new_id(), signal=SignalDraft(setting, seen=("CLOTHES_WORN",), remark="Boomvalkzin"), ending=Watch()
    )
    return cards.submit(stage.served.world.ctx(name), draft).pseudonym or ""


def link_in(mail: str) -> str:
    found = re.search(r"/herstel/[\w-]{43}", mail.replace("=\n", ""))
    assert found, mail
    return found[0]


def begin_anew(stage: Stage, hand: Hand, name: str) -> str:
    """Fill in the page of a reset: the five words, the new phone; the code to read out comes back."""
    person = stage.served.world.people[name]
    words = hand.page.locator("strong.code").inner_text()
    typed = hand.page.locator("form .code--long").last.inner_text()
    person.new_passphrase, person.new_secret = words, Secret(unbase32(typed))
    hand.fill("passphrase", words)
    hand.fill("again", words)
    hand.fill("code", totp.code_at(person.new_secret, totp.step_at(stage.served.world.clock.now())))
    hand.press("main form .buttons button")
    text = hand.page.inner_text("main")
    found = CODE.search(text)
    assert found, text
    person.codes = tuple(SPARE.findall(text))
    assert len(person.codes) == 10
    return found[0]


def admit(stage: Stage, lead: str, name: str, code: str) -> None:
    """The lead hears the code and types it."""
    hand = stage.hand(lead)
    hand.press("a[href='/team']")
    hand.press(f"main a[href*='{stage.served.world.people[name].membership_id}']")
    hand.fill("code", code.lower())
    hand.press("main form .buttons button")
    assert hand.page.url.endswith("/team")
    stage.served.world.renewed(name)


def reads(stage: Stage, hand: Hand, code: str) -> bool:
    hand.go(f"/kaart/{code}")
    return hand.reads("Boomvalkzin")


@pytest.mark.asvs("6.4.4")
@pytest.mark.parametrize("mode", MODES)
def test_passphrase_second_factor_and_device_lost_on_one_day(stage_on: StageOn, mode: str) -> None:
    stage = stage_on("sqlite", mode)
    own, shared = card_of(stage, "nurse", Setting.JGZ_4_12), card_of(stage, "nurse2", Setting.JGZ_4_12)
    stolen = stage.hand("nurse")
    admin = stage.hand("jgz_admin")
    admin.press("a[href='/beheer']")
    admin.press("main a[href$='/mensen']")
    admin.press(f"main a[href$='{stage.served.world.people['nurse'].user_id}']")
    admin.press("main form[action$='/link'] button")
    assert "/herstel/" not in admin.page.inner_text("main"), "the link goes to the person alone"
    stage.served.deliver()
    nurse = stage.somebody()
    nurse.go(link_in("".join(stage.mails_to("nurse"))))
    code = begin_anew(stage, nurse, "nurse")
    admit(stage, "jgz_lead", "nurse", code)
    stolen.go("/kaarten")
    assert "/inloggen" in stolen.page.url, "the lost device is out"
    stage.served.world.clock.advance(minutes=1)
    stage.hands["nurse"] = nurse
    nurse = stage.hand("nurse")
    assert reads(stage, nurse, own)
    assert reads(stage, nurse, shared)


def test_a_teacher_reads_the_own_cards_again_and_nobody_elses(stage_on: StageOn) -> None:
    stage = stage_on()
    own = card_of(stage, "teacher", Setting.SCHOOL_PRIMARY)
    other = card_of(stage, "teacher2", Setting.SCHOOL_PRIMARY)
    person = stage.served.world.people["teacher"]
    teacher = stage.somebody()
    teacher.go("/inloggen")
    teacher.press("main a[href='/kwijt']")
    teacher.fill("login", person.login)
    teacher.fill("code", person.codes[0])
    teacher.press("main form .buttons button")
    code = begin_anew(stage, teacher, "teacher")
    admit(stage, "school_lead", "teacher", code)
    stage.served.world.clock.advance(minutes=1)
    stage.hands["teacher"] = teacher
    teacher = stage.hand("teacher")
    assert reads(stage, teacher, own)
    assert not reads(stage, teacher, other)


def test_only_the_phone_is_lost(stage_on: StageOn) -> None:
    """In with a recovery code, a new phone, and in with that."""
    stage = stage_on()
    world = stage.served.world
    person = world.people["nurse"]
    nurse = stage.somebody()
    nurse.go("/inloggen")
    nurse.fill("login", person.login)
    nurse.fill("passphrase", person.passphrase)
    nurse.fill("code", person.codes[0])
    nurse.press("main form button")
    assert nurse.page.url.endswith("/vandaag")
    nurse.go("/inloggegevens")
    assert nurse.reads("nog 9 herstelcodes")
    nurse.press("main a[href$='/authenticator']")
    secret = Secret(unbase32(nurse.page.locator("form .code--long").last.inner_text()))
    nurse.fill("code", totp.code_at(secret, totp.step_at(world.clock.now())))
    nurse.press("main form .buttons button")
    assert nurse.page.url.endswith("/inloggegevens")
    person.secret, person.last_step = secret, totp.step_at(world.clock.now()) + 1
    world.clock.advance(minutes=2)
    assert stage.hand("nurse").page.url.endswith("/vandaag")


def test_who_closed_the_page_sees_the_code_again(stage_on: StageOn) -> None:
    stage = stage_on()
    world = stage.served.world
    done = world.reset("nurse")
    person = world.people["nurse"]
    world.clock.advance(minutes=1)
    nurse = stage.somebody()
    nurse.go("/herstel/code")
    nurse.fill("login", person.login)
    nurse.fill("passphrase", person.new_passphrase)
    assert person.new_secret is not None
    nurse.fill("code", totp.code_at(person.new_secret, totp.step_at(world.clock.now())))
    nurse.press("main form .buttons button")
    assert (done.codes[0].code or "?") in nurse.page.inner_text("main")


def test_it_was_not_me(stage_on: StageOn) -> None:
    """Somebody asked a reset in the nurse's name: she sees it, throws it away, and works on."""
    stage = stage_on()
    own = card_of(stage, "nurse", Setting.JGZ_4_12)
    stage.served.world.reset("nurse")
    stage.served.world.clock.advance(minutes=1)
    nurse = stage.hand("nurse")
    nurse.press("main a[href='/inloggegevens']")
    nurse.press("main form[action='/inloggegevens/weg'] button")
    assert not nurse.page.locator("main form[action='/inloggegevens/weg']").count()
    assert reads(stage, nurse, own)
    assert cases.page(stage.served.world.ctx("nurse")).lines
