"""A visit: what opens it, what closes it, and what is kept when it is closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from signaal.actions import admission, directory, members, sessions, upkeep
from signaal.actions.context import Ctx, system
from signaal.audit.events import Event
from signaal.store import drafts
from signaal.store import sessions as session_rows
from signaal.store.tables_people import MembershipRow, UserRow
from signaal.store.tables_sessions import SessionRow
from signaal.terms import NotAllowed, Role
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.drafts import open_draft
from signaal.vault.pseudonyms import new_id, new_token, token_hash
from tests.actions.events import logged
from tests.support.world import ADDRESS, World


def come(world: World, token: str) -> Ctx | None:
    return sessions.open(world.tools, token, new_id(), ADDRESS)


def row_of(world: World, token: str) -> SessionRow:
    with world.tools.store.reading() as reader:
        row = session_rows.find_by_token(reader, token_hash(token))
    assert row is not None
    return row


def why(world: World, token: str) -> str | None:
    """The key of what is told about a closed session."""
    found = sessions.why_closed(world.tools, token)
    return found.key if found is not None else None


def test_a_token_opens_who_it_belongs_to(world: World) -> None:
    ctx = come(world, world.log_in("nurse"))
    assert ctx is not None
    assert ctx.user_id == world.people["nurse"].user_id
    assert ctx.me is not None
    assert ctx.me.name == "Nurse de Vries"
    assert [m.role for m in ctx.actor.memberships] == [Role.SIGNALLER]
    assert len(ctx.csrf_key) == 32
    assert ctx.keys.team(world.teams["jgz_team"]).id == world.teams["jgz_team"]


@pytest.mark.asvs("7.2.4")
def test_every_login_gives_a_new_token(world: World) -> None:
    assert world.log_in("nurse") != world.log_in("nurse")


@pytest.mark.asvs("7.2.2")
def test_a_stolen_row_opens_nothing_without_its_cookie(world: World) -> None:
    token = world.log_in("nurse")
    row = row_of(world, token)
    assert come(world, row.token_hash.hex()) is None
    assert come(world, new_token()) is None
    other = world.log_in("nurse2")
    own = row_of(world, other).id
    with world.tools.store.unit() as unit:
        unit.get(SessionRow, own).sealed_secret = row.sealed_secret
    assert come(world, other) is None
    assert logged(world.tools, Event.VAULT_REFUSED)[-1]["reason"] == "session"


@pytest.mark.asvs("7.3.1")
def test_a_quarter_of_an_hour_without_work_closes(world: World) -> None:
    token = world.log_in("nurse")
    world.clock.advance(minutes=15)
    assert come(world, token) is not None
    world.clock.advance(minutes=15, seconds=1)
    assert why(world, token) == "account.closed.idle"
    assert come(world, token) is None
    assert row_of(world, token).sealed_secret is None
    assert logged(world.tools, Event.SESSION_LOCKED)[-1]["reason"] == "idle"
    assert why(world, token) == "account.closed.idle"
    before = len(logged(world.tools))
    assert come(world, token) is None
    assert len(logged(world.tools)) == before


@pytest.mark.asvs("7.3.2")
def test_eight_hours_after_the_login_it_ends_however_busy(world: World) -> None:
    token = world.log_in("nurse")
    for _ in range(47):
        world.clock.advance(minutes=10)
        assert come(world, token) is not None
    world.clock.advance(minutes=10)
    assert come(world, token) is None
    row = row_of(world, token)
    assert (row.ended_reason, row.sealed_secret) == ("too_long", None)
    assert why(world, token) == "account.closed.too_long"


def test_looking_writes_the_last_moment_once_a_minute_and_no_event(world: World) -> None:
    token = world.log_in("nurse")
    seen = row_of(world, token).last_seen_at
    before = len(logged(world.tools))
    world.clock.advance(seconds=59)
    come(world, token)
    assert row_of(world, token).last_seen_at == seen
    world.clock.advance(seconds=1)
    come(world, token)
    assert row_of(world, token).last_seen_at == world.clock.now()
    assert len(logged(world.tools)) == before


@pytest.mark.asvs("7.4.1")
def test_logging_out_ends_it(world: World) -> None:
    token = world.log_in("nurse")
    ctx = come(world, token)
    assert ctx is not None
    sessions.log_out(ctx)
    assert come(world, token) is None
    assert sessions.why_closed(world.tools, token) is None
    assert row_of(world, token).sealed_secret is None


def test_hiding_deletes_the_secret_at_once(world: World) -> None:
    token = world.log_in("nurse")
    ctx = come(world, token)
    assert ctx is not None
    sessions.lock(ctx)
    assert row_of(world, token).sealed_secret is None
    assert come(world, token) is None
    assert why(world, token) == "account.closed.locked"
    sessions.lock(ctx)
    assert len(logged(world.tools, Event.SESSION_LOCKED)) == 1


@pytest.mark.asvs("7.4.2", "8.3.2")
def test_a_disabled_account_stops_at_the_next_request(world: World) -> None:
    token = world.log_in("nurse")
    directory.disable(world.ctx("jgz_admin"), world.people["nurse"].user_id)
    assert come(world, token) is None
    assert why(world, token) == "account.closed.disabled"
    assert sessions.why_closed(world.tools, new_token()) is None, "a stranger learns nothing"


@pytest.mark.asvs("7.4.2", "8.3.2")
def test_an_ended_membership_stops_at_the_next_request(world: World) -> None:
    token = world.log_in("nurse")
    members.end_member(world.ctx("jgz_lead"), world.people["nurse"].membership_id)
    assert come(world, token) is None
    assert why(world, token) == "account.closed.membership_ended"
    ctx = world.ctx("nurse")
    assert ctx.actor.memberships == ()
    with pytest.raises(DoesNotOpen):
        ctx.keys.team(world.teams["jgz_team"])


@pytest.mark.asvs("8.3.2")
def test_a_membership_that_runs_out_gives_nothing_the_moment_after(world: World) -> None:
    token = world.log_in("nurse")
    with world.tools.store.unit() as unit:
        row = unit.get(MembershipRow, world.people["nurse"].membership_id)
        row.ends_at = world.clock.now().replace(hour=8, minute=10)
        unit.audited = True
        unit.written()
    before = come(world, token)
    world.clock.set(world.clock.now().replace(hour=8, minute=10))
    after = come(world, token)
    assert before is not None
    assert after is not None
    assert len(before.actor.memberships) == 1
    assert after.actor.memberships == ()


@pytest.mark.parametrize("change", [{"lead": True}, {"role": "responder"}])
def test_an_edited_role_or_lead_mark_opens_no_team_key(world: World, change: dict[str, object]) -> None:
    with world.tools.store.unit() as unit:
        row = unit.get(MembershipRow, world.people["nurse"].membership_id)
        for name, value in change.items():
            setattr(row, name, value)
        unit.audited = True
        unit.written()
    ctx = world.ctx("nurse")
    with pytest.raises(DoesNotOpen):
        ctx.keys.team(world.teams["jgz_team"])


def test_an_edited_lead_mark_lets_nobody_into_the_page_of_the_team(world: World) -> None:
    with world.tools.store.unit() as unit:
        unit.get(MembershipRow, world.people["nurse"].membership_id).lead = True
        unit.audited = True
        unit.written()
    with pytest.raises(DoesNotOpen):
        admission.page(world.ctx("nurse"))
    assert logged(world.tools, Event.VAULT_REFUSED)[-1]["user"] == world.people["nurse"].user_id


def test_what_is_posted_to_a_locked_session_is_kept_for_its_owner_alone(world: World) -> None:
    token = world.log_in("nurse")
    world.clock.advance(minutes=20)
    assert come(world, token) is None
    draft_id = sessions.keep_typed(world.tools, token, "signaal", {"remark": ["lege broodtrommel"]})
    assert draft_id is not None
    with world.tools.store.reading() as reader:
        row = drafts.find(reader, draft_id, world.people["nurse"].user_id)
    assert row is not None
    assert b"broodtrommel" not in row.sealed
    mine, theirs = world.ctx("nurse").keys.user, world.ctx("nurse2").keys.user
    assert open_draft(mine, draft_id, "signaal", row.sealed) == {"remark": ["lege broodtrommel"]}
    with pytest.raises(DoesNotOpen):
        open_draft(theirs, draft_id, "signaal", row.sealed)
    assert logged(world.tools, Event.DRAFT_KEPT)[-1]["reason"] == "locked"


def test_nothing_is_kept_for_a_stranger_or_after_logging_out(world: World) -> None:
    assert sessions.keep_typed(world.tools, new_token(), "signaal", {"a": ["b"]}) is None
    token = world.log_in("nurse")
    ctx = come(world, token)
    assert ctx is not None
    sessions.log_out(ctx)
    assert sessions.keep_typed(world.tools, token, "signaal", {"a": ["b"]}) is None


def test_nothing_is_sealed_to_a_key_that_somebody_put_in_between(world: World) -> None:
    token = world.log_in("nurse")
    with world.tools.store.unit() as unit:
        mine = unit.get(UserRow, world.people["nurse"].user_id)
        mine.kem_public = unit.get(UserRow, world.people["nurse2"].user_id).kem_public
        unit.audited = True
        unit.written()
    assert sessions.keep_typed(world.tools, token, "signaal", {"a": ["b"]}) is None
    assert logged(world.tools, Event.VAULT_REFUSED)[-1]["reason"] == "draft"


def test_somebody_chooses_a_language(world: World) -> None:
    sessions.speak(world.ctx("nurse"), "en")
    assert world.ctx("nurse").language == "en"
    sessions.speak(world.ctx("nurse"), "fr")
    assert world.ctx("nurse").language == "en"


def test_what_the_upkeep_ended_says_the_same(world: World) -> None:
    token = world.log_in("nurse")
    world.clock.advance(hours=9)
    upkeep.tidy(system(world.tools))
    assert row_of(world, token).ended_at is not None
    assert why(world, token) == "account.closed.too_long"
    assert sessions.keep_typed(world.tools, token, "signaal", {"a": ["b"]}) is not None
    with pytest.raises(NotAllowed):
        upkeep.tidy(world.ctx("jgz_admin"))


def test_a_job_has_no_keys(world: World) -> None:
    with pytest.raises(NotAllowed):
        _ = system(world.tools).keys
    assert "hidden" in repr(world.ctx("nurse").keys)
    assert replace(world.ctx("nurse"), keyring=None).keyring is None
