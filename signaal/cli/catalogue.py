"""A municipality's file of provisions, looked at before it is used: every problem with its line."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from signaal import texts
from signaal.cli import knowledge
from signaal.cli.voice import Voice
from signaal.clock import SystemClock
from signaal.referrals import catalogue as reading
from signaal.referrals.problems import CatalogueError


def catalogue(given: argparse.Namespace, voice: Voice) -> int:
    """Check a file: a whole catalogue, or an overlay of one municipality. 1 when anything in it is wrong."""
    path: Path = given.file
    text = path.read_text(encoding="utf-8-sig")
    national = knowledge.national()
    try:
        found = (
            reading.load({"professions.toml": national["professions.toml"],
                          "subjects.toml": national["subjects.toml"], path.name: text})
            if re.search(r"(?m)^\s*\[\[\s*provision\s*\]\]", text)
            else reading.load(national, {path.name: text})
        )  # fmt: skip
    except CatalogueError as error:
        voice.give({"file": path.name, "problems": [_plain(problem) for problem in error.problems]})
        voice.tell("catalogue.wrong", n=len(error.problems))
        for problem in error.problems:
            voice.line(f"- {problem}")
        return 1
    own = found.overlays[0] if found.overlays else None
    provisions = own.added if own else found.provisions
    today = texts.local(SystemClock().now()).date()
    stale = [p.id for p in found.stale(today) if p in provisions]
    voice.give({"file": path.name, "problems": [], "provisions": len(provisions),
                "changes": len(own.changes) if own else 0, "stale": stale})  # fmt: skip
    voice.tell("catalogue.right", provisions=len(provisions), changes=len(own.changes) if own else 0)
    if stale:
        voice.tell("catalogue.stale", ids=", ".join(stale))
    return 0


def _plain(problem: str) -> dict[str, object]:
    """`town.toml line 12: what` as a line number and what is wrong."""
    found = re.search(r"\bline (\d+)", problem)
    return {"line": int(found[1]) if found else None, "problem": problem}
