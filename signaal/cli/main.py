"""From words on a command line to a command. Knows no other room yet: help must come at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from signaal.cli.doors import Doors
from signaal.cli.parser import build, default_instance, language_in
from signaal.cli.voice import Voice


def main(argv: Sequence[str], doors: Doors) -> int:
    """Run one command and return its exit code. Wrong use ends here with 2, help with 0 (SystemExit)."""
    language = language_in(argv)
    given = build(language).parse_args(argv)
    given.instance = (getattr(given, "instance", None) or default_instance()).absolute()
    voice = Voice(language, getattr(given, "as_json", False))
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    from signaal.cli import lookup

    if given.command in lookup.COMMANDS:
        return lookup.run(given, voice)
    from signaal.cli.commands import run  # the whole house: not needed to explain oneself

    return run(given, voice, doors)
