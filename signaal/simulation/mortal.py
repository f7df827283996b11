"""The real database behind a store whose transactions can die, and that tells what it committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from signaal.simulation.deaths import Death, Deaths, Killed
from signaal.store.connections import checked, is_sqlite
from signaal.store.engine import Store
from signaal.store.reader import Reader
from signaal.store.units import Unit

Touched = Mapping[tuple[str, str], Any]
"""Rows by table and id, as they were committed; None when deleted."""


class MortalStore(Store):
    """`committed` hears of every unit that stays; `turn` is asked before each one begins."""

    def __init__(
        self, url: str, deaths: Deaths, committed: Callable[[Touched], None], turn: Callable[[], None]
    ) -> None:
        super().__init__(checked(url))
        if is_sqlite(self.url):
            self._wait_for_no_disk()
        self._deaths, self._committed, self._next = deaths, committed, turn

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """As every unit, unless the process dies before or after its commit."""
        self._next()
        self._deaths.refuse()
        death = self._deaths.next()
        with super().unit() as unit:
            yield unit
            self._deaths.refuse_commit()
            if death is Death.BEFORE:
                unit.check()
                raise Killed
        self._committed(unit.touched())
        if death is Death.AFTER:
            raise Killed

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """As every read, while there is a database."""
        self._deaths.refuse()
        with super().reading() as reader:
            yield reader

    def damage(self, statement: str) -> None:
        """Change rows behind the back of every rule, as a bad disk or a careless hand does."""
        with self._my_turn(), self._writer.begin() as connection:
            connection.exec_driver_sql(statement)

    def look(self, statement: str) -> list[tuple[Any, ...]]:
        """Read rows as they stand, past every rule."""
        with self._reader.begin() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement).all()]

    def _wait_for_no_disk(self) -> None:
        """Processes die here by an error and the machine never loses its power: waiting for the disk proves nothing."""
        with self._writer.connect() as connection:
            outside = connection.execution_options(outside_transaction=True)
            outside.exec_driver_sql("PRAGMA synchronous = OFF")
