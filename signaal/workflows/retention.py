"""How long a case is kept: short, and renewed only with a reason (R20). An organisation may keep shorter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from signaal.terms import Refused, Say, aware
from signaal.workflows.calendar import add_months, at_wall, local_day, local_minute

MOST_RENEWALS = 2


@dataclass(frozen=True)
class Terms:
    """Terms of one kind of organisation, in weeks or months as the names say."""

    weeks_without_talk: int = 6
    months_after_talk: int = 12
    months_at_most: int = 24
    months_of_proof: int = 24
    weeks_after_mistake: int = 6

    def __post_init__(self) -> None:
        """Raises ValueError: the product's terms may be shortened, never stretched."""
        longest = ((self.weeks_without_talk, 6), (self.months_after_talk, 12), (self.months_at_most, 24))
        fixed = self.months_of_proof == 24 and self.weeks_after_mistake == 6
        if any(not 0 < chosen <= most for chosen, most in longest) or not fixed:
            raise ValueError("retention: at most 6 weeks, 12 months and 24 months; a proof is kept 24 months")


STANDARD = Terms()


def expires_at(
    created_at: datetime,
    *,
    last_talk_at: datetime | None = None,
    watched_until: datetime | None = None,
    terms: Terms = STANDARD,
) -> datetime:
    """When a case is erased, in UTC: 6 weeks without a talk (or at the end of watching), 12 months after the
    last talk, never later than 24 months after its creation.
    """
    born = aware(created_at)
    latest = months_later(born, terms.months_at_most)
    if last_talk_at is not None:
        return min(months_later(last_talk_at, terms.months_after_talk), latest)
    without = born + timedelta(weeks=terms.weeks_without_talk)
    return min(max(without, aware(watched_until or without)), latest)


def watch_until(now: datetime, renewals: int, reason: str, terms: Terms = STANDARD) -> datetime:
    """The end of "ik let nog even op", in UTC: 6 weeks from now.

    `renewals`: 0 for the first choice, 1 and 2 for a renewal, which needs a reason.

    Raises:
        Refused: field reason: a renewal without a reason, or more than two of them.
    """
    if renewals > MOST_RENEWALS:
        raise Refused({"reason": Say("workflows.case.watched_enough", {"n": MOST_RENEWALS})})
    if renewals > 0 and not reason.strip():
        raise Refused({"reason": Say("workflows.reason.needed")})
    return aware(now) + timedelta(weeks=terms.weeks_without_talk)


def longer(created_at: datetime, until: datetime, wanted: datetime, terms: Terms = STANDARD) -> datetime:
    """When a card goes that is wanted longer, in UTC: never earlier than it would, never later than at most."""
    return max(aware(until), min(aware(wanted), months_later(created_at, terms.months_at_most)))


def after_mistake(until: datetime, now: datetime, terms: Terms = STANDARD) -> datetime:
    """When a card goes that was closed because it was made by mistake, in UTC: 6 weeks from now, never later than
    it would have gone anyway. Long enough to take the mistake back.
    """
    return min(aware(until), aware(now) + timedelta(weeks=terms.weeks_after_mistake))


def waits_for_help(created_at: datetime, now: datetime, terms: Terms = STANDARD) -> bool:
    """May a card whose term is over wait because help within 48 hours still runs? Not after 24 months in all."""
    return aware(now) < months_later(created_at, terms.months_at_most)


def proof_until(yes_at: datetime, terms: Terms = STANDARD) -> datetime:
    """Until when the sealed proof of a yes is kept, in UTC: 24 months."""
    return months_later(yes_at, terms.months_of_proof)


def months_later(moment: datetime, n: int) -> datetime:
    """The same time on the wall n months later, in UTC."""
    return at_wall(add_months(local_day(moment), n), local_minute(moment))
