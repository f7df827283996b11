"""Scenes that are not about one card: drafts, an officer's morning, a temp who leaves, somebody new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from signaal.actions import verify
from signaal.actions.context import operator
from signaal.demo import moments
from signaal.demo.people import People
from signaal.demo.stage import Stage

Happening = tuple[datetime, Callable[[], object]]


def happenings(stage: Stage, people: People) -> list[Happening]:
    """What happens beside the stories, each at its moment."""
    end = stage.end
    found: list[Happening] = [
        (moments.working_before(end, 30, 16 * 60), people.temp_leaves),
        (moments.working_before(end, 1, 9 * 60 + 20), people.welcome_newcomer),
    ]
    for week in range(moments.WEEKS - 1, 0, -3):
        at = moments.working_before(end, week * 7, 9 * 60)
        found.append((at, lambda: verify.verify(operator(stage.tools))))
        for login in ("jgz.privacy", "gemeente.privacy", "brugwachter.privacy"):
            found.append((at + timedelta(minutes=10), partial(stage.ctx, login)))
    return found
