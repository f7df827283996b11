"""docs/retention.md says what decides, and every class of it is a term that decides."""

from __future__ import annotations

from dataclasses import fields

from signaal.actions.retention_page import CLASSES, retention_page
from signaal.workflows.retention import Terms
from tests.support.repository import ROOT


def test_the_page_is_what_decides() -> None:
    written = (ROOT / "docs" / "retention.md").read_text(encoding="utf-8")
    assert retention_page() == written, "write docs/retention.md again; its fourth line says how"


def test_every_term_has_its_line() -> None:
    assert {field for _, _, field, _ in CLASSES} == {spec.name for spec in fields(Terms)}
