"""The recovery paper: it counts once typed back, works once, and nobody gets in with half of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from signaal.actions import (
    cases,
    keyholding,
    links,
    recovery,
    recovery_paper,
    recovery_use,
    resets,
    sessions,
    today,
    trail,
    verify,
)
from signaal.actions.context import operator
from signaal.actions.enrolment import NewLogin
from signaal.actions.keyholding import TeamKeysView
from signaal.audit.events import Event
from signaal.store import memberships, outbox, papers
from signaal.store.tables_people import UserRow
from signaal.store.tables_recovery import RecoveryPaperRow
from signaal.terms import Bundle, Conflict, NotAllowed, NotFound, Refused
from signaal.vault import totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from signaal.vault.recovery import RecoveryKeys
from signaal.vault.recovery_text import groups_of, new_code, read_code
from signaal.vault.secret import Secret
from tests.actions.events import logged
from tests.actions.referred import refer
from tests.actions.rotations import seat, turned
from tests.support.papers import fresh, paper_of
from tests.support.world import ADDRESS, World, unbase32


def meddle(world: World, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(world.tools.store.url.database or "")) as connection, connection:
        connection.execute(statement, values)


def active(world: World, team: str) -> RecoveryPaperRow:
    with world.tools.store.reading() as reader:
        row = papers.active(reader, world.teams[team])
    assert row is not None
    return row


def keys_of(world: World, name: str, team: str = "jgz_team") -> TeamKeysView:
    return next(view for view in keyholding.page(world.ctx(name)) if view.team_id == world.teams[team])


def lose_everything(world: World, name: str) -> None:
    """Passphrase and phone are gone: new ones by the admin's link, which wait."""
    person = world.people[name]
    with world.tools.store.unit() as unit:
        token = links.one_time(unit.locked(UserRow, person.user_id), world.clock.now())
        trail.leave(unit, operator(world.tools), Event.PERSON_CHANGED, target=person.user_id)
    shown = resets.page(world.tools, token)
    secret = Secret(unbase32(shown.totp_secret))
    world.clock.advance(seconds=60)
    step = totp.step_at(world.clock.now())
    resets.reset(world.tools, NewLogin(token, shown.suggestion, totp.code_at(secret, step), shown.setup))
    person.passphrase, person.secret, person.last_step, person.token = shown.suggestion, secret, step, ""


def back(world: World, name: str, typed: str) -> None:
    person = world.people[name]
    code = world.totp_code(name)
    found = recovery_use.come_back(
        world.tools, person.login, person.passphrase, code, typed, ADDRESS, new_id()
    )
    person.token = found.token


# --- making, trying, renewing --------------------------------------------------------------------------------


def test_a_paper_counts_when_it_was_typed_back(world: World) -> None:
    ctx = fresh(world, "jgz_lead")
    paper_id = recovery.make(ctx, world.teams["jgz_team"])
    shown = recovery.show(ctx, paper_id)
    assert len(shown.groups) == 8
    assert keys_of(world, "jgz_lead").paper is None
    assert keys_of(world, "jgz_lead").draft_id == paper_id
    assert recovery_paper.pdf(ctx, paper_id).startswith(b"%PDF")
    recovery.confirm(ctx, paper_id, " ".join(shown.groups).lower())
    line = keys_of(world, "jgz_lead").paper
    assert line is not None
    assert line.number == shown.number
    with pytest.raises(NotFound):  # from now on only paper has the code
        recovery.show(ctx, paper_id)
    assert verify.verify(operator(world.tools)).ok


def test_the_code_is_for_its_maker_alone(world: World) -> None:
    paper_id = recovery.make(fresh(world, "jgz_lead"), world.teams["jgz_team"])
    for name in ("jgz_lead2", "social_lead"):
        with pytest.raises(NotFound):
            recovery.show(fresh(world, name), paper_id)
    for name in ("nurse", "jgz_officer", "jgz_admin"):
        with pytest.raises(NotAllowed):
            recovery.show(world.ctx(name), paper_id)
        with pytest.raises(NotAllowed):
            recovery.make(world.ctx(name), world.teams["jgz_team"])


def test_a_typing_mistake_is_located_and_costs_no_waiting(world: World) -> None:
    ctx = fresh(world, "jgz_lead")
    paper_id = recovery.make(ctx, world.teams["jgz_team"])
    groups = list(recovery.show(ctx, paper_id).groups)
    wrong = [*groups]
    wrong[2], wrong[5] = wrong[2][::-1] + "0", "?????"
    for _ in range(9):
        with pytest.raises(Refused) as refused:
            recovery.confirm(ctx, paper_id, "-".join(wrong))
        say = refused.value.problems["code"]
        assert (say.key, say.params) == ("keys.code_groups", {"groups": "3, 6"})
    with pytest.raises(Refused) as refused:
        recovery.confirm(ctx, paper_id, "-".join(groups[:7]))
    assert refused.value.problems["code"].key == "keys.code_length"
    recovery.confirm(ctx, paper_id, "-".join(groups))


def test_a_wrong_code_delays(world: World) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    team, wrong = world.teams["jgz_team"], "-".join(groups_of(new_code()))
    keys = []
    for _ in range(4):
        with pytest.raises(Refused) as refused:
            recovery.drill(world.ctx("jgz_lead"), team, wrong)
        keys.append(refused.value.problems["code"].key)
    assert keys == ["keys.code_wrong", "keys.code_wrong", "keys.code_wait", "keys.code_wait"]
    with pytest.raises(Refused):  # the right one waits too
        recovery.drill(world.ctx("jgz_lead"), team, code)
    assert len([e for e in logged(world.tools, Event.VAULT_REFUSED) if e["reason"] == "recovery_code"]) == 2
    world.clock.advance(minutes=1)
    recovery.drill(world.ctx("jgz_lead"), team, code)


def test_a_drill_keeps_its_date_and_opens_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    world.clock.advance(days=300)
    monkeypatch.setattr(
        "signaal.vault.hpke.SealingPair.open", lambda *_: pytest.fail("a drill opens nothing")
    )
    recovery.drill(fresh(world, "jgz_lead2"), world.teams["jgz_team"], code)
    row = active(world, "jgz_team")
    assert row.drilled_at == world.clock.now()
    assert row.drilled_by == world.people["jgz_lead2"].user_id


def test_a_new_paper_ends_the_one_before(world: World) -> None:
    first = paper_of(world, "jgz_lead", "jgz_team")
    old = active(world, "jgz_team")
    second = paper_of(world, "jgz_lead2", "jgz_team")
    assert active(world, "jgz_team").id != old.id
    with world.tools.store.reading() as reader:
        ended = papers.find(reader, old.id)
        assert ended is not None
        assert (ended.state, ended.sealed_team_secret, ended.sealed_code) == ("replaced", None, None)
    with pytest.raises(Refused):
        recovery.drill(world.ctx("jgz_lead"), world.teams["jgz_team"], first)
    recovery.drill(world.ctx("jgz_lead"), world.teams["jgz_team"], second)


# --- red -----------------------------------------------------------------------------------------------------


def test_a_team_is_red_without_two_holders_a_paper_or_a_drill_in_twelve_months(world: World) -> None:
    def reds(name: str) -> list[str]:
        return [say.key for say in keys_of(world, name).reds]

    assert reds("jgz_lead") == ["keys.red_paper"]
    paper_of(world, "jgz_lead", "jgz_team")
    assert reds("jgz_lead") == reds("jgz_officer") == []
    world.clock.advance(days=364)
    assert reds("jgz_lead") == []
    world.clock.advance(days=2)
    assert reds("jgz_lead") == reds("jgz_officer") == ["keys.red_drill"]
    tasks = {task.what.key for task in today.today(world.ctx("jgz_officer")).tasks}
    assert "today.team_red" in tasks
    for name in ("jgz_lead2", "nurse", "nurse2"):
        meddle(
            world,
            "UPDATE memberships SET sealed_team_secret = NULL WHERE id = ?",
            world.people[name].membership_id,
        )
    assert reds("jgz_lead") == ["keys.red_holders", "keys.red_drill"]


def test_an_officer_sees_the_own_organisation_and_a_nurse_sees_nothing(world: World) -> None:
    assert {view.name for view in keyholding.page(world.ctx("jgz_officer"))} == {"JGZ-team Noord"}
    assert not any(view.leads for view in keyholding.page(world.ctx("jgz_officer")))
    for name in ("nurse", "jgz_admin", "jgz_supervisor", "coordinator"):
        with pytest.raises(NotAllowed):
            keyholding.page(world.ctx(name))


# --- coming back ---------------------------------------------------------------------------------------------


def test_who_lost_everything_comes_back_by_the_paper_and_reads_every_case(world: World) -> None:
    sent = refer(world, Bundle.EVERYTHING)
    code = paper_of(world, "jgz_lead", "jgz_team")
    before = world.people["jgz_lead"].passphrase
    lose_everything(world, "jgz_lead")
    back(world, "jgz_lead", code)
    view = cases.read(world.ctx("jgz_lead"), sent.case)
    assert view.contact is not None
    assert view.contact.parent_name == "Noor 't Hart"
    row = seat(world, "jgz_lead")
    assert (row.state, row.lead) == ("active", True)
    with pytest.raises(Refused):
        sessions.log_in(world.tools, "jgz_lead", before, world.totp_code("jgz_lead"), ADDRESS, new_id())
    world.log_in("jgz_lead")
    assert cases.read(world.ctx("jgz_lead"), sent.case).contact is not None
    assert [say.key for say in keys_of(world, "jgz_lead").reds] == ["keys.red_paper"], "a new paper is needed"
    again = paper_of(world, "jgz_lead", "jgz_team")
    assert again != code
    assert not keys_of(world, "jgz_lead").reds
    assert verify.verify(operator(world.tools)).ok


def test_the_whole_team_and_the_officer_are_told(world: World) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    lose_everything(world, "jgz_lead")
    back(world, "jgz_lead", code)
    with world.tools.store.reading() as reader:
        for name in ("jgz_lead", "jgz_lead2", "nurse", "nurse2", "jgz_officer"):
            found = outbox.unseen(reader, world.people[name].user_id, world.clock.now())
            assert "paper_used" in {row.message for row in found}, name
        for name in ("responder", "jgz_admin", "town_officer"):
            found = outbox.unseen(reader, world.people[name].user_id, world.clock.now())
            assert "paper_used" not in {row.message for row in found}, name
    (event,) = logged(world.tools, Event.PAPER_USED)
    assert event["organisation"] == world.organisations["jgz"]


def test_the_paper_follows_a_rotation(world: World) -> None:
    sent = refer(world, Bundle.EVERYTHING)
    code = paper_of(world, "jgz_lead", "jgz_team")
    turned(world, "jgz_team", "jgz_lead", "jgz_lead2")
    turned(world, "jgz_team", "jgz_lead2", "jgz_lead")
    recovery.drill(world.ctx("jgz_lead"), world.teams["jgz_team"], code)
    lose_everything(world, "jgz_lead")
    back(world, "jgz_lead", code)
    assert cases.read(world.ctx("jgz_lead"), sent.case).contact is not None


def test_a_lead_whom_nobody_can_admit_comes_in_with_an_own_login(world: World) -> None:
    """The others are gone; the admin made a new lead, who holds the paper from the safe."""
    sent = refer(world)
    code = paper_of(world, "jgz_lead", "jgz_team")
    world.invite(operator(world.tools), "heir", "jgz", "jgz_team", "signaller", True, "jgz_nurse")
    world.activate("heir")
    with pytest.raises(NotAllowed):
        cases.read(world.ctx("heir"), sent.case)
    recovery_use.use(fresh(world, "heir"), code)
    assert cases.read(world.ctx("heir"), sent.case).contact is not None


# --- attacks -------------------------------------------------------------------------------------------------


def test_a_wrong_code_brings_nobody_back_and_delays(world: World) -> None:
    paper_of(world, "jgz_lead", "jgz_team")
    lose_everything(world, "jgz_lead")
    seen = []
    for _ in range(9):  # each needs a fresh code of the second factor, so half a minute passes
        with pytest.raises(Refused) as refused:
            back(world, "jgz_lead", "-".join(groups_of(new_code())))
        seen.append(refused.value.problems["code"].key)
    assert set(seen[:4]) == {"keys.code_wrong"}
    assert seen[-1] == "keys.code_wait"
    assert seat(world, "jgz_lead").state == "active", "the old credentials stay in force"


def test_a_used_code_works_no_second_time(world: World) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    lose_everything(world, "jgz_lead")
    back(world, "jgz_lead", code)
    lose_everything(world, "jgz_lead2")
    with pytest.raises(Refused) as refused:
        back(world, "jgz_lead2", code)
    assert refused.value.problems["code"].key == "keys.code_wrong"


def test_the_paper_alone_is_not_enough(world: World) -> None:
    """Without the new passphrase and second factor, and for who does not lead this team."""
    code = paper_of(world, "jgz_lead", "jgz_team")
    lose_everything(world, "jgz_lead")
    person = world.people["jgz_lead"]
    for login, phrase, factor in (
        (person.login, "verkeerde zin hier", world.totp_code("jgz_lead")),
        (person.login, person.passphrase, "000000"),
        ("niemand", person.passphrase, "123456"),
    ):
        with pytest.raises(Refused) as refused:
            recovery_use.come_back(world.tools, login, phrase, factor, code, ADDRESS, new_id())
        assert "code" not in refused.value.problems, "it says nothing about the paper"
    world.clock.advance(minutes=20)
    for name in ("nurse", "social_lead", "jgz_officer", "jgz_admin"):
        with pytest.raises(Refused):
            recovery_use.use(fresh(world, name), code)
        world.clock.advance(minutes=20)


def test_the_paper_of_a_nurse_whose_row_says_lead_is_found_by_the_log(world: World) -> None:
    """The paper vouches for what the row says; a mark that an admin writes there stands in no event."""
    meddle(world, "UPDATE memberships SET lead = 1 WHERE id = ?", world.people["nurse"].membership_id)
    places = {problem.place for problem in verify.verify(operator(world.tools)).problems}
    assert f"memberships/{world.people['nurse'].membership_id}" in places


def test_a_replaced_recovery_public_key_lets_no_other_code_in(world: World) -> None:
    """An admin puts the public half of an own code in the row, and comes with that code."""
    paper_of(world, "jgz_lead", "jgz_team")
    row, mine = active(world, "jgz_team"), new_code()
    keys = RecoveryKeys(mine, row.team_id, row.id)
    meddle(world, "UPDATE recovery_papers SET public = ? WHERE id = ?", keys.public, row.id)
    lose_everything(world, "jgz_lead")
    with pytest.raises(DoesNotOpen):
        back(world, "jgz_lead", "-".join(groups_of(mine)))
    assert not verify.verify(operator(world.tools)).ok


def test_another_team_secret_under_the_paper_is_refused(world: World) -> None:
    """An admin replaces the team's key, and the secret that was sealed to the paper: the paper knows its team."""
    from signaal.vault import recovery as sealed
    from signaal.vault.keys import TeamKeys

    code = paper_of(world, "jgz_lead", "jgz_team")
    row = active(world, "jgz_team")
    mine = TeamKeys(Secret.random(), row.team_id, 1)
    paper = sealed.Paper(row.id, row.team_id, row.public)
    planted = sealed.seal_to_paper(mine, sealed.vouched(mine, paper, sealed.vouch(mine, paper)))
    meddle(world, "UPDATE recovery_papers SET sealed_team_secret = ?", planted)
    meddle(
        world, "UPDATE team_keys SET kem_public = ?, sign_public = ?, fingerprint = ? WHERE team_id = ?",
        mine.public.kem, mine.public.sign, mine.public.fingerprint, row.team_id,
    )  # fmt: skip
    lose_everything(world, "jgz_lead")
    with pytest.raises(DoesNotOpen):
        back(world, "jgz_lead", code)


def test_two_who_use_it_at_once_are_one(world: World) -> None:
    code = paper_of(world, "jgz_lead", "jgz_team")
    world.invite(operator(world.tools), "heir", "jgz", "jgz_team", "signaller", True, "jgz_nurse")
    world.activate("heir")
    ctx = fresh(world, "heir")
    found, given = recovery_use._opened(ctx, ctx.keys.user, read_code(code))
    lose_everything(world, "jgz_lead")
    back(world, "jgz_lead", code)
    with world.tools.store.unit() as unit, pytest.raises(Conflict):
        recovery_use._enter(unit, ctx, unit.locked(UserRow, ctx.user_id), ctx.keys.user, found, given, None)
    with world.tools.store.reading() as reader:
        assert memberships.get(reader, world.people["heir"].membership_id).state == "waiting"
