"""Stories of 48 hours: something threatens, and somebody brings calm; in time, late, or in another honest way."""

from __future__ import annotations

from datetime import timedelta

from signaal.actions import calm, consents, inbox
from signaal.actions.calm import AnswerDraft, CalmDraft, DeclineDraft
from signaal.demo.scene import Scene, Story
from signaal.terms import Bundle, ClockKind
from signaal.workflows.acute import AcuteAnswer, Confirmation

Acute = dict[str, AcuteAnswer]
CALM = ClockKind.CALM_48H
MEASURES = {
    "HOME_EVICTION": "landlord_delay",
    "HOME_POWER_CUT": "supplier_told",
    "HOME_WATER_CUT": "payment_arrangement",
    "HEALTH_INSURANCE_CANCEL": "creditors_notice",
    "FOOD_NONE_TODAY": "food_coming_days",
    "HOME_NONE": "place_to_sleep",
    "DEBT_WAGE_BANK_SEIZURE": "gift_or_loan",
}


def letter_seen(s: Scene, code: str = "HOME_EVICTION", days: int = 9) -> Acute:
    """A letter on the table, with its date and the day that it names."""
    written, comes = s.today - timedelta(days=4), s.today + timedelta(days=days)
    return {code: AcuteAnswer(Confirmation.LETTER_SEEN, written, comes, 10 * 60)}


def said(code: str) -> Acute:
    """A parent says it."""
    return {code: AcuteAnswer(Confirmation.SAID_BY_ADULT)}


def start(s: Scene, acute: Acute) -> str:
    """The clock begins; returns its id."""
    made = s.write(signal=s.signal(acute, plain=s.rng.random() < 0.5), contact=True)
    return made.clock.id if made.clock else ""


def say_yes(s: Scene, bundle: Bundle = Bundle.CALL_AND_WHY) -> None:
    """The talk, and the yes to the social team."""
    s.write(talk=s.talk(), consent=s.consent("wijkteam", bundle))


def take(s: Scene, taker: str) -> None:
    """ "Ik heb het"."""
    inbox.read(s.by(taker), s.reference)
    inbox.accept(s.by(taker), s.reference, s.form())


def bring_calm(s: Scene, who: str, code: str, acute: Acute, *, family: str = "yes", weeks: int = 4) -> None:
    """For each threat a measure and until when it holds, and the family's own answer."""
    answers = {threat: AnswerDraft((MEASURES[threat],), s.now + timedelta(weeks=weeks)) for threat in acute}
    calm.record(s.by(who), code, CalmDraft(True, family, answers), s.form())


def met(s: Scene, acute: Acute | None = None, taker: str = "wijkteam.marloes") -> Story:
    """Calm within the 48 hours, and the sender hears it."""
    wanted = acute or letter_seen(s)
    start(s, wanted)
    yield s.hours(1)
    say_yes(s)
    yield s.hours(0.5)
    take(s, taker)
    yield s.hours(3)
    calm.attempt(s.by(taker), s.reference, "phone", s.now, True, s.form())
    inbox.note(s.by(taker), s.reference, s.rng.choice(s.words.notes), s.form())
    yield s.hours(20)
    bring_calm(s, taker, s.reference, wanted)
    yield s.workday(3)
    inbox.delivered(s.by(taker), s.reference, "delivered", None, s.form())
    yield s.workday(1)
    s.look()
    yield from s.aftercare(20)


def met_by_food(s: Scene) -> Story:
    """No food for today: the clock ends tonight, and there is food before that."""
    acute = said("FOOD_NONE_TODAY")
    start(s, acute)
    yield s.hours(0.4)
    calm.joint_call(s.by(), s.code, "food_bank", s.form())
    yield s.hours(2)
    s.spoken()
    bring_calm(s, s.who, s.code, acute, weeks=1)
    yield s.workday(3)
    yield from s.aftercare(10)


def met_late(s: Scene) -> Story:
    """The family said no once, yes later: calm came, but not in time."""
    acute = letter_seen(s, "HOME_POWER_CUT", 6)
    start(s, acute)
    yield s.hours(5)
    say_yes(s)
    yield s.hours(18)
    take(s, "wijkteam.yara")
    yield s.hours(16)
    bring_calm(s, "wijkteam.yara", s.reference, acute, family="no")
    yield s.hours(26)
    bring_calm(s, "wijkteam.yara", s.reference, acute)
    yield s.workday(4)
    inbox.delivered(s.by("wijkteam.yara"), s.reference, "delivered", None, s.form())
    yield from s.aftercare(25)


def declined(s: Scene) -> Story:
    """The family does not want this now, and chooses a date itself."""
    clock = start(s, letter_seen(s, "HEALTH_INSURANCE_CANCEL", 20))
    yield s.hours(4)
    s.spoken()
    consents.decline(s.by(), s.code, s.consent("wijkteam"), s.form())
    calm.decline(s.by(), clock, DeclineDraft(True, True, True, s.day(12)), s.form())


def declined_then_yes(s: Scene) -> Story:
    """A no, and a yes five days later: a new clock, linked to the first, with the same threats."""
    yield from declined(s)
    yield s.workday(5)
    s.came_back()
    say_yes(s)
    yield s.workday(1)
    take(s, "wijkteam.bas")
    yield s.hours(4)
    bring_calm(s, "wijkteam.bas", s.reference, said("HEALTH_INSURANCE_CANCEL"))
    yield s.workday(4)
    inbox.delivered(s.by("wijkteam.bas"), s.reference, "delivered", None, s.form())
    yield from s.aftercare(18)


def not_reached(s: Scene) -> Story:
    """Nobody answers: called twice, and a closed letter."""
    clock = start(s, letter_seen(s))
    for channel, at in (
        ("phone", s.hours(1)),
        ("phone", s.workday(0, 18 * 60 + 40)),
        ("closed_letter", s.workday(1, 9 * 60)),
    ):
        yield at
        calm.attempt(s.by(), s.code, channel, s.now, False, s.form())
    yield s.hours(1)
    calm.not_reached(s.by(), clock, s.form())
    yield s.workday(1)
    yield from s.aftercare(10)


def handed_over(s: Scene) -> Story:
    """On a Friday evening: the crisis service took it over by telephone."""
    clock = start(s, said("HOME_NONE"))
    yield s.hours(1)
    calm.joint_call(s.by(), s.code, "shelter", s.form())
    yield s.hours(0.5)
    calm.hand_over(s.by(), clock, "crisis_service", s.now - timedelta(minutes=10), True, s.form())
    yield s.workday(1)
    s.spoken()
    yield from s.aftercare(18)


def mistake(s: Scene, lead: str, reviewer: str = "") -> Story:
    """Started by mistake: a lead says so, and a second person looks."""
    clock = start(s, letter_seen(s))
    yield s.hours(2)
    calm.mistake(s.by(lead), clock, s.rng.choice(s.words.mistakes), s.form())
    yield s.workday(1)
    if reviewer:
        calm.review_mistake(s.by(reviewer), clock, s.form())
    yield from s.aftercare(22)


def undone(s: Scene) -> Story:
    """Ticked in haste, and taken back within a quarter of an hour."""
    clock = start(s, letter_seen(s, "HOME_WATER_CUT"))
    yield s.hours(0.15)
    calm.undo(s.by(), clock, s.form())
    yield s.workday(2)
    s.spoken()
    yield from s.aftercare(15)


def yes_taken_back(s: Scene) -> Story:
    """The yes is taken back while the clock runs: it comes home with the same end, and is met there."""
    acute = letter_seen(s, "DEBT_WAGE_BANK_SEIZURE")
    start(s, acute)
    yield s.hours(1)
    say_yes(s, Bundle.EVERYTHING)
    yield s.hours(1.5)
    take(s, "wijkteam.daan")
    yield s.hours(16)
    given = next(found for found in s.look().consents if found.may_withdraw)
    consents.withdraw(s.by(), s.code, given.id, s.form())
    yield s.hours(6)
    bring_calm(s, s.who, s.code, acute)
    yield from s.aftercare(20)
