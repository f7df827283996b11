"""Cards that stay with the team, and help: answers early, late and never."""

from __future__ import annotations

from datetime import timedelta

from signaal.actions import cases, consents, conversations, followups, inbox, referrals
from signaal.actions.endings import FollowUpOn, Outside, TalkOn, Watch
from signaal.demo.helping import provision
from signaal.simulation.tale import Story, Tale


def noticed(s: Tale) -> Story:
    """Noticed; somebody comes back to it, or nobody does. Half of the families were not told."""
    ending = s.rng.choice(
        (FollowUpOn(s.day(s.rng.randint(2, 15))), TalkOn(s.day(s.rng.randint(1, 6))), Watch())
    )
    yield from s.page(notice=True, told="talk" if s.chance(0.4) else None, ending=ending)
    if not s.code or s.chance(0.2):
        return
    yield s.after(4, 1200)
    if s.chance(0.6):
        told = "talk" if s.chance(0.8) else ""
        yield from s.deed(
            "conversations.record",
            lambda form: conversations.record(s.by(), s.code, s.talk(told), None, form),
        )
    elif s.chance(0.5):
        yield from s.deed(
            "conversations.inform", lambda form: conversations.inform(s.by(), s.code, "talk", form)
        )
    else:
        until = s.today + timedelta(days=s.rng.randint(8, 27))
        yield from s.deed(
            "conversations.postpone_informing",
            lambda form: conversations.postpone_informing(s.by(), s.code, "young_person_asks", until, form),
        )
    yield from answered(s)


def answered(s: Tale) -> Story:
    """The days to come back: moved, answered, left alone; and at times the card is closed."""
    for _ in range(s.rng.choice((0, 1, 1, 2))):
        clock = s.clock_id("follow_up")
        if not clock:
            break
        yield s.after(2, 700)
        yield from _settled(s, clock, moved=s.chance(0.35))
    if s.chance(0.4):
        yield s.after(1, 300)
        yield from s.deed("cases.close", lambda form: cases.close(s.by(), s.code, "family_manages", form))


def _settled(s: Tale, clock: str, *, moved: bool) -> Story:
    day = s.day(s.rng.randint(3, 20)) if moved else None
    said, reason = ("new_day", s.rng.choice(s.words.moved)) if moved else ("arranged", "")
    yield from s.deed(
        f"followups.settle {said}",
        lambda form: followups.settle(s.by(), s.code, clock, said, day, reason, form),
    )


def outside(s: Tale) -> Story:
    """Help outside signaal: a letter, a day to ask, and what came of it, or nothing."""
    yield from s.page(notice=True, told="talk", ending=Outside(provision(s)))
    if not s.reference or s.chance(0.2):
        return
    yield s.after(1, 100)
    yield from s.deed("referrals.hand_over", lambda form: referrals.hand_over(s.by(), s.reference, form))
    if s.chance(0.3):
        return
    yield s.after(24, 900)
    came = s.rng.choice(("delivered", "unknown"))
    yield from s.deed(
        "referrals.outcome", lambda form: referrals.outcome(s.by(), s.reference, came, None, form)
    )


def asked(s: Tale) -> Story:
    """A yes to a team: taken early, late or never, given back, or the yes is taken back."""
    if s.chance(0.5):
        yield from s.page(notice=True, told="talk", team=_team(s))
    else:
        yield from s.page(notice=True, ending=TalkOn(s.day(3)))
        if not s.code:
            return
        yield s.after(3, 200)
        yield from s.page(told="talk", team=_team(s))
    if not s.reference:
        return
    happens = s.rng.random()
    if happens < 0.2:
        return
    yield s.after(0.5, 500)
    if happens < 0.3:
        yield from taken_back(s)
    elif happens < 0.4:
        yield from s.deed(
            "inbox.give_back", lambda form: inbox.give_back(s.by(s.taker), s.reference, "other_team", form)
        )
        yield from answered(s)
    else:
        yield from s.deed("inbox.accept", lambda form: inbox.accept(s.by(s.taker), s.reference, form))
        yield s.after(20, 900)
        if s.chance(0.15):
            yield from taken_back(s)
        elif s.chance(0.7):
            yield from s.deed(
                "inbox.delivered",
                lambda form: inbox.delivered(s.by(s.taker), s.reference, "delivered", None, form),
            )


def taken_back(s: Tale) -> Story:
    """The family takes its yes back."""
    given = s.place.history.given(s.code)
    if given:
        yield from s.deed("consents.withdraw", lambda form: consents.withdraw(s.by(), s.code, given[0], form))


def _team(s: Tale) -> str:
    """Where the taker works."""
    return s.taker.partition(".")[0]
