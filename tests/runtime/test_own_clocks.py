"""A municipality's own figures stand beside the configuration; a looser one keeps the instance closed, exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from signaal.cli.doors import Doors
from signaal.cli.main import main
from signaal.runtime import StartError, create_instance, open_tools
from signaal.terms import ClockKind


def test_own_figures_are_read_and_looser_ones_are_all_named(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    create_instance(folder).store.close()
    (folder / "clocks.toml").write_text("[calm_48h]\ndue = 36\n", encoding="utf-8")
    tools = open_tools(folder)
    tools.store.close()
    due = tools.rules.of(ClockKind.CALM_48H).due
    assert due is not None
    assert due.n == 36
    (folder / "clocks.toml").write_text("[calm_48h]\ndue = 49\nundo_minutes = 20\n", encoding="utf-8")
    with pytest.raises(StartError) as refused:
        open_tools(folder)
    assert len(refused.value.problems) == 2


def test_the_command_line_names_them_and_answers_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "instance"
    create_instance(folder).store.close()
    (folder / "clocks.toml").write_text("[calm_48h]\ndue = 49\n", encoding="utf-8")

    def nowhere(*_given: object) -> None:
        raise AssertionError("no door is opened")

    doors = Doors(nowhere, nowhere, nowhere)  # type: ignore[arg-type]  # nothing comes through
    assert main(["--instance", str(folder), "--lang", "en", "people", "list"], doors) == 2
    assert "clocks.toml: [calm_48h] due: at most 48 hours" in capsys.readouterr().err.replace(
        "48;", "48 hours"
    )
