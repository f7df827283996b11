"""Making an instance, and bringing its database up to date."""

from __future__ import annotations

import argparse

from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import create_instance, migrate


def init(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Make what is missing, ask nothing, and say what comes next."""
    tools = create_instance(given.instance)
    tools.store.close()
    voice.tell("init.done", folder=given.instance)
    return 0


def migrate_database(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Bring the database to the newest version."""
    version = migrate(given.instance)
    voice.tell("migrate.done", version=version)
    voice.give({"version": version})
    return 0
