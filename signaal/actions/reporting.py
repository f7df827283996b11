"""The officer's part of the overview for a family: who looked, by function, when and why. From the log alone.

No content, and no employee's name unless two people agreed to it. Whoever asks about a child without being the adult
of this household learns of looks at the card only: what else happened is another household's (design/audit.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from signaal import texts
from signaal.access.permissions import Permission
from signaal.actions import confirming, legal, requests, requestviews, trail
from signaal.actions.context import Ctx, action
from signaal.actions.views.reports import Report, ReportPart
from signaal.audit import review
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, LegalBasis
from signaal.audit.review import Line
from signaal.store import organisations, people, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_people import TeamRow
from signaal.store.tables_requests import FamilyRequestRow
from signaal.terms import Role
from signaal.workflows.calendar import local_day

PAGE = 500
LOOKS = frozenset(
    {
        Event.CASE_OPENED.value, Event.CASE_LISTED.value, Event.CASE_SEARCHED.value,
        Event.CASE_NAMES_SHOWN.value, Event.TODAY_LISTED.value,
    }
)  # fmt: skip
"""What tells no more than that somebody looked at the card."""


@action(Permission.REPORT_LOG, Event.REPORT_LOG_READ)
def log_part(ctx: Ctx, request_id: str) -> Report:
    """Everything of the card in the own organisation's log, for a family that asked. Names of employees only when a
    second person agreed.

    Raises:
        NotFound: no such request, or another organisation's. ConfirmFirst: with names, the second factor again.
    """
    row, case = requests.own(ctx, request_id, Permission.REPORT_LOG)
    if row.names_agreed_at is not None:
        confirming.must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.REPORT_LOG_READ, organisation=row.organisation_id, subjects=(case.pseudonym,),
            target=row.id, basis=LegalBasis.AVG_12_22, explanation=Explanation.FAMILY_REQUEST,
            reason="with_names" if row.names_agreed_at is not None else None,
        )  # fmt: skip
    with ctx.tools.store.reading() as reader:
        return _report(reader, ctx, row, case)


def grounds(reader: Reader, ctx: Ctx, organisation_id: str) -> ReportPart:
    """On what ground this organisation does its part, as it holds today."""
    return ReportPart(
        "grounds",
        texts.say(ctx.language, "reports.grounds.title"),
        legal.of_organisation(reader, ctx, organisation_id),
    )


def _report(reader: Reader, ctx: Ctx, row: FamilyRequestRow, case: CaseRow) -> Report:
    asked, language = requestviews.asked_of(row), ctx.language
    team = teams.get(reader, case.team_id)
    lines = [
        line for line in _lines(reader, row.organisation_id, case.pseudonym)
        if asked.household or line.event in LOOKS
    ]  # fmt: skip
    intro = [texts.say(language, "reports.log.intro", code=case.pseudonym)]
    if not asked.household:
        intro.append(texts.say(language, "reports.log.looks_only"))
    intro.append(texts.say(language, "reports.log.elsewhere"))
    return Report(
        kind="log",
        pseudonym=case.pseudonym,
        language=language,
        title=texts.say(language, "reports.log.title"),
        made_on=local_day(ctx.now),
        sender=f"{team.name}, {organisations.get(reader, row.organisation_id).name}",
        intro=tuple(intro),
        parts=(
            _looks(reader, ctx, lines, named=row.names_agreed_at is not None),
            grounds(reader, ctx, row.organisation_id),
        ),
    )


def _lines(reader: Reader, organisation_id: str, code: str) -> Iterator[Line]:
    """Every event of this card in this organisation, oldest first."""
    found: list[Line] = []
    before: int | None = None
    while True:
        page = review.search(reader, organisation_id, subject=code, before=before, size=PAGE)
        found += page.lines
        before = page.before
        if before is None:
            return reversed(found)


def _looks(reader: Reader, ctx: Ctx, lines: list[Line], *, named: bool) -> ReportPart:
    """By day, function, deed and reason, with how often: lists show a card many times a day."""
    language = ctx.language
    names = people.names(reader, {line.user for line in lines if line.user}) if named else None
    known = teams.by_ids(reader, {line.team for line in lines if line.team})
    counted = Counter(_row(language, line, known, names) for line in lines)
    heads = ["day", *(("name",) if named else ()), "function", "what", "why", "times"]
    return ReportPart(
        "looks",
        texts.say(language, "reports.log.looks"),
        (texts.say(language, "reports.log.none"),) if not counted else (),
        columns=tuple(texts.say(language, f"reports.log.column.{head}") for head in heads),
        rows=tuple((*said, str(times)) for said, times in counted.items()),
    )


def _row(
    language: str, line: Line, known: Mapping[str, TeamRow], names: Mapping[str, str] | None
) -> tuple[str, ...]:
    what = texts.say(language, line.text)
    if line.outcome != "ok":
        what = texts.say(language, "reports.log.refused", what=what)
    why = texts.say(language, f"reports.because.{line.explanation or 'team'}") if line.user else ""
    day = texts.day(language, local_day(line.at), False)
    named = () if names is None else (names.get(line.user or "", ""),)
    return (day, *named, _function(language, line, known), what, why)


def _function(language: str, line: Line, known: Mapping[str, TeamRow]) -> str:
    """Who it was, as a family can place it: no name of anybody."""
    if line.user is None:
        return texts.say(language, "reports.log.machine")
    if line.role is None:
        return texts.say(language, "reports.log.somebody")
    team = known.get(line.team or "")
    if line.role in (Role.SIGNALLER.value, Role.RESPONDER.value) and team is not None:
        return texts.say(language, f"reports.log.{'lead' if line.lead else 'member'}", team=team.name)
    return texts.say(language, f"people.role.{line.role}")
