"""Commands that a document names exist."""

import re

from tests.support.repository import ROOT, place, tracked_texts

TARGETS = set(
    re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
)


def test_every_make_command_in_a_document_is_there() -> None:
    lost = [
        f"{place(path)}: make {name}"
        for path, text in tracked_texts()
        if path.suffix in {".md", ".toml", ".py"}
        for name in re.findall(r"`make ([a-z-]+)[`\s]", text)
        if name not in TARGETS
    ]
    assert not lost, f"add the target to the Makefile or mend the document: {lost}"


def test_the_two_commands_of_the_readme_are_there() -> None:
    assert {"run", "test"} <= TARGETS


def test_ci_runs_the_same_command_as_a_desk() -> None:
    script = ROOT / ".ci" / "run"
    assert "make test" in script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o111, "chmod +x .ci/run"
