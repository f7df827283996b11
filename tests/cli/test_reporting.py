"""What was released of a month, said by the shell: small numbers stay hidden there too."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from signaal.actions import publishing
from signaal.cli import reporting
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from tests.actions.referred import refer
from tests.support.world import World

DOORS = Doors(lambda *_: None, lambda *_: None, lambda *_: [])
GIVEN = argparse.Namespace(instance=Path(), month="2026-11")


@pytest.fixture
def released(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    refer(world, haste=True)
    world.clock.advance(days=23)
    publishing.publish(world.ctx("coordinator"), "2026-11")
    monkeypatch.setattr(reporting, "open_tools", lambda _: world.tools)
    monkeypatch.setattr(type(world.tools.store), "close", lambda _: None)
    return world


def test_a_person_reads_lines_and_no_small_number(
    released: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reporting.report(GIVEN, Voice("nl"), DOORS) == 0
    out = capsys.readouterr().out
    assert out.startswith("Gemeente Waterland, 2026-11, vrijgegeven op woensdag 9 december 2026")
    assert "Wijkteam Oost: rust op tijd niet te tonen" in out
    assert "Samen: rust op tijd niet te tonen" in out


def test_a_program_reads_the_same(released: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert reporting.report(GIVEN, Voice("nl", as_json=True), DOORS) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert one["organisation"] == "Gemeente Waterland"
    assert [line["counts"] for line in one["lines"]] == [[None] * 4] * 2
