"""Nu: who is on duty, as a page that needs no login, no database and no log, rewritten when that changes.

Functions and numbers only: the duty list knows no names (design/deadlines.md, "The 48 hours", 1).
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from signaal import texts
from signaal.access.permissions import Permission
from signaal.actions import dutylines, nu_page, trail
from signaal.actions.context import Ctx, action
from signaal.actions.heartbeats import beat
from signaal.actions.nu_page import Answers, Board
from signaal.audit.events import Event
from signaal.store import duty, organisations, turns
from signaal.terms import OrganisationKind
from signaal.workflows.duty import PLACES, Duty, DutyLine, covers, next_change
from signaal.workflows.lists import Lists

BEAT = "nu"
FILES = {"nl": "nu.html", "en": "nu.en.html"}
TONIGHT = PLACES | {"crisis_service"}
"""Functions that can give food or a bed tonight."""
_MARK = re.compile(r"<!-- ([0-9a-f]{64}) -->\s*\Z")


@dataclass(frozen=True)
class Line:
    """A duty with whose it is."""

    organisation: str
    duty: Duty


@action(Permission.NU_WRITE, Event.DUTY_PUBLISHED)
def write_nu(ctx: Ctx, folder: Path | None = None) -> bool:
    """Write the page in both languages when what it says has changed; return whether it did.

    May run twice: the same duty gives the same page, and the same page is not written again. A page is
    whole or not there: it is written beside the old one and put in its place.

    Raises:
        Unavailable: the database cannot be read.
        OSError: the folder cannot be written.
    """
    place = folder or ctx.tools.instance
    lines = _lines(ctx)
    changed = False
    for language, name in FILES.items():
        board = _board(ctx, lines, language)
        said = sha256(nu_page.page(board, language, stamp="").encode()).hexdigest()
        if _mark_of(place / name) == said:
            continue
        stamp = texts.time_of_day(language, ctx.now)
        html = f"{nu_page.page(board, language, stamp)}<!-- {said} -->\n"
        _replace(place / name, html)
        changed = True
    if changed:
        with ctx.tools.store.unit() as unit:
            on_duty = sum(covers(line.duty, ctx.now) for line in lines)
            trail.leave(unit, ctx, Event.DUTY_PUBLISHED, number=on_duty)
    beat(ctx, BEAT)
    return changed


def _lines(ctx: Ctx) -> tuple[Line, ...]:
    """Every weekly line and every turn, the municipality's first. Of a turn the function and the number alone."""
    with ctx.tools.store.reading() as reader:
        owners = {row.id: row for row in organisations.everything(reader)}
        found: list[tuple[str, Duty]] = [
            (row.organisation_id, dutylines.line_of(row)) for row in duty.everything(reader)
        ]
        found += [(row.organisation_id, dutylines.turn_of(row)) for row in turns.everything(reader, ctx.now)]
    found.sort(key=lambda pair: owners[pair[0]].kind != OrganisationKind.MUNICIPALITY)
    return tuple(Line(owners[home].name, one) for home, one in found)


def _board(ctx: Ctx, lines: Sequence[Line], language: str) -> Board:
    now = ctx.now
    on = _once(
        sorted(
            (line for line in lines if covers(line.duty, now) and _is_duty(line)),
            key=lambda line: line.duty.second,
        )
    )
    starts = {line: _starts(line.duty, now) for line in lines if line not in on and _is_duty(line)}
    first = min((at for at in starts.values() if at), default=None)
    later = _once(line for line, at in starts.items() if at is not None and at == first)

    def shown(line: Line) -> Answers:
        return _answers(ctx.tools.lists, line, now, language)

    return Board(
        town=ctx.tools.town.name,
        no_piket=ctx.tools.town.no_piket,
        on_duty=tuple(map(shown, on)),
        coming=tuple(map(shown, later)),
        coming_at=first,
        tonight=tuple(map(shown, _tonight(lines, on))),
    )


def _once(lines: Iterable[Line]) -> list[Line]:
    """Each function and number once: a turn of the roster may say what a weekly line says too."""
    found: dict[tuple[str, str], Line] = {}
    for line in lines:
        found.setdefault((line.duty.function, line.duty.phone), line)
    return list(found.values())


def _is_duty(line: Line) -> bool:
    """A food bank or a shelter answers for tonight only; it takes no crisis on."""
    return line.duty.function not in PLACES


def _tonight(lines: Sequence[Line], on: Sequence[Line]) -> tuple[Line, ...]:
    """Food and a bed, each number once: one that stands above already has not become another number."""
    told = {(line.duty.function, line.duty.phone) for line in on}
    return tuple(
        line
        for line in _once(line for line in lines if line.duty.function in TONIGHT)
        if (line.duty.function, line.duty.phone) not in told
    )


def _answers(lists: Lists, line: Line, now: datetime, language: str) -> Answers:
    duty_line = line.duty
    known = lists.of("handover_functions").entries.get(duty_line.function)
    return Answers(
        function=known.words(language) if known else duty_line.function,
        organisation=line.organisation,
        phone=duty_line.phone,
        second=duty_line.second,
        until=_ends(duty_line, now),
        starts=None if covers(duty_line, now) else _starts(duty_line, now),
    )


def _ends(line: Duty, now: datetime) -> datetime | None:
    """Until when this line answers; None when nobody does now, or when it never closes."""
    for_ever = isinstance(line, DutyLine) and line.from_minute == line.to_minute and not line.days
    if for_ever or not covers(line, now):
        return None
    moment = now
    for _ in range(14):
        edge = next_change((line,), moment)
        if edge is None:
            return None
        if not covers(line, edge):
            return edge
        moment = edge
    return None


def _starts(line: Duty, now: datetime) -> datetime | None:
    """When this line next answers; None when it does now or not within three weeks."""
    edge = None if covers(line, now) else next_change((line,), now)
    return edge if edge is not None and covers(line, edge + timedelta(seconds=1)) else None


def _mark_of(path: Path) -> str | None:
    """What the page on disk says of itself; None when there is none, or somebody changed it by hand."""
    try:
        found = _MARK.search(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return found[1] if found else None


def _replace(path: Path, text: str) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink()
