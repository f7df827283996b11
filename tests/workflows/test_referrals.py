"""The states of a referral, inside and outside, exactly as they may follow each other."""

import pytest

from signaal.terms import Conflict, Refused
from signaal.terms import ReferralState as S
from signaal.workflows.referrals import FEEDBACK, first_state, give_back, is_open, move, not_delivered

MOVES = {
    True: {
        (S.SENT, S.ACCEPTED),
        (S.SENT, S.RETURNED),
        (S.SENT, S.CONSENT_WITHDRAWN),
        (S.ACCEPTED, S.DELIVERED),
        (S.ACCEPTED, S.NOT_DELIVERED),
        (S.ACCEPTED, S.CONSENT_WITHDRAWN),
    },
    False: {
        (S.PREPARED, S.HANDED_OVER),
        (S.HANDED_OVER, S.DELIVERED),
        (S.HANDED_OVER, S.NOT_DELIVERED),
        (S.HANDED_OVER, S.UNKNOWN),
    },
}


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("to", list(S))
@pytest.mark.parametrize("state", list(S))
def test_every_move(inside, state, to):
    if (state, to) in MOVES[inside]:
        assert move(state, to, inside=inside) is to
    else:
        with pytest.raises(Conflict):
            move(state, to, inside=inside)


@pytest.mark.parametrize("inside", [True, False])
def test_it_is_open_while_something_can_follow(inside):
    assert is_open(first_state(inside=inside), inside=inside)
    open_states = {state for state in S if is_open(state, inside=inside)}
    assert open_states == {state for state, _ in MOVES[inside]}


def test_a_reason_of_the_list_is_needed():
    assert give_back(S.SENT, "other_team", ("other_team",)) is S.RETURNED
    assert not_delivered(S.ACCEPTED, "waiting_list", ("waiting_list",), inside=True) is S.NOT_DELIVERED
    for reason, key in (("", "workflows.reason.needed"), ("because", "workflows.choice.unknown")):
        with pytest.raises(Refused) as caught:
            give_back(S.SENT, reason, ("other_team",))
        assert caught.value.problems["reason"].key == key


def test_feedback_uses_codes_of_its_list(rulebook):
    assert set(FEEDBACK.values()) == set(rulebook.lists.of("feedback").codes())
