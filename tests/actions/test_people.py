"""What an admin does with people and teams: links by mail, second places, closing, changing; never a key."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from signaal.actions import (
    accounts,
    approving,
    cases,
    directory,
    founding,
    hiring,
    links,
    outbox,
    people,
    sessions,
    upkeep,
)
from signaal.actions.context import operator, system
from signaal.audit.events import Event
from signaal.store import memberships, teams
from signaal.store import outbox as stored
from signaal.store.tables_people import TeamRow, UserRow
from signaal.store.tables_work import OutboxRow
from signaal.terms import Conflict, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.test_accounts import NEW_LEAD, found_team, newcomer, tamper
from tests.support.world import ADDRESS, World


def waiting_links(world: World) -> list[OutboxRow]:
    with world.tools.store.reading() as reader:
        rows = reader.session.query(OutboxRow).filter(OutboxRow.sealed_link.is_not(None))
        return list(rows)


def mails(world: World) -> str:
    files = sorted((world.tools.instance / "mail").glob("*.eml"))
    return "".join(path.read_text(encoding="utf-8").replace("=\r\n", "").replace("=\n", "") for path in files)


def invite(world: World, email: str = "nieuw@waterland.example") -> hiring.NewPerson:
    return hiring.add_person(
        world.ctx("jgz_admin"), world.organisations["jgz"], "nieuw", "Nieuwe Collega", email, "signaller",
        world.teams["jgz_team"], profession="jgz_nurse", by_mail=True,
    )  # fmt: skip


def test_a_link_goes_by_mail_and_stands_nowhere_else(world: World) -> None:
    made = invite(world)
    (row,) = waiting_links(world)
    stored = repr([getattr(row, column.key) for column in row.__table__.columns])
    assert made.token not in stored
    assert (row.link, row.channel) == ("/activeren", "mail")
    outbox.deliver(system(world.tools))
    assert waiting_links(world) == []
    found = re.search(r"/activeren/([\w-]{43})", mails(world))
    assert found is not None
    assert found[1] == made.token
    assert accounts.invitation(world.tools, found[1]).login == "nieuw"


def test_a_link_that_could_not_be_mailed_is_wiped_and_never_sent_without_its_end(world: World) -> None:
    invite(world, "nieuw@waterland.example")
    row = waiting_links(world)[0]
    with world.tools.store.unit() as unit:
        stored.failed(unit, row.id, "address", None)
    assert waiting_links(world) == []
    with world.tools.store.unit() as unit:
        stored.retry(unit, row.id)
    outbox.deliver(system(world.tools))
    assert "/activeren" not in mails(world)


def test_a_link_past_its_day_is_wiped_at_night(world: World) -> None:
    invite(world)
    upkeep.tidy(system(world.tools))
    assert len(waiting_links(world)) == 1
    world.clock.advance(hours=25)
    upkeep.tidy(system(world.tools))
    assert waiting_links(world) == []


def test_without_an_address_nothing_is_mailed(world: World) -> None:
    assert invite(world, "").token
    assert waiting_links(world) == []


def test_a_second_place_waits_for_a_lead_like_any_other(world: World) -> None:
    world.clock.advance(minutes=1)
    waits = hiring.add_membership(
        world.ctx("jgz_admin"), world.organisations["jgz"], " Teacher ", "signaller", world.teams["jgz_team"],
        profession="jgz_nurse",
    )  # fmt: skip
    assert not waits
    before = accounts.my_codes(world.ctx("teacher"))
    assert [(code.code, code.why.key) for code in before] == [(None, "people.log_in_again")]
    world.clock.advance(minutes=1)
    world.log_in("teacher")
    assert accounts.my_codes(world.ctx("teacher"))[0].code
    assert not world.ctx("teacher").actor.in_team(world.teams["jgz_team"])
    assert logged(world.tools, Event.MEMBER_WAITING)[-1]["team"] == world.teams["jgz_team"]


def test_a_second_place_is_for_a_known_account_once_and_of_the_own_organisation(world: World) -> None:
    admin, jgz = world.ctx("jgz_admin"), world.organisations["jgz"]
    with pytest.raises(Refused) as unknown:
        hiring.add_membership(admin, jgz, "nobody", "signaller", world.teams["jgz_team"])
    assert unknown.value.problems["login"].key == "people.no_such_login"
    with pytest.raises(Refused) as twice:
        hiring.add_membership(admin, jgz, "nurse", "signaller", world.teams["jgz_team"])
    assert twice.value.problems["team"].key == "people.has_place"
    with pytest.raises(NotFound):
        hiring.add_membership(
            admin, world.organisations["school"], "nurse", "signaller", world.teams["school_team"]
        )
    with pytest.raises(Refused):
        hiring.add_membership(admin, jgz, "teacher", "signaller", world.teams["school_team"])


def test_an_admin_in_a_team_of_the_own_making_still_waits_for_a_lead(world: World) -> None:
    hiring.add_membership(
        world.ctx("jgz_admin"), world.organisations["jgz"], "jgz_admin", "signaller", world.teams["jgz_team"]
    )
    world.clock.advance(minutes=1)
    world.log_in("jgz_admin")
    with pytest.raises(NotAllowed):
        cases.page(world.ctx("jgz_admin"))


def test_a_watching_role_as_second_place_waits_for_an_officer(world: World) -> None:
    world.ctx("jgz_officer")
    assert hiring.add_membership(
        world.ctx("jgz_admin"), world.organisations["jgz"], "jgz_admin", "privacy_officer"
    )
    assert {m.role for m in world.ctx("jgz_admin").actor.memberships} == {"admin"}


def test_an_end_in_the_past_is_refused(world: World) -> None:
    with pytest.raises(Refused) as stopped:
        hiring.add_person(
            world.ctx("jgz_admin"), world.organisations["jgz"], "kort", "Kort", "", "signaller",
            world.teams["jgz_team"], ends_at=world.clock.now() - timedelta(seconds=1),
        )  # fmt: skip
    assert stopped.value.problems["ends_at"].key == "people.end_is_past"


def test_the_list_is_25_long_and_of_one_state_or_team(world: World) -> None:
    shell = operator(world.tools)
    for number in range(30):
        hiring.add_person(
            shell, world.organisations["jgz"], f"kracht{number:02}", f"Kracht {number:02}", "", "signaller",
            world.teams["jgz_team"],
        )  # fmt: skip
    admin, jgz = world.ctx("jgz_admin"), world.organisations["jgz"]
    first = people.page(admin, jgz)
    assert (len(first.lines), first.total, first.following) == (25, 37, 25)
    rest = people.page(admin, jgz, start=25)
    assert (len(rest.lines), rest.following) == (12, None)
    assert not {line.user_id for line in first.lines} & {line.user_id for line in rest.lines}
    assert people.page(admin, jgz, state="invited").total == 30
    assert people.page(admin, jgz, state="active", team_id=world.teams["jgz_team"]).total == 4
    with pytest.raises(NotFound):
        people.page(admin, world.organisations["school"])


def test_one_account_is_seen_with_its_places_and_by_whom_it_is_looked_after(world: World) -> None:
    world.clock.advance(minutes=1)
    hiring.add_membership(
        world.ctx("jgz_admin"), world.organisations["jgz"], "teacher", "signaller", world.teams["jgz_team"]
    )
    shown = people.read(world.ctx("jgz_admin"), world.people["teacher"].user_id)
    assert [(place.where, place.mine) for place in shown.places] == [
        ("Zorgteam De Regenboog", False), ("JGZ-team Noord", True),
    ]  # fmt: skip
    assert not shown.may_change
    for deed in (people.disable, people.enable, links.send_reset):
        with pytest.raises(NotFound):
            deed(world.ctx("jgz_admin"), world.people["teacher"].user_id)
    with pytest.raises(NotFound):
        people.read(world.ctx("jgz_admin"), world.people["teacher2"].user_id)


def test_a_closed_account_stops_at_once_and_opens_as_it_was(world: World) -> None:
    admin, nurse = world.ctx("jgz_admin"), world.people["nurse"]
    token = world.log_in("nurse")
    links.send_reset(admin, nurse.user_id)
    people.disable(admin, nurse.user_id)
    assert sessions.open(world.tools, token, new_id(), ADDRESS) is None
    with world.tools.store.reading() as reader:
        assert reader.get(UserRow, nurse.user_id).activation_hash is None, "its link stops too"
    with pytest.raises(Conflict):
        links.send_reset(admin, nurse.user_id)
    people.enable(admin, nurse.user_id)
    world.clock.advance(minutes=1)
    world.ctx("nurse").keys.team(world.teams["jgz_team"])  # opens
    with pytest.raises(Conflict):
        people.enable(admin, nurse.user_id)


def test_an_unused_account_opens_as_unused(world: World) -> None:
    person = newcomer(world)
    people.disable(world.ctx("jgz_admin"), person.user_id)
    people.enable(world.ctx("jgz_admin"), person.user_id)
    assert people.read(world.ctx("jgz_admin"), person.user_id).state == "invited"


def test_details_change_with_an_event(world: World) -> None:
    people.change(world.ctx("jgz_admin"), world.people["nurse"].user_id, "Noor Visser", "n@w.example", "en")
    shown = people.read(world.ctx("jgz_admin"), world.people["nurse"].user_id)
    assert (shown.name, shown.email, shown.language) == ("Noor Visser", "n@w.example", "en")
    assert logged(world.tools, Event.PERSON_CHANGED)[-1]["reason"] == "details"
    with pytest.raises(Refused):
        people.change(world.ctx("jgz_admin"), world.people["nurse"].user_id, " ", "x", "de")


def officer_sees(world: World) -> list[approving.Approval]:
    return list(approving.approvals(world.ctx("town_officer")))


def test_the_officer_says_yes_to_exactly_the_leads_on_the_page(world: World) -> None:
    world.ctx("town_officer")
    team = found_team(world, "town_admin")
    with pytest.raises(Conflict) as nobody:
        approving.approve_team(world.ctx("town_officer"), team, officer_sees(world)[0].seen)
    assert nobody.value.say.key == "people.no_lead_yet"
    world.invite(world.ctx("town_admin"), "founder", *NEW_LEAD)
    seen = officer_sees(world)[0].seen
    people.change(
        world.ctx("town_admin"),
        world.people["founder"].user_id,
        "Founder de Vries",
        "admin@town.example",
        "nl",
    )
    with pytest.raises(Conflict) as other:
        approving.approve_team(world.ctx("town_officer"), team, seen)
    assert other.value.say.key == "people.other_leads"
    approving.approve_team(world.ctx("town_officer"), team, officer_sees(world)[0].seen)
    event = logged(world.tools, Event.TEAM_APPROVED)[-1]
    assert (event["reason"], event["number"]) == ("founding", 1)


def test_a_lead_whose_address_changes_after_the_yes_is_looked_at_again(world: World) -> None:
    world.ctx("town_officer")
    team = found_team(world, "town_admin")
    world.invite(world.ctx("town_admin"), "founder", *NEW_LEAD)
    approving.approve_team(world.ctx("town_officer"), team, officer_sees(world)[0].seen)
    people.change(
        world.ctx("town_admin"),
        world.people["founder"].user_id,
        "Founder de Vries",
        "admin@town.example",
        "nl",
    )
    assert world.activate("founder").codes[0].why.key == "people.waits_for_both"
    assert [line.id for line in officer_sees(world)] == [team]


def test_a_lead_that_the_officer_never_saw_founds_nothing(world: World) -> None:
    """Written into the database after the yes: two approvals stand in the row, the lead in nobody's list."""
    world.ctx("town_officer")
    team = found_team(world, "town_admin")
    world.invite(world.ctx("town_admin"), "founder", *NEW_LEAD)
    approving.approve_team(world.ctx("town_officer"), team, officer_sees(world)[0].seen)
    with world.tools.store.reading() as reader:
        approved = list(reader.get(TeamRow, team).approved_by)
    world.invite(world.ctx("town_admin"), "sneaky", *NEW_LEAD)
    tamper(world, TeamRow, team, approved_by=approved, state="active")
    assert world.activate("sneaky").codes[0].code is None
    with world.tools.store.reading() as reader:
        assert teams.current_key(reader, team) is None
    world.activate("founder")
    with world.tools.store.reading() as reader:
        assert teams.current_key(reader, team) is not None


def test_to_receive_takes_two_and_to_stop_takes_one(world: World) -> None:
    world.ctx("jgz_officer")
    team, admin = world.teams["jgz_team"], world.ctx("jgz_admin")
    tamper(world, TeamRow, team, approved_by=["operator", "x"])
    assert founding.change_team(admin, team, "JGZ-team Noord", "078-5550100", receives=True)
    assert founding.change_team(admin, team, "JGZ-team Noord", None, receives=True), "asked once"
    shown = approving.approvals(world.ctx("jgz_officer"))
    assert [(line.kind, line.id) for line in shown] == [("receiving", team)]
    with world.tools.store.reading() as reader:
        assert team not in {row.id for row in teams.recipients(reader)}
    with pytest.raises(NotFound):
        approving.approve_receiving(world.ctx("school_officer"), team)
    approving.approve_receiving(world.ctx("jgz_officer"), team)
    with world.tools.store.reading() as reader:
        assert team in {row.id for row in teams.recipients(reader)}
    with pytest.raises(Conflict):
        approving.approve_receiving(world.ctx("jgz_officer"), team)
    assert not founding.change_team(admin, team, "JGZ-team Noord", None, receives=False)
    with world.tools.store.reading() as reader:
        assert team not in {row.id for row in teams.recipients(reader)}


def test_an_admin_changes_the_own_organisation_only(world: World) -> None:
    admin = world.ctx("jgz_admin")
    founding.change_organisation(admin, world.organisations["jgz"], "JGZ Oost", "Oostland", ["kledingbank"])
    shown = directory.organisation(admin, world.organisations["jgz"])
    assert (shown.name, shown.municipality, shown.affiliated) == ("JGZ Oost", "Oostland", ("kledingbank",))
    for deed in (
        lambda: founding.change_organisation(admin, world.organisations["school"], "x", "y"),
        lambda: founding.change_team(admin, world.teams["school_team"], "x", None, receives=False),
        lambda: directory.organisation(admin, world.organisations["school"]),
        lambda: directory.team(admin, world.teams["school_team"]),
    ):
        with pytest.raises(NotFound):
            deed()
    with pytest.raises(Refused):
        founding.change_organisation(admin, world.organisations["jgz"], "", "y", ["geen"])


def test_nothing_that_an_admin_does_makes_a_key_holder(world: World) -> None:
    """Every verb above, by an admin: the set of people with a sealed team secret stays the same."""

    def holders() -> set[str]:
        with world.tools.store.reading() as reader:
            found = memberships.key_holders(reader, world.teams["jgz_team"], world.clock.now())
            return {member.membership.id for member in found}

    before = holders()
    invite(world)
    hiring.add_membership(
        world.ctx("jgz_admin"), world.organisations["jgz"], "jgz_admin", "signaller", world.teams["jgz_team"],
        lead=True,
    )  # fmt: skip
    links.send_reset(world.ctx("jgz_admin"), world.people["nurse"].user_id)
    people.change(world.ctx("jgz_admin"), world.people["nurse"].user_id, "X", "", "nl")
    world.clock.advance(minutes=1)
    world.log_in("jgz_admin")
    assert holders() == before
