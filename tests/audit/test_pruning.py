"""Bytes past their term go, announced; leaves stay, every proof holds, and nothing else can go."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from signaal.actions import checkpoints, exporting, proofs, pruning, verify
from signaal.actions.context import operator, system
from signaal.audit import packets, proof_files, signed_notes, witnessing
from signaal.audit.findings import Finding
from signaal.audit.proofs import includes
from signaal.audit.tree import leaf_hash
from signaal.audit.witnessing import Memory
from signaal.store import audit, audit_pruning, teams
from signaal.terms import Conflict, Refused
from tests.house.test_docs import working_role
from tests.support.verifier import verified
from tests.support.world import World

LONG_AGO = datetime(2020, 3, 2, 8, 0, tzinfo=UTC)


def six_years(url: str, folder: Path) -> World:
    """A world that began in 2020 and is now six years older: everybody and every key is from then."""
    world = World.build(url, folder, LONG_AGO)
    checkpoints.checkpoint(system(world.tools))
    world.clock.advance(days=6 * 366)
    world.ctx("nurse")
    checkpoints.checkpoint(system(world.tools))
    return world


@pytest.fixture(scope="module")
def built_old(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("old")
    return six_years(f"sqlite:///{folder / 'signaal.db'}", folder)


@pytest.fixture
def old(built_old: World, tmp_path: Path) -> Iterator[World]:
    """On SQLite, of this test alone."""
    own = built_old.copy(tmp_path / "copy")
    shutil.copytree(built_old.tools.instance / checkpoints.FOLDER, own.tools.instance / checkpoints.FOLDER)
    yield own
    own.close()


def codes(world: World) -> set[str]:
    return {problem.code.value for problem in verify.verify(operator(world.tools)).problems}


def seqs(world: World) -> list[int]:
    with world.tools.store.reading() as reader:
        return [seq for seq, _ in audit.events(reader)]


def raw(world: World, *statements: str, traps: bool = True) -> None:
    """As the owner of the tables; without `traps` the triggers are gone first."""
    url = make_url(world.tools.store.url.render_as_string(False))
    postgres = url.get_backend_name() == "postgresql"
    engine = create_engine(url.set(drivername="postgresql+psycopg") if postgres else url)
    try:
        with engine.begin() as connection:
            if not traps and postgres:
                connection.execute(text("ALTER TABLE audit_events DISABLE TRIGGER USER"))
                connection.execute(text("ALTER TABLE audit_pruned DISABLE TRIGGER USER"))
            elif not traps:
                connection.execute(text("DROP TRIGGER audit_events_no_delete"))
                connection.execute(text("DROP TRIGGER audit_pruned_announced"))
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def test_what_is_past_its_term_goes_and_everything_still_holds(old: World) -> None:
    shell = operator(old.tools)
    kept = proofs.newest(shell)
    with old.tools.store.reading() as reader:
        size = audit.head(reader).size
        note = signed_notes.read(kept)
        signer = proofs.own_verifier(shell)
        seen, _ = witnessing.follow(
            Memory(signer.origin.rpartition("/")[0], signer.public), packets.make(reader, note, kept, 0)
        )
    found = pruning.preview(shell)
    assert found is not None
    assert seqs(old)[0] == 0, "a preview removes nothing"
    done = pruning.prune(shell)
    assert done == replace(found)
    assert 0 < done.number < size
    assert seqs(old)[0] == done.size
    assert not codes(old)
    with old.tools.store.reading() as reader:
        assert [seq for seq, _ in audit.leaves(reader)][:3] == [0, 1, 2]
        assert all(line.seq >= done.size for line in audit.index(reader))
        assert audit_pruning.kept_from(reader) == done.size
        last = audit.last_checkpoint(reader)
        assert last is not None
        packet = packets.make(reader, signed_notes.read(last.note), last.note, seen.size)
    assert witnessing.follow(seen, packet)[0].size >= seen.size


def test_proofs_of_before_hold_and_new_ones_can_be_made(old: World, tmp_path: Path) -> None:
    shell = operator(old.tools)
    before = proof_files.read(proofs.prove(shell, 3).text)
    done = pruning.prune(shell)
    assert done is not None
    checkpoints.checkpoint(system(old.tools))
    note = signed_notes.read(before.note)
    assert before.event is not None
    assert includes(leaf_hash(before.event), 3, note.size, before.steps, note.root)
    after = proof_files.read(proofs.prove(shell, 3).text)
    later = signed_notes.read(after.note)
    assert after.event is None, "its bytes are gone; whoever kept them can still prove them"
    assert includes(leaf_hash(before.event), 3, later.size, after.steps, later.root)
    exported = exporting.export(shell, tmp_path / "log.jsonl")
    answer = verified("export", str(exported.path), "--key", exported.key)
    assert answer["ok"], answer["problems"]
    assert old.log_in("nurse2"), "keys from before are still published"
    assert not codes(old)


def test_the_log_says_how_far_and_passes_on_what_is_still_needed(old: World) -> None:
    done = pruning.prune(operator(old.tools))
    assert done is not None
    with old.tools.store.reading() as reader:
        ((seq, stored),) = audit.of_the_house(reader, "log:pruned")
        keys = [one for one in audit.of_the_house(reader, "key:published") if one[0] > done.size]
        team_keys = sum(len(teams.keys(reader, team.id)) for team in teams.everything(reader))
    said = json.loads(stored)
    assert (said["number"], said["epoch"]) == (done.size, 1)
    assert said["since"] <= said["until"] < said["at"]
    assert len(said["writes"]) > 20
    assert len(keys) >= team_keys > 0
    assert seq > done.size


def test_twice_is_once_and_nothing_young_goes(old: World) -> None:
    shell = operator(old.tools)
    assert pruning.prune(shell) is not None
    assert pruning.prune(shell) is None
    assert not codes(old)
    with pytest.raises(Refused):
        pruning.prune(shell, years=4)


def test_a_second_pruning_years_later_goes_on_where_the_first_stopped(old: World) -> None:
    assert pruning.prune(operator(old.tools)) is not None
    old.clock.advance(days=6 * 366)
    old.log_in("nurse2")
    checkpoints.checkpoint(system(old.tools))
    assert pruning.prune(operator(old.tools)) is not None
    assert not codes(old)


def test_a_log_that_does_not_fit_is_not_pruned(old: World) -> None:
    raw(old, "UPDATE organisations SET municipality = 'Elders'")
    with pytest.raises(Conflict) as no:
        pruning.prune(operator(old.tools))
    assert no.value.say.key == "upkeep.prune_unsound"
    assert seqs(old)[0] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_events WHERE seq = 0",
        "DELETE FROM audit_events",
        "INSERT INTO audit_pruned (size, announced, at) VALUES (5, 9, '2026-01-01T00:00:00.000000Z')",
    ],
)
def test_nothing_goes_that_the_log_did_not_announce(old: World, statement: str) -> None:
    with pytest.raises(DBAPIError, match="written once"):
        raw(old, statement)
    assert not codes(old)


def test_behind_what_was_announced_the_door_is_shut(old: World) -> None:
    done = pruning.prune(operator(old.tools))
    assert done is not None
    for statement in (
        f"DELETE FROM audit_events WHERE seq >= {done.size}",
        "UPDATE audit_events SET seq = seq",
        "DELETE FROM audit_leaves WHERE seq = 0",
        "DELETE FROM audit_pruned",
        "UPDATE audit_pruned SET size = size + 1",
    ):
        with pytest.raises(DBAPIError, match="written once"):
            raw(old, statement)
    assert not codes(old)


@pytest.mark.parametrize(
    ("statements", "finding"),
    [
        (["DELETE FROM audit_events WHERE seq < 5"], Finding.EVENT_MISSING),
        (["DELETE FROM audit_events WHERE seq = 7"], Finding.EVENT_MISSING),
        (["INSERT INTO audit_pruned (size, announced, at) VALUES (5, 9, '2026-01-01T00:00:00.000000Z')"],
         Finding.PRUNED_DIFFERS),
    ],
)  # fmt: skip
def test_any_other_gap_is_found(old: World, statements: list[str], finding: Finding) -> None:
    raw(old, *statements, traps=False)
    assert finding.value in codes(old)


def test_more_than_was_announced_is_found_and_what_came_back_too(old: World) -> None:
    done = pruning.prune(operator(old.tools))
    assert done is not None
    raw(old, f"DELETE FROM audit_events WHERE seq <= {done.size}", traps=False)
    assert "event_missing" in codes(old)


def test_what_came_back_is_found(old: World) -> None:
    done = pruning.prune(operator(old.tools))
    assert done is not None
    zero = "x'00'" if "sqlite" in str(old.tools.store.url) else "'\\x00'::bytea"
    raw(old, f"INSERT INTO audit_events (seq, bytes) VALUES (0, {zero})")
    assert "event_extra" in codes(old)


def test_removing_before_the_term_is_found(old: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "YEARS", 0)
    old.clock.advance(hours=1)
    old.log_in("nurse2")
    checkpoints.checkpoint(system(old.tools))
    assert pruning.prune(operator(old.tools), years=0) is not None
    assert "pruned_early" in codes(old)


@pytest.mark.postgres
def test_the_door_is_the_same_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    old = six_years(postgres_url, tmp_path / "instance")
    for statement in (
        "DELETE FROM audit_events WHERE seq = 0",
        "INSERT INTO audit_pruned (size, announced, at) VALUES (5, 9, '2026-01-01T00:00:00Z')",
    ):
        with pytest.raises(DBAPIError, match="written once"):
            raw(old, statement)
    done = pruning.prune(operator(old.tools))
    assert done is not None
    assert seqs(old)[0] == done.size
    assert old.log_in("nurse2")
    assert not codes(old)
    for statement in (
        f"DELETE FROM audit_events WHERE seq >= {done.size}",
        "UPDATE audit_events SET seq = seq",
        "TRUNCATE audit_events",
        "DELETE FROM audit_pruned",
        "TRUNCATE audit_pruned",
        "DELETE FROM audit_leaves WHERE seq = 0",
    ):
        with pytest.raises(DBAPIError, match="written once"):
            raw(old, statement)
    assert not codes(old)
    raw(old, f"DELETE FROM audit_events WHERE seq <= {done.size}", traps=False)
    assert "event_missing" in codes(old)
    old.close()


@pytest.mark.postgres
def test_the_working_role_may_prune_nothing(postgres_url: str, tmp_path: Path) -> None:
    url = working_role(postgres_url)
    old = six_years(url, tmp_path / "instance")
    with pytest.raises(Conflict) as no:
        pruning.prune(operator(old.tools))
    assert no.value.say.key == "upkeep.prune_refused"
    assert seqs(old)[0] == 0
    assert not codes(old)
    old.close()
