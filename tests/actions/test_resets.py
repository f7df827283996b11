"""Lost passphrase, second factor or device: new credentials wait, one admission gives everything back, nobody else
gets in, and nothing is lost while they wait.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from signaal.actions import (
    accounts,
    admission,
    approving,
    cards,
    cases,
    drafts,
    founding,
    hiring,
    inbox,
    links,
    log,
    members,
    people,
    recognising,
    resets,
    sessions,
    upkeep,
    waiting_keys,
)
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import Ctx, operator, system
from signaal.actions.endings import Watch
from signaal.actions.enrolment import NewLogin
from signaal.audit.events import Event
from signaal.store import grants, memberships
from signaal.store.tables_cases import GrantRow
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.terms import Bundle, Conflict, NotAllowed, NotFound, Refused, Setting
from signaal.vault import totp
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import UserKeys
from signaal.vault.pseudonyms import new_id, new_token
from signaal.vault.secret import Secret
from signaal.workflows.signals import SignalDraft
from tests.actions.events import logged
from tests.actions.referred import TALK, noticed, yes
from tests.actions.test_accounts import row_of, tamper
from tests.actions.test_at_once import overtaken
from tests.support.world import ADDRESS, Account, World, unbase32

WORN = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",), remark="Boomvalkzin")


def card(world: World, who: str, **parts: object) -> str:
    given: dict = {"signal": WORN, "ending": Watch()} | parts
    return cards.submit(world.ctx(who), CardDraft(new_id(), **given)).pseudonym or ""


def user_of(world: World, name: str) -> UserRow:
    with world.tools.store.reading() as reader:
        return reader.get(UserRow, world.people[name].user_id)


def log_in(world: World, person: Account, passphrase: str, code: str, address: str = ADDRESS) -> str:
    found = sessions.log_in(world.tools, person.login, passphrase, code, address, new_id())
    return found.token


def new_code(world: World, name: str) -> str:
    """What the new authenticator shows, not used before."""
    person = world.people[name]
    world.clock.advance(seconds=2 * totp.SECONDS)
    assert person.new_secret is not None
    return totp.code_at(person.new_secret, totp.step_at(world.clock.now()))


def let_in(world: World, lead: str, name: str, code: str | None = None) -> None:
    typed = code or next(found.code for found in accounts_codes(world, name) if found.code) or ""
    admission.admit(world.ctx(lead), world.people[name].membership_id, typed, new_id())
    world.renewed(name)


def accounts_codes(world: World, name: str) -> tuple[accounts.TeamCode, ...]:
    """What this person sees after closing the page: proven with the new passphrase and second factor."""
    person = world.people[name]
    typed = new_code(world, name)
    return resets.codes(world.tools, person.login, person.new_passphrase, typed, ADDRESS, new_id())


def test_after_one_admission_every_case_is_readable_again(world: World) -> None:
    own, colleagues = card(world, "nurse"), card(world, "nurse2")
    code = world.reset("nurse").codes[0].code or ""
    let_in(world, "jgz_lead", "nurse", code)
    nurse = world.ctx("nurse")
    assert {own, colleagues} <= {line.pseudonym for line in cases.page(nurse).lines}
    assert cases.read(nurse, own).signals[0].remark == "Boomvalkzin"
    assert cases.read(nurse, colleagues).signals[0].remark == "Boomvalkzin"
    assert card(world, "nurse")
    assert log.check(world.ctx("jgz_officer")).ok


def test_until_then_the_old_credentials_work_and_the_new_do_not(world: World) -> None:
    own = card(world, "nurse")
    person = world.people["nurse"]
    old = person.passphrase
    world.reset("nurse")
    world.clock.advance(minutes=1)
    cases.read(world.ctx("nurse"), own)  # opens
    with pytest.raises(Refused) as stopped:
        log_in(world, person, person.new_passphrase, new_code(world, "nurse"))
    assert stopped.value.problems["login"].key == "account.login.refused"
    before = world.ctx("nurse")
    let_in(world, "jgz_lead2", "nurse")
    assert sessions.open(world.tools, person.token or "x", new_id(), ADDRESS) is None
    assert before.session_id is not None
    world.clock.advance(minutes=1)
    with pytest.raises(Refused):
        log_in(world, person, old, world.totp_code("nurse"))


def test_every_session_ends_at_the_admission_and_says_why(world: World) -> None:
    token = world.log_in("nurse")
    world.reset("nurse")
    assert sessions.open(world.tools, token, new_id(), ADDRESS) is not None, "a reset alone throws nobody out"
    let_in(world, "jgz_lead", "nurse")
    assert sessions.open(world.tools, token, new_id(), ADDRESS) is None
    why = sessions.why_closed(world.tools, token)
    assert why is not None
    assert why.key == "account.closed.credentials"


@pytest.mark.asvs("6.4.3")
def test_a_link_works_once_and_for_a_day(world: World) -> None:
    token = links.send_reset(world.ctx("jgz_admin"), world.people["nurse"].user_id)
    world.reset("nurse", token)
    with pytest.raises(NotFound):
        resets.page(world.tools, token)
    with pytest.raises(NotFound):
        world.reset("nurse", token)
    late = links.send_reset(world.ctx("jgz_admin"), world.people["nurse"].user_id)
    world.clock.advance(hours=24)
    with pytest.raises(NotFound):
        resets.page(world.tools, late)
    with pytest.raises(NotFound):
        resets.page(world.tools, new_token())
    with pytest.raises(NotFound):
        accounts.invitation(
            world.tools, links.send_reset(operator(world.tools), world.people["nurse"].user_id)
        )


def test_a_new_link_stops_the_one_before(world: World) -> None:
    first = links.send_reset(operator(world.tools), world.people["nurse"].user_id)
    links.send_reset(operator(world.tools), world.people["nurse"].user_id)
    with pytest.raises(NotFound):
        resets.page(world.tools, first)


@pytest.mark.parametrize("who", ["school_admin", "town_admin"])
def test_nobody_resets_an_account_of_somebody_elses(world: World, who: str) -> None:
    if who not in world.people:
        world.invite(operator(world.tools), who, who.split("_")[0], None, "admin", False, None)
        world.activate(who)
    with pytest.raises(NotFound):
        links.send_reset(world.ctx(who), world.people["nurse"].user_id)
    assert user_of(world, "nurse").activation_hash is None
    assert logged(world.tools, Event.ACCESS_DENIED)[-1]["user"] == world.people[who].user_id


@pytest.mark.parametrize("who", ["nurse2", "jgz_lead", "jgz_officer", "coordinator"])
def test_only_an_admin_sends_links(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        links.send_reset(world.ctx(who), world.people["nurse"].user_id)


def test_an_admin_who_takes_the_link_gets_no_further_than_a_wrong_code(world: World) -> None:
    """The admin makes the new pair; the person reads out a code of the own pair, or none: nobody types the admin's."""
    world.reset("nurse")
    own = UserKeys.new(world.people["nurse"].user_id)
    membership = world.people["nurse"].membership_id
    with pytest.raises(Refused) as stopped:
        admission.admit(world.ctx("jgz_lead"), membership, "00000-00000", new_id())
    assert stopped.value.problems["code"].key == "people.wrong_code"
    assert own.public != waiting_of(world, "nurse").person.keys
    told = {row["reason"] for row in logged(world.tools, Event.ACCOUNT_CREDENTIALS)}
    assert "waiting" in told
    resets.cancel(world.ctx("nurse"))
    assert user_of(world, "nurse").pending is None
    with pytest.raises(Conflict):
        admission.admit(world.ctx("jgz_lead"), membership, "00000-00000", new_id())


def waiting_of(world: World, name: str) -> waiting_keys.WaitingKeys:
    found = waiting_keys.of(user_of(world, name))
    assert found is not None
    return found


@pytest.mark.parametrize("part", ["keys", "everything", "rubbish"])
def test_an_admin_with_the_database_replaces_a_waiting_key(world: World, part: str) -> None:
    """The code that the person reads out is over the own keys: another pair in the row has another code."""
    person = world.people["nurse"]
    code = world.reset("nurse").codes[0].code or ""
    thief = UserKeys.new(person.user_id)
    kept = dict(user_of(world, "nurse").pending or {})
    kept |= {"kem_public": thief.public.kem.hex(), "sign_public": thief.public.sign.hex()}
    kept["fingerprint"] = thief.public.fingerprint.hex()
    if part == "everything":
        mine = world.tools.passwords.enrol("kerker strand molen vlieger appel", thief)
        kept |= {
            "salt": mine.salt.hex(),
            "verifier": mine.verifier.hex(),
            "sealed_secret": mine.sealed_secret.hex(),
        }
    if part == "rubbish":
        kept = {"since": "yesterday"}
    tamper(world, UserRow, person.user_id, pending=kept)
    refusal = DoesNotOpen if part == "rubbish" else Refused
    with pytest.raises(refusal):
        admission.admit(world.ctx("jgz_lead"), person.membership_id, code, new_id())
    assert row_of(world, "nurse").state == "active"
    assert logged(world.tools, Event.VAULT_REFUSED)
    assert {"row_edited", "key_unpublished"} <= set(log.check(world.ctx("jgz_officer")).problems)


def test_a_check_of_the_log_misses_the_publication_of_a_slipped_in_waiting_key(world: World) -> None:
    world.reset("nurse")
    assert log.check(world.ctx("jgz_officer")).ok
    thief = UserKeys.new(world.people["nurse"].user_id).public
    kept = dict(user_of(world, "nurse").pending or {})
    kept |= {"kem_public": thief.kem.hex(), "sign_public": thief.sign.hex()}
    tamper(world, UserRow, world.people["nurse"].user_id, pending=kept)
    assert "key_unpublished" in log.check(world.ctx("jgz_officer")).problems


def test_nobody_admits_the_own_new_credentials(world: World) -> None:
    code = world.reset("jgz_lead").codes[0].code or ""
    with pytest.raises(Refused) as stopped:
        admission.admit(world.ctx("jgz_lead"), world.people["jgz_lead"].membership_id, code, new_id())
    assert stopped.value.problems["code"].key == "people.not_your_own_code"
    let_in(world, "jgz_lead2", "jgz_lead", code)
    world.ctx("jgz_lead").keys.team(world.teams["jgz_team"])  # opens


def test_a_reset_destroys_nothing_while_nobody_admits_it(world: World) -> None:
    own = card(world, "nurse")
    world.reset("nurse")
    world.reset("nurse")
    world.clock.advance(days=15)
    upkeep.tidy(system(world.tools))
    assert user_of(world, "nurse").pending is None
    assert cases.read(world.ctx("nurse"), own).signals[0].remark == "Boomvalkzin"
    assert logged(world.tools, Event.ACCOUNT_CREDENTIALS)[-1]["reason"] == "expired"


def test_what_waited_too_long_is_not_admitted(world: World) -> None:
    code = world.reset("nurse").codes[0].code or ""
    world.clock.advance(days=14)
    with pytest.raises(Conflict):
        admission.admit(world.ctx("jgz_lead"), world.people["nurse"].membership_id, code, new_id())


def test_the_last_who_can_open_another_team_keeps_the_old_pair(world: World) -> None:
    """Her reset in one team must not lock the other team out: its recovery paper comes first."""
    alone = hiring_place(world, "nurse", "Zuid alleen")
    code = next(found.code for found in world.reset("nurse").codes if found.team == "JGZ-team Noord") or ""
    with pytest.raises(Refused) as stopped:
        admission.admit(world.ctx("jgz_lead"), world.people["nurse"].membership_id, code, new_id())
    assert stopped.value.problems["code"].key == "people.last_holder_elsewhere"
    assert user_of(world, "nurse").pending is not None
    world.ctx("nurse").keys.team(alone)  # opens


def hiring_place(world: World, name: str, team_name: str) -> str:
    """A second team, founded by this person at the next login; nobody else is in it."""
    shell = operator(world.tools)
    team = founding.add_team(shell, world.organisations["jgz"], team_name, "jgz")
    world.teams[team_name] = team
    hiring.add_membership(
        shell, world.organisations["jgz"], world.people[name].login, "signaller", team, lead=True,
        profession="jgz_nurse",
    )  # fmt: skip
    world.clock.advance(minutes=1)
    world.log_in(name)
    return team


def test_each_other_team_admits_once_more_and_nothing_of_it_opens_before(world: World) -> None:
    """Two teams, two leads: the second opens only after its own lead typed a code."""
    world.clock.advance(minutes=1)
    shell = operator(world.tools)
    school = world.organisations["school"]
    hiring.add_membership(
        shell, school, "nurse", "signaller", world.teams["school_team"], profession="jgz_nurse"
    )
    world.clock.advance(minutes=1)
    world.log_in("nurse")
    first = accounts.my_codes(world.ctx("nurse"))[0].code or ""
    with world.tools.store.reading() as reader:
        second = [
            m for m in memberships.ever_of_user(reader, world.people["nurse"].user_id) if m.state == "waiting"
        ]
    admission.admit(world.ctx("school_lead"), second[0].id, first, new_id())
    world.clock.advance(minutes=1)
    pupil = SignalDraft(Setting.SCHOOL_PRIMARY, seen=("CLOTHES_WORN",), remark="Putterzin")
    own = cards.submit(world.ctx("teacher"), CardDraft(new_id(), signal=pupil, ending=Watch())).pseudonym
    codes = {found.team: found.code or "" for found in world.reset("nurse").codes}
    assert len(codes) == 2
    let_in(world, "jgz_lead", "nurse", codes["JGZ-team Noord"])
    nurse = world.ctx("nurse")
    assert nurse.actor.in_team(world.teams["jgz_team"])
    assert not nurse.actor.in_team(world.teams["school_team"])
    assert [found.code for found in accounts.my_codes(nurse)] == [codes["Zorgteam De Regenboog"]]
    admission.admit(world.ctx("school_lead2"), second[0].id, codes["Zorgteam De Regenboog"], new_id())
    assert world.ctx("nurse").actor.in_team(world.teams["school_team"])
    assert own


def school_story(world: World) -> tuple[str, str]:
    """A teacher's case that went to the social team: the case, and the package's code."""
    draft = CardDraft(
        new_id(), noticed(haste=False, setting=Setting.SCHOOL_PRIMARY), TALK,
        consent=yes(world, Bundle.EVERYTHING),
    )  # fmt: skip
    receipt = cards.submit(world.ctx("teacher"), draft)
    return receipt.pseudonym or "", cases.read(world.ctx("teacher"), receipt.pseudonym or "").referrals[
        0
    ].reference


def test_the_care_team_seals_the_teachers_cases_again(world: World) -> None:
    code, reference = school_story(world)
    other = card(world, "teacher2", signal=SignalDraft(Setting.SCHOOL_PRIMARY, seen=("CLOTHES_WORN",)))
    typed = world.reset("teacher").codes[0].code or ""
    let_in(world, "school_lead2", "teacher", typed)
    teacher = world.ctx("teacher")
    assert cases.read(teacher, code).signals, "the own case opens with the new pair"
    with pytest.raises(NotFound):
        cases.read(teacher, other)
    for name in ("school_lead", "school_lead2"):
        assert cases.read(world.ctx(name), code).signals
        assert cases.read(world.ctx(name), other).signals
    assert inbox.read(world.ctx("responder"), reference).reference == reference, "the receiver reads on"
    with world.tools.store.reading() as reader:
        left = [
            g for g in grants.of_person(reader, world.people["teacher"].user_id) if g.signer_kind == "user"
        ]
    assert left == [], "nothing hangs on the old pair any more"
    again, _ = school_story(world)
    assert cases.read(world.ctx("teacher"), again).signals
    assert log.check(world.ctx("school_officer")).ok


def test_a_second_reset_of_a_teacher_works_too(world: World) -> None:
    code, reference = school_story(world)
    for lead in ("school_lead", "school_lead2"):
        let_in(world, lead, "teacher", world.reset("teacher").codes[0].code)
        world.clock.advance(minutes=1)
    assert cases.read(world.ctx("teacher"), code).signals
    inbox.read(world.ctx("responder"), reference)  # opens


def test_before_the_admission_the_lead_and_the_receiver_read_on(world: World) -> None:
    code, reference = school_story(world)
    world.reset("teacher")
    assert cases.read(world.ctx("school_lead"), code).signals
    inbox.read(world.ctx("responder"), reference)  # opens


def test_a_forged_grant_is_not_sealed_again(world: World) -> None:
    """Somebody with the database put an own signature under the receiver's grant: it stays refused."""
    code, reference = school_story(world)
    with world.tools.store.reading() as reader:
        forged = next(
            g for g in grants.of_person(reader, world.people["teacher"].user_id)
            if g.holder_id == world.teams["social_team"]
        )  # fmt: skip
    tamper(world, GrantRow, forged.id, signature=bytes(64))
    let_in(world, "school_lead", "teacher", world.reset("teacher").codes[0].code)
    refused = [line for line in logged(world.tools, Event.VAULT_REFUSED) if line["reason"] == "grant"]
    assert [line["target"] for line in refused] == [forged.id]
    assert cases.read(world.ctx("teacher"), code).signals
    with pytest.raises(DoesNotOpen):
        inbox.read(world.ctx("responder"), reference)


def test_a_card_made_at_that_very_moment_is_not_lost(world: World) -> None:
    school_story(world)
    typed = world.reset("teacher").codes[0].code or ""
    lead = world.ctx("school_lead")
    meanwhile = overtaken(lead, lambda: school_story(world))
    membership = world.people["teacher"].membership_id
    with pytest.raises(Conflict):
        admission.admit(meanwhile, membership, typed, new_id())
    admission.admit(world.ctx("school_lead"), membership, typed, new_id())
    world.renewed("teacher")
    assert len(cases.page(world.ctx("teacher")).lines) == 2


def test_a_page_that_the_old_pair_still_sends_is_refused(world: World) -> None:
    old: Ctx = world.ctx("teacher")
    let_in(world, "school_lead", "teacher", world.reset("teacher").codes[0].code)
    draft = CardDraft(
        new_id(), signal=SignalDraft(Setting.SCHOOL_PRIMARY, seen=("CLOTHES_WORN",)), ending=Watch()
    )
    with pytest.raises(Conflict):
        cards.submit(old, draft)


def test_drafts_that_nobody_can_open_go(world: World) -> None:
    drafts.keep(world.ctx("nurse"), "signaller.notice", {"remark": ["x"]})
    let_in(world, "jgz_lead", "nurse", world.reset("nurse").codes[0].code)
    assert drafts.page(world.ctx("nurse")) == ()


def test_a_recovery_code_replaces_the_link(world: World) -> None:
    own = card(world, "nurse")
    person = world.people["nurse"]
    spare = person.codes[0]
    token = resets.ask(world.tools, " Nurse ", spare.lower(), ADDRESS, new_id())
    code = world.reset("nurse", token).codes[0].code
    with pytest.raises(Refused):
        resets.ask(world.tools, "nurse", spare, ADDRESS, new_id())
    let_in(world, "jgz_lead", "nurse", code)
    cases.read(world.ctx("nurse"), own)  # opens


@pytest.mark.asvs("6.3.8")
def test_every_wrong_way_has_one_answer(world: World) -> None:
    """Wrong name, wrong code, disabled, nothing that waits: one sentence; and an authenticator's code is no code."""
    people.disable(operator(world.tools), world.people["nurse2"].user_id)
    person = world.people["nurse"]
    tries = [
        ("nobody", person.codes[0]), ("nurse", "0000-0000-0000"), ("nurse", world.totp_code("nurse")),
        ("nurse2", world.people["nurse2"].codes[0]), ("nurse", ""),
    ]  # fmt: skip
    answers = []
    for number, (login, code) in enumerate(tries):
        with pytest.raises(Refused) as stopped:
            resets.ask(world.tools, login, code, f"198.51.100.{number}", new_id())
        answers.append(stopped.value.problems)
    for number, (login, code) in enumerate([("nobody", "1"), ("nurse", world.totp_code("nurse"))]):
        with pytest.raises(Refused) as stopped:
            resets.codes(world.tools, login, person.passphrase, code, f"198.51.101.{number}", new_id())
        answers.append(stopped.value.problems)
    assert all(answer == answers[0] for answer in answers)


def test_guessing_on_any_of_the_ways_slows_all_of_them(world: World) -> None:
    good = world.totp_code("nurse")
    for _ in range(5):
        with pytest.raises(Refused):
            resets.ask(world.tools, "nurse", "0000-0000-0000", ADDRESS, new_id())
    with pytest.raises(Refused):
        resets.ask(world.tools, "nurse", world.people["nurse"].codes[0], ADDRESS, new_id())
    with pytest.raises(Refused):
        log_in(world, world.people["nurse"], world.people["nurse"].passphrase, good)
    assert logged(world.tools, Event.SESSION_THROTTLED)[-1]["target"] == world.people["nurse"].user_id


def test_one_derivation_for_who_waits_and_for_who_does_not_exist(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    derive = type(world.tools.passwords.argon).derive

    def count(self: object, *given: object, **named: object) -> object:
        counted.append("one")
        return derive(self, *given, **named)  # type: ignore[arg-type]  # passed on as it came

    world.reset("nurse")
    monkeypatch.setattr(type(world.tools.passwords.argon), "derive", count)
    for login in ("nurse", "nurse2", "nobody"):
        counted.clear()
        with pytest.raises(Refused):
            resets.prove(world.tools, login, "wrong words here now", "000000", ADDRESS, new_id())
        assert counted == ["one"], login


def test_two_workers_spend_one_recovery_code_at_once(anew: World) -> None:
    person = anew.people["nurse"]
    spare = person.codes[3]
    anew.clock.advance(minutes=1)

    def come(number: int) -> bool:
        try:
            log_in(anew, person, person.passphrase, spare, f"192.0.2.{number}")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come, range(4))) == [False, False, False, True]
    assert len(user_of(anew, "nurse").recovery) == 9
    used = [e for e in logged(anew.tools, Event.ACCOUNT_RECOVERY_CODE) if e["reason"] == "used"]
    assert [(e["number"], e["target"]) for e in used] == [(9, person.user_id)]


def test_two_workers_use_one_link_at_once(anew: World) -> None:
    token = links.send_reset(operator(anew.tools), anew.people["nurse"].user_id)
    shown = resets.page(anew.tools, token)
    code = totp.code_at(Secret(unbase32(shown.totp_secret)), totp.step_at(anew.clock.now()))

    def use(_: int) -> bool:
        try:
            resets.reset(anew.tools, NewLogin(token, shown.suggestion, code, shown.setup))
        except NotFound:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_the_whole_way_on_both_databases(anew: World) -> None:
    code, reference = school_story(anew)
    own = card(anew, "nurse")
    let_in(anew, "school_lead", "teacher", anew.reset("teacher").codes[0].code)
    let_in(anew, "jgz_lead", "nurse", anew.reset("nurse").codes[0].code)
    assert cases.read(anew.ctx("teacher"), code).signals
    assert cases.read(anew.ctx("nurse"), own).signals
    inbox.read(anew.ctx("responder"), reference)  # opens
    assert log.check(anew.ctx("jgz_officer")).ok


def test_who_works_in_no_team_is_recognised_by_an_officer(world: World) -> None:
    world.ctx("jgz_officer")
    done = world.reset("jgz_admin")
    code = done.codes[0].code or ""
    user = world.people["jgz_admin"].user_id
    shown = approving.approvals(world.ctx("jgz_officer"))
    assert [(line.kind, line.id) for line in shown] == [("reset", user)]
    for stranger in ("school_officer", "town_officer"):
        assert approving.approvals(world.ctx(stranger)) == ()
        with pytest.raises(NotFound):
            recognising.approve_reset(world.ctx(stranger), user, code)
    with pytest.raises(Refused):
        recognising.approve_reset(world.ctx("jgz_officer"), user, "00000-00000")
    recognising.approve_reset(world.ctx("jgz_officer"), user, code)
    world.renewed("jgz_admin")
    world.clock.advance(minutes=1)
    assert world.ctx("jgz_admin").actor.memberships
    with pytest.raises(NotFound):
        recognising.approve_reset(world.ctx("jgz_officer"), user, code)


def test_an_officer_is_recognised_by_another_and_by_the_shell_only_when_there_is_none(world: World) -> None:
    world.ctx("jgz_officer")
    code = world.reset("jgz_officer").codes[0].code or ""
    user = world.people["jgz_officer"].user_id
    with pytest.raises(NotFound):
        recognising.approve_reset(world.ctx("jgz_officer"), user, code)
    with pytest.raises(NotFound):
        recognising.approve_reset(operator(world.tools), user, code)
    recognising.approve_reset(world.ctx("school_officer"), user, code)
    world.renewed("jgz_officer")
    for name in ("school_officer", "town_officer"):
        people.disable(operator(world.tools), world.people[name].user_id)
    world.clock.advance(minutes=1)
    code = world.reset("jgz_officer").codes[0].code or ""
    recognising.approve_reset(operator(world.tools), user, code)
    world.renewed("jgz_officer")
    world.clock.advance(minutes=1)
    assert world.ctx("jgz_officer").actor.memberships


def test_a_member_of_a_team_is_never_recognised_past_the_leads(world: World) -> None:
    world.ctx("jgz_officer")
    code = world.reset("nurse").codes[0].code or ""
    with pytest.raises(NotFound):
        recognising.approve_reset(world.ctx("jgz_officer"), world.people["nurse"].user_id, code)
    assert approving.approvals(world.ctx("jgz_officer")) == ()


def test_who_leaves_loses_what_was_sealed_to_the_own_key_and_gets_it_back_on_return(world: World) -> None:
    code, _ = school_story(world)
    members.end_member(world.ctx("school_lead"), world.people["teacher"].membership_id)
    with world.tools.store.reading() as reader:
        held = [
            g for g in grants.of_person(reader, world.people["teacher"].user_id) if g.holder_kind == "user"
        ]
    assert held == []
    assert cases.read(world.ctx("school_lead"), code).signals
    hiring.add_membership(
        operator(world.tools), world.organisations["school"], "teacher", "signaller", world.teams["school_team"],
        profession="teacher",
    )  # fmt: skip
    world.clock.advance(minutes=1)
    world.log_in("teacher")
    with world.tools.store.reading() as reader:
        rows = memberships.ever_of_user(reader, world.people["teacher"].user_id)
    back: MembershipRow = next(row for row in rows if row.state == "waiting")
    world.people["teacher"].membership_id = back.id
    world.admit("school_lead", "teacher")
    assert cases.read(world.ctx("teacher"), code).signals
