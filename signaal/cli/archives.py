"""Backups and their way back: `signaal backup`, `signaal restore`."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from signaal.actions import backups
from signaal.actions.context import operator
from signaal.cli.doors import Doors
from signaal.cli.secrets import passphrase
from signaal.cli.voice import Voice
from signaal.runtime import open_tools, read_settings, restore_instance
from signaal.terms import Refused, Say


def backup(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Make one backup, while people work."""
    settings = read_settings(given.instance)
    words = passphrase(given, voice, kept=settings.backup_passphrase_file, twice=True)
    tools = open_tools(given.instance)
    try:
        made = backups.backup(operator(tools), given.folder, words)
    finally:
        tools.store.close()
    voice.give(
        {"file": str(made.path), "rows": made.rows, "removed": made.removed, "log_size": made.log_size}
    )
    voice.tell("backup.done", file=made.path, n=made.rows)
    voice.tell("backup.journal", file=made.path.with_name(backups.JOURNAL))
    if made.aside is not None:
        voice.complain(voice.words("backup.aside", file=made.aside))
    if made.removed:
        voice.tell("backup.removed", n=made.removed, days=settings.backup.keep_days)
    return 0


def restore(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Restore one backup, with the journal; without one only when that is said, after what it means is told."""
    if given.journal is None and not given.without_journal:
        voice.complain(voice.words("restore.unknown"))
        raise Refused({"--journal": Say("cli.restore.journal_needed")})
    words = passphrase(given, voice)
    done = restore_instance(given.instance, given.file, words, given.journal)
    told = {"rows": done.rows, "replayed": dict(done.replayed.done), "journal_until": done.last_known}
    voice.give({**asdict(done.begun), **told})
    voice.tell("restore.done", n=done.rows, when=done.made_at)
    voice.tell("restore.epoch", epoch=done.begun.epoch, kept=done.begun.kept, lost=done.begun.lost)
    for kind, number in sorted(done.replayed.done.items()):
        voice.tell(f"restore.again.{kind}", n=number)
    if given.journal is None:
        voice.tell("restore.unknown")
    else:
        voice.tell("restore.until", when=done.last_known or "-")
    voice.tell("restore.held", n=done.begun.held)
    voice.tell("restore.next")
    return 0
