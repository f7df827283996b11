"""When families are met, and which story each becomes: by the rhythm of the week, less in holidays, hardly at night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from signaal.demo.families import Families
from signaal.demo.words import Words
from signaal.simulation import almanac
from signaal.simulation.tale import Place, Story, Tale
from signaal.simulation.tales_crisis import crisis
from signaal.simulation.tales_quiet import asked, noticed, outside
from signaal.simulation.town import SIGNALLERS, TAKERS, Platform
from signaal.terms import Bundle, Setting
from signaal.workflows.calendar import local_day

Teller = Callable[[Tale], Story]
_STORIES: tuple[tuple[Teller, float], ...] = ((noticed, 0.36), (outside, 0.14), (asked, 0.26), (crisis, 0.24))
_SETTINGS = {
    "jgz": (Setting.JGZ_0_4, Setting.JGZ_4_12, Setting.HOME_VISIT),
    "brugwachter": (Setting.SCHOOL_PRIMARY,),
    "college": (Setting.SCHOOL_SECONDARY,),
}
_A_DAY = (1.2, 1.1, 1.0, 1.1, 0.9, 0.06, 0.04)
_SUMMER = {7: 0.5, 8: 0.4, 12: 0.8}


def moments(rng: Random, start: datetime, days: int, cases: int) -> list[datetime]:
    """So many first pages, each at its moment, in order."""
    first = local_day(start)
    calendar = [first + timedelta(days=n) for n in range(days)]
    drawn = rng.choices(calendar, [_share(day) for day in calendar], k=cases)
    found = (almanac.on_wall(day, 0) + timedelta(minutes=_minute(rng)) for day in drawn)
    return sorted(max(moment, start) for moment in found)


def tale(
    rng: Random, platform: Platform, said: Words, teams: dict[str, str], place: Place
) -> tuple[Tale, Teller]:
    """A family, who keeps its card, and how it goes on."""
    who = rng.choice(SIGNALLERS)
    house = Families(said, local_day(platform.now)).draw(rng, rng.choice(_SETTINGS[who.partition(".")[0]]))
    tell = rng.choices([story for story, _ in _STORIES], [share for _, share in _STORIES])[0]
    team = "wijkteam" if tell is crisis else rng.choice(sorted(TAKERS))
    made = Tale(
        tell.__name__,
        platform,
        rng,
        said,
        teams,
        house,
        who,
        place=place,
        taker=rng.choice(TAKERS[team]),
        bundle=rng.choice(tuple(Bundle)),
    )
    return made, tell


def _share(day: date) -> float:
    share = _A_DAY[day.weekday()] * _SUMMER.get(day.month, 1.0)
    return 0.05 if almanac.free(day) and day.weekday() < 5 else share


def _minute(rng: Random) -> int:
    """Minutes after midnight: mostly between 8 and 17 h, now and then in the evening."""
    if rng.random() < 0.05:
        return rng.randint(17 * 60, 23 * 60)
    return round(rng.triangular(8 * 60, 17 * 60 + 10, 11 * 60))
