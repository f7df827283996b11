"""The keys of the machine: the pepper of the key file."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from signaal.actions import rotating_peppers
from signaal.actions.context import Ctx, operator
from signaal.actions.rotating_peppers import Peppers
from signaal.cli import keyfiles
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import open_tools, read_settings

Verb = Callable[[Ctx, argparse.Namespace, Voice], None]


def keys(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Do one thing with the keys of the machine."""
    if given.what == "import":
        return keyfiles.take_in(given, voice)
    tools = open_tools(given.instance)
    try:
        VERBS[given.what](operator(tools), given, voice)
    finally:
        tools.store.close()
    return 0


def _show(ctx: Ctx, _given: argparse.Namespace, voice: Voice) -> None:
    _said(voice, rotating_peppers.peppers(ctx))


def _rotate_pepper(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    found = rotating_peppers.rotate_pepper(ctx, read_settings(given.instance).key_file)
    voice.tell("keys.rotated")
    _said(voice, found)


def _drop_pepper(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    found = rotating_peppers.drop_pepper(ctx, read_settings(given.instance).key_file, given.pepper)
    voice.tell("keys.dropped")
    _said(voice, found)


def _said(voice: Voice, found: Peppers) -> None:
    voice.give({"current": found.current, "accounts": dict(found.accounts)})
    for pepper_id, number in found.accounts.items():
        key = "keys.current" if pepper_id == found.current else "keys.older"
        voice.tell(key, id=pepper_id, n=number)


VERBS: Mapping[str, Verb] = {
    "show": _show,
    "rotate-pepper": _rotate_pepper,
    "drop-pepper": _drop_pepper,
    "export": keyfiles.take_out,
}
