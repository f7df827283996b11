"""The other doors, handed in by `__main__`: the command line opens them without knowing them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from signaal.actions.context import Tools
    from signaal.config.settings import Settings

Account = Mapping[str, str]
"""A demo account: login, name, role, team, passphrase, totp_secret (base 32)."""

ServeWeb = Callable[["Tools", "Settings", Callable[[int], None]], None]
RunScheduler = Callable[["Tools", threading.Event], None]
PlayDemo = Callable[[Path, int], Sequence[Account]]


class Found(Protocol):
    """What a simulation found: whether every invariant held, the figures, and the findings in words."""

    @property
    def held(self) -> bool: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def beside(self) -> Mapping[str, int]: ...
    def plain(self) -> dict[str, int]:
        """The figures alone."""
        ...


Simulate = Callable[[int, int, int, str | None, Callable[[float], None]], Found]
"""Seed, days, cases, and the address of an empty PostgreSQL (None: SQLite in a folder that is gone afterwards)."""


def _nowhere(*_given: object) -> Found:
    raise RuntimeError("nobody opened the door to the simulator")


@dataclass(frozen=True)
class Doors:
    """`serve_web` calls back with its port once it listens, and returns when it was told to end.

    `run_scheduler` runs until a signal, or until the event is set. `play_demo` makes an instance in
    this folder under a clock of its own, plays the invented municipality from a seed, and returns its accounts.
    `simulate` plays the clocks through a time of trouble.
    """

    serve_web: ServeWeb
    run_scheduler: RunScheduler
    play_demo: PlayDemo
    simulate: Simulate = _nowhere
