"""Fixtures for every room. The fixtures themselves stand in tests/support, one file per noun."""

import os

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
