"""SIGKILL while a team's secret is turned: everybody reads everything after each kill, and it comes to its end."""

from __future__ import annotations

import os
import random
import secrets
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from signaal.actions import verify
from signaal.actions.context import operator
from signaal.store.tables_recovery import RotationRow
from tests.actions.rotations import Household, asked
from tests.kill.mortal import ROOT
from tests.support.instance import new_instance
from tests.support.papers import fresh, paper_of
from tests.support.world import World

TURNER = Path(__file__).with_name("turner.py")
KILLS = 6


def row_of(world: World) -> RotationRow:
    with world.tools.store.reading() as reader:
        return reader.session.scalars(select(RotationRow)).one()


def live(world: World, rotation_id: str, units: int) -> str:
    """One life, killed when it is about to begin its so-manieth transaction; the last line that it said."""
    fresh(world, "jgz_lead")
    token, team = world.people["jgz_lead"].token, world.teams["jgz_team"]
    child = subprocess.Popen(
        [
            sys.executable, str(TURNER), str(world.tools.instance), token, team, rotation_id,
            world.clock.now().isoformat(),
        ],
        stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    said = ""
    for line in child.stdout:
        said = line.strip()
        units -= said == "unit"
        if not units:
            child.send_signal(signal.SIGKILL)
            break
    child.stdout.close()
    child.wait(60)
    return said


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_killed_at_any_moment_it_goes_on(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    seed = secrets.randbits(32)
    sys.stdout.write(f"seed {seed}\n")
    chance = random.Random(seed)
    url = str(request.getfixturevalue("new_postgres")()) if database == "postgresql" else ""
    world = new_instance(tmp_path / "instance", url)
    home = Household.of(world, 2)
    paper_of(world, "jgz_lead", "jgz_team")
    rotation_id = asked(world, "jgz_team", "jgz_lead", "jgz_lead2")
    for _ in range(KILLS):
        live(world, rotation_id, chance.randint(1, 3))
        home.opens(world)
    if row_of(world).state != "done":
        assert live(world, rotation_id, 10_000) == "done"
    row = row_of(world)
    assert (row.state, row.left_behind, row.sealed_previous) == ("done", 0, None)
    home.opens(world)
    assert verify.verify(operator(world.tools)).ok
    world.close()
