"""Crises that are alive at the end of the play: just begun, waiting, taken, and one that is too late."""

from __future__ import annotations

from datetime import timedelta

from signaal.actions import calm, inbox
from signaal.demo.crisis import CALM, bring_calm, letter_seen, say_yes, start, take
from signaal.demo.scene import Scene, Story
from signaal.terms import Bundle


def just_now(s: Scene) -> Story:
    """Minutes ago: it can still be undone."""
    start(s, letter_seen(s))
    yield from ()


def inside(s: Scene) -> Story:
    """The first leg: the own team holds it, and the family is being asked."""
    start(s, letter_seen(s))
    yield s.hours(1.5)
    calm.attempt(s.by(), s.code, "phone", s.now, False, s.form())


def waiting(s: Scene) -> Story:
    """A yes, and nobody has taken it: the second on duty and the lead were told."""
    start(s, letter_seen(s, "HOME_POWER_CUT", 7))
    yield s.hours(0.5)
    say_yes(s)


def taken(s: Scene) -> Story:
    """The social team has it."""
    start(s, letter_seen(s))
    yield s.hours(1)
    say_yes(s, Bundle.EVERYTHING)
    yield s.hours(0.7)
    take(s, "wijkteam.marloes")
    inbox.note(s.by("wijkteam.marloes"), s.reference, s.rng.choice(s.words.notes), s.form())


def taken_by_phone(s: Scene) -> Story:
    """The social team said on the telephone that it has it."""
    start(s, letter_seen(s, "HOME_WATER_CUT", 5))
    yield s.hours(0.5)
    say_yes(s, Bundle.CALL_ONLY)
    yield s.hours(0.5)
    clock = s.clock(CALM)
    calm.acknowledged_by_phone(s.by(), clock.id, "social_team", s.now - timedelta(minutes=5), s.form())


def too_late(s: Scene) -> Story:
    """The 48 hours are over, and there is no calm yet."""
    acute = letter_seen(s, "HOME_EVICTION", 12)
    start(s, acute)
    yield s.hours(2)
    say_yes(s)
    yield s.hours(3)
    take(s, "wijkteam.bas")
    yield s.hours(30)
    bring_calm(s, "wijkteam.bas", s.reference, acute, family="no")
