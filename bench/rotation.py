"""Turning a team's secret: grants a second, on SQLite with its log; the processor's time and the clock's.

python -m bench.rotation [CASES]

Cases are written as the vault makes them, in bulk. The index of names is measured apart: it opens every case.
"""

from __future__ import annotations

import sys
import time

from bench.instance import fresh_instance
from signaal.actions import custody, rotating, rotating_grants, rotating_start, rotating_work
from signaal.actions.context import Ctx
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import teams
from signaal.store.tables_cases import CaseRow
from signaal.terms import AgeBand, CaseState
from signaal.vault.pseudonyms import new_pseudonym
from tests.support.world import World

AT_ONCE = 500


def filled(world: World, cases: int) -> None:
    """So many cases of the JGZ team, each with the team's own grant."""
    ctx = world.ctx("nurse")
    team_id = world.teams["jgz_team"]
    for start in range(0, cases, AT_ONCE):
        with world.tools.store.unit() as unit:
            for _ in range(min(AT_ONCE, cases - start)):
                case_id = ctx.tools.ids()
                key = custody.fresh("case", case_id)
                unit.add(
                    CaseRow(
                        id=case_id,
                        pseudonym=new_pseudonym(),
                        team_id=team_id,
                        owner_user_id=ctx.user_id,
                        age_band=AgeBand.UNDER_12.value,
                        state=CaseState.OPEN.value,
                        key_id=key.scope.key_id,
                        key_commitment=key.scope.commitment,
                        created_at=ctx.now,
                        updated_at=ctx.now,
                        expires_at=ctx.now,
                    )
                )
                custody.keep(unit, ctx, custody.prepare(ctx, key, team_id))
            leave(unit, ctx, Event.CASE_CREATED)


def logged_in(world: World, name: str) -> Ctx:
    world.log_in(name)
    return world.ctx(name)


def main(cases: int = 6000) -> None:
    """Print one line for the grants and one for the index."""
    with fresh_instance() as world:
        filled(world, cases)
        team_id = world.teams["jgz_team"]
        rotation_id = rotating.ask(logged_in(world, "jgz_lead"), team_id)
        rotating.approve(logged_in(world, "jgz_lead2"), rotation_id)
        began = time.perf_counter()
        rotating_start.start(logged_in(world, "jgz_lead"), rotation_id)
        print(
            f"the start, everything small in one transaction: {time.perf_counter() - began:.2f} s with a login"
        )
        ctx = world.ctx("jgz_lead")
        team = ctx.keys.team(team_id)
        with world.tools.store.reading() as reader:
            organisation_id = teams.get(reader, team_id).organisation_id
        busy, began, number, after = time.process_time(), time.perf_counter(), 0, ""
        while (batch := rotating_grants.turn_batch(ctx, rotation_id, team, organisation_id, after)).last:
            after, number = batch.last, number + batch.number
        busy, took = time.process_time() - busy, time.perf_counter() - began
        print(
            f"{number} grants turned in batches of {rotating_grants.BATCH}: {number / busy:.0f} a second a core, "
            f"{number / took:.0f} a second by the clock"
        )
        busy = time.process_time()
        while not rotating_work.go_on(ctx, team_id).done:
            continue
        busy = time.process_time() - busy
        print(f"{cases} index tokens made again: {cases / busy:.0f} a second a core")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
