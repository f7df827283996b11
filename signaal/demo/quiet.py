"""Quiet stories, inside one's own team: something was noticed, and somebody follows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from signaal.actions import cases, consents, conversations, followups, inbox, signals
from signaal.actions.endings import Close, FollowUpOn, TalkOn, Watch
from signaal.demo.scene import Scene, Story
from signaal.terms import ClockKind
from signaal.workflows.signals import About, AboutKind


def fresh(s: Scene) -> Story:
    """Noticed today; a talk is planned."""
    s.notice(TalkOn(s.day(4)))
    yield from ()


def watched(s: Scene) -> Story:
    """ "Ik let nog even op"."""
    s.notice(Watch())
    yield s.workday(20)
    s.look()


def watched_again(s: Scene) -> Story:
    """Still looking after six weeks, with a reason."""
    s.notice(Watch())
    yield s.workday(8)
    conversations.inform(s.by(), s.code, "phone", s.form())
    yield s.workday(20)
    cases.renew(s.by(), s.code, s.rng.choice(s.words.renewals), s.form())


def talked(s: Scene) -> Story:
    """Noticed, talked about, told; a day to come back."""
    s.notice(TalkOn(s.day(3)))
    yield s.workday(3)
    s.spoken()
    yield from s.aftercare(25)


def talked_late(s: Scene) -> Story:
    """The talk came later than agreed, and the family heard of it late."""
    s.notice(TalkOn(s.day(2)))
    yield s.workday(24)
    s.spoken()
    yield from s.aftercare(30)


def moved_day(s: Scene) -> Story:
    """The appointment was moved: a new date ends the clock and starts another."""
    s.notice(TalkOn(s.day(3)))
    yield s.workday(3)
    clock = s.clock(ClockKind.FOLLOW_UP)
    followups.settle(s.by(), s.code, clock.id, "new_day", s.day(5), s.rng.choice(s.words.moved), s.form())
    yield s.workday(6)
    s.spoken()
    s.came_back("arranged")
    yield from s.aftercare(30)


def forgotten(s: Scene) -> Story:
    """The day to come back has passed, and nobody did."""
    s.write(signal=s.signal(), talk=s.talk(), contact=True, ending=FollowUpOn(s.day(5)))
    yield from ()


def not_told(s: Scene) -> Story:
    """Four weeks have passed, and the family was not told."""
    s.notice(Watch())
    yield from ()


def telling_postponed(s: Scene) -> Story:
    """A young person asks to wait with telling the parents."""
    s.notice(FollowUpOn(s.day(15)))
    yield s.workday(4)
    s.look()
    conversations.postpone_informing(
        s.by(), s.code, "young_person_asks", s.today + timedelta(days=27), s.form()
    )


def corrected(s: Scene) -> Story:
    """The wrong child was ticked: a correction replaces the signal."""
    s.notice(TalkOn(s.day(5)))
    yield s.hours(1.5)
    seen = s.look().signals[0]
    better = replace(s.signal(), about=About(AboutKind.CHILD, 0), remark="")
    signals.correct(s.by(), s.code, seen.id, better, s.form())
    yield s.workday(5)
    s.spoken()
    yield from s.aftercare(20)


def no(s: Scene) -> Story:
    """The family does not want this now; closed with equal dignity."""
    s.write(signal=s.signal(), talk=s.talk(), contact=True, ending=FollowUpOn(s.day(6)))
    yield s.workday(2)
    s.look()
    consents.decline(s.by(), s.code, s.consent("wijkteam"), s.form())
    yield s.workday(1)
    cases.close(s.by(), s.code, "family_does_not_want", s.form())


def no_then_yes(s: Scene) -> Story:
    """A no, and a yes later: the same card goes on."""
    yield from no(s)
    yield s.workday(18)
    cases.reopen(s.by(), s.code, s.form())
    s.write(talk=s.talk(""), consent=s.consent("leergeld"))
    yield s.workday(2)
    inbox.read(s.by("leergeld.ria"), s.reference)
    inbox.accept(s.by("leergeld.ria"), s.reference, s.form())


def closed(s: Scene, reason: str) -> Story:
    """Noticed, talked about, and closed for this reason."""
    s.notice(TalkOn(s.day(2)))
    yield s.workday(2)
    s.spoken()
    s.came_back()
    yield s.workday(5)
    cases.close(s.by(), s.code, reason, s.form())


def closed_at_once(s: Scene) -> Story:
    """Made by mistake, and closed on the same page."""
    s.notice(Close("recorded_by_mistake"))
    yield from ()
