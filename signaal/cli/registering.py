"""Writes the register of processing and the skeleton of the DPIA anew. Opens no instance."""

from __future__ import annotations

import argparse

from signaal.cli.doors import Doors
from signaal.cli.voice import Voice


def write_register(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Write docs/register.md and docs/dpia.md. Exit code 1 when the folder is not there."""
    from signaal.actions import register_page  # reads the schema: no other command has to wait for it

    if not given.to.is_dir():
        voice.complain(voice.words("register.no_folder", folder=given.to))
        return 1
    written = [str(path) for path in register_page.write(given.to)]
    for path in written:
        voice.tell("register.done", path=path)
    voice.give({"written": written})
    return 0
