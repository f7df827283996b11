"""Answers of the family, and referrals as sender and receiver see them."""

from datetime import datetime, timedelta

from signaal.store import consents, referrals
from signaal.store.engine import Store
from signaal.terms import ReferralState
from tests.store import rows
from tests.store.rows import World, writing

HOUR = timedelta(hours=1)


def test_a_yes_can_be_taken_back_and_ends_after_its_term(store: Store, world: World, now: datetime):
    yes, no = rows.consent(world.case.id), rows.consent(world.case.id, state="declined", given_at=None)
    with writing(store) as unit:
        consents.add(unit, yes)
        consents.add(unit, no)
    with writing(store) as unit:
        consents.withdraw(unit, consents.locked(unit, yes.id), now)
    with store.reading() as reader:
        assert {row.id for row in consents.of_case(reader, world.case.id)} == {yes.id, no.id}
        assert consents.of_case(reader, world.case.id, "given") == []
        assert consents.get(reader, yes.id).withdrawn_at == now
        assert consents.past_keeping(reader, now) == []
        assert len(consents.past_keeping(reader, yes.keep_until)) == 2
        assert consents.find(reader, "nowhere") is None
        assert set(consents.by_ids(reader, [no.id])) == {no.id}


def test_an_inbox_shows_what_was_sent_to_the_team(store: Store, world: World, now: datetime):
    yes = rows.consent(world.case.id)

    def sent(**values):
        given = {"recipient_team_id": world.receivers.id, "consent_id": yes.id} | values
        return rows.referral(world.case.id, world.team.id, world.nurse.id, **given)

    made = [sent(sent_at=now + n * HOUR) for n in range(3)]
    waiting = sent(sent_at=None, state=ReferralState.PREPARED)
    elsewhere = sent(recipient_team_id=world.team.id)
    taken = sent(sent_at=now + 9 * HOUR, state=ReferralState.ACCEPTED)
    with writing(store) as unit:
        consents.add(unit, yes)
        for row in (*made, waiting, elsewhere, taken):
            referrals.add(unit, row)
    with store.reading() as reader:
        first = referrals.inbox(reader, world.receivers.id, size=3)
        assert [row.id for row in first.rows] == [taken.id, made[2].id, made[1].id]
        second = referrals.inbox(reader, world.receivers.id, size=3, after=first.after)
        assert ([row.id for row in second.rows], second.after) == ([made[0].id], None)
        only = referrals.inbox(reader, world.receivers.id, states=["accepted"])
        assert [row.id for row in only.rows] == [taken.id]
        assert len(referrals.of_case(reader, world.case.id)) == len(referrals.of_consent(reader, yes.id)) == 6
        assert referrals.get(reader, taken.reference).id == taken.id
        assert referrals.get_by_id(reader, taken.id).reference == taken.reference
        assert referrals.find(reader, "V-0000-0000") is None
        assert referrals.find_by_id(reader, "nowhere") is None
        assert set(referrals.by_ids(reader, [taken.id])) == {taken.id}
        assert referrals.counts(reader, [world.receivers.id]) == {
            (world.receivers.id, "sent"): 3,
            (world.receivers.id, "prepared"): 1,
            (world.receivers.id, "accepted"): 1,
        }
    with store.unit() as unit:
        assert referrals.locked(unit, taken.reference).id == taken.id
