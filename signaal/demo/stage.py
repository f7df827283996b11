"""The stage: time that moves, and people who log in on it.

Between two scenes everything happens that would have happened: each step of a clock is taken at its own
moment, mail leaves, a checkpoint is signed every day. Nothing here opens a record; people do, with their keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signaal.actions import checkpoints, deadlines, nu, outbox, sessions, upkeep
from signaal.actions.context import Ctx, Tools, operator, system
from signaal.actions.democodes import current_code
from signaal.clock import MovingClock
from signaal.workflows.calendar import local_day

ADDRESS = "192.0.2.10"
"""An address for documentation (RFC 5737): invented people sit nowhere."""
POST_AFTER = timedelta(minutes=16)
"""Messages of a new clock wait out the quarter of an hour of undo."""


@dataclass(repr=False)
class Actor:
    """Somebody's way in, while the play lasts."""

    login: str
    passphrase: str
    totp_secret: str
    last_code: str = ""
    token: str = ""


@dataclass(repr=False)
class Stage:
    """`tools` run under `clock`; `end` is where the play stops."""

    tools: Tools
    clock: MovingClock
    end: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    _post_at: datetime | None = None

    @property
    def now(self) -> datetime:
        """This moment of the play."""
        return self.clock.now()

    def ids(self) -> str:
        """A random id, for a form."""
        return self.tools.ids()

    def ctx(self, login: str) -> Ctx:
        """A request of this person; logged in again when the session is over."""
        actor = self.actors[login]
        found = sessions.open(self.tools, actor.token, self.ids(), ADDRESS) if actor.token else None
        if found is None:
            self._log_in(actor)
            found = sessions.open(self.tools, actor.token, self.ids(), ADDRESS)
        if found is None:
            raise LookupError(f"{login} cannot log in")
        self._something_happened()
        return found

    def _log_in(self, actor: Actor) -> None:
        code = current_code(operator(self.tools), actor.totp_secret).code
        if code == actor.last_code:
            self.clock.advance(seconds=30)
            code = current_code(operator(self.tools), actor.totp_secret).code
        actor.last_code = code
        actor.token = sessions.log_in(
            self.tools, actor.login, actor.passphrase, code, ADDRESS, self.ids()
        ).token

    def go_to(self, moment: datetime) -> None:
        """Let time pass until this moment, and everything happen that waits for it."""
        while True:
            step = deadlines.coming(system(self.tools), moment)
            post = self._post_at if self._post_at is not None and self._post_at <= moment else None
            if step is None and post is None:
                break
            following = min(found for found in (step, post) if found is not None)
            self._pass_to(following)
            if post is not None and post <= following:
                self._post_at = None
                outbox.deliver(system(self.tools))
            else:
                deadlines.sweep(system(self.tools))
                self._something_happened()
        self._pass_to(moment)

    def finish(self) -> None:
        """The last moment: everything that is due is done, and the log is signed."""
        self.go_to(self.end)
        for job in (deadlines.sweep, outbox.deliver, nu.write_nu, upkeep.tidy, checkpoints.checkpoint):
            job(system(self.tools))

    def _something_happened(self) -> None:
        if self._post_at is None:
            self._post_at = self.now + POST_AFTER

    def _pass_to(self, moment: datetime) -> None:
        """Move the clock; each new day begins with a checkpoint and by tidying up."""
        if moment <= self.now:
            return
        new_day = local_day(moment) != local_day(self.now)
        self.clock.set(moment)
        if new_day:
            upkeep.tidy(system(self.tools))
            checkpoints.checkpoint(system(self.tools))
