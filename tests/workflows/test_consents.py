"""A yes: one recipient, the right people, told first; a no with equal dignity; a yes taken back."""

from dataclasses import replace

import pytest

from signaal.terms import Bundle, Conflict, Refused
from signaal.workflows.consents import ConsentDraft, ConsentState, decline, give, shares_nothing, withdraw
from signaal.workflows.deciders import Decides, Family, Item, Person

TEAMS, FUNCTIONS = ("team-a",), ("social_team",)
YES = ConsentDraft(
    Family(Decides.ONE_PARENT), team_id="team-a", items=(Item(5),), said_yes=(Person.PARENT,), told=True
)


@pytest.fixture
def now(at):
    return at("2026-11-20 16.10")


@pytest.fixture
def refused(now):
    def run(**changes):
        with pytest.raises(Refused) as caught:
            give(replace(YES, **changes), now, TEAMS, FUNCTIONS)
        return {name: say.key for name, say in caught.value.problems.items()}

    return run


def test_the_default_is_only_calling_without_feedback(now):
    consent = give(YES, now, TEAMS, FUNCTIONS)
    assert (consent.state, consent.bundle, consent.feedback) == (ConsentState.GIVEN, Bundle.CALL_ONLY, False)
    assert (consent.team_id, consent.at) == ("team-a", now)
    assert shares_nothing(consent.bundle)
    assert not shares_nothing(Bundle.EVERYTHING)


def test_a_function_is_a_recipient_too(now):
    consent = give(replace(YES, team_id=None, function="social_team"), now, TEAMS, FUNCTIONS)
    assert (consent.team_id, consent.function) == (None, "social_team")


@pytest.mark.parametrize(
    "recipient",
    [
        {"team_id": None},
        {"function": "social_team"},
        {"team_id": "team-b"},
        {"team_id": None, "function": "mayor"},
    ],
)
def test_exactly_one_known_recipient(refused, recipient):
    assert refused(**recipient) == {"recipient": "workflows.consent.recipient"}


def test_everybody_it_is_about_says_yes(refused):
    assert refused(said_yes=()) == {"said_yes": "workflows.consent.ask.parent"}
    assert refused(items=(Item(13),)) == {"said_yes": "workflows.consent.ask.young_person"}


def test_when_the_other_parent_may_disagree_only_own_household_items_go(refused, now):
    family = Family(Decides.PARENTS_TOGETHER, may_disagree=True)
    assert refused(family=family) == {"items": "workflows.consent.only_own_items"}
    own = replace(YES, family=family, items=(Item(money=True),))
    assert give(own, now, TEAMS, FUNCTIONS).state is ConsentState.GIVEN
    both = replace(YES, family=family, said_yes=(Person.PARENT, Person.OTHER_PARENT))
    assert give(both, now, TEAMS, FUNCTIONS).state is ConsentState.GIVEN


def test_nothing_goes_before_the_family_knows_or_wants_the_help(refused, at):
    assert refused(told=False) == {"told": "workflows.consent.tell_first"}
    assert refused(items=()) == {"items": "workflows.consent.items"}
    assert refused(agrees_with_help=False) == {"agrees_with_help": "workflows.consent.no_help_no_passing"}
    assert refused(given_at=at("2026-11-20 16.11")) == {"given_at": "workflows.date.future"}


def test_a_no_is_recorded_and_never_refused(now):
    nothing = ConsentDraft(Family(Decides.ONE_PARENT))
    assert decline(nothing, now).state is ConsentState.DECLINED
    assert decline(YES, now).team_id == "team-a"


def test_only_a_running_yes_can_be_taken_back():
    assert withdraw(ConsentState.GIVEN) is ConsentState.WITHDRAWN
    for state in (ConsentState.DECLINED, ConsentState.WITHDRAWN):
        with pytest.raises(Conflict):
            withdraw(state)
