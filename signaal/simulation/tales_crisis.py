"""The 48 hours in every way they go: undone, met, late, declined, not reached, handed over, a mistake, or nothing."""

from __future__ import annotations

from datetime import timedelta

from signaal.actions import calm, consents, conversations, inbox
from signaal.actions.calm import AnswerDraft, CalmDraft, DeclineDraft
from signaal.demo.crisis import MEASURES, Acute, letter_seen, said
from signaal.simulation.tale import Story, Tale
from signaal.simulation.tales_quiet import taken_back
from signaal.terms import Bundle

KIND = "calm_48h"
LEADS = {"jgz": "jgz.karim", "brugwachter": "brugwachter.joost", "college": "college.rik"}


def crisis(s: Tale) -> Story:
    """Something threatens."""
    code = s.rng.choice(sorted(MEASURES))
    acute = said(code) if s.chance(0.5) else letter_seen(s, code, s.rng.choice((1, 2, 3, 9)))
    yield from s.page(acute=acute, notice=s.chance(0.5))
    clock = s.clock_id(KIND)
    if not clock:
        return
    happens = s.rng.random()
    if happens < 0.06:
        yield s.after(0.02, 0.3)
        yield from s.deed("calm.undo", lambda form: calm.undo(s.by(), clock, form))
    elif happens < 0.12:
        yield from _mistake(s, clock)
    elif happens < 0.2:
        yield from _not_reached(s, clock, acute)
    elif happens < 0.28:
        yield from _declined(s, clock, acute)
    elif happens < 0.36:
        yield s.after(0.5, 60)
        at = s.now - timedelta(minutes=5)
        yield from s.deed(
            "calm.hand_over", lambda form: calm.hand_over(s.by(), clock, "crisis_service", at, True, form)
        )
    elif happens < 0.44:
        yield s.after(1, 60)
        yield from bring_calm(s, s.who, s.code, acute)
    elif happens < 0.94:
        yield from _yes(s, acute)


def _yes(s: Tale, acute: Acute) -> Story:
    """A yes, early or late; the team takes it, by a click or by telephone, early, late or never."""
    if s.chance(0.2):
        yield s.after(0.2, 3)
        yield from s.deed(
            "calm.joint_call", lambda form: calm.joint_call(s.by(), s.code, "social_team", form)
        )
    yield s.after(0.3, 70)
    yield from s.page(told="talk", team="wijkteam")
    clock = s.clock_id(KIND)
    if not s.reference or not clock:
        return
    happens = s.rng.random()
    if happens < 0.15:
        return
    yield s.after(0.1, 40)
    if happens < 0.25:
        yield from taken_back(s)
    elif happens < 0.35:
        yield from s.deed(
            "inbox.give_back", lambda form: inbox.give_back(s.by(s.taker), s.reference, "other_team", form)
        )
    elif happens < 0.5:
        at = s.now - timedelta(minutes=1)
        yield from s.deed(
            "calm.acknowledged_by_phone",
            lambda form: calm.acknowledged_by_phone(s.by(), clock, "social_team", at, form),
        )
    else:
        yield from s.deed("inbox.accept", lambda form: inbox.accept(s.by(s.taker), s.reference, form))
    if s.chance(0.15):
        return
    yield s.after(1, 60)
    if s.chance(0.1):
        yield from taken_back(s)
        yield s.after(1, 30)
    seen = s.place.history.clocks.get(clock)
    home = seen is None or seen.referral_id is None
    side = (s.who, s.code) if home else (s.taker, s.reference)
    if s.chance(0.2):
        yield from bring_calm(s, *side, acute, family="no")
        yield s.after(1, 40)
    yield from bring_calm(s, *side, acute)


def bring_calm(s: Tale, who: str, code: str, acute: Acute, *, family: str = "yes") -> Story:
    """Spoken, a measure for each threat, and the family's own answer; with only a name the kinds are said."""
    until, kinds = s.now + timedelta(weeks=4), {}
    if code == s.reference and s.bundle is Bundle.CALL_ONLY:
        found = (s.stage.tools.checklist.find(threat) for threat in acute)
        kinds = {
            item.code: item.threat.value for item in found if item is not None and item.threat is not None
        }
    answers = {kinds.get(threat, threat): AnswerDraft((MEASURES[threat],), until) for threat in acute}
    draft = CalmDraft(True, family, answers, tuple(kinds.values()))
    yield from s.deed(f"calm.record {family}", lambda form: calm.record(s.by(who), code, draft, form))


def _mistake(s: Tale, clock: str) -> Story:
    yield s.after(0.5, 50)
    lead = LEADS[s.who.partition(".")[0]]
    yield from s.deed("calm.mistake", lambda form: calm.mistake(s.by(lead), clock, s.words.mistakes[0], form))
    if s.chance(0.6):
        yield s.after(2, 90)
        officer = f"{s.who.partition('.')[0]}.privacy"
        yield from s.deed("calm.review_mistake", lambda form: calm.review_mistake(s.by(officer), clock, form))


def _not_reached(s: Tale, clock: str, acute: Acute) -> Story:
    """Called twice, a closed letter, no contact; at times the family is reached after all, and the clock runs on."""
    for channel, hours in (("phone", 1.0), ("phone", 9.0), ("closed_letter", 20.0)):
        yield s.after(hours, hours + 4)
        yield from _tried(s, channel)
    yield from s.deed("calm.not_reached", lambda form: calm.not_reached(s.by(), clock, form))
    if s.chance(0.5):
        yield s.after(1, 40)
        yield from s.deed(
            "calm.attempt reached", lambda form: calm.attempt(s.by(), s.code, "visit", s.now, True, form)
        )
        yield s.after(1, 40)
        yield from bring_calm(s, s.who, s.code, acute)


def _tried(s: Tale, channel: str) -> Story:
    yield from s.deed("calm.attempt", lambda form: calm.attempt(s.by(), s.code, channel, s.now, False, form))


def _declined(s: Tale, clock: str, acute: Acute) -> Story:
    """A no, with a date that the family chose; at times a yes later, which is a new clock."""
    yield s.after(0.5, 60)
    yield from s.deed(
        "conversations.record", lambda form: conversations.record(s.by(), s.code, s.talk(), None, form)
    )
    again = s.day(8) if s.chance(0.5) else None
    yield from s.deed(
        "consents.decline", lambda form: consents.decline(s.by(), s.code, s.consent("wijkteam"), form)
    )
    yield from s.deed(
        "calm.decline",
        lambda form: calm.decline(s.by(), clock, DeclineDraft(True, True, True, again), form),
    )
    if s.chance(0.4):
        yield s.after(24, 200)
        yield from _yes(s, acute)
