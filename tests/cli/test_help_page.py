"""The pages about help say what the rules say, and forget nothing that was named."""

import json
import re

import pytest

from signaal.cli.assess import assessed
from tests.referrals.catalogue_files import CATALOGUE
from tests.support.help_page import FAMILIES, PAGE, page
from tests.support.json_schema import problems
from tests.support.repository import ROOT

SITUATIONS = sorted(FAMILIES.glob("*.json"))
SCHEMA = json.loads((ROOT / "docs" / "assess.schema.json").read_text(encoding="utf-8"))
INITIATIVES = (ROOT / "docs" / "initiatives.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in INITIATIVES.splitlines() if line[:3] in
        {f"| {n}" for n in range(1, 10)}]  # fmt: skip


def test_the_page_is_what_the_rules_answer_today() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.support.help_page"


def test_ten_families_of_our_own_with_every_result() -> None:
    assert len(SITUATIONS) == 10
    results = set()
    for path in SITUATIONS:
        situation = json.loads(path.read_text(encoding="utf-8"))
        assert problems(SCHEMA, situation, "situation") == []
        found = assessed(situation, ROOT / "nowhere")
        assert found["suggestions"]
        results |= {s["result"] for s in (*found["suggestions"], *found["school_actions"])}
    assert results == {"likely", "ask", "unlikely"}


@pytest.mark.parametrize("number", range(1, 26))
def test_everything_that_was_named_has_its_answer(number: int) -> None:
    (row,) = [row for row in ROWS if row[0] == str(number)]
    assert row[2] in {"In the product", "Partly", "Planned", "No"}
    assert len(row[3]) > 40


def test_the_provisions_that_the_table_names_are_there() -> None:
    named = {
        name for row in ROWS for name in re.findall(r"`([a-z_0-9]+)`", row[3]) if not name.endswith("toml")
    }
    assert named <= {p.id for p in CATALOGUE.provisions}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_page_and_the_test_that_the_table_names_are_there(row: list[str]) -> None:
    places = re.findall(r"`([^`]+)`", row[4])
    assert len(places) == (0 if row[2] in {"Planned", "No"} else 2)
    matrix = (ROOT / "tests" / "web" / "matrix.txt").read_text(encoding="utf-8")
    routes = {line.split()[1] for line in matrix.splitlines() if line.startswith("GET")}
    for place in places:
        assert place in routes if place.startswith("/") else (ROOT / place).is_file(), place
