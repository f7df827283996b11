"""Turns a team's secret in a process that is there to be killed.

    python turner.py INSTANCE TOKEN TEAM ROTATION MOMENT

Begins the rotation when that was not done, and goes on in batches of two. Prints "unit" before every transaction and
"done" at the end.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from signaal.actions import rotating_grants, rotating_start, rotating_work, sessions
from signaal.actions.context import Ctx, Tools
from signaal.clock import MovingClock
from signaal.runtime import open_tools
from signaal.store.engine import Store
from signaal.store.tables_recovery import RotationRow
from signaal.store.units import Unit
from signaal.vault.argon import Cost
from signaal.vault.pseudonyms import new_id

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
_real = Store.unit


def tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def speaking(self: Store) -> Iterator[Unit]:
    tell("unit")
    with _real(self) as unit:
        yield unit


def come(tools: Tools, token: str) -> Ctx:
    found = sessions.open(tools, token, new_id(), None)
    assert found is not None
    return found


def main(folder: str, token: str, team_id: str, rotation_id: str, moment: str) -> None:
    tools = open_tools(Path(folder), MovingClock(datetime.fromisoformat(moment)), cost=CHEAP)
    rotating_grants.BATCH = 2
    rotating_work.INDEXED_AT_ONCE = 1
    ctx = come(tools, token)
    with tools.store.reading() as reader:
        state = reader.get(RotationRow, rotation_id).state
    setattr(Store, "unit", speaking)  # noqa: B010 - mypy takes no other function in a method's place
    if state == "approved":
        rotating_start.start(ctx, rotation_id)
        ctx = come(tools, token)
    while not rotating_work.go_on(ctx, team_id, most=2).done:
        continue
    tell("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
