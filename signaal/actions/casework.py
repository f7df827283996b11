"""One piece of work on one case: gathered first, then written in one transaction with one audit trail.

Sealing happens while gathering, outside the write lock. `write` claims the form, applies the changes to the case as
it is at that moment, stores the rows, leaves the events and keeps the receipt; all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from signaal.access.permissions import Permission
from signaal.access.relations import CaseFacts, to_case
from signaal.actions import caseclocks, custody, expected, receipts, trail
from signaal.actions.context import Ctx
from signaal.actions.custody import Prepared
from signaal.actions.views import Receipt
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.fields import Explanation
from signaal.store import cases, counters, records, teams
from signaal.store.base import Base
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow, RecordRow
from signaal.store.tables_people import TeamRow
from signaal.store.units import Unit
from signaal.terms import CaseState, Refused, Say
from signaal.vault.object_keys import KeyScope, ObjectKey
from signaal.workflows.cases import must_be_open
from signaal.workflows.contacts import Contact

Checked = TypeVar("Checked")
Change = Callable[[Unit, CaseRow], None]


@dataclass
class Casework:
    """What is about to happen to a case. `case` is the row as it was read (or will be created)."""

    ctx: Ctx
    form_id: str
    kind: str
    case: CaseRow
    team: TeamRow
    key: ObjectKey
    explanation: Explanation | None
    is_new: bool = False
    contact: Contact = field(default_factory=Contact)
    rows: list[Base] = field(default_factory=list)
    grants: list[Prepared] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    events: list[tuple[Event, dict[str, Any]]] = field(default_factory=list)
    counts: list[tuple[str, str]] = field(default_factory=list)
    following: list[Say] = field(default_factory=list)
    threats: list[dict[str, Any]] = field(default_factory=list)
    """Threats as they are sealed, that this piece of work added."""
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.case.pseudonym

    def seal(self, kind: str, payload: Mapping[str, object]) -> RecordRow:
        """A new sealed record of this case, to be stored."""
        row = custody.seal_again(self.ctx, self.key, kind, payload, self.case.team_id)
        self.rows.append(row)
        return row

    def leave(self, event: Event, **fields: Any) -> None:
        """An event to append at the end."""
        fields.setdefault("subjects", (self.code,))
        fields.setdefault("explanation", self.explanation)
        self.events.append((event, fields))

    def count(self, what: str, key: str) -> None:
        """Add to an unlinked counter of the team."""
        self.counts.append((what, key))

    def write(self, *, shown: bool = True) -> Receipt:
        """Do it, in one transaction. A form that was posted before shows its first receipt again.

        `shown=False`: the receipt comes without its clock, for a door that goes on to the page of the receipt.
        """
        with self.ctx.tools.store.unit() as unit:
            if not receipts.claim(unit, self.ctx, self.form_id, self.kind):
                return receipts.earlier(unit, self.ctx, self.form_id)
            case = self._case(unit)
            for prepared in self.grants:
                custody.keep(unit, self.ctx, prepared)
            for row in self.rows:
                unit.add(row)
            for change in self.changes:
                change(unit, case)
            self._last(unit, case)
            case.updated_at = self.ctx.now
            counters.add_all(unit, self.team.id, self.ctx.now.strftime("%Y-%m"), self.counts)
            receipts.keep(unit, self.form_id, self._result())
            trail.leave_all(unit, [self._entry(event, fields) for event, fields in self.events])
        return (
            receipts.shown(self.ctx, self.form_id) if shown else receipts.told(self.form_id, self._result())
        )

    def _entry(self, event: Event, fields: Mapping[str, Any]) -> Entry:
        return trail.entry(
            self.ctx, event, team=self.team.id, organisation=self.team.organisation_id, **fields
        )

    def _last(self, unit: Unit, case: CaseRow) -> None:
        """The clocks that a card has by itself follow what was written."""
        caseclocks.follow(unit, self.ctx, case, self.contact)

    def _case(self, unit: Unit) -> CaseRow:
        if self.is_new:
            return unit.add(self.case)
        return cases.locked(unit, self.case.pseudonym)

    def _result(self) -> dict[str, Any]:
        return {"kind": self.kind, "case": self.code, **self.result, "following": self.following}


def facts(case: CaseRow) -> CaseFacts:
    """What the policy needs of a case."""
    return CaseFacts(case.team_id, case.owner_user_id)


def scope(case: CaseRow) -> KeyScope:
    """The case's key, as its row names it."""
    return KeyScope("case", case.id, case.key_id, case.key_commitment)


def code_of(reader: Reader, case_id: str) -> str:
    """The code of a case. Raises NotFound when it was erased."""
    return cases.get_by_id(reader, case_id).pseudonym


def unsealed(key: ObjectKey, row: RecordRow) -> dict[str, Any]:
    """What a record of the case holds. Raises DoesNotOpen."""
    return custody.unseal(key, row)


def contact_of(reader: Reader, key: ObjectKey, case_id: str) -> Contact:
    """The contact record in force, opened; empty when there is none."""
    from signaal.actions.payloads import contact_from

    row = records.current(reader, "case", case_id, "contact")
    return contact_from(custody.unseal(key, row)) if row is not None else Contact()


def open_work(ctx: Ctx, pseudonym: str, permission: Permission, form_id: str, kind: str) -> Casework:
    """An existing case to work on.

    Raises:
        NotFound: no such case, or not one of this person's.
        DoesNotOpen: its key does not open, which is written down by the door.
    """
    with ctx.tools.store.reading() as reader:
        case = cases.get(reader, pseudonym)
        relation = to_case(ctx.actor, facts(case))
        team = teams.get(reader, case.team_id)
    explanation = ctx.must(permission, relation, case.team_id, (pseudonym,), team.organisation_id)
    with ctx.tools.store.reading() as reader:
        explanation = expected.because(reader, ctx, case, explanation)
        key = custody.reopen(reader, ctx, scope(case), case.team_id)
        contact = contact_of(reader, key, case.id)
    return Casework(ctx, form_id, kind, case, team, key, explanation, contact=contact)


def still_open(_unit: Unit, case: CaseRow) -> None:
    """A change that stops everything when a colleague closed the card meanwhile. Raises Conflict."""
    must_be_open(CaseState(case.state))


def attempt(problems: dict[str, Say], check: Callable[[], Checked]) -> Checked | None:
    """Do a check and gather what it refuses, so that a form shows all of its problems at once."""
    try:
        return check()
    except Refused as refusal:
        problems.update(refusal.problems)
        return None
