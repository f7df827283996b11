"""The world of the actions: see tests/support/world.py."""

from tests.support.world import built as built
from tests.support.world import world as world
