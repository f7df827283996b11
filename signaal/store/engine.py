"""The database itself: connections, units of work and reads.

SQLite: WAL, durable at every commit, one writer at a time behind one lock of this process, readers that
cannot write. PostgreSQL: ordinary transactions with row locks. Bound values never stand in an error's text.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.orm import sessionmaker

from signaal.store import connections, revoking
from signaal.store.connections import build_engine, checked, is_sqlite
from signaal.store.failures import translated, unavailable
from signaal.store.journal import Journal
from signaal.store.reader import Reader, ReadSession
from signaal.store.schema import migrate
from signaal.store.tables_work import MetaRow
from signaal.store.units import Unit, UnitSession
from signaal.terms import SignaalError

__all__ = ["StatementCount", "Store", "migrate", "open_store"]

_LOG = logging.getLogger("signaal.store")


class StatementCount:
    """The statements sent while counting, without BEGIN and PRAGMA. Of all threads: count in one."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    @property
    def number(self) -> int:
        """How many there were."""
        return len(self.statements)


class Store:
    """A database that is open. Made by `open_store`; one per process."""

    def __init__(self, url: URL, journal: Journal | None = None) -> None:
        self.url = url
        self.journal = journal
        self._writer = build_engine(url)
        self._reader = build_engine(url, read_only=True)
        self._units = sessionmaker(self._writer, class_=UnitSession, expire_on_commit=False)
        self._reads = sessionmaker(self._reader, class_=ReadSession, expire_on_commit=False, autoflush=False)
        self._turn = threading.Lock() if is_sqlite(url) else None
        self._busy = threading.local()

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        """One write transaction: committed at exit, rolled back on any error.

        Raises:
            UnauditedWrite: witnessed rows were written and no event speaks of them.
            Unavailable: the database is locked for more than 5 seconds, full or gone.
            RuntimeError: this thread has a unit already.
        """
        self._refuse_nested()
        with translated(), self._my_turn():
            session = self._units()
            self._busy.unit = True
            try:
                unit = Unit(session)
                yield unit
                unit.check()
                revoked = unit.revoke()
                session.commit()
            finally:
                self._busy.unit = False
                session.close()
        if revoked:
            self._tell_journal()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A read that sees one moment and waits for no writer; the database itself refuses writes in it.

        Raises:
            Unavailable: the database is gone.
            RuntimeError: inside a unit of this thread, where it would not see what was just written.
        """
        self._refuse_nested()
        with translated(), self._reads() as session:
            yield Reader(session)

    @contextmanager
    def count_statements(self) -> Iterator[StatementCount]:
        """Count what is asked of the database, so that a test can hold a page to its number of queries."""
        count = StatementCount()

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA")):
                count.statements.append(statement)

        for engine in (self._writer, self._reader):
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield count
        finally:
            for engine in (self._writer, self._reader):
                event.remove(engine, "before_cursor_execute", note)

    def tell_journal(self) -> int:
        """Take what was revoked to the journal; returns how much that was. Twice does no harm.

        After each unit that revoked something this happens by itself; the upkeep, a start and a backup ask for it,
        because a process can die between the commit and the file.

        Raises:
            Unavailable: the journal or the database cannot be written: everything still waits.
        """
        if self.journal is None:
            return 0
        with self.unit() as unit:
            found = revoking.waiting(unit)
            instance = unit.find(MetaRow, "log.instance")
            if instance is None or (not found and self.journal.path.exists()):
                return 0
            try:
                self.journal.append(instance.value, [revoking.entry(row) for row in found])
            except OSError as problem:
                raise unavailable() from problem
            for row in found:
                unit.delete(row)
        return len(found)

    def _tell_journal(self) -> None:
        """The same right after a commit, which stands whatever happens here."""
        try:
            self.tell_journal()
        except SignaalError as problem:
            _LOG.error("the revocation journal cannot be written: %s", type(problem).__name__)

    def forget_deleted(self, rewrite: Collection[str] = ()) -> bool:
        """Take what was erased out of the files: empties SQLite's WAL, vacuums PostgreSQL. Outside a unit.

        PostgreSQL leaves bytes of deleted rows in pages that are still in use; `rewrite` names tables to write anew,
        which locks each for a moment. SQLite overwrites what it deletes (secure_delete).

        Returns:
            False when readers were in the way; ask again.
        """
        self._refuse_nested()
        with translated(), self._my_turn(), self._writer.connect() as connection:
            outside = connection.execution_options(isolation_level="AUTOCOMMIT", outside_transaction=True)
            if not is_sqlite(self.url):
                outside.exec_driver_sql("VACUUM")
                for table in sorted(rewrite):
                    outside.exec_driver_sql(f'VACUUM FULL "{table}"')
                return True
            busy = outside.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
            return not busy

    def close(self) -> None:
        """Give back all connections."""
        self._writer.dispose()
        self._reader.dispose()

    def _refuse_nested(self) -> None:
        if getattr(self._busy, "unit", False):
            raise RuntimeError(
                "this thread is in a unit already: pass that unit along instead of opening another"
            )

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
        elif self._turn.acquire(timeout=connections.WAIT_SECONDS):
            try:
                yield
            finally:
                self._turn.release()
        else:
            raise unavailable()


def open_store(url: str, journal: Journal | None = None) -> Store:
    """Open a database that `migrate` has prepared: `sqlite:////path/signaal.db` or `postgresql://...`.

    Without a journal what is revoked waits in the database.

    Raises:
        ValueError: another kind of database, or SQLite without a file.
    """
    return Store(checked(url), journal)
