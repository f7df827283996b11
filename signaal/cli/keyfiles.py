"""The key file out of the machine and back: `signaal keys export`, `signaal keys import`."""

from __future__ import annotations

import argparse

from signaal.actions import key_exports
from signaal.actions.context import Ctx
from signaal.cli.secrets import passphrase
from signaal.cli.voice import Voice
from signaal.runtime import confirm_export, import_keys, read_settings
from signaal.workflows.calendar import local_day


def take_out(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    """Export, open it again as somebody will have to, and note the day."""
    words = passphrase(given, voice, twice=True)
    key_exports.export(ctx, read_settings(given.instance).key_file, given.file, words)
    voice.tell("keys.exported", file=given.file)
    confirm_export(given.instance, given.file, passphrase(given, voice), local_day(ctx.now))
    voice.tell("keys.confirmed")
    voice.give({"file": str(given.file), "confirmed": True})


def take_in(given: argparse.Namespace, voice: Voice) -> int:
    """Put the keys back."""
    path = import_keys(given.instance, given.file, passphrase(given, voice))
    voice.tell("keys.imported", file=path)
    voice.give({"file": str(path)})
    return 0
