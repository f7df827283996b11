"""Norms that were added to an instance are used by its pages, or everything wrong with them is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from signaal.referrals.norms import Threshold, threshold
from signaal.runtime import StartError, create_instance, open_tools

LATER = (
    '[[norm]]\nvalid_from = 2027-01-01\nvalid_until = 2027-06-30\ncode = "S"\namount_incl_holiday = 150000\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    create_instance(made).store.close()
    (made / "norms").mkdir()
    return made


def test_the_later_norm_counts(folder: Path) -> None:
    (folder / "norms" / "2027-01.toml").write_text(LATER, encoding="utf-8")
    tools = open_tools(folder)
    found = threshold(tools.norms, "S", date(2027, 2, 1))
    tools.store.close()
    assert isinstance(found, Threshold)
    assert found.cents == 150_000


def test_a_wrong_file_keeps_the_instance_from_starting(folder: Path) -> None:
    (folder / "norms" / "2027-01.toml").write_text(LATER.replace("150000", "-1"), encoding="utf-8")
    with pytest.raises(StartError, match="whole cents above 0"):
        open_tools(folder)
