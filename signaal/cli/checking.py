"""A sweep by hand."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from signaal.actions import deadlines
from signaal.actions.context import operator
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import open_tools


def sweep_once(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """One sweep. Exit code 1 when a clock could not take its step."""
    tools = open_tools(given.instance)
    try:
        done = deadlines.sweep(operator(tools))
    finally:
        tools.store.close()
    voice.tell("sweep.done", taken=done.taken, late=done.late, failed=done.failed)
    voice.give(asdict(done))
    return 1 if done.failed else 0
