"""An instance to play invented people into: the same parts, under a clock that the player moves."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from signaal.actions.context import Tools
from signaal.clock import MovingClock
from signaal.runtime.creating import create_instance, write_config
from signaal.vault.argon import PRODUCTION, Cost
from signaal.vault.passwords import Passwords
from signaal.vault.remembering import RememberingArgon

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
"""For invented people whom nobody ever meets: never for an instance that is served."""


def open_for_simulating(folder: Path, clock: MovingClock, database: str | None = None) -> Tools:
    """The same for the simulator: passphrases cost next to nothing; the database may stand elsewhere.

    Raises:
        StartError, Unavailable, OSError: as `create_instance`.
    """

    def place(text: str) -> str:
        return text if database is None else re.sub(r'(?m)^url = ""$', f'url = "{database}"', text, count=1)

    write_config(folder, place)
    return open_for_playing(folder, clock, "", cost=CHEAP)


def open_for_playing(folder: Path, clock: MovingClock, town: str, *, cost: Cost = PRODUCTION) -> Tools:
    """Make what is missing of an instance, named after this town, and open it under `clock`.

    A configuration that is there already stays as it is. Passphrases cost what they always cost, once each.

    Raises:
        StartError, Unavailable, OSError: as `create_instance`.
    """
    write_config(folder, lambda text: re.sub(r'(?m)^name = ".*"$', f'name = "{town}"', text, count=1))
    tools = create_instance(folder, clock)
    return replace(tools, passwords=Passwords(RememberingArgon(cost), tools.keyfile))
