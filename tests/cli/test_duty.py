"""`signaal duty`: a calendar is taken whole or not at all, and the roster is a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from signaal.actions import directory
from signaal.actions.context import operator
from signaal.cli.doors import Doors
from signaal.cli.main import main
from signaal.runtime import create_instance, open_tools


def run(folder: Path, *words: str, language: str = "en") -> int:
    def nowhere(*_given: object) -> None:
        raise AssertionError("a roster opens no door")

    doors = Doors(nowhere, nowhere, nowhere)  # type: ignore[arg-type]  # nothing comes through
    return main(["--instance", str(folder), "--lang", language, *words], doors)


def calendar(phone: str) -> str:
    return "\r\n".join([
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//NL", "BEGIN:VEVENT", "UID:weekly",
        "DTSTAMP:20261101T000000Z", "DTSTART:20990101T170000", "RRULE:FREQ=WEEKLY", "DTEND:20990102T083000",
        "SUMMARY:Crisisdienst",
        f"LOCATION:{phone}", "END:VEVENT", "END:VCALENDAR", "",
    ]).replace("2099", "2026")  # fmt: skip


def test_a_calendar_is_taken_and_listed_and_a_wrong_one_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "instance", tmp_path / "piket.ics"
    create_instance(folder).store.close()
    tools = open_tools(folder)
    directory.add_organisation(operator(tools), "Gemeente Waterland", "municipality", "Waterland")
    tools.store.close()
    file.write_text(calendar("078-5550199"), encoding="utf-8")
    words = ("duty", "import", str(file), "--organisation", "Gemeente Waterland", "--json")
    assert run(folder, *words) == 0
    done = json.loads(capsys.readouterr().out)
    assert done["added"] >= 52
    assert run(folder, *words) == 0
    again = json.loads(capsys.readouterr().out)
    assert again == {"added": 0, "replaced": 0, "kept": done["added"], "passed_on": 0, "problems": []}
    for language, told in (
        ("nl", f"0 nieuw, {done['added']} gebleven"),
        ("en", f"0 new, {done['added']} kept"),
    ):
        assert run(folder, *words[:-1], language=language) == 0
        assert told in capsys.readouterr().out
    file.write_text(calendar("call me"), encoding="utf-8")
    assert run(folder, *words) == 2
    said = capsys.readouterr()
    (problem,) = json.loads(said.out)["problems"]
    assert (problem["line"], problem["uid"]) == (5, "weekly")
    assert "5 weekly:" in said.err
    assert run(folder, "duty", "list", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == done["added"]
    assert run(folder, "duty", "list") == 0
    assert "078-5550199" in capsys.readouterr().out
