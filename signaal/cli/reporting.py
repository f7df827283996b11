"""What was published of a month: the same figures that may be shown to anybody."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from signaal import texts
from signaal.actions import publishing
from signaal.actions.context import operator
from signaal.actions.publishing import PublicMonth
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import open_tools
from signaal.terms import NotFound

WRONG = 2


def report(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Say what was released. Exit code 1 when nothing was, 2 when that is no month or has not begun."""
    tools = open_tools(given.instance)
    try:
        found = publishing.published(operator(tools), given.month)
    except NotFound:
        voice.complain(voice.words("report.no_month", month=given.month))
        return WRONG
    finally:
        tools.store.close()
    for one in found:
        _tell(voice, one)
    if not found:
        voice.tell("report.nothing", month=given.month)
    voice.give([_plain(one) for one in found])
    return 0 if found else 1


def _tell(voice: Voice, one: PublicMonth) -> None:
    when = texts.moment(voice.language, one.published_at)
    voice.tell("report.head", organisation=one.organisation, month=one.month, when=when)
    for line in one.lines:
        met, late, other, total = (_shown(voice, count) for count in line.counts)
        team = line.team or voice.words("report.all")
        voice.tell("report.line", team=team, met=met, late=late, other=other, total=total)
    voice.tell(
        "report.beside",
        on_time=_shown(voice, one.on_time),
        no_duty=_shown(voice, one.no_duty),
        hours=_shown(voice, one.median_calm),
    )


def _shown(voice: Voice, count: int | None) -> str:
    return voice.words("report.hidden") if count is None else str(count)


def _plain(one: PublicMonth) -> dict[str, object]:
    return asdict(one) | {"published_at": one.published_at.isoformat()}
