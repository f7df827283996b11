"""Erasing before the term takes two people; the family gets a certificate with the honest dates."""

from datetime import timedelta

import pytest

from signaal.actions import cases, certificates, confirming, erasures, holds
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.store import cases as stored
from signaal.terms import Bundle, Conflict, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from signaal.workflows.calendar import local_day
from tests.actions.events import logged
from tests.support.world import World
from tests.theft.story import Story


@pytest.fixture
def code(world: World) -> str:
    story = Story(world)
    page = {"signal": story.signal(), "talk": story.talk(), "contact": story.contact()}
    return story.submit("nurse", **page, consent=story.yes(Bundle.EVERYTHING)).pseudonym or ""


def ask(world: World, code: str, who: str = "jgz_lead", reason: str = "family_asks") -> None:
    erasures.ask(world.ctx(who), code, reason, new_id())


def is_there(world: World, code: str) -> bool:
    with world.tools.store.reading() as reader:
        return stored.find(reader, code) is not None


@pytest.mark.parametrize("second", ["jgz_lead2", "jgz_officer"])
def test_a_lead_asks_and_a_second_person_agrees(world: World, code: str, second: str) -> None:
    ask(world, code)
    assert is_there(world, code)
    (shown,) = erasures.waiting(world.ctx(second))
    assert (shown.pseudonym, shown.reason, shown.asked_by) == (code, "family_asks", "Jgz_Lead de Vries")
    erasures.approve(world.ctx(second), code)
    assert not is_there(world, code)
    (line,) = logged(world.tools, Event.CASE_ERASED)
    assert line["user"] == world.people[second].user_id
    assert line["reason"] == "family_asks"
    with pytest.raises(NotFound):
        erasures.approve(world.ctx(second), code)


def test_nobody_agrees_with_their_own_question(world: World, code: str) -> None:
    ask(world, code)
    assert erasures.waiting(world.ctx("jgz_lead")) == ()
    with pytest.raises(NotFound):
        erasures.approve(world.ctx("jgz_lead"), code)
    assert is_there(world, code)


@pytest.mark.parametrize(
    "who", ["nurse", "school_lead", "social_lead", "school_officer", "jgz_supervisor", "jgz_admin"]
)
def test_nobody_else_asks_or_agrees(world: World, code: str, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        ask(world, code, who)
    ask(world, code)
    with pytest.raises((NotAllowed, NotFound)):
        erasures.approve(world.ctx(who), code)
    assert is_there(world, code)


def test_the_second_factor_is_asked_again(world: World, code: str) -> None:
    ask(world, code)
    ctx = world.ctx("jgz_lead2")
    world.clock.advance(minutes=6)
    with pytest.raises(confirming.ConfirmFirst):
        erasures.approve(world.ctx("jgz_lead2"), code)
    assert is_there(world, code)
    confirming.confirm(world.ctx("jgz_lead2"), world.totp_code("jgz_lead2"))
    erasures.approve(world.ctx("jgz_lead2"), code)
    assert not is_there(world, code)
    assert ctx.user_id == world.people["jgz_lead2"].user_id


def test_a_reason_is_of_the_list_and_a_question_is_asked_once(world: World, code: str) -> None:
    with pytest.raises(Refused):
        ask(world, code, reason="because")
    ask(world, code)
    with pytest.raises(Conflict):
        ask(world, code, "jgz_lead2")


def test_the_second_person_may_say_no(world: World, code: str) -> None:
    ask(world, code)
    erasures.decline(world.ctx("jgz_officer"), code)
    assert erasures.waiting(world.ctx("jgz_lead2")) == ()
    assert is_there(world, code)
    ask(world, code)


def test_what_is_held_or_needs_calm_now_is_not_erased(world: World) -> None:
    story = Story(world)
    acute = story.submit("nurse", signal=story.signal(acute=True), ending=Watch()).pseudonym or ""
    with pytest.raises(Conflict, match="clock"):
        ask(world, acute)
    calm = story.submit("nurse", signal=story.signal(), ending=Watch()).pseudonym or ""
    ask(world, calm)
    until = local_day(world.clock.now() + timedelta(days=3))
    holds.place(world.ctx("jgz_officer"), calm, "family_request", until, new_id())
    with pytest.raises(Conflict, match="held"):
        erasures.approve(world.ctx("jgz_lead2"), calm)
    assert is_there(world, calm)


def test_the_certificate_names_the_honest_days(world: World, code: str) -> None:
    until = cases.read(world.ctx("nurse"), code).consents[0].given_at
    ask(world, code)
    world.clock.advance(minutes=3)
    erased_at = world.clock.now()
    erasures.approve(world.ctx("jgz_lead2"), code)
    found = certificates.read(world.ctx("nurse"), code)
    assert found.erased_at == erased_at
    assert found.gone_from_backups == local_day(erased_at + timedelta(days=35))
    assert found.proof_until is not None
    assert found.proof_until > local_day(until + timedelta(days=700))
    assert found.asked
    assert next(say.key for say in found.says) == "erase.certificate.asked"
    assert certificates.read(world.ctx("jgz_officer"), code) == found
    assert certificates.pdf(world.ctx("nurse"), code).startswith(b"%PDF")


@pytest.mark.parametrize("who", ["school_lead", "school_officer", "responder", "coordinator"])
def test_the_certificate_is_for_the_own_team_and_its_officer(world: World, code: str, who: str) -> None:
    ask(world, code)
    erasures.approve(world.ctx("jgz_lead2"), code)
    with pytest.raises((NotFound, NotAllowed)):
        certificates.read(world.ctx(who), code)


def test_there_is_no_certificate_of_what_was_not_erased(world: World, code: str) -> None:
    for wrong in (code, "0000-0000", "x"):
        with pytest.raises(NotFound):
            certificates.read(world.ctx("nurse"), wrong)
