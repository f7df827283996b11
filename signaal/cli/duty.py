"""`signaal duty`: the roster of who is on call, out of a calendar file, and as a list."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from signaal.actions import calendarfiles, rosters
from signaal.actions.context import Ctx, operator
from signaal.cli.doors import Doors
from signaal.cli.people import organisation
from signaal.cli.voice import Voice
from signaal.runtime import open_tools

WRONG = 2


def duty(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Do one thing with the roster; 2 when a calendar was not taken."""
    tools = open_tools(given.instance)
    try:
        return {"import": _import, "list": _list}[given.what](operator(tools), given, voice)
    finally:
        tools.store.close()


def _import(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> int:
    text = given.file.read_text(encoding="utf-8")
    home = organisation(ctx, given.organisation)
    done = calendarfiles.read_in(ctx, home.id, text, given.file.name)
    told = [{"line": p.line, "uid": p.uid, "why": voice.said(p.why)} for p in done.problems]
    counts = {"added": done.added, "replaced": done.replaced, "kept": done.kept, "passed_on": done.passed_on}
    voice.give({**counts, "problems": told})
    if done.problems:
        voice.complain(voice.words("duty.nothing_stored"))
        for problem in told:
            voice.complain(f"- {problem['line']} {problem['uid']}: {problem['why']}")
        return WRONG
    voice.tell("duty.stored", **counts)
    return 0


def _list(ctx: Ctx, _given: argparse.Namespace, voice: Voice) -> int:
    found = rosters.listed(ctx)
    voice.give([
        {**asdict(turn), "starts_at": turn.starts_at.isoformat(), "ends_at": turn.ends_at.isoformat(), "swap": None}
        for turn in found
    ])  # fmt: skip
    for turn in found:
        when = voice.words(
            "duty.from_to", since=voice.moment(turn.starts_at), until=voice.moment(turn.ends_at)
        )
        who = turn.person or "-"
        voice.line(
            f"{when}  {turn.function}  {turn.phone}  {who}{' (2)' if turn.second else ''}  [{turn.organisation}]"
        )
    if not found:
        voice.tell("duty.none")
    return 0
