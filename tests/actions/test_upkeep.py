"""Tidying up, signing, checking, and saying how it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from signaal.actions import checkpoints, deadlines, instances, sessions, trail, upkeep
from signaal.actions.checkpoints import checkpoint
from signaal.actions.context import anonymous, operator, system
from signaal.actions.democodes import current_code
from signaal.actions.health import SILENT_AFTER, health
from signaal.actions.upkeep import Tidied, tidy
from signaal.actions.verify import verify
from signaal.audit.events import Event
from signaal.notify.messages import Message
from signaal.store import heartbeats, memberships, outbox
from signaal.store import sessions as stored
from signaal.terms import NotAllowed, Refused
from signaal.vault import totp
from signaal.vault.pseudonyms import new_id
from tests.actions import eviction
from tests.actions.events import logged
from tests.support.world import ADDRESS, World


def test_a_session_ends_eight_hours_after_its_login_with_its_secret(world: World) -> None:
    token = world.log_in("nurse")
    world.clock.advance(hours=7, minutes=59)
    tidy(system(world.tools))
    world.clock.advance(minutes=2)
    done = tidy(system(world.tools))
    assert done.ended >= 1
    assert tidy(system(world.tools)) == Tidied()
    assert sessions.open(world.tools, token, new_id(), ADDRESS) is None
    with world.tools.store.reading() as reader:
        rows = stored.open_of_user(reader, world.people["nurse"].user_id)
    assert rows == []
    assert {"expired"} == {e["reason"] for e in logged(world.tools, Event.SESSION_ENDED) if "number" in e}


def test_ended_sessions_are_forgotten_after_a_week(world: World) -> None:
    world.log_in("nurse")
    world.clock.advance(hours=9)
    ended = tidy(system(world.tools)).ended
    world.clock.advance(days=8)
    assert tidy(system(world.tools)).forgotten >= ended >= 1


def test_a_membership_past_its_end_date_ends_and_its_organisation_can_see_that(world: World) -> None:
    with world.tools.store.unit() as unit:
        row = memberships.get(unit, world.people["nurse2"].membership_id)
        row.ends_at = world.clock.now() + timedelta(hours=1)
        trail.leave(unit, operator(world.tools), Event.MEMBER_CHANGED, target=row.user_id)
    assert tidy(system(world.tools)).lapsed == 0
    world.clock.advance(hours=2)
    assert tidy(system(world.tools)).lapsed == 1
    assert tidy(system(world.tools)).lapsed == 0
    event = logged(world.tools, Event.MEMBER_ENDED)[-1]
    assert event["organisation"] == world.organisations["jgz"]
    with world.tools.store.reading() as reader:
        assert memberships.get(reader, row.id).sealed_team_secret is None


def test_the_log_is_signed_when_something_happened_and_only_then(world: World) -> None:
    signed = checkpoint(system(world.tools))
    assert signed is not None
    assert checkpoint(system(world.tools)) is None
    eviction.seen(world)
    again = checkpoint(system(world.tools))
    assert again is not None
    assert again.size > signed.size
    notes = "".join(p.read_text() for p in (world.tools.instance / checkpoints.FOLDER).glob("*.txt"))
    assert notes.count("signaal/") >= 2


def test_a_log_that_lost_events_is_never_signed_again(world: World) -> None:
    eviction.seen(world)
    assert checkpoint(system(world.tools)) is not None
    with closing(sqlite3.connect(world.tools.store.url.database or "")) as db, db:
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f'DROP TRIGGER "{name}"')
        db.execute("UPDATE audit_leaves SET leaf = zeroblob(32) WHERE seq = 3")
    fresh = replace(world.tools, signer=instances.log_signer(world.tools))
    world.log_in("nurse2")
    assert checkpoint(system(fresh)) is None
    assert checkpoint(system(fresh)) is None
    assert len(logged(world.tools, Event.CHECKPOINT_REFUSED)) == 1
    assert health(world.tools).checks["log"] is False
    assert not verify(operator(fresh)).ok
    with world.tools.store.reading() as reader:
        told = {
            name
            for name in world.people
            for row in outbox.unseen(reader, world.people[name].user_id, world.clock.now())
            if row.message == Message.LOG_BROKEN.value
        }
    assert told == {n for n in world.people if n.endswith(("_officer", "_admin"))}, (
        "told once, and nobody else"
    )


def test_the_whole_log_fits_and_that_it_was_checked_is_written_down(world: World) -> None:
    eviction.seen(world)
    checkpoint(system(world.tools))
    report = verify(operator(world.tools))
    assert report.ok, report.problems
    event = logged(world.tools, Event.LOG_VERIFIED)[-1]
    assert (event["size"], event["root"]) == (report.size, report.root)


def test_health_says_since_when_the_sweep_is_silent(world: World) -> None:
    assert health(world.tools).checks["sweep"] is False
    deadlines.sweep(system(world.tools))
    at = world.clock.now()
    assert health(world.tools).ok
    assert health(world.tools).silent_since is None
    world.clock.advance(seconds=SILENT_AFTER.total_seconds() + 1)
    silent = health(world.tools)
    assert not silent.ok
    assert silent.silent_since == at
    assert set(silent.plain()) == {"ok", "checks", "sweep_at"}


def test_health_sees_a_step_that_waits_too_long(world: World) -> None:
    eviction.seen(world)
    world.clock.advance(hours=5)
    with world.tools.store.unit() as unit:
        heartbeats.beat(unit, deadlines.BEAT, world.clock.now())
    assert health(world.tools).checks == {
        "database": True, "sweep": True, "clocks": False, "mail": True, "log": True, "erasing": True,
    }  # fmt: skip


def test_health_of_a_database_that_is_gone_is_an_answer(world: World) -> None:
    world.tools.store.close()
    Path(world.tools.store.url.database or "").write_bytes(b"not a database, not any more" * 400)
    assert health(world.tools).plain()["ok"] is False


def test_an_instance_is_named_once(world: World) -> None:
    first = instances.log_signer(world.tools)
    second = instances.create(operator(world.tools))
    assert first is not None
    assert first.origin == second.origin
    assert len(logged(world.tools, Event.INSTANCE_CREATED)) == 1
    assert not instances.is_empty(operator(world.tools))


def test_a_demo_code_is_what_an_authenticator_shows(world: World) -> None:
    secret = totp.new_secret()
    shown = current_code(operator(world.tools), totp.typed_secret(secret))
    assert shown.code == totp.code_at(secret, totp.step_at(world.clock.now()))
    assert 1 <= shown.seconds <= totp.SECONDS
    with pytest.raises(Refused):
        current_code(operator(world.tools), "geen base32!")


@pytest.mark.parametrize("verb", [upkeep.tidy, upkeep.deliver, upkeep.checkpoint, upkeep.write_nu])
def test_only_the_machine_does_the_machines_work(world: World, verb: object) -> None:
    for ctx in (anonymous(world.tools), world.ctx("jgz_admin")):
        with pytest.raises(NotAllowed):
            verb(ctx)  # type: ignore[operator]  # each takes a context first
