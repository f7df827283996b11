"""How somebody stands to a case, a package, a clock, a review."""

from __future__ import annotations

import pytest

from signaal.access.actors import ANONYMOUS, OPERATOR, Actor, Membership
from signaal.access.relations import (
    CaseFacts,
    ClockFacts,
    ReferralFacts,
    Relation,
    to_account,
    to_case,
    to_clock,
    to_organisation,
    to_package,
    to_review,
    to_sent,
    to_team,
)
from signaal.terms import Role

CASE = CaseFacts("jgz", "anna", assigned=frozenset({"bo"}), covering=frozenset({"chris"}))


def nurse(name: str, team: str = "jgz") -> Actor:
    return Actor(name, (Membership(Role.SIGNALLER, False, team, f"org-{team}"),))


@pytest.mark.parametrize(
    ("who", "team", "expected"),
    [
        ("anna", "jgz", Relation.OWN_CASE),
        ("bo", "jgz", Relation.ASSIGNED_TASK),
        ("chris", "jgz", Relation.COVER),
        ("dirk", "jgz", Relation.TEAM_CASE),
        ("anna", "school", Relation.NONE),  # left the team: her own case is no longer hers
        ("bo", "school", Relation.NONE),
    ],
)
def test_to_case(who: str, team: str, expected: Relation) -> None:
    assert to_case(nurse(who, team), CASE) is expected


def test_a_package_is_the_receivers_and_its_state_the_senders() -> None:
    referral = ReferralFacts(CASE, "wijkteam", assigned=frozenset({"eva"}))
    assert to_package(nurse("eva", "wijkteam"), referral) is Relation.ASSIGNED_TASK
    assert to_package(nurse("finn", "wijkteam"), referral) is Relation.RECEIVED_REFERRAL
    assert to_package(nurse("anna"), referral) is Relation.NONE
    assert to_package(nurse("finn", "wijkteam"), ReferralFacts(CASE)) is Relation.NONE
    assert to_sent(nurse("anna"), referral) is Relation.OWN_CASE
    assert to_sent(nurse("dirk"), referral) is Relation.SENT_REFERRAL
    assert to_sent(nurse("finn", "wijkteam"), referral) is Relation.NONE


def test_a_coordinator_sees_nothing_before_the_yes_nor_of_another_town() -> None:
    coordinator = Actor("cas", (Membership(Role.COORDINATOR, False, None, "town"),))
    town = frozenset({"town"})
    assert to_clock(coordinator, ClockFacts(CASE, True, town)) is Relation.AFTER_YES
    assert to_clock(coordinator, ClockFacts(CASE, False, town)) is Relation.NONE
    assert to_clock(coordinator, ClockFacts(CASE, True, frozenset({"elsewhere"}))) is Relation.NONE
    admin = Actor("ada", (Membership(Role.ADMIN, False, None, "town"),))
    assert to_clock(admin, ClockFacts(CASE, True, town)) is Relation.NONE


def test_nobody_reviews_their_own_mistake() -> None:
    assert to_review(nurse("anna"), "jgz", "org-jgz", done_by="anna") is Relation.NONE
    assert to_review(nurse("bo"), "jgz", "org-jgz", done_by="anna") is Relation.REVIEW
    assert to_review(nurse("bo", "school"), "jgz", "org-jgz", done_by="anna") is Relation.NONE


def test_team_organisation_and_account() -> None:
    assert to_team(nurse("anna"), "jgz") is Relation.OWN_TEAM
    assert to_team(nurse("anna"), "school") is Relation.NONE
    assert to_organisation(nurse("anna"), "org-jgz") is Relation.OWN_ORGANISATION
    assert to_organisation(nurse("anna"), "org-school") is Relation.NONE
    assert to_organisation(OPERATOR, "org-school") is Relation.OWN_ORGANISATION
    assert to_account(nurse("anna"), "anna") is Relation.OWN_ACCOUNT
    assert to_account(nurse("anna"), "bo") is Relation.NONE
    assert to_account(ANONYMOUS, "") is Relation.NONE
