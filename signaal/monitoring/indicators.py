"""Which counters exist and when they are counted: per team and month, linked to no case, child or person.

A counter is added to in the transaction in which something is written; it is never computed back from cases,
because what is sealed cannot be counted afterwards (design/vault.md, "What stays readable without keys").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Moment(StrEnum):
    """The write with which a counter is counted."""

    SIGNAL_SUBMITTED = "signal_submitted"
    TALK_RECORDED = "talk_recorded"
    CONSENT_RECORDED = "consent_recorded"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_CLOSED = "referral_closed"
    CLOCK_ENDED = "clock_ended"
    CALM_ASKED = "calm_asked"


class About(StrEnum):
    """The three words of the founding idea: how many are reached, what came of it, what it does."""

    REACH = "reach"
    RESULT = "result"
    IMPACT = "impact"


@dataclass(frozen=True)
class Indicator:
    """One counter: its name in the table, when it is counted, what its key is. Never a code, never a text."""

    what: str
    moment: Moment
    about: About
    key: str


INDICATORS: tuple[Indicator, ...] = (
    Indicator("signals", Moment.SIGNAL_SUBMITTED, About.REACH, "age_band"),
    Indicator("subjects", Moment.SIGNAL_SUBMITTED, About.REACH, "subject"),
    Indicator("talks", Moment.TALK_RECORDED, About.REACH, "outcome"),
    Indicator("consents", Moment.CONSENT_RECORDED, About.REACH, "state"),
    Indicator("withdrawals", Moment.CONSENT_WITHDRAWN, About.REACH, "bundle"),
    Indicator("referrals", Moment.REFERRAL_SENT, About.RESULT, "way"),
    Indicator("provisions", Moment.REFERRAL_SENT, About.RESULT, "provision"),
    Indicator("outcomes", Moment.REFERRAL_CLOSED, About.RESULT, "state"),
    Indicator("outcome_provisions", Moment.REFERRAL_CLOSED, About.RESULT, "provision"),
    Indicator("clocks", Moment.CLOCK_ENDED, About.RESULT, "kind_and_state"),
    Indicator("calm", Moment.CALM_ASKED, About.IMPACT, "answer"),
)

_KEY = re.compile(r"^[a-z0-9][a-z0-9_.\-]{0,59}$")


@dataclass(frozen=True)
class Increment:
    """One more in a counter of a team's month."""

    what: str
    key: str


def increments(moment: Moment, keys: Mapping[str, Iterable[str]]) -> tuple[Increment, ...]:
    """What to add at this moment; `keys` gives per key name (`subject`, `state`, ...) the values, each once.

    A key name that is not given counts nothing. Order: as in INDICATORS, then by key.

    Raises:
        ValueError: a key name that no indicator of this moment has, or a value that is not a plain code:
            names and remarks cannot become a counter.
    """
    mine = [indicator for indicator in INDICATORS if indicator.moment is moment]
    strange = set(keys) - {indicator.key for indicator in mine}
    if strange:
        raise ValueError(f"nothing is counted by {', '.join(sorted(strange))} when {moment.value}")
    found = []
    for indicator in mine:
        for value in sorted(set(keys.get(indicator.key, ()))):
            if not _KEY.match(value):
                raise ValueError(f"{indicator.what}: a counter takes a plain code")
            found.append(Increment(indicator.what, value))
    return tuple(found)
