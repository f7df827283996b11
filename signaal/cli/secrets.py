"""Passphrases at the shell: from a file, or typed without being shown. Never an argument: those stand in lists."""

from __future__ import annotations

import argparse
import getpass
from pathlib import Path

from signaal.cli.voice import Voice
from signaal.terms import Refused, Say


def passphrase(
    given: argparse.Namespace, voice: Voice, *, kept: Path | None = None, twice: bool = False
) -> str:
    """The passphrase of an archive: of --passphrase-file, of the configuration, or typed (`twice`, for a new one).

    Raises:
        Refused: two different ones were typed, or nothing. OSError: the file cannot be read.
    """
    named: Path | None = given.passphrase_file or kept
    if named is not None:
        found = named.read_text(encoding="utf-8").strip()
    else:
        found = getpass.getpass(voice.words("secret.ask") + " ")
        if twice and getpass.getpass(voice.words("secret.again") + " ") != found:
            raise Refused({"passphrase": Say("cli.secret.differ")})
    if not found:
        raise Refused({"passphrase": Say("cli.secret.empty")})
    return found
