"""A municipality's own provisions are read with its instance, or every problem of them is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaal.runtime import StartError, create_instance, open_tools
from tests.referrals.test_overlays import ADDED, HEAD, replaced


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    create_instance(made).store.close()
    (made / "catalogue").mkdir()
    return made


def test_the_towns_provisions_are_there(folder: Path) -> None:
    (folder / "catalogue" / "town.toml").write_text(HEAD + ADDED, encoding="utf-8")
    tools = open_tools(folder)
    assert tools.catalogue.find("zwemfonds") is not None
    assert len(tools.catalogue.provisions) == 40
    tools.store.close()


def test_a_wrong_file_keeps_the_instance_from_starting(folder: Path) -> None:
    text = HEAD + replaced("gemeentepolis", "income_pct = 9")
    (folder / "catalogue" / "town.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StartError, match="line 8: income_pct"):
        open_tools(folder)
