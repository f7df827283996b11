"""Drafts: mine alone, sealed, and never lost without being asked."""

from __future__ import annotations

import pytest

from signaal.actions import drafts
from signaal.audit.events import Event
from signaal.store import drafts as stored
from signaal.terms import NotFound, Refused
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.support.world import World

DATA = {"remark": ["Lege broodtrommel"], "seen": ["FOOD_NONE", "FOOD_LESS"]}


def test_a_draft_comes_back_as_it_was(world: World) -> None:
    draft_id = drafts.keep(world.ctx("nurse"), "signal", DATA)
    assert drafts.open(world.ctx("nurse"), draft_id) == DATA
    world.clock.advance(minutes=1)
    assert drafts.keep(world.ctx("nurse"), "signal", {"remark": ["Nieuw"]}, draft_id) == draft_id
    assert drafts.open(world.ctx("nurse"), draft_id) == {"remark": ["Nieuw"]}
    (line,) = drafts.page(world.ctx("nurse"))
    assert (line.id, line.form, line.updated_at) == (draft_id, "signal", world.clock.now())
    events = [e["event"] for e in logged(world.tools) if e["event"].startswith("draft:")]
    assert events == ["draft:kept", "draft:opened", "draft:kept", "draft:opened"]


def test_nobody_else_finds_it(world: World) -> None:
    draft_id = drafts.keep(world.ctx("nurse"), "signal", DATA)
    for name in ("nurse2", "jgz_lead", "jgz_admin"):
        assert drafts.page(world.ctx(name)) == ()
        with pytest.raises(NotFound):
            drafts.open(world.ctx(name), draft_id)
        with pytest.raises(NotFound):
            drafts.keep(world.ctx(name), "signal", DATA, draft_id)
        drafts.drop(world.ctx(name), draft_id)
    assert drafts.open(world.ctx("nurse"), draft_id) == DATA


def test_its_bytes_say_nothing_and_open_for_nobody_else(world: World) -> None:
    draft_id = drafts.keep(world.ctx("nurse"), "signal", DATA)
    with world.tools.store.unit() as unit:
        row = stored.find(unit, draft_id, world.people["nurse"].user_id)
        assert row is not None
        assert b"broodtrommel" not in row.sealed
        row.user_id = world.people["nurse2"].user_id
    with pytest.raises(DoesNotOpen):
        drafts.open(world.ctx("nurse2"), draft_id)
    assert logged(world.tools, Event.VAULT_REFUSED)


def test_thrown_away_is_gone_and_twice_is_fine(world: World) -> None:
    draft_id = drafts.keep(world.ctx("nurse"), "signal", DATA)
    drafts.drop(world.ctx("nurse"), draft_id)
    drafts.drop(world.ctx("nurse"), draft_id)
    with pytest.raises(NotFound):
        drafts.open(world.ctx("nurse"), draft_id)
    assert len(logged(world.tools, Event.DRAFT_DROPPED)) == 1


def test_there_is_an_end_to_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 2)
    ids = [drafts.keep(world.ctx("nurse"), "signal", DATA) for _ in range(2)]
    with pytest.raises(Refused):
        drafts.keep(world.ctx("nurse"), "signal", DATA)
    drafts.keep(world.ctx("nurse"), "signal", DATA, ids[0])
    with pytest.raises(NotFound):
        drafts.keep(world.ctx("nurse"), "signal", DATA, new_id())
