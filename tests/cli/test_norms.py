"""`signaal norms` as a municipality and as a program use it: without an instance, and quickly."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from signaal.cli.doors import Doors
from signaal.cli.main import main
from tests.support.repository import ROOT

CASES = ROOT / "tests" / "data" / "norms-cases.csv"
KEYS = [
    "case_id",
    "valid_from",
    "household",
    "pct",
    "vt",
    "published_cents",
    "computed_cents",
    "difference_cents",
]


def nowhere(*_given: object) -> Any:
    raise AssertionError("a look-up opens no door")


def run(folder: Path, *words: str) -> int:
    return main(["--instance", str(folder), *words], Doors(nowhere, nowhere, nowhere))


def test_the_table_for_a_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "norms", "check", str(CASES), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["summary"] == {"exact": 298, "within_one_euro": 59, "off": 38, "no_base": 9}
    assert [list(row) for row in found["rows"]] == [KEYS] * 404
    assert found["rows"][0] == {
        "case_id": "P01",
        "valid_from": "2024-01-01",
        "household": "C",
        "pct": 100,
        "vt": "incl",
        "published_cents": 183404,
        "computed_cents": 183404,
        "difference_cents": 0,
    }
    none = [row for row in found["rows"] if row["computed_cents"] is None]
    assert len(none) == 9
    assert all(row["difference_cents"] is None for row in none)
    assert list(tmp_path.iterdir()) == []


def test_the_table_for_a_person_gives_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--lang", "en", "norms", "check", str(CASES)) == 0
    out = capsys.readouterr().out
    assert "298 exact to the cent, 59 within one euro, 38 further off, 9 without a base" in out
    assert "Gemeente Gouda: Rounds to whole euros." in out


@pytest.mark.parametrize(
    "row", ["1990-01-01,S,100,incl,900", "2026-07-01,Q,100,incl,900", "2026-07-01,S,0,incl,900"]
)
def test_nonsense_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], row: str) -> None:
    path = tmp_path / "town.csv"
    path.write_text("valid_from,household,pct,vt,amount_eur\n" + row, encoding="utf-8")
    assert run(tmp_path, "norms", "check", str(path), "--json") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "town.csv line 2" in said.err


def test_a_file_that_is_not_there_or_no_text_ends_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, "norms", "check", str(tmp_path / "none.csv")) == 2
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    assert run(tmp_path, "norms", "check", str(tmp_path / "bytes.csv")) == 2
    assert capsys.readouterr().err.count("\n") == 2


def half_year(path: Path, single: str = "141946") -> Path:
    """The newest set again, half a year later, with another amount for one household."""
    text = (ROOT / "signaal" / "referrals" / "norms.toml").read_text(encoding="utf-8")
    blocks = [b for b in re.split(r"\n(?=\[)", text) if b.startswith("[[norm]]") and "= 2026-07-01" in b]
    later = "\n".join(blocks).replace("2026-07-01", "2027-01-01").replace("2026-12-31", "2027-06-30")
    path.write_text(later.replace("141946", single), encoding="utf-8")
    return path


def test_a_new_half_year_says_what_changes_and_is_kept_when_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = half_year(tmp_path / "new.toml", "144000")
    instance = tmp_path / "instance"
    assert run(instance, "norms", "add", str(new), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    single = next(c for c in found["changes"] if c["household"] == "S")
    assert (single["before_cents"], single["now_cents"], single["difference_cents"]) == (141946, 144000, 2054)
    assert found["kept"] is None
    assert not instance.exists()
    assert run(instance, "norms", "add", str(new), "--keep") == 0
    assert "+20.54" in capsys.readouterr().out
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "valid_from,household,pct,vt,amount_eur\n2027-01-01,S,100,incl,1440.00\n", encoding="utf-8"
    )
    assert run(instance, "norms", "check", str(rows), "--json") == 0
    assert json.loads(capsys.readouterr().out)["summary"]["exact"] == 1


def test_a_wrong_half_year_is_not_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = half_year(tmp_path / "new.toml", "14194")
    assert run(tmp_path / "instance", "norms", "add", str(new), "--keep") == 2
    assert "more than 15 %" in capsys.readouterr().err
    assert not (tmp_path / "instance").exists()
