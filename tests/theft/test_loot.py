"""What is carried away from a server that lives: what goes meanwhile is left out, what must be there is asked for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.theft.loot import content, files_below, files_of_database, files_of_others, holding, in_files


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """Files as in a data folder: two databases and a log."""
    for name in ("base/1/a", "base/1/b", "base/2/c", "wal/d"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"code of {name}", encoding="utf-8")
    return tmp_path


def before_looking_in(monkeypatch: pytest.MonkeyPatch, folder: Path, happens: Callable[[], object]) -> None:
    """Something happens between the moment that a folder is known and the moment that it is read."""
    real = os.scandir

    def scandir(place: Any) -> Any:
        if str(place) == str(folder):
            monkeypatch.setattr(os, "scandir", real)
            happens()
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)


def test_every_file_below_is_there(server: Path) -> None:
    found = [str(path.relative_to(server)) for path in files_below(server)]
    assert found == ["base/1/a", "base/1/b", "base/2/c", "wal/d"]


def test_a_database_that_goes_during_the_walk_is_left_out(
    server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = server / "base" / "2"
    before_looking_in(monkeypatch, gone, lambda: shutil.rmtree(gone))
    found = [str(path.relative_to(server)) for path in files_below(server)]
    assert found == ["base/1/a", "base/1/b", "wal/d"]
    assert not gone.exists(), "it went during the walk"


def test_a_folder_that_must_be_there_is_asked_for(server: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files_below(server / "base" / "3")


def test_files_that_go_before_they_are_read_hold_nothing(server: Path) -> None:
    listed = files_below(server)
    shutil.rmtree(server / "base" / "2")
    assert content(server / "base" / "2" / "c") == b""
    assert holding(listed, [b"code of base/2/c"]) == []
    assert holding(listed, [b"code of base/1/b", b"code of wal/d"]) == [str(listed[1]), str(listed[3])]
    assert [hit.file for hit in in_files(listed, ["code of base/2/c", "code of wal/d"])] == ["d"]


@pytest.mark.postgres
def test_a_database_has_its_own_files_and_the_server_has_others(
    postgres_url: str, new_postgres: Callable[[], str]
) -> None:
    neighbour = files_of_database(new_postgres())
    mine, others = files_of_database(postgres_url), files_of_others(postgres_url)
    assert mine
    assert not set(mine) & set(others)
    assert set(neighbour) <= set(others)
    assert {"pg_wal", "global"} <= {path.parent.name for path in others}
