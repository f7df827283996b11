"""Keys of teams, compared by two leads: typed, marked, and of no use when somebody sits in between."""

from __future__ import annotations

import pytest

from signaal.actions import cards, comparing, recipients
from signaal.actions.carddrafts import CardDraft
from signaal.audit.events import Event
from signaal.store import pins, teams
from signaal.store.tables_people import PinRow, TeamKeyRow
from signaal.terms import Bundle, NotAllowed, NotFound, Refused
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.keys import TeamKeys
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.referred import TALK, noticed, yes
from tests.actions.rotations import started, turned
from tests.actions.test_accounts import tamper
from tests.support.world import World


def ends(world: World) -> tuple[str, str]:
    return world.teams["jgz_team"], world.teams["social_team"]


def read_aloud(world: World, lead: str = "social_lead") -> str:
    own, other = ends(world)
    return comparing.read(world.ctx(lead), other, own).code


def state(world: World) -> str:
    own, other = ends(world)
    _, lines = comparing.page(world.ctx("jgz_lead"), own)
    return next(line.state for line in lines if line.team_id == other)


def selectable(world: World) -> bool:
    own, other = ends(world)
    return next(
        line.compared for line in recipients.options(world.ctx("nurse"), own) if line.team_id == other
    )


def send(world: World) -> None:
    draft = CardDraft(new_id(), noticed(haste=False), TALK, consent=yes(world, Bundle.CALL_ONLY))
    cards.submit(world.ctx("nurse"), draft)


@pytest.mark.parametrize("used_before", [False, True])
def test_a_key_is_compared_when_the_lead_types_what_the_other_reads(world: World, used_before: bool) -> None:
    own, other = ends(world)
    if used_before:
        send(world)
    assert state(world) == ("pinned" if used_before else "unseen")
    assert not selectable(world)
    comparing.compare(world.ctx("jgz_lead"), own, other, read_aloud(world).lower(), new_id())
    assert state(world) == "compared"
    assert selectable(world)
    send(world)
    line = next(line for line in comparing.page(world.ctx("jgz_lead2"), own)[1] if line.team_id == other)
    assert line.by == ("Jgz_Lead de Vries",)
    assert logged(world.tools, Event.KEY_COMPARED)[-1]["target"] == other


def test_nobody_can_type_over_what_stands_on_the_own_screen(world: World) -> None:
    own, other = ends(world)
    mine = comparing.read(world.ctx("jgz_lead"), own, other).code
    assert mine != read_aloud(world)
    with pytest.raises(Refused) as stopped:
        comparing.compare(world.ctx("jgz_lead"), own, other, mine, new_id())
    assert stopped.value.problems["code"].key == "people.compare_wrong"
    assert logged(world.tools, Event.VAULT_REFUSED)[-1]["reason"] == "comparison_code"
    assert state(world) == "unseen"


def test_guessing_is_slowed(world: World) -> None:
    own, other = ends(world)
    good = read_aloud(world)
    for _ in range(3):
        with pytest.raises(Refused):
            comparing.compare(world.ctx("jgz_lead"), own, other, "00000-00000", new_id())
    with pytest.raises(Refused) as slowed:
        comparing.compare(world.ctx("jgz_lead"), own, other, good, new_id())
    assert slowed.value.problems["code"].key == "people.code_wait"


def test_a_key_put_in_between_has_other_codes(world: World) -> None:
    own, other = ends(world)
    good = read_aloud(world)
    with world.tools.store.reading() as reader:
        key = teams.get_key(reader, other, 1)
    fake = TeamKeys.new(other).public
    tamper(
        world, TeamKeyRow, key.id, kem_public=fake.kem, sign_public=fake.sign, fingerprint=fake.fingerprint
    )  # fmt: skip
    with pytest.raises(Refused):
        comparing.compare(world.ctx("jgz_lead"), own, other, good, new_id())


def test_a_replaced_key_of_a_pinned_team_cannot_be_compared_at_all(world: World) -> None:
    own, other = ends(world)
    comparing.compare(world.ctx("jgz_lead"), own, other, read_aloud(world), new_id())
    with world.tools.store.reading() as reader:
        key = teams.get_key(reader, other, 1)
    fake = TeamKeys.new(other).public
    tamper(
        world, TeamKeyRow, key.id, kem_public=fake.kem, sign_public=fake.sign, fingerprint=fake.fingerprint
    )  # fmt: skip
    assert state(world) == "changed"
    with pytest.raises(DoesNotOpen):
        comparing.compare(world.ctx("jgz_lead"), own, other, "00000-00000", new_id())


def test_compared_cannot_be_claimed_by_writing_to_the_database(world: World) -> None:
    own, other = ends(world)
    send(world)
    with world.tools.store.reading() as reader:
        row = pins.find(reader, own, other)
    assert row is not None
    tamper(
        world, PinRow, row.id, compared_at=world.clock.now(), compared_by=[world.people["jgz_lead"].user_id]
    )
    assert state(world) == "changed"
    with pytest.raises(DoesNotOpen):
        send(world)


def test_only_a_lead_of_the_own_team_compares(world: World) -> None:
    own, other = ends(world)
    for name in ("nurse", "jgz_admin", "jgz_officer"):
        with pytest.raises(NotAllowed):
            comparing.page(world.ctx(name), own)
    with pytest.raises(NotFound):
        comparing.page(world.ctx("school_lead"), own)
    with pytest.raises(NotFound):
        comparing.read(world.ctx("jgz_lead"), own, own)
    with pytest.raises(NotFound):
        comparing.read(world.ctx("jgz_lead"), own, new_id())
    assert other


def test_while_a_secret_is_turned_both_sides_still_mean_the_same_keys(world: World) -> None:
    own, other = ends(world)
    started(world, "jgz_team", "jgz_lead", "jgz_lead2")
    comparing.compare(world.ctx("jgz_lead"), own, other, read_aloud(world), new_id())
    back = comparing.read(world.ctx("jgz_lead"), own, other).code
    comparing.compare(world.ctx("social_lead"), other, own, back, new_id())
    assert state(world) == "compared"


def test_a_key_that_was_turned_is_compared_anew_under_its_pin(world: World) -> None:
    own, other = ends(world)
    send(world)
    turned(world, "social_team", "social_lead", "social_lead2")
    assert state(world) == "pinned"
    comparing.compare(world.ctx("jgz_lead"), own, other, read_aloud(world), new_id())
    assert state(world) == "compared"
    with world.tools.store.reading() as reader:
        row = pins.find(reader, own, other)
    assert row is not None
    assert row.version == 2
    send(world)
