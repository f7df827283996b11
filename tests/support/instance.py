"""A real instance folder with the small world in it: configuration, key file, database, mail folder and log.

Made as `signaal init` makes it, on SQLite or on the database of `url`; only passphrases are cheap to derive.
"""

from __future__ import annotations

import json
from pathlib import Path

from signaal.clock import MovingClock
from signaal.runtime import create_instance, open_tools
from signaal.runtime.creating import EXAMPLE
from tests.support.clock import START
from tests.support.world import CHEAP, World


def new_instance(folder: Path, url: str, clock: MovingClock | None = None) -> World:
    """The world in an instance of its own; `url` "" is SQLite in the folder."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    example = EXAMPLE.read_text(encoding="utf-8")
    configured = example.replace('\nurl = ""', f"\nurl = {json.dumps(url)}", 1)  # the database's is the first
    (folder / "config.toml").write_text(configured, encoding="utf-8")
    time = clock or MovingClock(START)
    create_instance(folder, time).store.close()
    tools = open_tools(folder, time, cost=CHEAP)
    world = World(tools, time, tools.keyfile)
    world.fill()
    return world
