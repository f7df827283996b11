"""The door over a fake gate, fresh for every test."""

from pathlib import Path

import pytest

from tests.web.fake_gate import Door, door


@pytest.fixture
def fake(tmp_path: Path) -> Door:
    """An application with the pages that exist, and a gate that knows one signaller."""
    return door(tmp_path)
