"""Organisations, teams, people and duty numbers, for the first day and for whoever likes a shell."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict

from signaal.actions import directory, links, recognising
from signaal.actions.context import Ctx, operator
from signaal.actions.directory import OrganisationView, PersonView
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import open_tools
from signaal.terms import Refused, Say

Verb = Callable[[Ctx, argparse.Namespace, Voice], None]


def people(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Do one thing with the list of people."""
    tools = open_tools(given.instance)
    try:
        VERBS[given.what](operator(tools), given, voice)
    finally:
        tools.store.close()
    return 0


def _add_organisation(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    made = directory.add_organisation(ctx, given.name, given.kind, given.municipality, given.affiliated)
    _done(voice, made, given.name)


def _add_team(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    made = directory.add_team(
        ctx,
        organisation(ctx, given.organisation).id,
        given.name,
        given.function,
        "personal" if given.personal else "shared",
        receives=given.receives,
        solo=given.solo,
        phone=given.phone,
    )
    _done(voice, made, given.name)


def _add_person(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    home = organisation(ctx, given.organisation)
    teams = {team.id: team.name for team in home.teams}
    made = directory.add_person(
        ctx,
        home.id,
        given.login,
        given.name,
        given.email,
        given.role,
        _chosen("team", given.team, teams) if given.team else None,
        lead=given.lead,
        profession=given.profession,
        language=given.language,
    )
    link = f"{ctx.tools.town.public_url}/activeren/{made.token}"
    voice.give({"id": made.user_id, "link": link, "waits_for_officer": made.waits_for_officer})
    voice.tell("people.link", name=given.name, link=link)
    if made.waits_for_officer:
        voice.tell("people.waits")


def _link(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    person = _person(ctx, given.login)
    if person.state == "invited":
        link = f"{ctx.tools.town.public_url}/activeren/{links.invite_again(ctx, person.user_id)}"
    else:
        link = f"{ctx.tools.town.public_url}/herstel/{links.send_reset(ctx, person.user_id)}"
    voice.give({"id": person.user_id, "link": link})
    voice.tell("people.link_again", name=person.name, link=link)


def _admit(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    person = _person(ctx, given.login)
    recognising.approve_reset(ctx, person.user_id, given.code)
    voice.give({"id": person.user_id})
    voice.tell("people.admitted", name=person.name)


def _person(ctx: Ctx, login: str) -> PersonView:
    everybody = [person for home in directory.organisations_seen(ctx) for person in home.people]
    found = next((person for person in everybody if person.login == login.strip().lower()), None)
    if found is None:
        raise Refused({"login": Say("people.no_such_login")})
    return found


def _add_duty(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> None:
    made = directory.add_duty(
        ctx,
        organisation(ctx, given.organisation).id,
        given.function,
        given.phone,
        given.days,
        given.from_minute,
        given.to_minute,
        second=given.second,
    )
    _done(voice, made, given.function)


def _list(ctx: Ctx, _given: argparse.Namespace, voice: Voice) -> None:
    found = directory.organisations_seen(ctx)
    voice.give([_plain(organisation) for organisation in found])
    for organisation in found:
        voice.line(f"{organisation.name}  [{organisation.kind}, {organisation.municipality}]")
        for team in organisation.teams:
            voice.line(f"  {team.name}  [{team.function}, {team.mode}, {team.state}]")
        for person in organisation.people:
            lead = "*" if person.lead else ""
            team_name = f", {person.team}" if person.team else ""
            voice.line(f"  {person.login:<22} {person.name} ({person.role}{lead}{team_name}) {person.state}")
        for line in organisation.duty:
            voice.line(
                f"  {line.phone:<22} {line.function} {_hours(line.from_minute)}-{_hours(line.to_minute)}"
            )
    if not found:
        voice.tell("people.nobody")


VERBS: Mapping[str, Verb] = {
    "add-organisation": _add_organisation,
    "add-team": _add_team,
    "add-person": _add_person,
    "new-link": _link,
    "admit": _admit,
    "add-duty": _add_duty,
    "list": _list,
}


def _done(voice: Voice, made: str, name: str) -> None:
    voice.give({"id": made})
    voice.tell("people.added", name=name, id=made)


def organisation(ctx: Ctx, named: str) -> OrganisationView:
    """The one that was named by its id or its whole name. Refused when there is none."""
    found = {row.id: row for row in directory.organisations_seen(ctx)}
    return found[_chosen("organisation", named, {row.id: row.name for row in found.values()})]


def _chosen(field: str, named: str, known: Mapping[str, str]) -> str:
    """The id of what was named by its id or by its whole name. Refused when it is not one of them."""
    fitting: Iterable[str] = [named] if named in known else [i for i, name in known.items() if name == named]
    ids = list(fitting)
    if len(ids) != 1:
        raise Refused({field: Say("cli.people.which", {"names": ", ".join(sorted(known.values())) or "-"})})
    return ids[0]


def _plain(organisation: OrganisationView) -> dict[str, object]:
    plain = asdict(organisation)
    for person in plain["people"]:
        person["ends_at"] = person["ends_at"] and person["ends_at"].isoformat()
    return plain


def _hours(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
