"""The commands by name, and what went wrong in them as a sentence and an exit code."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from signaal.cli import (
    archives,
    audit,
    checking,
    demonstration,
    duty,
    keys,
    people,
    registering,
    reporting,
    serving,
    simulate,
    solo,
    starting,
)
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import StartError
from signaal.terms import Refused, SignaalError

WRONG = 2

Command = Callable[[argparse.Namespace, Voice, Doors], int]

COMMANDS: Mapping[str, Command] = {
    "init": starting.init,
    "solo": solo.solo,
    "migrate": starting.migrate_database,
    "run": serving.serve,
    "scheduler": serving.schedule,
    "demo": demonstration.demo,
    "code": demonstration.code,
    "sweep": checking.sweep_once,
    "register": registering.write_register,
    "report": reporting.report,
    "audit": audit.audit,
    "simulate": simulate.simulate,
    "people": people.people,
    "duty": duty.duty,
    "keys": keys.keys,
    "backup": archives.backup,
    "restore": archives.restore,
}


def run(given: argparse.Namespace, voice: Voice, doors: Doors) -> int:
    """Run one command and return its exit code: 0 fine, 1 a check found something, 2 wrong use or settings."""
    try:
        return COMMANDS[given.command](given, voice, doors)
    except StartError as error:
        voice.complain(voice.words("cannot_start"))
        for problem in error.problems:
            voice.complain(f"- {problem}")
    except Refused as refused:
        voice.complain(voice.words("refused"))
        for field, say in refused.problems.items():
            voice.complain(f"- {field}: {voice.said(say)}")
    except SignaalError as error:
        voice.complain(voice.said(error.say))
    except OSError as error:
        voice.complain(voice.words("machine", why=error.strerror or type(error).__name__))
    except KeyboardInterrupt:
        return 130
    return WRONG
