"""Who is what, at which moment."""

from datetime import datetime, timedelta

import pytest

from signaal.store import memberships, people, pins, reach, teams
from signaal.store.engine import Store
from signaal.store.tables_people import PinRow
from signaal.terms import NotFound
from tests.store import rows
from tests.store.rows import World, writing

DAY = timedelta(days=1)


def _join(world: World, name: str, **values):
    user = rows.user(name=name, **values.pop("account", {}))
    return [user, rows.membership(user.id, world.organisation.id, world.team.id, **values)]


def test_only_what_is_active_now_counts(store: Store, world: World, now: datetime):
    with writing(store) as unit:
        for pair in (
            _join(world, "Zoe", starts_at=now),
            _join(world, "Amir", ends_at=now + DAY, lead=True, sealed_team_secret=b"x"),
            _join(world, "Later", starts_at=now + DAY),
            _join(world, "Weg", ends_at=now),
            _join(world, "Wacht", state="waiting"),
            _join(world, "Uit", account={"state": "disabled"}, lead=True),
        ):
            for row in pair:
                unit.add(row)
    with store.reading() as reader:
        assert [one.user.name for one in memberships.of_team(reader, world.team.id, now)] == ["Amir", "Zoe"]
        assert [one.user.name for one in memberships.leads(reader, world.team.id, now)] == ["Amir"]
        assert [one.user.name for one in memberships.key_holders(reader, world.team.id, now)] == ["Amir"]
        assert [one.user.name for one in memberships.waiting(reader, world.team.id)] == ["Wacht"]
        for asked, read in ((reach.of_team, memberships.of_team), (reach.leads, memberships.leads)):
            reached = [(one.id, one.email, one.lead) for one in asked(reader, world.team.id, now)]
            members = read(reader, world.team.id, now)
            assert reached == [(one.user.id, one.user.email, one.membership.lead) for one in members] != []
        later = memberships.of_team(reader, world.team.id, now + DAY)
        assert [one.user.name for one in later] == ["Later", "Zoe"]
        assert memberships.of_team(reader, world.receivers.id, now) == []
        assert [row.user_id for row in memberships.lapsed(reader, now)] != []


def test_roles_are_found_in_an_organisation_and_anywhere(store: Store, world: World, now: datetime):
    officer = rows.user(name="Olga")
    place = rows.membership(officer.id, world.organisation.id, None, role="privacy_officer")
    with writing(store) as unit:
        unit.add(officer)
        memberships.add(unit, place)
    with store.reading() as reader:
        found = memberships.with_role(reader, world.organisation.id, "privacy_officer", now)
        assert [one.user.id for one in found] == [officer.id]
        assert memberships.with_role(reader, world.municipality.id, "privacy_officer", now) == []
        assert memberships.with_role(reader, world.organisation.id, "admin", now) == []
        assert len(memberships.with_role_anywhere(reader, "privacy_officer", now)) == 1
        reached = [reach.Reached(officer.id, officer.email, False, world.organisation.id)]
        assert reach.with_role(reader, world.organisation.id, "privacy_officer", now) == reached
        assert reach.with_role_anywhere(reader, "privacy_officer", now) == reached
        assert reach.with_role(reader, world.municipality.id, "privacy_officer", now) == []
        assert reach.with_role_anywhere(reader, "admin", now) == []
        assert memberships.count_with_role(reader, "privacy_officer") == 1
        assert memberships.in_team(reader, officer.id, world.team.id, now) is None
        assert [one.user.name for one in memberships.of_organisation(reader, world.organisation.id)] == [
            "Olga"
        ]
        assert [one.name for one in people.of_organisation(reader, world.organisation.id)] == ["Olga"]


def test_ending_takes_the_key_away(store: Store, world: World, now: datetime):
    user, place = _join(world, "Amir", sealed_team_secret=b"x")
    with writing(store) as unit:
        unit.add(user)
        unit.add(place)
    with writing(store) as unit:
        memberships.end(unit, memberships.get(unit, place.id), now + DAY)
    with store.reading() as reader:
        row = memberships.get(reader, place.id)
        assert (row.state, row.sealed_team_secret, row.ends_at) == ("ended", None, now + DAY)
        assert memberships.of_user(reader, user.id, now) == []
        assert [one.id for one in memberships.ever_of_user(reader, user.id)] == [place.id]
        assert memberships.find(reader, "nobody") is None


def test_people_are_found_by_what_they_have(store: Store, world: World, now: datetime):
    guest = rows.user(
        login="gast",
        email=world.nurse.email,
        state="invited",
        activation_hash=b"h" * 32,
        activation_expires=now + DAY,
    )
    with writing(store) as unit:
        people.add(unit, guest)
    with store.reading() as reader:
        assert people.find_by_login(reader, "gast") is not None
        assert people.find_by_login(reader, "GAST") is None
        assert {one.id for one in people.with_email(reader, guest.email)} == {guest.id, world.nurse.id}
        found = people.find_by_activation(reader, b"h" * 32, now)
        assert found is not None
        assert found.id == guest.id
        assert people.find_by_activation(reader, b"h" * 32, now + DAY) is None
        assert people.names(reader, [world.nurse.id, "nobody"]) == {world.nurse.id: "Noor Visser"}
        assert set(people.by_ids(reader, [world.nurse.id, guest.id])) == {world.nurse.id, guest.id}
        assert len(people.everything(reader)) == 3
        with pytest.raises(NotFound):
            people.get(reader, "nobody")


def test_a_code_of_the_second_factor_works_once(store: Store, world: World):
    taken = []
    for step in (5, 5, 4, 6):
        with store.unit() as unit:
            taken.append(people.take_totp_step(unit, world.nurse.id, step))
    assert taken == [True, False, False, True]


def test_keys_of_teams_have_versions(store: Store, world: World):
    with writing(store) as unit:
        for version in (1, 2):
            teams.publish_key(unit, teams.get(unit, world.team.id), rows.team_key(world.team.id, version))
    with store.reading() as reader:
        current = teams.current_key(reader, world.team.id)
        assert current is not None
        assert current.version == 2
        assert teams.get_key(reader, world.team.id, 1).version == 1
        assert [one.version for one in teams.keys(reader, world.team.id)] == [1, 2]
        assert teams.current_key(reader, world.receivers.id) is None
        with pytest.raises(NotFound):
            teams.get_key(reader, world.team.id, 3)


def test_a_recipient_is_active_receives_and_has_a_key(store: Store, world: World):
    with store.reading() as reader:
        assert teams.recipients(reader) == []
    with writing(store) as unit:
        unit.add(rows.team(world.municipality.id, receives=True, key_version=1, state="waiting"))
        teams.publish_key(unit, teams.get(unit, world.receivers.id), rows.team_key(world.receivers.id))
    with store.reading() as reader:
        assert [one.id for one in teams.recipients(reader)] == [world.receivers.id]
        assert [one.id for one in teams.of_function(reader, "wijkteam")] == [world.receivers.id]
        assert len(teams.of_organisation(reader, world.municipality.id)) == 2
        assert len(teams.everything(reader)) == 3
        assert set(teams.by_ids(reader, [world.team.id])) == {world.team.id}


def test_a_pin_is_found_by_the_pair(store: Store, world: World, now: datetime):
    pin = PinRow(
        id=rows.new_id(),
        team_id=world.team.id,
        owner_id=world.team.id,
        recipient_team_id=world.receivers.id,
        version=1,
        fingerprint=b"f",
        mac=b"m",
        created_at=now,
    )
    with writing(store) as unit:
        pins.add(unit, pin)
    with store.reading() as reader:
        assert pins.find(reader, world.team.id, world.receivers.id) is not None
        assert pins.find(reader, world.receivers.id, world.team.id) is None
        assert set(pins.of_team(reader, world.team.id)) == {world.receivers.id}
