"""One nurse or one school alone, with nobody joined (R23): everything that has to be there, made in one go.

She leads her own team and holds its key; for four eyes there is a named privacy officer from outside, who sees codes
and the log, never a family. May run twice: what is there already stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import founding, hiring
from signaal.actions.context import Ctx, action
from signaal.actions.entries import login_name, raise_for
from signaal.audit.events import Event
from signaal.store import organisations, people, teams
from signaal.store.reader import Reader
from signaal.terms import OrganisationKind, Role, Say

FUNCTIONS = {OrganisationKind.JGZ.value: "jgz", OrganisationKind.SCHOOL.value: "school_team"}


@dataclass(frozen=True)
class Somebody:
    """A person of the solo profile: login, name, address for mail without content ("" is none)."""

    login: str
    name: str
    email: str = ""


@dataclass(frozen=True)
class SoloDraft:
    """`name` is that of the organisation, never hers; `kind` jgz or school; `profession` is hers."""

    name: str
    kind: str
    municipality: str
    nurse: Somebody
    officer: Somebody
    profession: str | None = None


@dataclass(frozen=True)
class Solo:
    """Tokens of the links to take the accounts into use, by login; empty for who had an account already."""

    organisation_id: str
    team_id: str
    tokens: tuple[tuple[str, str], ...]


@action(
    Permission.PEOPLE_WRITE,
    Event.ORGANISATION_CREATED,
    Event.TEAM_CREATED,
    Event.PERSON_CREATED,
    Event.MEMBER_WAITING,
)
def found(ctx: Ctx, draft: SoloDraft) -> Solo:
    """An organisation, its solo team, its nurse who leads it, and the outside privacy officer.

    Raises:
        Refused: a field that is empty, wrong or taken; said as the field of whoever it is about.
    """
    _must_fit(draft)
    with ctx.tools.store.reading() as reader:
        organisation_id = _organisation(reader, draft.name)
    if organisation_id is None:
        organisation_id = founding.add_organisation(ctx, draft.name, draft.kind, draft.municipality)
    with ctx.tools.store.reading() as reader:
        here = [team.id for team in teams.of_organisation(reader, organisation_id) if team.solo]
    team_id = here[0] if here else founding.add_team(
        ctx, organisation_id, draft.name, FUNCTIONS[draft.kind], solo=True
    )  # fmt: skip
    tokens = []
    for who, role, team, lead in (
        (draft.nurse, Role.SIGNALLER, team_id, True),
        (draft.officer, Role.PRIVACY_OFFICER, None, False),
    ):
        with ctx.tools.store.reading() as reader:
            known = people.find_by_login(reader, who.login.strip().lower()) is not None
        if not known:
            made = hiring.add_person(
                ctx, organisation_id, who.login, who.name, who.email, role.value, team, lead=lead,
                profession=draft.profession if lead else None,
            )  # fmt: skip
            tokens.append((who.login.strip().lower(), made.token))
    return Solo(organisation_id, team_id, tuple(tokens))


def _must_fit(draft: SoloDraft) -> None:
    """What can be told before anything is made."""
    problems: dict[str, Say] = {}
    if draft.kind not in FUNCTIONS:
        problems["kind"] = Say("errors.not_in_list")
    mine = login_name("login", draft.nurse.login, problems)
    if mine == login_name("officer_login", draft.officer.login, problems):
        problems["officer_login"] = Say("people.solo_needs_two")
    raise_for(problems)


def _organisation(reader: Reader, name: str) -> str | None:
    return next((row.id for row in organisations.everything(reader) if row.name == name.strip()), None)
