"""One piece of work on a received package: the same bookkeeping as on a card, seen from the receiving team.

The receiver never opens the card: it holds the package, and notes under a key of its own. Whatever it writes down is
found by its own officer under the referral's code; the card's code never travels (design/vault.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from signaal.access.permissions import Permission
from signaal.access.relations import ReferralFacts, to_package
from signaal.actions import casework, custody
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, taken
from signaal.store import cases, records, referrals, teams
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow, RecordRow
from signaal.store.tables_people import TeamRow
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit
from signaal.terms import NotFound, ReferralState
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.object_keys import ObjectKey

READABLE = frozenset(
    {ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.DELIVERED, ReferralState.NOT_DELIVERED}
)
"""The states in which the receiving team holds a key to the package."""


@dataclass
class Packagework(Casework):
    """What is about to happen to a package. `team` is the receiving team, `key` that of the package."""

    referral: ReferralRow = field(kw_only=True)
    package: Mapping[str, Any] = field(kw_only=True, default_factory=dict)
    """What the family agreed to hand over, opened."""
    _notes: ObjectKey | None = None

    @property
    def code(self) -> str:
        return self.referral.reference

    @property
    def feedback(self) -> bool:
        """Whether the family agreed that the sender hears what became of it (R8)."""
        return bool(self.package.get("feedback"))

    def seal(self, kind: str, payload: Mapping[str, object]) -> RecordRow:
        """A record of the receiving team's own, under its notes key."""
        row = custody.seal_again(self.ctx, self._notes_key(), kind, payload, self.team.id)
        self.rows.append(row)
        return row

    def _last(self, unit: Unit, case: CaseRow) -> None:
        """The receiver knows no contact record: the card's own clocks stay as they are."""

    def held(self, unit: Unit) -> ReferralRow:
        """The referral as it is now, kept from others. Conflict when it was returned or the yes taken back."""
        row = referrals.locked(unit, self.referral.reference)
        if ReferralState(row.state) not in READABLE:
            raise taken("responder.closed_now")
        return row

    def still_ours(self, unit: Unit) -> None:
        """Stop when the package was returned or the yes taken back meanwhile. Raises Conflict."""
        self.held(unit)

    def _notes_key(self) -> ObjectKey:
        if self._notes is None:
            with self.ctx.tools.store.reading() as reader:
                self._notes = notes_key(reader, self.ctx, self.referral)
        if self._notes is None:
            self._notes = self._first_notes_key()
        return self._notes

    def _first_notes_key(self) -> ObjectKey:
        key = custody.fresh("notes", self.referral.id)
        self.grants.append(custody.prepare(self.ctx, key, self.team.id))

        def name(unit: Unit, _: CaseRow) -> None:
            row = self.held(unit)
            if row.notes_key_id is not None:
                raise taken("responder.try_again")
            row.notes_key_id, row.notes_commitment = key.scope.key_id, key.scope.commitment

        self.changes.append(name)
        return key

    def _result(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "reference": self.referral.reference,
            **self.result,
            "following": self.following,
        }


@dataclass(frozen=True)
class Received:
    """A referral as the receiving team stands to it; nothing is opened yet."""

    row: ReferralRow
    case: CaseRow
    team: TeamRow


def received(ctx: Ctx, reference: str, permission: Permission) -> tuple[Received, Any]:
    """A referral to one of this person's teams, and what explains the access.

    Raises:
        NotFound: no such referral, or not one to this person's team; the latter is written down.
    """
    with ctx.tools.store.reading() as reader:
        row = referrals.get(reader, reference)
        case = cases.get_by_id(reader, row.case_id)
        team = teams.find(reader, row.recipient_team_id) if row.recipient_team_id else None
    relation = to_package(ctx.actor, ReferralFacts(casework.facts(case), row.recipient_team_id))
    where = (team.id, team.organisation_id) if team is not None else (None, None)
    why = ctx.must(permission, relation, where[0], (reference,), where[1])
    if team is None:
        raise NotFound()
    return Received(row, case, team), why


def open_work(ctx: Ctx, reference: str, permission: Permission, form_id: str, kind: str) -> Packagework:
    """A received package to work on.

    Raises:
        NotFound: as `received`. Conflict: it was returned, or the family took its yes back.
        DoesNotOpen: the package does not open with this team's key.
    """
    found, why = received(ctx, reference, permission)
    if ReferralState(found.row.state) not in READABLE:
        raise taken("responder.closed_now")
    with ctx.tools.store.reading() as reader:
        key, package = opened(reader, ctx, found.row)
    return Packagework(
        ctx, form_id, kind, found.case, found.team, key, why, referral=found.row, package=package
    )


def opened(reader: Reader, ctx: Ctx, row: ReferralRow) -> tuple[ObjectKey, dict[str, Any]]:
    """The package's key and what it holds. Raises DoesNotOpen."""
    wanted = custody.scope("referral", row.id, row.key_id, row.key_commitment)
    key = custody.reopen(reader, ctx, wanted, row.recipient_team_id or "", row.sender_team_id)
    sealed = records.current(reader, "referral", row.id, "package")
    if sealed is None:
        raise DoesNotOpen
    return key, custody.unseal(key, sealed)


def notes_key(reader: Reader, ctx: Ctx, row: ReferralRow) -> ObjectKey | None:
    """The key of the receiving team's own notes; None before the first one. Raises DoesNotOpen."""
    if row.notes_key_id is None or row.notes_commitment is None:
        return None
    wanted = custody.scope("notes", row.id, row.notes_key_id, row.notes_commitment)
    return custody.reopen(reader, ctx, wanted, row.recipient_team_id or "")
