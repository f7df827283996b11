"""`signaal catalogue check`: a town's file with every problem and its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from signaal.cli.doors import Doors
from signaal.cli.main import main
from tests.referrals.catalogue_files import ROOM
from tests.referrals.test_overlays import ADDED, HEAD, replaced


def run(folder: Path, *words: str) -> int:
    def nowhere(*_given: object) -> Any:
        raise AssertionError("a look-up opens no door")

    return main(["--instance", str(folder), "--lang", "en", *words], Doors(nowhere, nowhere, nowhere))


def test_the_national_file_and_a_towns_file_are_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "catalogue", "check", str(ROOM / "catalogue" / "national.toml")) == 0
    assert "40 provisions of its own, 0 changes" in capsys.readouterr().out
    path = tmp_path / "town.toml"
    path.write_text(HEAD + replaced("gemeentepolis", "income_pct = 130") + ADDED, encoding="utf-8")
    assert run(tmp_path, "catalogue", "check", str(path), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["provisions"], found["changes"], found["problems"]) == (1, 1, [])


def test_every_problem_is_listed_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.toml"
    path.write_text(HEAD + replaced("gemeentepolis", "income_pct = 9\ncolour = 1"), encoding="utf-8")
    assert run(tmp_path, "catalogue", "check", str(path), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [p["line"] for p in found["problems"]] == [8, 9]
    assert run(tmp_path, "catalogue", "check", str(path)) == 1
    assert "town.toml line 8: income_pct must be a whole number" in capsys.readouterr().out


def test_a_file_that_is_not_there_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "catalogue", "check", str(tmp_path / "none.toml")) == 2
    assert "none.toml" in capsys.readouterr().err


def test_what_is_older_than_a_year_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.toml"
    path.write_text(
        HEAD + ADDED.replace("2026-10-01", "2020-10-01").replace("valid_until = 2026-12-31", ""),
        encoding="utf-8",
    )
    assert run(tmp_path, "catalogue", "check", str(path), "--json") == 0
    assert json.loads(capsys.readouterr().out)["stale"] == ["zwemfonds"]
