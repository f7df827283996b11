"""After a restore, what was revoked since the backup is revoked again, from the journal: erased stays erased.

The journal holds no keys, so nothing is made valid again here: who got a new passphrase after the backup comes back as
somebody who forgot theirs, and is admitted by a lead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from signaal.access.permissions import Permission
from signaal.actions import erasing, trail, withdrawing
from signaal.actions.context import Ctx, action
from signaal.actions.replay_order import telling_last
from signaal.audit.entries import Entry as Event_
from signaal.audit.events import Event
from signaal.store import cases, consents, grants, memberships, papers, referrals, teams
from signaal.store import erasing as rows
from signaal.store.journal import Entry
from signaal.store.revoking import Revoked, mark
from signaal.store.tables_cases import CaseRow, GrantRow
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.tables_recovery import RecoveryPaperRow
from signaal.store.tables_sharing import ConsentRow
from signaal.store.tables_unlocking import PasskeyRow
from signaal.store.units import Unit

Done = bool


@dataclass(frozen=True)
class Replayed:
    """How many revocations of each kind were done again, and how many were of what the backup never held."""

    done: Mapping[str, int]
    unknown: int


@dataclass
class _Work:
    """What `withdrawing` needs of a piece of work."""

    ctx: Ctx
    code: str
    team_id: str
    organisation_id: str
    events: list[Event_] = field(default_factory=list)

    def leave(self, event: Event, **fields: Any) -> None:
        """An event to append at the end."""
        fields.setdefault("subjects", (self.code,))
        made = trail.entry(self.ctx, event, team=self.team_id, organisation=self.organisation_id, **fields)
        self.events.append(made)


@action(
    Permission.RESTORE, Event.JOURNAL_REPLAYED, Event.CASE_ERASED, Event.REFERRAL_ERASED, Event.CONSENT_ERASED,
    Event.REQUEST_ANSWERED, Event.CONSENT_WITHDRAWN,
)  # fmt: skip
def replay(ctx: Ctx, entries: Iterable[Entry]) -> Replayed:
    """Do every revocation again, in order, each in its own transaction. May run twice.

    Raises:
        Unavailable: the database cannot be written; run it again.
    """
    done: Counter[str] = Counter()
    unknown = 0
    for entry in telling_last(list(entries)):
        again = _AGAIN.get(entry.kind)
        if again is None:
            unknown += 1  # of a newer signaal: it is listed, and the page on operations says what to do
            continue
        with ctx.tools.store.unit() as unit:
            unit.notices.are_known()
            if again(unit, ctx, entry):
                done[entry.kind] += 1
            else:
                unknown += 1
    return Replayed(dict(done), unknown)


def _case(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    case = unit.find(CaseRow, entry.target)
    if case is None:
        return False
    erasing.erase(unit, ctx, cases.locked(unit, case.pseudonym), "replayed")
    return True


def _proof(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(ConsentRow, entry.target)
    if row is None or rows.is_needed(unit, row.id):
        return False
    number = rows.erase_consent(unit, row)
    trail.leave(unit, ctx, Event.CONSENT_ERASED, consent=entry.target, number=number, reason="replayed")
    return True


def _yes(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(ConsentRow, entry.target)
    case = cases.find_by_id(unit, row.case_id) if row is not None else None
    if row is None or row.state != "given":
        return False
    consents.withdraw(unit, row, _at(ctx, entry))
    if case is None:  # only the proof is left
        trail.leave(unit, ctx, Event.CONSENT_WITHDRAWN, consent=row.id, reason="replayed")
        return True
    team = teams.get(unit, case.team_id)
    work = _Work(ctx, case.pseudonym, team.id, team.organisation_id)
    for referral in referrals.of_consent(unit, row.id):
        withdrawing.end(unit, work, case, referral)
    work.leave(Event.CONSENT_WITHDRAWN, consent=row.id, reason="replayed")
    trail.leave_all(unit, work.events)
    return True


def _grant(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(GrantRow, entry.target)
    if row is None or row.ended_at is not None:
        return False
    grants.end(unit, row, _at(ctx, entry))
    return _said(unit, ctx, entry)


def _member(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = memberships.find(unit, entry.target)
    if row is None or row.state == "ended":
        return False
    memberships.end(unit, row, _at(ctx, entry))
    return _said(unit, ctx, entry, row.organisation_id)


def _lead(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    """The lead mark goes; the roster line with it was made by a key that is not here, so a lead admits again."""
    row = unit.find(MembershipRow, entry.target)
    if row is None or not row.lead:
        return False
    row.lead, row.roster_line, row.sealed_team_secret = False, None, None
    row.state = "ended" if row.state == "ended" else "waiting"
    return _said(unit, ctx, entry, row.organisation_id)


def _disabled(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(UserRow, entry.target)
    if row is None or row.state == "disabled":
        return False
    row.state = "disabled"
    return _said(unit, ctx, entry)


def _passphrase(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(UserRow, entry.target)
    if row is None or row.verifier is None or mark(row.verifier) not in entry.more["olds"]:
        return False
    row.verifier = row.sealed_secret = row.salt = row.kdf = None
    return _said(unit, ctx, entry)


def _factor(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(UserRow, entry.target)
    if row is None or row.totp_sealed is None or mark(row.totp_sealed) != entry.more.get("old"):
        return False
    row.totp_sealed = None
    return _said(unit, ctx, entry)


def _codes(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(UserRow, entry.target)
    if row is None or not row.recovery:
        return False
    row.recovery = []
    return _said(unit, ctx, entry)


def _passkey(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(PasskeyRow, entry.target)
    if row is None:
        return False
    unit.delete(row)
    return _said(unit, ctx, entry)


def _paper(unit: Unit, ctx: Ctx, entry: Entry) -> Done:
    row = unit.find(RecoveryPaperRow, entry.target)
    if row is None or row.ended_at is not None:
        return False
    papers.end(unit, row, "replaced", _at(ctx, entry))
    return _said(unit, ctx, entry)


_AGAIN: Mapping[str, Callable[[Unit, Ctx, Entry], Done]] = {
    Revoked.CASE_ERASED: _case,
    Revoked.CONSENT_ERASED: _proof,
    Revoked.CONSENT_WITHDRAWN: _yes,
    Revoked.GRANT_ENDED: _grant,
    Revoked.MEMBER_REMOVED: _member,
    Revoked.LEAD_ENDED: _lead,
    Revoked.ACCOUNT_DISABLED: _disabled,
    Revoked.PASSPHRASE_REPLACED: _passphrase,
    Revoked.FACTOR_REPLACED: _factor,
    Revoked.CODES_REPLACED: _codes,
    Revoked.PASSKEY_REMOVED: _passkey,
    Revoked.PAPER_ENDED: _paper,
}


def _said(unit: Unit, ctx: Ctx, entry: Entry, organisation: str | None = None) -> Done:
    trail.leave(
        unit, ctx, Event.JOURNAL_REPLAYED, organisation=organisation, target=entry.target, reason=entry.kind
    )
    return True


def _at(ctx: Ctx, entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.at) if entry.at else ctx.now
