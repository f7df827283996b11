"""The family's own statement: their side, in their words, sealed on the card by the team.

What a professional saw stays as it was; the statement stands beside it (WGBO art. 7:454 lid 2, AVG art. 16).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from signaal.access.permissions import Permission
from signaal.actions import casework
from signaal.actions.context import Ctx, action
from signaal.actions.payloads import moment_from
from signaal.actions.views import Receipt
from signaal.actions.views.cards import KeptView, StatementView
from signaal.audit.events import Event
from signaal.audit.fields import LegalBasis, Part
from signaal.store.tables_cases import RecordRow
from signaal.terms import Refused, Say
from signaal.workflows import free_text, requests

KIND = "statement"


@action(Permission.STATEMENT_WRITE, Event.STATEMENT_RECORDED, Event.NUMBER_ALLOWED)
def record(ctx: Ctx, pseudonym: str, by: str, text: str, form_id: str, *, not_bsn: bool = False) -> Receipt:
    """Add a statement. `by`: who says it.

    Raises:
        Refused: fields by and text: nothing said, too long, or digits that look like a BSN. NotFound.
    """
    said = free_text.tidy(text)
    problems: dict[str, Say] = {}
    if by not in {asker.value for asker in requests.ASKERS}:
        problems["by"] = Say("workflows.choice.unknown")
    if not said:
        problems["text"] = Say("requests.statement.empty")
    elif found := free_text.problem(said, requests.STATEMENT, not_bsn=not_bsn):
        problems["text"] = found
    if problems:
        raise Refused(problems)
    work = casework.open_work(ctx, pseudonym, Permission.STATEMENT_WRITE, form_id, KIND)
    work.seal(KIND, {"v": 1, "by": by, "text": said})
    work.leave(Event.STATEMENT_RECORDED, parts=(Part.STATEMENT,), basis=LegalBasis.AVG_12_22)
    if not_bsn and free_text.has_bsn(said):
        work.leave(Event.NUMBER_ALLOWED, parts=(Part.STATEMENT,))
    work.following.append(Say("requests.statement.shown"))
    return work.write()


def views(rows: Iterable[RecordRow], said: Mapping[str, Mapping[str, Any]]) -> tuple[StatementView, ...]:
    """The statements among the opened records of a card, oldest first."""
    return tuple(
        StatementView(str(said[row.id]["by"]), str(said[row.id]["text"]), row.created_at)
        for row in rows
        if row.kind == KIND
    )


def kept(rows: Iterable[RecordRow], said: Mapping[str, Mapping[str, Any]]) -> tuple[KeptView, ...]:
    """Reasons in words and answers that gave calm among the opened records of a card, oldest first."""
    found = (_kept(row, said[row.id]) for row in rows if row.kind in ("note", "calm"))
    return tuple(view for view in found if view.text or view.calm)


def _kept(row: RecordRow, payload: Mapping[str, Any]) -> KeptView:
    answers = payload.get("answers", {})
    calm = tuple(
        (str(code), str(one["measure"]), moment_from(one.get("until")))
        for code, given in answers.items()
        for one in given
    )
    return KeptView(row.created_at, str(payload.get("text") or payload.get("reason") or ""), calm)
