"""The door over a fake gate, fresh for every test."""

from pathlib import Path

import pytest

from tests.support.region import built_region as built_region
from tests.support.region import region as region
from tests.support.world import built as built
from tests.support.world import world as world
from tests.web.fake_gate import Door, door


@pytest.fixture
def fake(tmp_path: Path) -> Door:
    """An application with the pages that exist, and a gate that knows one signaller."""
    return door(tmp_path)
