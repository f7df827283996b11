"""Whom a step of a clock, or a message between teams, is for: a function resolved to people, with who stands in.

A missing function falls back lead, members, admin; the step says so. Before a yes nobody outside the signaller's
organisation is ever in the audience, but for an admin without any reference (R8; design/deadlines.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from signaal.actions import dutylines
from signaal.store import organisations, reach, teams
from signaal.store.reach import Reached
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.terms import ClockKind, OrganisationKind, Role
from signaal.workflows.clock_rules import Target
from signaal.workflows.duty import on_duty
from signaal.workflows.steps import fallbacks, is_outside, names_reference
from signaal.workflows.turns import Turn


@dataclass(frozen=True)
class Audience:
    """Who is told. `told` differs from `asked` when somebody stands in; without `reference` no code is named."""

    asked: Target
    told: Target
    people: tuple[Reached, ...]
    reference: bool


@dataclass(frozen=True)
class Parties:
    """The two sides of a clock."""

    case: CaseRow
    recipient_team_id: str | None


def find(reader: Reader, now: datetime, target: Target, clock: DeadlineRow, parties: Parties) -> Audience:
    """The people of a step, or those who stand in for them; nobody at all is an empty audience."""
    sender = teams.get(reader, parties.case.team_id).organisation_id
    for candidate in (target, *fallbacks(target)):
        people = _people(reader, now, candidate, clock, parties)
        if people:
            same = candidate is not Target.ADMIN or _is_admin_of(reader, now, sender)
            named = names_reference(candidate, clock.leg, same_organisation=same) or is_outside(clock.leg)
            return Audience(target, candidate, people, named)
    return Audience(target, target, (), reference=False)


def officers(reader: Reader, now: datetime, organisation_id: str) -> tuple[Reached, ...]:
    """The privacy officers of an organisation; where there is none, its admins."""
    found = reach.with_role(reader, organisation_id, Role.PRIVACY_OFFICER.value, now)
    return _each_once(found) or _admins(reader, now, organisation_id)


def _people(
    reader: Reader, now: datetime, target: Target, clock: DeadlineRow, parties: Parties
) -> tuple[Reached, ...]:
    case, recipient = parties.case, parties.recipient_team_id
    match target:
        case Target.SIGNALLER:
            return _each_once(
                m for m in reach.of_team(reader, case.team_id, now) if m.id == _whose(clock, case)
            )
        case Target.SIGNALLER_TEAM:
            return _team(reader, now, case.team_id, case)
        case Target.SIGNALLER_LEAD:
            return _each_once(reach.leads(reader, case.team_id, now))
        case Target.RECIPIENT_TEAM:
            return _each_once(reach.of_team(reader, recipient, now)) if recipient else ()
        case Target.RECIPIENT_SECOND:
            return _second(reader, now, recipient) if recipient else ()
        case Target.RECIPIENT_LEAD:
            return _each_once(reach.leads(reader, recipient, now)) if recipient else ()
        case Target.COORDINATOR:
            return _coordinators(reader, now, recipient)
        case Target.HOLDER:
            return _holder(reader, now, clock, case)
        case Target.HOLDER_LEAD:
            return _each_once(reach.leads(reader, clock.holder_team_id, now))
        case Target.PRIVACY_OFFICER:
            organisation = teams.get(reader, case.team_id).organisation_id
            return _each_once(reach.with_role(reader, organisation, Role.PRIVACY_OFFICER.value, now))
        case Target.ADMIN:
            return _admins(reader, now, teams.get(reader, case.team_id).organisation_id)


def _holder(reader: Reader, now: datetime, clock: DeadlineRow, case: CaseRow) -> tuple[Reached, ...]:
    """Whose task it is; the whole team when that is nobody, or nobody any more, and always for the 48 hours."""
    members = reach.of_team(reader, clock.holder_team_id, now)
    own = _each_once(m for m in members if m.id == clock.holder_user_id)
    if own and clock.kind != ClockKind.CALM_48H.value:
        return own
    return _team(reader, now, clock.holder_team_id, case)


def _whose(clock: DeadlineRow, case: CaseRow) -> str:
    """Whoever said "ik heb het" of the 48 hours, else the owner of the card."""
    inside = clock.holder_team_id == case.team_id
    return (clock.holder_user_id if inside else None) or case.owner_user_id


def _second(reader: Reader, now: datetime, team_id: str) -> tuple[Reached, ...]:
    """Who is second on duty and works in this team; without such a turn in the roster everybody in the team.

    Of the receiving team only: the family's yes is to a team (R8).
    """
    members = reach.of_team(reader, team_id, now)
    lines = dutylines.of_organisation(reader, teams.get(reader, team_id).organisation_id, now)
    seconds = {one.person for one in on_duty(lines, now) if isinstance(one, Turn) and one.second}
    return _each_once(m for m in members if m.id in seconds) or _each_once(members)


def _team(reader: Reader, now: datetime, team_id: str, case: CaseRow) -> tuple[Reached, ...]:
    """All members; of a personal team only the owner and the leads, as nobody else may know of the case."""
    found = reach.of_team(reader, team_id, now)
    if case.personal and team_id == case.team_id:
        found = [m for m in found if m.lead or m.id == case.owner_user_id]
    return _each_once(found)


def _coordinators(reader: Reader, now: datetime, recipient: str | None) -> tuple[Reached, ...]:
    if recipient is not None:
        own = teams.get(reader, recipient).organisation_id
        found = _each_once(reach.with_role(reader, own, Role.COORDINATOR.value, now))
        if found:
            return found
    towns = {o.id for o in organisations.of_kind(reader, OrganisationKind.MUNICIPALITY.value)}
    everybody = reach.with_role_anywhere(reader, Role.COORDINATOR.value, now)
    return _each_once(m for m in everybody if m.organisation_id in towns)


def _admins(reader: Reader, now: datetime, organisation_id: str) -> tuple[Reached, ...]:
    own = reach.with_role(reader, organisation_id, Role.ADMIN.value, now)
    return _each_once(own or reach.with_role_anywhere(reader, Role.ADMIN.value, now))


def _is_admin_of(reader: Reader, now: datetime, organisation_id: str) -> bool:
    return bool(reach.with_role(reader, organisation_id, Role.ADMIN.value, now))


def _each_once(found: Iterable[Reached]) -> tuple[Reached, ...]:
    return tuple({m.id: m for m in found}.values())
