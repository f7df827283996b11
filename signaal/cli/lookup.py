"""Commands that look something up: norms, provisions, help for a family. They start without the rest of the house."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Mapping

from signaal.cli.voice import Voice
from signaal.referrals.problems import CatalogueError
from signaal.terms import Refused, SignaalError

WRONG = 2

COMMANDS: Mapping[str, tuple[str, str]] = {
    "norms": ("signaal.cli.norms", "norms"),
    "assess": ("signaal.cli.assess", "assess"),
    "catalogue": ("signaal.cli.catalogue", "catalogue"),
}
"""Command -> module and function, imported when it is asked for."""


def run(given: argparse.Namespace, voice: Voice) -> int:
    """Run one command and return its exit code: 0 fine, 1 a check found something, 2 wrong use."""
    module, name = COMMANDS[given.command]
    command: Callable[[argparse.Namespace, Voice], int] = getattr(importlib.import_module(module), name)
    try:
        return command(given, voice)
    except CatalogueError as error:
        voice.complain(voice.words("wrong_data"))
        for problem in error.problems:
            voice.complain(f"- {problem}")
    except Refused as refused:
        voice.complain(voice.words("wrong_input"))
        for field, say in refused.problems.items():
            voice.complain(f"- {field}: {voice.said(say)}")
    except SignaalError as error:
        voice.complain(voice.said(error.say))
    except UnicodeDecodeError:
        voice.complain(voice.words("not_text"))
    except OSError as error:
        why = error.strerror or type(error).__name__
        voice.complain(voice.words("machine", why=f"{why} ({error.filename})" if error.filename else why))
    return WRONG
