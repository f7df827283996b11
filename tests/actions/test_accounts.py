"""Taking an account into use, founding and pinning a team's key, being let in by the typed code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from signaal.actions import accounts, admission, approving, directory, joining, members
from signaal.actions.context import operator
from signaal.actions.enrolment import NewLogin
from signaal.audit.events import Event
from signaal.store import memberships, teams
from signaal.store.tables_people import MembershipRow, TeamKeyRow, TeamRow, UserRow
from signaal.terms import Conflict, NotAllowed, NotFound, Refused
from signaal.vault import totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys, UserKeys
from signaal.vault.pseudonyms import new_id, new_token
from signaal.vault.secret import Secret
from tests.actions.events import logged
from tests.support.world import Account, World

JGZ = ("jgz", "jgz_team", "signaller", False, "jgz_nurse")


def newcomer(world: World, name: str = "newcomer", spec: tuple = JGZ) -> Account:
    world.invite(operator(world.tools), name, *spec)
    return world.people[name]


def row_of(world: World, name: str) -> MembershipRow:
    with world.tools.store.reading() as reader:
        return memberships.get(reader, world.people[name].membership_id)


def tamper(world: World, row_class: type, key: str, **values: object) -> None:
    """Write to the database as somebody who owns it."""
    with world.tools.store.unit() as unit:
        row: Any = unit.get(row_class, key)
        for name, value in values.items():
            setattr(row, name, value)
        unit.audited = True
        unit.written()


def test_a_link_works_for_a_day_and_once(world: World) -> None:
    person = newcomer(world)
    assert accounts.invitation(world.tools, person.link).name == "Newcomer de Vries"
    world.activate("newcomer")
    with pytest.raises(NotFound):
        accounts.invitation(world.tools, person.link)
    late = newcomer(world, "late")
    world.clock.advance(hours=24)
    with pytest.raises(NotFound):
        accounts.invitation(world.tools, late.link)
    with pytest.raises(NotFound):
        accounts.invitation(world.tools, new_token())


def test_a_new_link_stops_the_old_one(world: World) -> None:
    person = newcomer(world)
    again = directory.invite_again(world.ctx("jgz_admin"), person.user_id)
    with pytest.raises(NotFound):
        accounts.invitation(world.tools, person.link)
    assert accounts.invitation(world.tools, again).login == "newcomer"
    with pytest.raises(Conflict):
        directory.invite_again(world.ctx("jgz_admin"), world.people["nurse"].user_id)


@pytest.mark.parametrize("weak", ["", "welkom2026", "newcomer de vries", "Waterland Noord"])
def test_a_weak_passphrase_is_refused_with_a_lesson(world: World, weak: str) -> None:
    person = newcomer(world)
    shown = accounts.invitation(world.tools, person.link)
    with pytest.raises(Refused) as stopped:
        accounts.activate(world.tools, NewLogin(person.link, weak, "000000", shown.setup))
    assert stopped.value.problems["passphrase"].key == "vault.passphrase_weak"
    assert stopped.value.problems["code"].key == "account.activate.wrong_code"


def test_the_second_factor_stays_the_same_after_a_mistake_and_is_not_readable(world: World) -> None:
    person = newcomer(world)
    first = accounts.invitation(world.tools, person.link)
    second = accounts.invitation(world.tools, person.link, first.setup)
    fresh = accounts.invitation(world.tools, person.link, "not ours")
    assert first.totp_secret == second.totp_secret != fresh.totp_secret
    assert first.totp_secret not in first.setup


def test_a_setup_of_somebody_else_does_not_fit(world: World) -> None:
    one, other = newcomer(world), newcomer(world, "other")
    shown = accounts.invitation(world.tools, one.link)
    theirs = accounts.invitation(world.tools, other.link)
    code = totp.code_at(Secret(b"x" * 20), 1)
    with pytest.raises(Refused):
        accounts.activate(world.tools, NewLogin(one.link, shown.suggestion, code, theirs.setup))


def test_the_code_of_the_first_use_does_not_log_in(world: World) -> None:
    newcomer(world)
    step = totp.step_at(world.clock.now())
    world.activate("newcomer")
    with world.tools.store.reading() as reader:
        assert reader.get(UserRow, world.people["newcomer"].user_id).totp_last_step == step


def test_a_new_account_publishes_its_key_and_waits(world: World) -> None:
    newcomer(world)
    found = world.activate("newcomer")
    assert [code.team for code in found.codes] == ["JGZ-team Noord"]
    assert found.codes[0].code is not None
    row = row_of(world, "newcomer")
    assert (row.state, row.sealed_team_secret, row.roster_line) == ("waiting", None, None)
    assert row.pin_mark is not None
    published = logged(world.tools, Event.KEY_PUBLISHED)[-1]
    with world.tools.store.reading() as reader:
        user = reader.get(UserRow, world.people["newcomer"].user_id)
    assert user.fingerprint is not None
    assert (published["target"], published["fingerprint"]) == (user.id, user.fingerprint.hex())
    assert world.ctx("newcomer").actor.memberships == ()


def test_the_typed_code_lets_a_colleague_in(world: World) -> None:
    newcomer(world)
    code = world.activate("newcomer").codes[0].code
    assert code is not None
    team = world.teams["jgz_team"]
    assert [w.name for w in admission.waiting(world.ctx("jgz_lead2"))] == ["Newcomer de Vries"]
    typed = code.lower().replace("-", " ")
    form_id = new_id()
    membership = world.people["newcomer"].membership_id
    first = admission.admit(world.ctx("jgz_lead2"), membership, typed, form_id)
    assert admission.admit(world.ctx("jgz_lead2"), membership, typed, form_id) == first
    assert world.ctx("newcomer").keys.team(team).id == team
    assert admission.waiting(world.ctx("jgz_lead")) == ()
    admitted = logged(world.tools, Event.MEMBER_ADMITTED)[-1]
    assert (admitted["target"], admitted["user"]) == (membership, world.people["jgz_lead2"].user_id)
    assert len([e for e in logged(world.tools, Event.MEMBER_ADMITTED) if e["target"] == membership]) == 1
    with pytest.raises(Conflict):
        admission.admit(world.ctx("jgz_lead"), membership, code, new_id())


def test_a_teacher_gets_a_place_on_the_roster_and_no_secret(world: World) -> None:
    row = row_of(world, "teacher")
    assert row.state == "active"
    assert row.roster_line is not None
    assert row.sealed_team_secret is None
    team = world.teams["school_team"]
    assert world.ctx("teacher").keys.pinned(team).id == team
    with pytest.raises(DoesNotOpen):
        world.ctx("teacher").keys.team(team)
    assert world.ctx("school_lead2").keys.team(team).id == team


def test_a_wrong_code_lets_nobody_in_and_is_written_down(world: World) -> None:
    newcomer(world)
    code = world.activate("newcomer").codes[0].code
    assert code is not None
    membership = world.people["newcomer"].membership_id
    for _ in range(3):
        with pytest.raises(Refused) as stopped:
            admission.admit(world.ctx("jgz_lead"), membership, "00000-00000", new_id())
        assert stopped.value.problems["code"].key == "people.wrong_code"
    with pytest.raises(Refused) as slowed:
        admission.admit(world.ctx("jgz_lead"), membership, code, new_id())
    assert slowed.value.problems["code"].key == "people.code_wait"
    refused = logged(world.tools, Event.VAULT_REFUSED)
    assert [(e["reason"], e["target"]) for e in refused] == [("admission_code", membership)] * 3
    assert row_of(world, "newcomer").state == "waiting"
    world.clock.advance(minutes=10)
    admission.admit(world.ctx("jgz_lead"), membership, code, new_id())


def test_a_replaced_public_key_makes_another_code(world: World) -> None:
    newcomer(world)
    code = world.activate("newcomer").codes[0].code
    assert code is not None
    person = world.people["newcomer"]
    thief = UserKeys.new(person.user_id).public
    tamper(
        world, UserRow, person.user_id,
        kem_public=thief.kem, sign_public=thief.sign, fingerprint=thief.fingerprint,
    )  # fmt: skip
    with pytest.raises(Refused):
        admission.admit(world.ctx("jgz_lead"), person.membership_id, code, new_id())


def test_a_replaced_team_key_shows_no_code_and_opens_nothing(world: World) -> None:
    newcomer(world)
    world.activate("newcomer")
    team = world.teams["jgz_team"]
    with world.tools.store.reading() as reader:
        key = teams.get_key(reader, team, 1)
    fake = TeamKeys.new(team).public
    tamper(
        world, TeamKeyRow, key.id,
        kem_public=fake.kem, sign_public=fake.sign, fingerprint=fake.fingerprint,
    )  # fmt: skip
    with pytest.raises(DoesNotOpen):
        accounts.my_codes(world.ctx("newcomer"))
    with pytest.raises(DoesNotOpen):
        world.ctx("nurse").keys.team(team)
    with pytest.raises(DoesNotOpen):
        admission.admit(world.ctx("jgz_lead"), world.people["newcomer"].membership_id, "x", new_id())


def test_only_a_lead_of_that_team_lets_somebody_in(world: World) -> None:
    newcomer(world)
    code = world.activate("newcomer").codes[0].code or ""
    membership = world.people["newcomer"].membership_id
    with pytest.raises(NotFound):
        admission.admit(world.ctx("social_lead"), membership, code, new_id())
    for name in ("nurse", "jgz_admin", "jgz_officer"):
        with pytest.raises(NotAllowed):
            admission.admit(world.ctx(name), membership, code, new_id())
    assert len(logged(world.tools, Event.ACCESS_DENIED)) == 4


def test_nobody_is_let_in_before_the_account_is_in_use(world: World) -> None:
    newcomer(world)
    membership = world.people["newcomer"].membership_id
    assert admission.waiting(world.ctx("jgz_lead")) == ()
    with pytest.raises(Refused) as stopped:
        admission.admit(world.ctx("jgz_lead"), membership, "x", new_id())
    assert stopped.value.problems["code"].key == "people.not_activated"


def test_the_last_who_can_open_the_cases_stays(world: World) -> None:
    lead = world.ctx("school_lead")
    members.end_member(lead, world.people["school_lead2"].membership_id)
    with pytest.raises(Refused) as stopped:
        members.end_member(lead, world.people["school_lead"].membership_id)
    assert stopped.value.problems["member"].key == "people.last_holder"
    with pytest.raises(Refused):
        directory.disable(operator(world.tools), world.people["school_lead"].user_id)
    shown = admission.page(lead)[0]
    assert shown.holders == 1
    assert {m.name for m in shown.members} == {
        "School_Lead de Vries",
        "Teacher de Vries",
        "Teacher2 de Vries",
    }


def test_ending_a_membership_deletes_the_sealed_secret(world: World) -> None:
    members.end_member(world.ctx("jgz_lead"), world.people["nurse"].membership_id)
    row = row_of(world, "nurse")
    assert (row.state, row.sealed_team_secret) == ("ended", None)
    with pytest.raises(NotFound):
        members.end_member(world.ctx("social_lead"), world.people["nurse2"].membership_id)
    members.end_member(world.ctx("jgz_admin"), world.people["nurse2"].membership_id)


def found_team(world: World, by: str | None = None) -> str:
    """A new receiving team of the municipality with one lead, made by an admin (or from the shell)."""
    ctx = world.ctx(by) if by else operator(world.tools)
    team = directory.add_team(ctx, world.organisations["town"], "Wijkteam Nieuw", "wijkteam", receives=True)
    world.teams["new_team"] = team
    return team


NEW_LEAD = ("town", "new_team", "responder", True, "social_worker")


def test_while_setting_up_the_first_lead_founds_the_team(world: World) -> None:
    team = found_team(world)
    newcomer(world, "founder", NEW_LEAD)
    assert world.activate("founder").codes == ()
    assert world.ctx("founder").keys.team(team).version == 1
    newcomer(world, "second", NEW_LEAD)
    assert world.activate("second").codes[0].code is not None
    world.admit("founder", "second")
    assert world.ctx("second").keys.team(team).id == team


@pytest.mark.parametrize("by", ["town_admin", None])
def test_after_an_officer_was_there_a_team_needs_two_pairs_of_eyes(world: World, by: str | None) -> None:
    world.ctx("town_officer")
    team = found_team(world, by)
    world.invite(world.ctx(by) if by else operator(world.tools), "founder", *NEW_LEAD)
    waits = world.activate("founder").codes
    assert (waits[0].code, waits[0].why.key) == (None, "people.waits_for_both")
    with world.tools.store.reading() as reader:
        assert team not in {row.id for row in teams.recipients(reader)}
    with pytest.raises(NotFound):
        approving.approve_team(world.ctx("jgz_officer"), team, "")
    with pytest.raises(NotAllowed):
        approving.approve_team(world.ctx("town_admin"), team, "")
    waiting = approving.approvals(world.ctx("town_officer"))
    leads = ("Founder de Vries (founder@waterland.example)",)
    assert [(a.kind, a.id, a.people) for a in waiting] == [("team", team, leads)]
    approving.approve_team(world.ctx("town_officer"), team, waiting[0].seen)
    world.ctx("founder")
    world.clock.advance(minutes=1)
    world.log_in("founder")
    assert world.ctx("founder").keys.team(team).id == team
    with world.tools.store.reading() as reader:
        assert team in {row.id for row in teams.recipients(reader)}
    with pytest.raises(Conflict):
        approving.approve_team(world.ctx("town_officer"), team, waiting[0].seen)


def approve(world: World, team: str) -> None:
    """The officer sees who the leads are, and says yes to those."""
    shown = next(line for line in approving.approvals(world.ctx("town_officer")) if line.id == team)
    approving.approve_team(world.ctx("town_officer"), team, shown.seen)


def test_another_first_lead_needs_another_look(world: World) -> None:
    world.ctx("town_officer")
    team = found_team(world, "town_admin")
    world.invite(world.ctx("town_admin"), "founder", *NEW_LEAD)
    approve(world, team)
    world.invite(world.ctx("town_admin"), "sneaky", *NEW_LEAD)
    assert world.activate("sneaky").codes[0].why.key == "people.waits_for_both"
    world.clock.advance(minutes=1)  # two looks at one moment have no order
    approve(world, team)
    world.clock.advance(minutes=1)
    world.log_in("sneaky")
    assert world.ctx("sneaky").keys.team(team).id == team


def test_after_an_officer_was_there_nobody_makes_officers_alone(world: World) -> None:
    made = directory.add_person(
        operator(world.tools), world.organisations["jgz"], "early", "Early", "", "privacy_officer"
    )
    assert not made.waits_for_officer
    world.ctx("jgz_officer")
    spec = ("jgz", None, "privacy_officer", False, None)
    for number, by in enumerate((operator(world.tools), world.ctx("jgz_admin"))):
        name = f"fake{number}"
        made = world.invite(by, name, *spec)
        assert made.waits_for_officer
        world.activate(name)
        assert world.ctx(name).actor.memberships == ()
        with pytest.raises(NotAllowed):
            approving.approve_person(world.ctx(name), made.membership_id)
    with pytest.raises(NotFound):
        approving.approve_person(world.ctx("school_officer"), made.membership_id)
    approving.approve_person(world.ctx("jgz_officer"), made.membership_id)
    assert [m.role for m in world.ctx("fake1").actor.memberships] == ["privacy_officer"]


def test_the_mark_that_setting_up_is_over_is_set_once(world: World) -> None:
    with world.tools.store.reading() as reader:
        assert joining.setting_up(reader)
    world.ctx("jgz_officer")
    world.log_in("school_officer")
    with world.tools.store.reading() as reader:
        assert not joining.setting_up(reader)


def test_a_team_made_active_by_hand_is_still_not_founded(world: World) -> None:
    world.ctx("town_officer")
    team = found_team(world, "town_admin")
    world.invite(world.ctx("town_admin"), "founder", *NEW_LEAD)
    tamper(world, TeamRow, team, state="active")
    assert world.activate("founder").codes[0].code is None


def test_a_world_can_be_copied_and_each_copy_lives_alone(world: World, tmp_path: Path) -> None:
    other = world.copy(tmp_path / "other")
    newcomer(other)
    with world.tools.store.reading() as reader:
        assert reader.find(UserRow, other.people["newcomer"].user_id) is None
    other.close()
