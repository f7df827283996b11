"""The plain twin of saving a signal: the same page, the same rows, nothing of what makes ours trustworthy.

The view hangs in the same application, behind the same guard, session and form. Where ours checks, seals, counts,
writes a log with a tree and proves what it wrote, the twin stores rows of the same number and size through the same
ORM, in one transaction on the same kind of file: random bytes where ours are sealed.
"""

from __future__ import annotations

import itertools
import secrets
from typing import Any

from flask import Flask, redirect, url_for
from sqlalchemy import Engine, LargeBinary, inspect, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.store.base import Base
from signaal.store.connections import build_engine, checked
from signaal.store.tables import row_classes
from signaal.store.tables_sessions import ReceiptRow
from signaal.store.tables_work import CounterRow
from signaal.vault.pseudonyms import new_id, new_pseudonym
from signaal.web.guard import needs
from signaal.web.signaller import noticing
from tests.support.world import World

Rows = list[tuple[type[Base], dict[str, Any]]]
PATH = "/tweeling"


def rows_of_one_save(world: World, save) -> Rows:
    """What one real save stores: the class and the values of every new row."""
    before = {kind: _ids(world, kind) for kind in row_classes()}
    save()
    found: Rows = []
    with world.tools.store.reading() as reader:
        for kind in row_classes():
            for row in reader.session.scalars(select(kind)):
                if inspect(row).identity not in before[kind]:
                    found.append((kind, {c.key: getattr(row, c.key) for c in inspect(kind).column_attrs}))
    return found


def _ids(world: World, kind: type[Base]) -> set[Any]:
    with world.tools.store.reading() as reader:
        return {inspect(row).identity for row in reader.session.scalars(select(kind))}


class Twin:
    """Stores rows like those of a save, as plainly as SQLAlchemy's ORM does it."""

    def __init__(self, url: str, rows: Rows) -> None:
        self._engine: Engine = build_engine(checked(url))
        self._rows = [pair for pair in rows if pair[0] is not ReceiptRow]
        self._receipt = next(values for kind, values in rows if kind is ReceiptRow)
        self._places = itertools.count(10_000_000, 1_000)

    def store(self, form_id: str) -> None:
        """One transaction."""
        first = next(self._places)
        fresh = {value: new_id() for _, row in self._rows for name, value in row.items() if name == "id"}
        code = new_pseudonym()
        with Session(self._engine) as session:
            for kind, values in self._rows:
                session.add(kind(**_other(kind, values, fresh, code, first)))
            session.add(ReceiptRow(**{**self._receipt, "form_id": form_id}))
            session.commit()


def _other(
    kind: type[Base], values: dict[str, Any], fresh: dict[Any, str], code: str, first: int
) -> dict[str, Any]:
    """The same row as another one: other ids, other bytes, the same lengths."""
    mine: dict[str, Any] = {}
    for name, column in inspect(kind).columns.items():
        value = values[name]
        if isinstance(column.type, LargeBinary) and value is not None:
            value = secrets.token_bytes(len(value))
        elif name == "seq":
            value += first
        elif name in ("pseudonym", "subject"):
            value = code
        elif name == "message_id":
            value = new_id() + value[32:]
        elif kind is CounterRow and name == "key":
            value = new_id()
        mine[name] = fresh.get(value, value) if isinstance(value, str) else value
    return mine


def hang(app: Flask, twin: Twin) -> None:
    """Give the application the twin's view beside its own."""

    @needs(Permission.SIGNAL_SUBMIT, keeps=True)
    def plain() -> Response:
        page = noticing._page()
        assert not isinstance(page, Response)
        assert page.form.validate(), page.form.errors
        twin.store(page.form.form_id.data or "")
        return redirect(url_for("signaller.receipt", form_id=page.form.form_id.data), 303)

    app._got_first_request = False  # Flask refuses a route after that; no product has this one
    app.add_url_rule(PATH, "twin", plain, methods=["POST"])
