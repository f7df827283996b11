"""Beside the cards: drafts, mornings, an officer who looks, a wrong door, a temp who leaves, somebody new."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from signaal.actions import cases, drafts, inbox, log, overview, today, verify
from signaal.actions.context import operator
from signaal.demo import moments
from signaal.demo.people import People
from signaal.demo.scene import Scene
from signaal.demo.stage import Stage
from signaal.terms import NotFound

Happening = tuple[datetime, Callable[[], object]]
NINE = 9 * 60
DRAFT = "signaller.notice"
"""The form that a draft belongs to: the one page."""


@dataclass(frozen=True, repr=False)
class Elsewhere:
    """Everything that is not one family's story."""

    stage: Stage
    people: People
    scenes: Sequence[Scene]

    def happenings(self) -> list[Happening]:
        """Each with its moment."""
        end = self.stage.end
        found: list[Happening] = [
            (moments.working_before(end, 30, 16 * 60), self.people.temp_leaves),
            (
                moments.working_before(end, 13, 15 * 60 + 20),
                partial(self.wrong_door, "brugwachter.tim", "watched"),
            ),
            (moments.working_before(end, 3, 16 * 60 + 10), partial(self.unfinished, "jgz.noor", "sent")),
            (
                moments.working_before(end, 2, 12 * 60 + 25),
                partial(self.unfinished, "brugwachter.fatima", "watched"),
            ),
            (moments.working_before(end, 1, NINE + 20), self.people.welcome_newcomer),
        ]
        for week in (9, 6, 3, 1):
            at = moments.working_before(end, week * 7, NINE)
            found.append((at, self.verify))
            for login in ("jgz.privacy", "gemeente.privacy", "brugwachter.privacy"):
                at += timedelta(minutes=12)
                found.append((at, partial(self.officer, login)))
        for days in (16, 5, 2):
            at = moments.working_before(end, days, NINE + 5)
            found += [
                (at, partial(self.morning, "jgz.karim")),
                (at + timedelta(minutes=7), partial(self.inbox, "wijkteam.marloes")),
                (at + timedelta(minutes=11), partial(self.inbox, "schuldhulp.omar")),
                (at + timedelta(minutes=19), partial(self.register, "gemeente.regie")),
            ]
        return found

    def morning(self, login: str) -> None:
        """What waits for me, read; and the list of cards."""
        ctx = self.stage.ctx(login)
        for message in today.today(ctx).messages:
            today.seen(ctx, message.id)
        cases.page(ctx)

    def inbox(self, login: str) -> None:
        """What came in."""
        today.today(self.stage.ctx(login))
        inbox.page(self.stage.ctx(login))

    def register(self, login: str) -> None:
        """Clocks and counts, from a yes on."""
        overview.clocks(self.stage.ctx(login))
        overview.counts(self.stage.ctx(login))

    def officer(self, login: str) -> None:
        """The privacy officer's morning: is the log whole, and what happened this week."""
        ctx = self.stage.ctx(login)
        log.integrity(ctx)
        log.search(ctx, since=self.stage.now - timedelta(days=7))

    def verify(self) -> None:
        """From the shell: the whole log, checked."""
        verify.verify(operator(self.stage.tools))

    def wrong_door(self, login: str, story: str) -> None:
        """A teacher follows a link to a colleague's card: refused, and written down."""
        for scene in self._scenes(story):
            with contextlib.suppress(NotFound):
                cases.read(self.stage.ctx(login), scene.code)

    def unfinished(self, login: str, story: str) -> None:
        """ "Later afmaken": a page half filled in, sealed to whoever typed it."""
        for scene in self._scenes(story):
            page = {
                "form_id": [self.stage.ids()],
                "setting": [scene.house.setting.value],
                "seen": list(scene.house.seen),
                "told": list(scene.house.told),
                "remark": [scene.house.remark],
            }
            drafts.keep(self.stage.ctx(login), DRAFT, page)

    def _scenes(self, story: str) -> Sequence[Scene]:
        """The first card of this story; none when so few are played that it is not told."""
        return [scene for scene in self.scenes if scene.name == story][:1]
