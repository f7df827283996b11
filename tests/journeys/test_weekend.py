"""A clock runs out over a weekend: every page, mail and report tells the truth at each step, with the clock moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from signaal.store import steps
from tests.journeys import deeds
from tests.journeys.stage import Stage, StageOn
from tests.journeys.test_crisis import OUTSIDE, the_clock, the_family_says_yes

pytestmark = pytest.mark.browser
FRIDAY = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
"""Friday 16.10 in Amsterdam, fifty minutes before everybody goes home."""
END = "zondag 22 november 2026 om 16.10 uur"
UNTRUE = ("helft", "laatste uren", "vier uur", "te laat")
"""Words that a message moved forward to Friday afternoon may not say."""


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_clock_runs_out_over_a_weekend(stage_on: StageOn, database: str) -> None:
    stage = stage_on(database, "mouse")
    stage.duty()
    until(stage, hours=0)
    code = a_letter_on_friday_afternoon(stage)
    until(stage, hours=0.33)
    reference = the_family_says_yes(stage, code)
    pages = the_pages(code, reference)
    everybody_who_can_act_hears_it_before_they_go_home(stage)
    the_weekend_is_quiet_and_the_hours_go_on(stage, pages)
    the_end_comes_on_sunday(stage, pages)
    on_monday_it_is_late_everywhere(stage, code, pages)
    calm_on_monday_is_calm_too_late(stage, code, reference)


def a_letter_on_friday_afternoon(stage: Stage) -> str:
    nurse = stage.hand("nurse")
    deeds.start(nurse, "jgz_4_12")
    deeds.eviction_letter(nurse, "12-11-2026")
    deeds.reach(nurse, phone="078-5550177", parent_name="Zilverreiger")
    nurse.press(deeds.SAVE)
    assert nurse.reads(f"Er moet rust zijn op {END}."), "48 elapsed hours, weekend or not"
    assert nurse.reads("nog 48 uur")
    assert not stage.served.mails(), "nothing leaves while it can be undone"
    return deeds.pseudonym(nurse)


def the_pages(code: str, reference: str) -> dict[str, tuple[str, ...]]:
    """Where each of them sees this clock."""
    return {
        "nurse": ("/vandaag", f"/kaart/{code}"),
        "responder": ("/vandaag", "/inbox", f"/verwijzing/{reference}"),
        "coordinator": ("/regie",),
    }


def everybody_who_can_act_hears_it_before_they_go_home(stage: Stage) -> None:
    """What falls in the weekend is told on Friday before five, and does not pretend that the time has passed."""
    until(stage, hours=1)
    for name in (*OUTSIDE, "nurse", "jgz_lead"):
        assert stage.served.mails(name), name
    for mail in stage.served.mails():
        body = mail.get_content()
        assert not [word for word in UNTRUE if word in body], body


def the_weekend_is_quiet_and_the_hours_go_on(stage: Stage, pages: dict[str, tuple[str, ...]]) -> None:
    sent = len(stage.served.mails())
    for hours, left in ((24, "nog 24 uur"), (47, "nog 1 uur"), (47.5, "nog 30 minuten")):
        until(stage, hours=hours)
        everybody_reads(stage, pages, left)
        assert len(stage.served.mails()) == sent, "nobody is called out of bed for a message"
        the_report_says(stage, Loopt_nog="1", Loopt_nog_niet_op_tijd="0")


def the_end_comes_on_sunday(stage: Stage, pages: dict[str, tuple[str, ...]]) -> None:
    """At its own moment, once; a minute later every page says so, whether anything ran or not."""
    until(stage, hours=48)
    last = [mail for mail in stage.served.mails("nurse") if "De tijd van een termijn is om." in str(mail)]
    assert len(last) == 1
    stage.served.world.clock.advance(minutes=1, seconds=5)
    everybody_reads(stage, pages, "1 minuut te laat")
    the_report_says(stage, Loopt_nog="0", Loopt_nog_niet_op_tijd="1")
    coordinator = stage.hand("coordinator")
    assert coordinator.reads(f"Er had rust moeten zijn op {END}. Dit is niet op tijd.")


def on_monday_it_is_late_everywhere(stage: Stage, code: str, pages: dict[str, tuple[str, ...]]) -> None:
    until(stage, hours=65)
    everybody_reads(stage, pages, "17 uur te laat")
    row = the_clock(stage, code)
    assert row.state == "running", "late is no state: whoever looks compares (R14)"
    with stage.served.world.tools.store.reading() as reader:
        taken = steps.of_deadline(reader, row.id)
    assert len({(step.leg, step.number) for step in taken}) == len(taken)
    assert not [step for step in taken if step.late], "the sweep was there all weekend"
    assert not [step for step in taken if step.taken_at < step.planned_at]


def calm_on_monday_is_calm_too_late(stage: Stage, code: str, reference: str) -> None:
    responder = stage.hand("responder")
    responder.go(f"/verwijzing/{reference}")
    responder.press("main form[action$='ik-heb-het'] button")
    responder.go(f"/verwijzing/{reference}")
    assert responder.reads("17 uur te laat"), "taking it changes neither its end nor that it is late"
    stage.served.later(hours=1)
    responder = stage.hand("responder")
    responder.go(f"/verwijzing/{reference}/rust")
    responder.tick("input[name=spoken]")
    deeds.unfold_around(responder, "[name='answers.eviction']")
    responder.tick("input[name='answers.eviction'][value=landlord_delay]")
    responder.fill_date("answers.eviction.until", "30-11-2026")
    responder.pick("family", "yes")
    responder.press("main form.form button")
    assert the_clock(stage, code).state == "met_late"
    ended = "Gelukt op maandag 23 november 2026 om 10.10 uur, niet op tijd."
    for name, path in (("responder", f"/verwijzing/{reference}"), ("coordinator", "/regie")):
        hand = stage.hand(name)
        hand.go(path)
        assert hand.reads(ended), (name, path)
    the_report_says(
        stage,
        Rust_op_tijd="0",
        Rust_niet_op_tijd="1",
        Loopt_nog_niet_op_tijd="0",
        Geen_dienst="0",
        Tot_contact="0 uur, van 1",
        Van_ja_tot_ik_heb_het="64 uur, van 1",
        Bij_de_afzender="65 uur, van 1",
        Bij_de_gemeente="1 uur, van 1",
        Tot_rust="66 uur, van 1",
        Niet_op_tijd_bij_de_afzender="0",
        Niet_op_tijd_bij_de_gemeente="1",
    )
    nurse = stage.hand("nurse")
    nurse.go(f"/kaart/{code}")
    nurse.open(nurse.page.locator("main summary", has_text="Klokken die zijn gestopt").first)
    assert nurse.reads(ended)


def everybody_reads(stage: Stage, pages: dict[str, tuple[str, ...]], left: str) -> None:
    """The exact end in words and the time left, the same on every page of every role."""
    for name, paths in pages.items():
        hand = stage.hand(name)
        for path in paths:
            hand.go(path)
            assert hand.reads(END), (name, path, hand.page.inner_text("main"))
            assert hand.reads(left), (name, path, hand.page.inner_text("main"))


def the_report_says(stage: Stage, **lines: str) -> None:
    """The same month, seen by the coordinator and by both leads. Names of lines without comma and with _."""
    for name in ("coordinator", "social_lead", "jgz_lead"):
        hand = stage.hand(name)
        hand.go("/maand")
        rows = [row.locator("td").all_inner_texts() for row in hand.page.locator("main tbody tr").all()]
        found = {head.strip().replace(",", "").replace(" ", "_"): count.strip() for head, count in rows}
        assert found["Klokken"] == "1", (name, found)
        assert {head: found[head] for head in lines} == lines, (name, found)


def until(stage: Stage, hours: float) -> None:
    """Time passes until so many hours after the letter; what is due on the way happens at its own moment."""
    wanted = FRIDAY + timedelta(hours=hours)
    stage.served.later(seconds=(wanted - stage.served.world.clock.now()).total_seconds())
