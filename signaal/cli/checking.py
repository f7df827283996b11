"""Commands that look: a sweep by hand, and the check of the whole log."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from signaal.actions import deadlines, verify
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


def audit(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Check the log. Exit code 1 when anything does not fit."""
    tools = open_tools(given.instance)
    try:
        report = verify.verify(operator(tools))
    finally:
        tools.store.close()
    voice.give(report.as_json())
    voice.tell("audit.ok" if report.ok else "audit.broken", size=report.size, root=report.root)
    if report.first_bad_seq is not None:
        voice.tell("audit.first", seq=report.first_bad_seq)
    for problem in report.problems:
        place = f" ({problem.place})" if problem.place else ""
        at = f"{problem.seq}: " if problem.seq is not None else ""
        voice.line(f"- {at}{voice.said(problem.say)}{place}")
    return 0 if report.ok else 1
