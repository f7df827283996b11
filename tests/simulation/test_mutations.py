"""Whoever takes one of our three guards away is caught by the simulator. As shown in docs/clocks.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signaal.actions import deadlines, outbox, telling
from signaal.actions.context import Ctx
from signaal.notify.mailer import Mail
from signaal.simulation.weather import Trouble
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_people import UserRow
from signaal.store.tables_work import OutboxRow
from signaal.store.units import Unit
from tests.simulation.towns import Unruled, more, play


def test_without_the_unique_constraint_a_step_is_taken_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more(monkeypatch, Trouble.DAMAGE, 60)
    found = play(tmp_path, 3, 6, 20, Unruled)
    assert found.double > 0
    assert any("taken again" in words for words in found.words)


def test_with_it_the_same_troubles_take_no_step_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    more(monkeypatch, Trouble.DAMAGE, 60)
    found = play(tmp_path, 3, 6, 20)
    assert found.held, found.words
    assert found.beside["poisoned"] > 0


def test_without_the_lease_a_mail_is_sent_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta(0))
    found = play(tmp_path, 2, 8, 25)
    assert found.double > 0
    assert any("without a cause" in words for words in found.words)


def test_a_mail_that_leaves_before_the_commit_has_no_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = telling.tell

    def tell(unit: Unit, ctx: Ctx, people: Iterable[UserRow], *rest: Any, **more: Any) -> int:
        told = real(unit, ctx, people, *rest, **more)
        for row in unit.session.new:
            if isinstance(row, OutboxRow) and row.channel == "mail":
                ctx.tools.mailer.send(Mail("iemand@voorbeeld.example", "", "", row.message_id, ctx.now))
        return told

    monkeypatch.setattr(telling, "tell", tell)
    found = play(tmp_path, 4, 3, 6)
    assert found.messages_without_step > 0


def test_a_clock_that_fails_for_ever_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, swept = deadlines._subjects, list[str]()

    def subjects(reader: Reader, row: DeadlineRow, case: CaseRow) -> tuple[str, ...]:
        swept.append(row.id)
        if row.id == swept[0]:
            raise ZeroDivisionError
        return real(reader, row, case)

    monkeypatch.setattr(deadlines, "_subjects", subjects)
    found = play(tmp_path, 3, 5, 16)
    assert found.lost > 0
    assert any("failed in a sweep" in words for words in found.words)
