"""Leaving messages: one row in the app and one mail per person, in the transaction that has the reason for them.

A message is a sentence, a code and a link; it never says what about whom. Delivery comes after commit (upkeep).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from signaal.actions.context import Ctx
from signaal.notify.messages import Message, message_id
from signaal.store import memberships
from signaal.store.reach import Reached
from signaal.store.tables_people import TeamRow, UserRow
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit
from signaal.terms import Role

Person = UserRow | Reached
"""Whoever is told: an account, or what telling needs of one."""


def tell(
    unit: Unit,
    ctx: Ctx,
    people: Iterable[Person],
    message: Message,
    *,
    code: str | None,
    link: str,
    not_before: datetime | None = None,
    step_id: str | None = None,
) -> int:
    """Leave a message for everybody in `people`; return how many people."""
    count = 0
    for person in people:
        count += 1
        for channel in ("app", "mail") if person.email else ("app",):
            leave(
                unit,
                ctx,
                person,
                channel,
                message,
                code=code,
                link=link,
                not_before=not_before,
                step_id=step_id,
            )
    return count


def leave(
    unit: Unit,
    ctx: Ctx,
    person: Person,
    channel: str,
    message: Message,
    *,
    code: str | None,
    link: str,
    not_before: datetime | None = None,
    step_id: str | None = None,
) -> None:
    """Leave one message for one person on one channel: app, mail or pager."""
    row_id = ctx.tools.ids()
    unit.add(
        OutboxRow(
            id=row_id,
            user_id=person.id,
            channel=channel,
            message=message.value,
            subject_code=code,
            link=link,
            deadline_step_id=step_id,
            not_before=not_before or ctx.now,
            message_id=message_id(row_id, ctx.tools.town.sender),
            created_at=ctx.now,
        )
    )


def team(unit: Unit, ctx: Ctx, team_id: str) -> tuple[UserRow, ...]:
    """Everybody who works in a team now."""
    return tuple(member.user for member in memberships.of_team(unit, team_id, ctx.now))


def everywhere(unit: Unit, ctx: Ctx, roles: Iterable[Role]) -> tuple[UserRow, ...]:
    """Everybody who has one of these roles now, in any organisation, each once: for what concerns the machine."""
    found = [m for role in roles for m in memberships.with_role_anywhere(unit, role.value, ctx.now)]
    return tuple({member.user.id: member.user for member in found}.values())


def second_persons(unit: Unit, ctx: Ctx, team: TeamRow) -> tuple[UserRow, ...]:
    """Who can be the second pair of eyes on a team's work: its leads and the officers, never the one who acts."""
    officers = memberships.with_role(unit, team.organisation_id, Role.PRIVACY_OFFICER.value, ctx.now)
    found = {
        member.user.id: member.user for member in (*memberships.leads(unit, team.id, ctx.now), *officers)
    }
    return tuple(user for user in found.values() if user.id != ctx.user_id)
