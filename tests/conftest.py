"""Fixtures for every room. The fixtures themselves stand in tests/support, one file per noun."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.postgres",
    "tests.support.migrated",
    "tests.support.browser",
    "tests.support.clock",
]

# No timed assertion: a loaded machine must not fail a property. print_blob makes a find repeatable.
settings.register_profile(
    "signaal", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("signaal")
