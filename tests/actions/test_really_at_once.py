"""Two people at the same moment on PostgreSQL, each in a thread and a transaction of their own.

tests/actions/test_at_once.py says what must come of it, one after the other; here nobody waits for anybody but the
database.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from signaal.actions import cards, inbox, members
from signaal.actions.carddrafts import CardDraft
from signaal.actions.views import Receipt
from signaal.store import memberships, pins
from signaal.terms import Bundle, Conflict, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import TALK, noticed, refer, yes
from tests.support.world import World

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def anew(new_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory):
    """One world for all: each test works on other teams or cards."""
    world = World.build(new_postgres(), tmp_path_factory.mktemp("at_once"))
    yield world
    world.close()


def together(*deeds: Callable[[], object]) -> list[object]:
    """What came of each, begun at the same moment: its answer, or its refusal."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return deed()
        except (Conflict, NotFound, Refused) as no:
            return no

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_two_leads_who_end_each_other_leave_somebody_with_the_key(anew: World) -> None:
    one, two = anew.ctx("school_lead"), anew.ctx("school_lead2")
    mine, theirs = (anew.people[name].membership_id for name in ("school_lead", "school_lead2"))
    found = together(lambda: members.end_member(one, theirs), lambda: members.end_member(two, mine))
    assert sum(isinstance(answer, Refused | NotFound) for answer in found) == 1
    with anew.tools.store.reading() as reader:
        kept = memberships.of_team(reader, anew.teams["school_team"], anew.clock.now())
    assert sum(one.membership.sealed_team_secret is not None for one in kept) == 1


def test_two_first_packages_to_one_team_arrive_under_one_pin(anew: World) -> None:
    nurse, other = anew.ctx("nurse"), anew.ctx("nurse2")
    page = CardDraft(new_id(), noticed(haste=False), TALK, consent=yes(anew, Bundle.CALL_ONLY))
    again = CardDraft(new_id(), noticed(haste=False), TALK, consent=yes(anew, Bundle.CALL_ONLY))
    before = len(inbox.page(anew.ctx("responder")).lines)
    found = together(lambda: cards.submit(nurse, page), lambda: cards.submit(other, again))
    assert not [answer for answer in found if isinstance(answer, Exception)]
    with anew.tools.store.reading() as reader:
        assert len(pins.of_team(reader, anew.teams["jgz_team"])) == 1
    assert len(inbox.page(anew.ctx("responder")).lines) == before + 2


def test_one_form_posted_twice_makes_one_card(anew: World) -> None:
    ctx, page = (
        anew.ctx("nurse"),
        CardDraft(new_id(), noticed(haste=False), TALK, consent=yes(anew, Bundle.CALL_ONLY)),
    )
    before = len(inbox.page(anew.ctx("responder")).lines)
    found = together(*[lambda: cards.submit(ctx, page)] * 3)
    made = {answer.pseudonym for answer in found if isinstance(answer, Receipt)}
    assert len(made) == 1
    assert len(inbox.page(anew.ctx("responder")).lines) == before + 1


def test_one_package_taken_by_two_is_taken_once(anew: World) -> None:
    sent = refer(anew, Bundle.CALL_ONLY)
    first, second = anew.ctx("responder"), anew.ctx("responder2")
    found = together(
        lambda: inbox.accept(first, sent.reference, new_id()),
        lambda: inbox.accept(second, sent.reference, new_id()),
    )
    assert sum(isinstance(answer, Conflict) for answer in found) == 1
