"""Role x permission x relation against table.txt, written by hand; then the rules above the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaal.access.actors import ANONYMOUS, OPERATOR, SYSTEM, Actor, Membership, TeamMode
from signaal.access.permissions import Permission
from signaal.access.policy import Place, decide, holds, permits, why_not, widest
from signaal.access.relations import Explanation, Relation
from signaal.terms import Role
from signaal.texts import say

HERE = Place("team", "org")
ELSEWHERE = Place("other-team", "other-org")


def one(role: Role, lead: bool = False, mode: TeamMode = TeamMode.SHARED) -> Actor:
    in_team = role in (Role.SIGNALLER, Role.RESPONDER)
    return Actor("me", (Membership(role, lead, "team" if in_team else None, "org", mode),))


WHO: dict[str, Actor] = {
    "signaller": one(Role.SIGNALLER),
    "signaller, lead": one(Role.SIGNALLER, lead=True),
    "responder": one(Role.RESPONDER),
    "responder, lead": one(Role.RESPONDER, lead=True),
    "coordinator": one(Role.COORDINATOR),
    "privacy officer": one(Role.PRIVACY_OFFICER),
    "supervisor": one(Role.SUPERVISOR),
    "admin": one(Role.ADMIN),
    "system": SYSTEM,
    "operator": OPERATOR,
    "nobody": ANONYMOUS,
}
WORK = {"own_case", "team_case", "assigned_task", "cover", "family_request"}
LETTERS: dict[str, set[str]] = {
    ".": set(),
    "*": {r.value for r in Relation},
    "m": {r.value for r in Relation},
    "a": {"own_account"},
    "w": WORK,
    "s": WORK | {"sent_referral"},
    "r": {"received_referral", "assigned_task", "cover"},
    "y": {"after_yes"},
    "v": {"review"},
    "t": {"own_team"},
    "o": {"own_organisation"},
}


def rows() -> dict[str, list[str]]:
    text = (Path(__file__).parent / "table.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {line[0]: line[1:] for line in lines}


ROWS = rows()


def test_every_permission_has_a_row_written_by_hand() -> None:
    assert set(ROWS) == {p.value for p in Permission}
    assert all(len(cells) == len(WHO) for cells in ROWS.values())


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.asvs("8.2.1", "8.2.2")
def test_the_policy_equals_the_table_in_every_cell(permission: Permission) -> None:
    for (name, actor), cell in zip(WHO.items(), ROWS[permission.value], strict=True):
        expected = set().union(*(LETTERS[letter] for letter in cell))
        got = {r.value for r in Relation if decide(actor, permission, r, HERE).allowed}
        assert got == expected, f"{name}, {permission}: {got ^ expected}"
        assert holds(actor, permission) == bool(expected), f"{name}, {permission}"


@pytest.mark.parametrize("permission", list(Permission))
def test_no_relation_opens_anything_that_needs_a_login(permission: Permission) -> None:
    people = [a for n, a in WHO.items() if n not in ("system", "operator")]
    if "*" not in ROWS[permission.value]:
        assert not any(decide(a, permission, Relation.NONE, HERE).allowed for a in people)


@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_opens_nothing_of_another_team_or_organisation(permission: Permission) -> None:
    bound = set(Relation) - {Relation.OWN_ACCOUNT}
    shut = "*" not in ROWS[permission.value] and permission is not Permission.DUTY_READ
    for name, actor in WHO.items():
        if shut and name not in ("system", "operator"):
            assert not any(decide(actor, permission, r, ELSEWHERE).allowed for r in bound), name


def test_in_a_personal_team_a_colleagues_case_is_open_to_leads_only() -> None:
    teacher = one(Role.SIGNALLER, mode=TeamMode.PERSONAL)
    lead = one(Role.SIGNALLER, lead=True, mode=TeamMode.PERSONAL)
    refusal = why_not(teacher, Permission.CASE_READ, Relation.TEAM_CASE, HERE)
    assert refusal is not None
    assert refusal.key == "access.not.colleagues_case"
    assert why_not(teacher, Permission.CASE_READ, Relation.OWN_CASE, HERE) is None
    assert why_not(teacher, Permission.REFERRAL_STATE_READ, Relation.SENT_REFERRAL, HERE) is not None
    assert why_not(lead, Permission.CASE_READ, Relation.TEAM_CASE, HERE) is None
    assert widest(teacher, Permission.CASE_LIST, HERE) is Relation.OWN_CASE
    assert widest(lead, Permission.CASE_LIST, HERE) is Relation.TEAM_CASE


def test_how_far_a_list_reaches() -> None:
    assert widest(WHO["signaller"], Permission.CASE_LIST, HERE) is Relation.TEAM_CASE
    assert widest(WHO["responder"], Permission.INBOX_LIST, HERE) is Relation.RECEIVED_REFERRAL
    assert widest(WHO["admin"], Permission.CASE_LIST, HERE) is None
    assert widest(WHO["signaller"], Permission.CASE_LIST, ELSEWHERE) is None


def test_a_lead_mark_in_one_team_opens_nothing_in_another() -> None:
    both = Actor(
        "me",
        (
            Membership(Role.SIGNALLER, True, "team-a", "school-a", TeamMode.PERSONAL),
            Membership(Role.SIGNALLER, False, "team-b", "school-b", TeamMode.PERSONAL),
        ),
    )
    here, there = Place("team-a", "school-a"), Place("team-b", "school-b")
    assert decide(both, Permission.CASE_READ, Relation.TEAM_CASE, here).allowed
    assert not decide(both, Permission.CASE_READ, Relation.TEAM_CASE, there).allowed
    assert not decide(both, Permission.ADMISSION, Relation.OWN_TEAM, there).allowed
    with pytest.raises(ValueError, match="say where"):
        decide(both, Permission.CASE_READ, Relation.TEAM_CASE)


def test_an_officer_in_one_organisation_reads_no_log_of_another_where_they_also_work() -> None:
    person = Actor(
        "me",
        (
            Membership(Role.PRIVACY_OFFICER, False, None, "jgz"),
            Membership(Role.SIGNALLER, False, "team-b", "school"),
        ),
    )
    assert decide(person, Permission.LOG_SEARCH, Relation.OWN_ORGANISATION, Place(None, "jgz")).allowed
    assert not decide(person, Permission.LOG_SEARCH, Relation.OWN_ORGANISATION, Place(None, "school")).allowed


def test_team_membership_permits_a_read_but_explains_nothing() -> None:
    nurse = WHO["signaller"]
    assert decide(nurse, Permission.CASE_READ, Relation.TEAM_CASE, HERE).explanation is None
    expected = {
        Relation.OWN_CASE: Explanation.OWN_CASE,
        Relation.ASSIGNED_TASK: Explanation.ASSIGNED_TASK,
        Relation.COVER: Explanation.COVER,
        Relation.FAMILY_REQUEST: Explanation.FAMILY_REQUEST,
    }
    for relation, explanation in expected.items():
        assert decide(nurse, Permission.CASE_READ, relation, HERE).explanation is explanation
    taken = decide(WHO["responder"], Permission.PACKAGE_READ, Relation.RECEIVED_REFERRAL, HERE)
    assert taken.explanation is Explanation.RECEIVED_REFERRAL
    looked = decide(WHO["privacy officer"], Permission.LOG_SEARCH, Relation.OWN_ORGANISATION, HERE)
    assert looked.explanation is Explanation.REVIEW


def test_a_refusal_explains_nothing_and_says_why_in_both_languages() -> None:
    cases = {
        "access.not.log_in": (ANONYMOUS, Permission.CASE_READ, Relation.OWN_CASE),
        "access.not.no_content": (WHO["admin"], Permission.CASE_READ, Relation.TEAM_CASE),
        "access.not.supervisor_reads": (WHO["supervisor"], Permission.MISTAKE_REVIEW, Relation.REVIEW),
        "access.not.lead_only": (WHO["signaller"], Permission.ADMISSION, Relation.OWN_TEAM),
        "access.not.machine_only": (WHO["admin"], Permission.SWEEP, Relation.NONE),
        "access.not.your_role": (WHO["responder"], Permission.CASE_READ, Relation.TEAM_CASE),
        "access.not.yours": (WHO["signaller"], Permission.CASE_READ, Relation.NONE),
        "access.not.before_yes": (WHO["coordinator"], Permission.CLOCKS_OVERVIEW, Relation.NONE),
    }
    for key, (actor, permission, relation) in cases.items():
        decision = decide(actor, permission, relation, HERE)
        assert (decision.allowed, decision.explanation, decision.why.key) == (False, None, key)
        assert say("nl", key) != say("en", key)


def test_every_relation_has_its_sentence() -> None:
    for relation in Relation:
        assert say("nl", f"access.because.{relation.value}")
        assert say("en", f"access.because.{relation.value}")


def test_a_mark_counts_for_work_roles_only() -> None:
    assert permits(Role.SIGNALLER, True, Permission.ADMISSION)
    assert not permits(Role.SIGNALLER, False, Permission.ADMISSION)
    assert not permits(Role.ADMIN, True, Permission.ADMISSION)
