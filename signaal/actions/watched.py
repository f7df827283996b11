"""Whom an officer can look for in the log: the people of the own organisation, so that no address holds a name."""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions.context import Ctx, action
from signaal.store import people
from signaal.terms import Role

_WATCHING = (Role.PRIVACY_OFFICER, Role.SUPERVISOR)


@dataclass(frozen=True)
class Watched:
    """An account of the organisation: `id` travels in an address, the rest is shown."""

    id: str
    login: str
    name: str


def home(ctx: Ctx, permission: Permission) -> str:
    """The organisation whose log this person reviews. NotFound when there is none."""
    found = next((m.organisation_id for m in ctx.actor.memberships if m.role in _WATCHING), None)
    relation = Relation.OWN_ORGANISATION if found else Relation.NONE
    ctx.must(permission, relation, organisation_id=found)
    return found or ""


@action(Permission.LOG_SEARCH)
def everybody(ctx: Ctx) -> tuple[Watched, ...]:
    """Everybody who is or was in the organisation whose log this person reviews, by name. Raises NotFound."""
    organisation = home(ctx, Permission.LOG_SEARCH)
    with ctx.tools.store.reading() as reader:
        found = people.of_organisation(reader, organisation)
    return tuple(Watched(row.id, row.login, row.name) for row in sorted(found, key=lambda row: row.name))
