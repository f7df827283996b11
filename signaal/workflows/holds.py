"""Legal hold: a card stays past its term for a reason of a closed list, and always until a day.

Source: AVG art. 17 lid 3 and 18 lid 1 (a claim, a dispute, the family's own wish to keep it); design page
security-baseline: legal hold by the privacy officer with an end date.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from signaal.terms import Refused, Say, aware
from signaal.workflows.calendar import add_months, at_wall, local_day

MOST_MONTHS = 12
"""A hold that is still needed then is placed again, with a reason again."""


def until(reason: str, last_day: date | None, now: datetime, reasons: Collection[str]) -> datetime:
    """The moment a hold ends by itself, in UTC: the end of its last day in Amsterdam.

    Raises:
        Refused: fields reason and until: no reason of the list; no day, one that has passed, or one more than 12
            months away. A hold without an end does not exist.
    """
    problems: dict[str, Say] = {}
    today = local_day(aware(now))
    if reason not in reasons:
        problems["reason"] = Say("workflows.reason.needed")
    if last_day is None:
        problems["until"] = Say("retention.hold.no_day")
    elif last_day < today:
        problems["until"] = Say("workflows.date.past")
    elif last_day > add_months(today, MOST_MONTHS):
        problems["until"] = Say("retention.hold.too_long", {"n": MOST_MONTHS})
    if problems or last_day is None:
        raise Refused(problems)
    return at_wall(last_day, 24 * 60)
