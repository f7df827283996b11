"""Stories of help: outside signaal with a letter and a date, or inside it to a team that the family said yes to."""

from __future__ import annotations

from signaal.actions import cases, consents, followups, inbox, letters, overview, referrals
from signaal.actions.endings import FollowUpOn, Outside, TalkOn
from signaal.demo.scene import Scene, Story
from signaal.terms import Bundle, ClockKind

OUTSIDE = {
    "jgz_pregnancy": ("babyspullen", "bijz_bijstand_babyuitzet", "prenataal_huisbezoek"),
    "jgz_0_4": ("babyspullen", "voedselbank", "speelgoedbank", "kledingbank"),
    "school_primary": ("jeugdfonds_sport_cultuur", "jarige_job", "nationaal_fonds_kinderhulp", "kledingbank"),
    "school_secondary": ("nationaal_fonds_kinderhulp", "mentor_maatje", "jeugdfonds_sport_cultuur"),
    "home_visit": ("humanitas_thuisadministratie", "schuldhulpmaatje", "voedselbank", "bijzondere_bijstand"),
}


def provision(s: Scene) -> str:
    """Something that fits where this family was met."""
    return s.rng.choice(OUTSIDE.get(s.house.setting.value, ("nationaal_fonds_kinderhulp", "jarige_job")))


def prepared(s: Scene) -> Story:
    """A text and a letter are ready; the family has not got them yet."""
    s.write(signal=s.signal(), talk=s.talk(), contact=True, ending=Outside(provision(s)))
    yield from ()


def handed_over(s: Scene) -> Story:
    """The family has the letter; somebody will ask whether it arrived."""
    yield from prepared(s)
    yield s.workday(1)
    letters.letter(s.by(), s.reference)
    referrals.hand_over(s.by(), s.reference, s.form())


def arrived(s: Scene) -> Story:
    """The help is there, and the card is closed."""
    yield from handed_over(s)
    yield s.workday(9)
    s.look()
    referrals.outcome(s.by(), s.reference, "delivered", None, s.form())
    yield s.workday(3)
    cases.close(s.by(), s.code, "help_arrived", s.form())


def waiting_list(s: Scene) -> Story:
    """It did not work out, so something else is tried."""
    yield from handed_over(s)
    yield s.workday(12)
    s.look()
    referrals.outcome(s.by(), s.reference, "not_delivered", "waiting_list", s.form())
    s.keep(referrals.prepare(s.by(), s.code, "sam_portaal", s.day(15), s.form()))
    yield s.workday(14)
    referrals.outcome(s.by(), s.reference, "delivered", None, s.form())
    yield from s.aftercare(20)


def unknown(s: Scene) -> Story:
    """Nobody knows whether the help arrived."""
    yield from handed_over(s)
    yield s.workday(16)
    s.look()
    referrals.outcome(s.by(), s.reference, "unknown", None, s.form())
    yield from s.aftercare(20)


def sent(s: Scene, team: str = "wijkteam", bundle: Bundle = Bundle.CALL_AND_WHY) -> Story:
    """A yes, and a package for a team."""
    s.notice(TalkOn(s.day(2)))
    yield s.workday(2)
    s.write(talk=s.talk(), consent=s.consent(team, bundle))
    s.came_back()


def sent_at_once(s: Scene, team: str = "leergeld") -> Story:
    """Everything on one page: noticed, talked about, agreed."""
    s.write(signal=s.signal(), talk=s.talk(), contact=True, consent=s.consent(team, Bundle.CALL_ONLY))
    yield from ()


def accepted(s: Scene, team: str = "wijkteam", taker: str = "wijkteam.yara") -> Story:
    """The team has it, and keeps a note of its own."""
    yield from sent(s, team)
    yield s.workday(1)
    inbox.read(s.by(taker), s.reference)
    inbox.accept(s.by(taker), s.reference, s.form())
    yield s.workday(2)
    inbox.note(s.by(taker), s.reference, s.rng.choice(s.words.notes), s.form())
    s.look()
    followups.plan(s.by(), s.code, s.day(20), s.form())


def delivered(s: Scene, team: str = "leergeld", taker: str = "leergeld.ria") -> Story:
    """The help arrived; the sender hears it and closes."""
    yield from accepted(s, team, taker)
    yield s.workday(6)
    inbox.read(s.by(taker), s.reference)
    inbox.delivered(s.by(taker), s.reference, "delivered", None, s.form())
    yield s.workday(2)
    s.look()
    yield from s.aftercare(20)


def not_delivered(s: Scene, team: str = "schuldhulp", taker: str = "schuldhulp.omar") -> Story:
    """It could not be done, and the sender hears it."""
    yield from accepted(s, team, taker)
    yield s.workday(8)
    inbox.delivered(s.by(taker), s.reference, "not_delivered", "papers_missing", s.form())
    yield s.workday(1)
    s.look()
    yield from s.aftercare(18)


def taken_late(s: Scene) -> Story:
    """A week of silence: the lead and the coordinator were told, and then it was taken."""
    yield from sent(s, "schuldhulp")
    yield s.workday(11, 10 * 60)
    overview.clocks(s.by("gemeente.regie"))
    yield s.workday(1)
    inbox.read(s.by("schuldhulp.hanneke"), s.reference)
    inbox.accept(s.by("schuldhulp.hanneke"), s.reference, s.form())
    yield s.workday(1)
    yield from s.aftercare(20)


def silent(s: Scene) -> Story:
    """Nobody has taken it, and its time is over: the coordinator asks, and proposes another team."""
    yield from sent(s, "schuldhulp")
    yield s.workday(7, 11 * 60)
    overview.clocks(s.by("gemeente.regie"))
    clock = s.clock(ClockKind.REFERRAL_RESPONSE)
    overview.nudge(s.by("gemeente.regie"), clock.id, s.form())
    yield s.workday(2, 11 * 60)
    overview.propose(s.by("gemeente.regie"), s.reference, s.teams["wijkteam"], s.form())


def returned(s: Scene) -> Story:
    """Back, because another team goes about this; a second yes goes there."""
    yield from sent(s, "wijkteam")
    yield s.workday(1)
    inbox.read(s.by("wijkteam.bas"), s.reference)
    inbox.give_back(s.by("wijkteam.bas"), s.reference, "other_team", s.form())
    yield s.workday(2)
    s.look()
    s.came_back()
    s.keep(referrals.agree_and_send(s.by(), s.code, s.consent("schuldhulp"), s.form()))
    yield s.workday(2)
    inbox.read(s.by("schuldhulp.omar"), s.reference)
    inbox.accept(s.by("schuldhulp.omar"), s.reference, s.form())
    yield s.workday(1)
    yield from s.aftercare(20)


def withdrawn(s: Scene, *, taken: bool) -> Story:
    """The family takes its yes back, before or after somebody took it."""
    if taken:
        yield from accepted(s)
    else:
        yield from sent(s, "wijkteam")
    yield s.workday(3)
    given = next(found for found in s.look().consents if found.may_withdraw)
    consents.withdraw(s.by(), s.code, given.id, s.form())
    yield s.workday(1)
    yield from s.aftercare(15)


def moved_away(s: Scene) -> Story:
    """The family moved: municipal receivers stop, the card is closed."""
    yield from accepted(s)
    yield s.workday(6)
    s.look()
    cases.moved(s.by(), s.code, s.form())
    yield s.workday(1)
    cases.close(s.by(), s.code, "moved", s.form())


def expecting(s: Scene) -> Story:
    """A pregnancy: a baby kit is asked for, well before the due date."""
    s.write(signal=s.signal(), talk=s.talk(), contact=True, ending=Outside("babyspullen"))
    yield s.workday(1)
    referrals.hand_over(s.by(), s.reference, s.form())


def expecting_no_more(s: Scene) -> Story:
    """ "Zwangerschap is voorbij": everything stops, and nothing is asked."""
    s.write(signal=s.signal(), talk=s.talk(), contact=True, ending=FollowUpOn(s.day(10)))
    yield s.workday(5)
    s.look()
    cases.pregnancy_over(s.by(), s.code, s.form())
    yield s.workday(10)
    cases.close(s.by(), s.code, "pregnancy_over", s.form())
