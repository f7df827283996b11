"""The log's tables in blocks, for checking the whole: as the driver gives them, nobody makes an object of a row.

Of index and subjects the database puts a block together: how many rows there are, and one value of all. Statements
are written out, because the two databases put together, and write a moment as text, each in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import TextClause, text

from signaal.store.failures import unavailable
from signaal.store.reader import Reader

_LITE = {
    "events": "SELECT CAST(bytes AS BLOB) FROM audit_events IN_RANGE ORDER BY seq",
    "leaves": "SELECT CAST(leaf AS BLOB) FROM audit_leaves IN_RANGE ORDER BY seq",
    "index": 'SELECT count(*), group_concat(line, char(10)) FROM (SELECT printf(\'%s"%s"%s"%s"%d"%s\','
    " at, event, organisation_id, outcome, seq, user_id) AS line FROM audit_index IN_RANGE ORDER BY seq)",
    "subjects": "SELECT sum(number), group_concat(line, char(10)) FROM (SELECT count(*) AS number,"
    " seq || ' \"' || group_concat(subject, '\",\"') || '\"' AS line"
    " FROM audit_subjects IN_RANGE GROUP BY seq ORDER BY seq)",
    "events_by_seq": "SELECT seq, CAST(bytes AS BLOB) FROM audit_events IN_RANGE ORDER BY seq",
    "leaves_by_seq": "SELECT seq, CAST(leaf AS BLOB) FROM audit_leaves IN_RANGE ORDER BY seq",
    "index_by_seq": "SELECT seq, at, event, outcome, organisation_id, user_id"
    " FROM audit_index IN_RANGE ORDER BY seq",
}
_POSTGRES = {
    "events": "SELECT bytes FROM audit_events IN_RANGE ORDER BY seq",
    "leaves": "SELECT leaf FROM audit_leaves IN_RANGE ORDER BY seq",
    "index": "SELECT count(*), string_agg(AT_TEXT || '\"' || event || '\"' || COALESCE(organisation_id, '')"
    " || '\"' || outcome || '\"' || seq || '\"' || COALESCE(user_id, ''), chr(10) ORDER BY seq)"
    " FROM audit_index IN_RANGE",
    "subjects": "SELECT sum(number), string_agg(line, chr(10) ORDER BY seq) FROM (SELECT seq, count(*) AS number,"
    " seq || ' \"' || string_agg(subject, '\",\"' ORDER BY subject) || '\"' AS line"
    " FROM audit_subjects IN_RANGE GROUP BY seq) AS found",
    "events_by_seq": "SELECT seq, bytes FROM audit_events IN_RANGE ORDER BY seq",
    "leaves_by_seq": "SELECT seq, leaf FROM audit_leaves IN_RANGE ORDER BY seq",
    "index_by_seq": "SELECT seq, AT_TEXT, event, outcome, organisation_id, user_id"
    " FROM audit_index IN_RANGE ORDER BY seq",
}
_BOTH = {
    "subjects_by_seq": "SELECT seq, subject FROM audit_subjects IN_RANGE ORDER BY seq, subject",
    "blanks": "SELECT seq FROM audit_index WHERE user_id = '' OR organisation_id = '' ORDER BY seq",
} | {
    f"{what} {table}": sql.replace("THE_TABLE", table)
    for table in ("audit_events", "audit_leaves", "audit_index", "audit_subjects")
    for what, sql in (
        ("ends", "SELECT MIN(seq), MAX(seq) FROM THE_TABLE"),
        ("outside", "SELECT seq FROM THE_TABLE WHERE seq < :start OR seq >= :stop ORDER BY seq LIMIT :most"),
    )
}
_WORDS = {
    "IN_RANGE": "WHERE seq >= :start AND seq < :stop",
    "AT_TEXT": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS.US"Z"')""",
}


def _statement(sql: str) -> TextClause:
    for word, meaning in _WORDS.items():
        sql = sql.replace(word, meaning)
    return text(sql)


_STATEMENTS = {
    kind: {name: _statement(sql) for name, sql in (_BOTH | own).items()}
    for kind, own in (("sqlite", _LITE), ("postgresql", _POSTGRES))
}


class Block(NamedTuple):
    """How many rows there are, and all of them as one value; None when there is none."""

    number: int
    whole: Any


def events(reader: Reader, start: int, stop: int) -> list[bytes]:
    """The bytes of the events that are there from `start` up to and without `stop`, in order."""
    return [stored for (stored,) in _rows(reader, "events", start=start, stop=stop)]


def leaves(reader: Reader, start: int, stop: int) -> list[bytes]:
    """The leaf hashes that are there, in order."""
    return [leaf for (leaf,) in _rows(reader, "leaves", start=start, stop=stop)]


def index(reader: Reader, start: int, stop: int) -> Block:
    """Lines of the derived index: moment as `base.WRITTEN_AS`, event, organisation, outcome, seq, user, with a double
    quote between them and nothing where nothing stands."""
    return _block(reader, "index", start, stop)


def subjects(reader: Reader, start: int, stop: int) -> Block:
    """One line per event that has any: its seq, a space, its codes in double quotes with commas; `number` counts the
    codes."""
    return _block(reader, "subjects", start, stop)


def events_by_seq(reader: Reader, start: int, stop: int) -> dict[int, bytes]:
    """The bytes of events that are there: for the careful way, where some are missing."""
    return dict(_rows(reader, "events_by_seq", start=start, stop=stop))


def leaves_by_seq(reader: Reader, start: int, stop: int) -> dict[int, bytes]:
    """The leaf hashes that are there."""
    return dict(_rows(reader, "leaves_by_seq", start=start, stop=stop))


def index_by_seq(reader: Reader, start: int, stop: int) -> dict[int, tuple[Any, ...]]:
    """(moment as text, event, outcome, organisation, user) of the index, as it stands."""
    return {seq: tuple(line) for seq, *line in _rows(reader, "index_by_seq", start=start, stop=stop)}


def subjects_by_seq(reader: Reader, start: int, stop: int) -> list[tuple[int, str]]:
    """The derived (seq, subject) pairs that are there."""
    return _rows(reader, "subjects_by_seq", start=start, stop=stop)


def ends(reader: Reader, table: str) -> tuple[int, int] | None:
    """The first and the last seq in one of the four tables, or None when it is empty."""
    ((first, last),) = _rows(reader, f"ends {table}")
    return None if first is None else (first, last)


def outside(reader: Reader, table: str, start: int, stop: int, most: int) -> Iterator[int]:
    """The seqs in one of the four tables that lie before `start`, or at `stop` and behind; at most `most`."""
    for (seq,) in _rows(reader, f"outside {table}", start=start, stop=stop, most=most):
        yield seq


def blanks(reader: Reader) -> list[int]:
    """Index lines with an empty text where nothing should stand: `index` cannot tell the two apart."""
    return [seq for (seq,) in _rows(reader, "blanks")]


def _block(reader: Reader, name: str, start: int, stop: int) -> Block:
    ((number, whole),) = _rows(reader, name, start=start, stop=stop)
    return Block(int(number or 0), whole)


def _rows(reader: Reader, name: str, **values: int) -> list[Any]:
    """As the driver gives them, past the ORM."""
    connection = reader.session.connection()
    result = connection.execute(_STATEMENTS[connection.dialect.name][name], values)
    try:
        found: list[Any] = list(result.cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as problem:
        raise unavailable() from problem
    finally:
        result.close()
    return found
