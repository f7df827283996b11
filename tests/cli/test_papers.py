"""Production asks for the papers: whoever starts without them hears all of it at once, and exit code 2."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from signaal.cli.doors import Doors
from signaal.cli.main import main

PAPERS = ("dpia", "processor_agreements", "partners_arrangement", "council_consent")


def nowhere(*_: Any) -> Any:
    """A door that must not open."""
    raise AssertionError("it started")


@pytest.mark.parametrize("command", [("run",), ("scheduler",), ("sweep", "--once")])
def test_nothing_starts_without_the_papers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    (tmp_path / "config.toml").write_text('[profile]\nkind = "production"\n', encoding="utf-8")
    assert main(["--instance", str(tmp_path), *command], Doors(nowhere, nowhere, nowhere)) == 2
    said = capsys.readouterr().err
    for paper in PAPERS:
        assert f"profile.documents.{paper}_reference" in said
        assert f"profile.documents.{paper}_date" in said
