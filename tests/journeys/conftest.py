"""The stage of a story: the real pages over a world, a browser, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.stage import Stage, StageOn
from tests.support.browser import NewPage
from tests.support.serving import serving
from tests.support.world import MakeWorld


@pytest.fixture
def stage_on(any_world: MakeWorld, new_page: NewPage, tmp_path: Path) -> Iterator[StageOn]:
    """Makes a stage: `stage_on("sqlite", "mouse")`."""
    with ExitStack() as stack:

        def make(database: str = "sqlite", mode: str = "mouse") -> Stage:
            served = stack.enter_context(serving(any_world(database)))
            return Stage(served, new_page, mode)

        yield make
