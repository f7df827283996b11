"""Fixtures for every room. The fixtures themselves stand in tests/support, one file per noun."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.migrated",
    "tests.support.browser",
    "tests.support.clock",
    "tests.support.world",
    "tests.support.region",
]

# No timed assertion: a loaded machine must not fail a property. print_blob makes a find repeatable. At a desk every
# run tries other examples; where a change lands (CI is set) they are the same each time, as Hypothesis has it too:
# what is red there is red because of the change.
settings.register_profile(
    "signaal",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("signaal")

# A run of several workers hands out whole files (see addopts), so that what a file makes once is made once. The
# longest go out first: what is handed out last is short, and no worker waits long for another. The order within a
# file and of all other files stays random.
LONGEST = (
    "kill/test_processes.py",
    "journeys/test_crisis.py",
    "web/test_axe.py",
    "kill/test_kill.py",
    "journeys/test_weekend.py",
    "simulation",
    "demo",
    "web/test_crawl.py",
    "kill",
    "journeys",
    "theft",
    "backup",
    "cli",
    "attacks",
    "web",
)
ROOT = Path(__file__).parent


def turn_of(path: Path) -> int:
    """When a test file is handed out: the place of the first in the list that it is or lies in."""
    place = path.relative_to(ROOT)
    return next((n for n, name in enumerate(LONGEST) if place.is_relative_to(name)), len(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After the shuffle; a stable sort."""
    items.sort(key=lambda item: turn_of(item.path))
