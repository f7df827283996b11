"""The real application over a world, served on localhost by waitress in a thread of the test.

The test holds the clock: it moves time, and runs the sweep and the outbox in its own process, between two
clicks. Nothing is swept or delivered by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import Flask

from signaal.actions import deadlines, outbox
from signaal.actions.context import system
from signaal.actions.nu import write_nu
from signaal.config.settings import Settings
from signaal.web.app import create_app
from tests.support.caller import Caller
from tests.support.listener import listening_to
from tests.support.world import World


def make_app(world: World) -> Flask:
    """The application over this world, with the settings of a fresh instance."""
    return create_app(world.tools, Settings(world.tools.instance))


@dataclass
class Served:
    """A world that answers at `url`."""

    world: World
    app: Flask
    url: str

    def caller(self, name: str | None) -> Caller:
        """Somebody without a browser."""
        return Caller(self.app, self.world, name)

    def later(self, **span: float) -> None:
        """Time passes: every step is swept at its own moment; at the end every message is delivered."""
        tools, clock = self.world.tools, self.world.clock
        until = clock.now() + timedelta(**span)
        while (step := deadlines.coming(system(tools), until)) is not None and clock.now() < until:
            clock.advance(seconds=max(1.0, (step - clock.now()).total_seconds()))
            deadlines.sweep(system(tools))
        clock.advance(seconds=max(0.0, (until - clock.now()).total_seconds()))
        self.deliver()

    def deliver(self) -> None:
        """Everything that is due leaves: one sweep, and the outbox until it is empty."""
        deadlines.sweep(system(self.world.tools))
        while outbox.deliver(system(self.world.tools)).sent:
            continue

    def write_nu(self) -> None:
        """The static page Nu, as the scheduler writes it."""
        write_nu(system(self.world.tools))

    def mails(self, name: str | None = None) -> list[EmailMessage]:
        """Every message that left, or those to one person, oldest first."""
        address = f"{name}@waterland.example" if name else ""
        folder = self.world.tools.instance / "mail"
        files = sorted(folder.rglob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name))
        read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [mail for mail in read if address in str(mail["To"])]


@contextmanager
def serving(world: World) -> Iterator[Served]:
    """Serve until the block ends."""
    app = make_app(world)
    with listening_to(app) as url:
        yield Served(world, app, url)
