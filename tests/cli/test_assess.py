"""`signaal assess`: a situation in, every criterion with its sentence out; nonsense is refused, nothing is kept."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signaal.cli import assess_input
from signaal.cli.assess import answer, assessed
from signaal.cli.assess_input import FIELDS
from signaal.cli.doors import Doors
from signaal.cli.main import main
from signaal.referrals.conditions import Condition
from signaal.referrals.halfyears import HOUSEHOLDS
from signaal.terms import Profession, Refused, Setting
from signaal.workflows.checklist_file import load_checklist
from tests.referrals.catalogue_files import CATALOGUE, NORMS, ROOM
from tests.support.json_schema import problems
from tests.support.repository import ROOT

SCHEMA = json.loads((ROOT / "docs" / "assess.schema.json").read_text(encoding="utf-8"))
CHECKLIST = load_checklist((ROOM.parent / "workflows/lists/signals.toml").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 22)
MOTHER = {
    "setting": "jgz_0_4",
    "ages": [1],
    "municipality": "Voorbeeldstad",
    "profession": "jgz_nurse",
    "affiliated": ["babyspullen"],
    "signals": ["CLOTHES_TOO_SMALL", "PREG_NO_BABY_KIT"],
    "household": "S",
    "income": {"amount_eur": 1800.00, "holiday": "incl"},
    "date": "2026-11-22",
}


def ask(situation: dict[str, Any], folder: Path | None = None) -> dict[str, Any]:
    """As the command answers; without a folder from what was read once."""
    if folder is not None:
        return assessed(situation, folder)
    return answer(assess_input.question(situation, CHECKLIST, NORMS, TODAY), CATALOGUE, NORMS)


def found(situation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    got = ask(situation)
    return {s["id"]: s for s in (*got["suggestions"], *got["school_actions"])}


def income_of(situation: dict[str, Any], provision: str = "babyspullen") -> dict[str, Any]:
    criteria: list[dict[str, Any]] = found(situation)[provision]["criteria"]
    return next(c for c in criteria if c["name"] == "income")


def run(folder: Path, *words: str) -> int:
    def nowhere(*_given: object) -> Any:
        raise AssertionError("a look-up opens no door")

    return main(["--instance", str(folder), *words], Doors(nowhere, nowhere, nowhere))


def test_a_baby_kit_fits_with_the_amount_and_the_day_of_the_norm() -> None:
    kit = found(MOTHER)["babyspullen"]
    assert (kit["result"], kit["button"]) == ("likely", "apply")
    income = income_of(MOTHER)
    assert (income["met"], income["norm_date"]) == (True, "2026-07-01")
    plain = income["sentence"]["nl"].replace("\N{NO-BREAK SPACE}", " ")
    assert "130 % van de norm: € 1.845,30 per maand met vakantiegeld (norm van 1 juli 2026)" in plain
    assert "€1,845.30 a month with holiday allowance (norm of 1 July 2026)" in income["sentence"]["en"]


@pytest.mark.parametrize(
    ("euros", "holiday", "met", "says"),
    [
        (1844.29, "incl", True, "lower than 130 %"),
        (1845.30, "incl", None, "about at the limit"),
        (1846.30, "incl", None, "about at the limit"),
        (1865.30, "incl", False, "€20.00 a month above the limit of €1,845.30 with holiday allowance"),
        (1773.04, "excl", False, "€20.00 a month above the limit of €1,753.04 without holiday allowance"),
        (2500, "incl", False, "above €1,845.30"),
    ],
)
def test_just_above_the_line_says_how_much_and_who_decides(
    euros: float, holiday: str, met: bool | None, says: str
) -> None:
    income = income_of({**MOTHER, "income": {"amount_eur": euros, "holiday": holiday}})
    assert income["met"] is met
    assert says in income["sentence"]["en"]
    assert met is True or "Whoever refers discusses it" in income["sentence"]["en"]


def test_the_answer_to_the_one_question_decides_and_no_amount_is_needed() -> None:
    assert income_of({**MOTHER, "income": {"answer": "below", "pct": 130}})["met"] is True
    assert income_of({**MOTHER, "income": {"answer": "above", "pct": 130}})["met"] is False
    assert income_of({**MOTHER, "income": {"answer": "unknown", "pct": 130}})["met"] is None


def test_debts_debt_help_and_the_food_bank_open_what_the_income_closes() -> None:
    family = {"ages": [8], "signals": ["JOIN_FEE_UNPAID", "SCHOOL_BIRTHDAY_ABSENT"], "municipality": "Goes",
              "income": {"answer": "above", "pct": 200}, "date": "2026-11-22"}  # fmt: skip
    assert found(family)["kindpakket_voorbeeld"]["result"] == "unlikely"
    helped = {**family, "conditions": ["debt_help"]}
    assert found(helped)["kindpakket_voorbeeld"]["result"] == "ask"
    boxes = found({**family, "conditions": ["food_bank"], "answers": {"income:jarige_job": False}})
    assert boxes["jarige_job"]["result"] == "ask"


def test_an_answer_to_a_question_decides() -> None:
    family = {"ages": [8], "signals": ["JOIN_FEE_UNPAID"], "date": "2026-11-22"}
    name = "jeugdfonds_sport_cultuur"
    waiting = found(family)[name]
    assert {q["ask"] for q in waiting["ask"]} == {f"income:{name}", f"place:{name}"}
    yes = {f"income:{name}": True, f"place:{name}": True}
    assert found({**family, "answers": yes})[name]["result"] == "likely"
    no = found({**family, "answers": {f"place:{name}": False}})[name]
    assert (no["result"], no["ask"]) == ("unlikely", [])
    assert no["because"][0]["en"] == "Asked: this does not exist here."


def test_the_fewest_questions_ask_one_income_and_first_what_decides_most() -> None:
    got = ask({"ages": [8], "signals": ["JOIN_FEE_UNPAID", "HEALTH_NO_DENTIST"], "municipality": "Zwijndrecht",
               "household": "S", "date": "2026-11-22"})  # fmt: skip
    incomes = [q for q in got["questions"] if q["ask"].split(":")[-1].isdecimal()]
    assert [q["ask"] for q in incomes if q["ask"].startswith("income:")] == ["income:140"]
    decides = [len(q["decides"]) for q in got["questions"]]
    assert decides == sorted(decides, reverse=True)


def test_school_actions_stand_apart() -> None:
    got = ask({"setting": "school_primary", "signals": ["FOOD_NO_BREAKFAST"], "profession": "teacher"})
    assert {s["id"] for s in got["school_actions"]} == {
        "programma_schoolmaaltijden",
        "nationaal_schoolontbijt_aldi",
    }
    assert {s["button"] for s in got["school_actions"]} == {"school_action"}
    assert not {s["id"] for s in got["suggestions"]} & {s["id"] for s in got["school_actions"]}


@pytest.mark.parametrize("code", sorted(CHECKLIST.items))
def test_every_signal_leads_to_something_or_says_why_not(code: str) -> None:
    for setting in CHECKLIST.items[code].settings or frozenset(Setting):
        got = ask({"setting": setting.value, "signals": [code], "date": "2026-11-22"})
        useful = [s for s in (*got["suggestions"], *got["school_actions"]) if s["result"] != "unlikely"]
        assert useful or got["nothing"], (code, setting)


def test_safety_and_notes_lead_to_their_own_sentence() -> None:
    assert "meldcode" in ask({"signals": ["SAFE_HARM"]})["nothing"]["nl"]
    assert "aantekening" in ask({"signals": ["NOTE_DOES_JOIN"]})["nothing"]["nl"]
    assert ask({"signals": []})["nothing"]["en"] == "Nothing has been ticked yet."


def test_a_gap_in_the_norms_is_said_with_the_nearest_set() -> None:
    got = ask({**MOTHER, "date": "2020-02-01"})
    assert got["norm"]["cents"] is None
    assert [n["en"] for n in got["norm"]["notes"]][1].endswith("1 July 2020.")
    assert income_of({**MOTHER, "date": "2020-02-01"})["norm_date"] is None
    later = ask({**MOTHER, "date": "2027-03-01"})["norm"]
    assert (later["cents"], later["valid_from"]) == (141946, "2026-07-01")
    assert "latest norm we know" in later["notes"][0]["en"]


NONSENSE: dict[str, Any] = {
    "income": {"amount_eur": -1, "holiday": "incl"},
    "household": "ZZ",
    "date": "1990-01-01",
    "ages": [40],
    "age": 40,
    "due_date": "2031-01-01",
    "pregnancy_weeks": 60,
    "parent_age": 3,
    "profession": "wizard",
    "setting": "moon",
    "signals": ["NOPE"],
    "conditions": ["rich"],
    "answers": {"crisis": "yes"},
    "municipality": 7,
    "affiliated": "babyspullen",
    "shoe_size": 44,
}


@pytest.mark.parametrize("field", NONSENSE)
def test_nonsense_is_refused_by_its_field(
    field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    situation = {"date": "2026-11-22", field: NONSENSE[field]}
    path = tmp_path / "situation.json"
    path.write_text(json.dumps(situation), encoding="utf-8")
    assert run(tmp_path / "i", "--lang", "en", "assess", str(path), "--json") == 2
    said = capsys.readouterr()
    assert said.out == ""
    named = {"age": "ages", "due_date": "due"}.get(field, field)
    assert f"- {named}: " in said.err
    assert problems(SCHEMA, situation, "situation") or field in ("date", "due_date", "signals")


@pytest.mark.parametrize(
    "income",
    [
        {"answer": "below", "pct": 0},
        {"answer": "below", "pct": 1000},
        {"answer": "maybe", "pct": 130},
        {"amount_eur": True, "holiday": "incl"},
        {"amount_eur": 1e9, "holiday": "incl"},
        {"amount_eur": 1500},
        1500,
    ],
)
def test_nonsense_about_income_is_refused(income: object) -> None:
    with pytest.raises(Refused) as caught:
        ask({**MOTHER, "income": income})
    assert set(caught.value.problems) == {"income"}
    assert problems(SCHEMA, {"income": income}, "situation")


def test_a_day_in_2090_and_broken_json_end_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ('{"date": "2090-01-01"}', "[]", "{x", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert run(tmp_path / "i", "assess", "-", "--json") == 2
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "i").exists()


def test_a_person_reads_the_same_in_one_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "situation.json"
    path.write_text(json.dumps(MOTHER), encoding="utf-8")
    assert run(tmp_path / "i", "assess", str(path)) == 0
    out = capsys.readouterr().out
    for suggestion in ask(MOTHER)["suggestions"]:
        assert suggestion["name"]["nl"] in out
        assert all(criterion["sentence"]["nl"] in out for criterion in suggestion["criteria"])


CODES = st.sampled_from(sorted(CHECKLIST.items))
SITUATIONS = st.fixed_dictionaries(
    {"date": st.dates(date(2017, 1, 1), date(2027, 12, 31)).map(str)},
    optional={
        "setting": st.sampled_from([s.value for s in Setting]),
        "ages": st.lists(st.integers(0, 18), max_size=3),
        "pregnancy_weeks": st.integers(0, 42),
        "municipality": st.sampled_from(["Voorbeeldstad", "Goes", "Zwijndrecht"]),
        "profession": st.sampled_from([p.value for p in Profession]),
        "signals": st.lists(CODES, max_size=6),
        "household": st.sampled_from(HOUSEHOLDS),
        "income": st.fixed_dictionaries(
            {"amount_eur": st.integers(0, 4000), "holiday": st.sampled_from(["incl", "excl"])}
        ),
        "conditions": st.lists(st.sampled_from([c.value for c in Condition]), max_size=4),
    },
)


@given(SITUATIONS)
@settings(max_examples=60, deadline=None)
def test_every_situation_and_every_answer_fit_the_schema(situation: dict[str, Any]) -> None:
    assert problems(SCHEMA, situation, "situation") == []
    got = json.loads(json.dumps(ask(situation)))
    assert problems(SCHEMA, got, "answer") == []
    for suggestion in (*got["suggestions"], *got["school_actions"]):
        assert suggestion["sources"]
        assert suggestion["as_of"]
        assert suggestion["checked_on"]


def test_the_schema_names_every_field_that_is_read() -> None:
    assert set(SCHEMA["$defs"]["situation"]["properties"]) == set(FIELDS)


def test_the_towns_own_file_in_the_instance_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "town.toml").write_text(
        '[meta]\nmunicipality = "Voorbeeldstad"\n[[replace]]\nid = "kindpakket_voorbeeld"\nhere = true\n'
        'income_pct = 150\nchecked_on = 2026-11-01\nas_of = "2026"\nsources = ["https://example.org/kindpakket"]\n',
        encoding="utf-8",
    )
    situation = {"ages": [8], "signals": ["JOIN_FEE_UNPAID"], "household": "S", "date": "2026-11-22",
                 "municipality": "Voorbeeldstad", "income": {"amount_eur": 2000, "holiday": "incl"}}  # fmt: skip
    here = {s["id"]: s for s in ask(situation, tmp_path)["suggestions"]}["kindpakket_voorbeeld"]
    assert (here["result"], here["button"]) == ("likely", "family_applies")
    assert here["sources"] == ["https://example.org/kindpakket"]
    away = {s["id"]: s for s in ask({**situation, "municipality": "Elders"}, tmp_path)["suggestions"]}
    assert away["kindpakket_voorbeeld"]["button"] == "ask_after"


def test_the_command_answers_as_its_parts_do(tmp_path: Path) -> None:
    assert ask(MOTHER) == ask(MOTHER, tmp_path)
