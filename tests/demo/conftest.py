"""One municipality, played once for all tests of this room: whole, with cheap passphrases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from signaal.actions.context import Tools
from signaal.clock import MovingClock
from signaal.demo import DemoResult, play
from signaal.runtime import open_for_playing, open_tools
from signaal.vault.argon import Cost

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
NOW = datetime(2026, 11, 18, 13, 20, tzinfo=UTC)
"""A Wednesday afternoon. The ten weeks before it hold the end of summer time."""
opener = partial(open_for_playing, cost=CHEAP)


@dataclass
class Municipality:
    """What was played, and the instance as it stands at the end of the play."""

    folder: Path
    result: DemoResult
    tools: Tools


@pytest.fixture(scope="session")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Municipality]:
    folder = tmp_path_factory.mktemp("demo") / "instance"
    result = play(folder, seed=1, now=NOW, opener=opener)
    tools = open_tools(folder, MovingClock(NOW), cost=CHEAP)
    yield Municipality(folder, result, tools)
    tools.store.close()
