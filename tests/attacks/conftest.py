"""The world that attacks are tried on."""

from tests.support.world import built as built
from tests.support.world import world as world
