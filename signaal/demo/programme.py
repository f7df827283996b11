"""Which story is told when, about which family, and who keeps its card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random

from signaal.demo import alive, crisis, helping, moments, quiet
from signaal.demo.scene import Teller
from signaal.terms import Setting


@dataclass(frozen=True)
class Entry:
    """One story. `family` names one of words.toml, or the setting of an ordinary family."""

    name: str
    tell: Teller
    family: str
    who: str
    days: float
    """How long before the end it begins."""
    live: bool = False
    """At that hour exactly (by day), not on some working day."""

    def begins(self, rng: Random, end: datetime) -> datetime:
        """The moment of its first page."""
        if self.live:
            return moments.before(end, days=self.days)
        return moments.working_before(end, round(self.days), rng.randint(8 * 60 + 40, 15 * 60))


HOURS = 1 / 24
_FUND = partial(helping.accepted, team="leergeld", taker="leergeld.piet")

QUIET = (
    Entry("fresh", quiet.fresh, "family.twins", "jgz.noor", 2),
    Entry("watched", quiet.watched, "school_primary", "brugwachter.fatima", 12),
    Entry("watched again", quiet.watched_again, "jgz_4_12", "jgz.emre", 48),
    Entry("talked", quiet.talked, "family.apostrophes", "brugwachter.els", 20),
    Entry("talked late", quiet.talked_late, "school_secondary", "college.sanne", 55),
    Entry("moved day", quiet.moved_day, "family.separated", "brugwachter.tim", 33),
    Entry("forgotten", quiet.forgotten, "jgz_0_4", "jgz.lotte", 24),
    Entry("not told", quiet.not_told, "family.long", "jgz.karim", 36),
    Entry("telling postponed", quiet.telling_postponed, "jgz_12_18", "jgz.noor", 16),
    Entry("corrected", quiet.corrected, "family.siblings", "jgz.lotte", 15),
    Entry("no", quiet.no, "family.guardian", "brugwachter.els", 40),
    Entry("no then yes", quiet.no_then_yes, "school_primary", "brugwachter.joost", 45),
    Entry("family manages", partial(quiet.closed, reason="family_manages"), "jgz_0_4", "jgz.emre", 60),
    Entry(
        "other cause", partial(quiet.closed, reason="other_cause"), "school_primary", "brugwachter.tim", 52
    ),
    Entry("child left", partial(quiet.closed, reason="child_left"), "school_secondary", "college.anouk", 38),
    Entry("other team", partial(quiet.closed, reason="other_team"), "jgz_4_12", "jgz.karim", 29),
    Entry("recorded by mistake", quiet.closed_at_once, "jgz_0_4", "jgz.lotte", 27),
)
HELP = (
    Entry("prepared", helping.prepared, "family.diacritics", "brugwachter.fatima", 1),
    Entry("handed over", helping.handed_over, "school_secondary", "college.rik", 8),
    Entry("arrived", helping.arrived, "school_primary", "brugwachter.els", 50),
    Entry("waiting list", helping.waiting_list, "jgz_0_4", "jgz.noor", 42),
    Entry("unknown", helping.unknown, "home_visit", "jgz.lotte", 44),
    Entry("sent", helping.sent, "family.foster", "jgz.noor", 5),
    Entry("sent at once", helping.sent_at_once, "school_primary", "brugwachter.tim", 3),
    Entry("accepted", helping.accepted, "family.right_to_left", "jgz.emre", 14),
    Entry("delivered", helping.delivered, "school_primary", "brugwachter.joost", 47),
    Entry("not delivered", helping.not_delivered, "home_visit", "jgz.karim", 41),
    Entry("taken late", helping.taken_late, "home_visit", "jgz.emre", 34),
    Entry("silent", helping.silent, "jgz_4_12", "jgz.lotte", 17),
    Entry("returned", helping.returned, "home_visit", "jgz.noor", 26),
    Entry("yes taken back", partial(helping.withdrawn, taken=True), "school_primary", "brugwachter.els", 31),
    Entry("yes taken back early", partial(helping.withdrawn, taken=False), "jgz_0_4", "jgz.karim", 21),
    Entry("moved away", helping.moved_away, "jgz_0_4", "jgz.lotte", 37),
    Entry("pregnancy", helping.expecting, "family.pregnancy", "jgz.noor", 13),
    Entry("pregnancy over", helping.expecting_no_more, "family.pregnancy_over", "jgz.emre", 43),
    Entry("sixteen", partial(helping.sent, team="leergeld"), "family.sixteen", "college.rik", 9),
    Entry("same family at JGZ", helping.accepted, "family.two_places", "jgz.karim", 19),
    Entry(
        "same family at school",
        partial(helping.accepted, team="leergeld", taker="leergeld.ria"),
        "family.two_places",
        "brugwachter.els",
        18,
    ),
)
CRISIS = (
    Entry("calm", crisis.met, "family.unnamed", "jgz.noor", 28),
    Entry("calm by food", crisis.met_by_food, "school_primary", "brugwachter.els", 23),
    Entry("calm too late", crisis.met_late, "jgz_0_4", "jgz.emre", 35),
    Entry("calm declined", crisis.declined, "home_visit", "jgz.lotte", 11),
    Entry("calm declined, later a yes", crisis.declined_then_yes, "jgz_4_12", "jgz.karim", 32),
    Entry("nobody answers", crisis.not_reached, "school_primary", "brugwachter.els", 22),
    Entry("taken over", crisis.handed_over, "jgz_0_4", "jgz.noor", 30),
    Entry(
        "mistake",
        partial(crisis.mistake, lead="jgz.karim", reviewer="jgz.privacy"),
        "jgz_0_4",
        "jgz.emre",
        25,
    ),
    Entry("mistake not reviewed", partial(crisis.mistake, lead="jgz.noor"), "home_visit", "jgz.lotte", 6),
    Entry("undone", crisis.undone, "school_secondary", "college.anouk", 39),
    Entry("yes back in a crisis", crisis.yes_taken_back, "home_visit", "jgz.lotte", 46),
)
LIVE = (
    Entry("calm is overdue", alive.too_late, "home_visit", "jgz.lotte", 53 * HOURS, live=True),
    Entry("calm by telephone", alive.taken_by_phone, "school_secondary", "college.rik", 9 * HOURS, live=True),
    Entry("calm is taken", alive.taken, "jgz_0_4", "jgz.noor", 6 * HOURS, live=True),
    Entry("calm waits", alive.waiting, "jgz_4_12", "jgz.emre", 3.5 * HOURS, live=True),
    Entry("calm inside", alive.inside, "school_primary", "brugwachter.els", 2.5 * HOURS, live=True),
    Entry("calm just now", alive.just_now, "jgz_0_4", "jgz.noor", 4 / 60 * HOURS, live=True),
)
TOLD = (*LIVE, *CRISIS, *QUIET, *HELP)
"""With fewer cases than these, the first ones are played."""

ORDINARY = (
    # name, story, family, who, and how many days ago at most
    ("watched", quiet.watched, "jgz_0_4", "jgz.noor", 24),
    ("talked", quiet.talked, "school_primary", "brugwachter.fatima", 60),
    ("handed over", helping.handed_over, "school_primary", "brugwachter.els", 10),
    ("accepted", _FUND, "school_secondary", "college.anouk", 20),
    ("arrived", helping.arrived, "jgz_0_4", "jgz.lotte", 60),
    ("talked", quiet.talked, "jgz_4_12", "jgz.emre", 60),
)


def entries(rng: Random, cases: int) -> Iterator[Entry]:
    """Every story that is told by hand, and ordinary ones until there are enough."""
    yield from TOLD[:cases]
    for n in range(cases - len(TOLD)):
        name, tell, family, who, most = ORDINARY[n % len(ORDINARY)]
        yield Entry(name, tell, family, who, rng.randint(3, most))


def setting_of(family: str) -> Setting | None:
    """The setting of an ordinary family; None for one that is told by hand."""
    return None if family.startswith("family.") else Setting(family)
