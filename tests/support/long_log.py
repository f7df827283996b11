"""A long log, written straight into the tables: events, leaves, tree, nodes, index, subjects, rows and checkpoints.

What comes out is what the ordinary way would have written, only faster: a check finds nothing. A hundred events go
like this: 70 cards opened, 5 lists of 25 cards, 24 rows stored, and one checkpoint signed behind them.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from signaal import terms
from signaal.audit import checkpoints
from signaal.audit.checkpoints import LogSigner
from signaal.audit.entries import Entry, encode, stamp
from signaal.audit.events import Event
from signaal.audit.fields import Explanation, Part
from signaal.audit.tree import Node, Tree, leaf_hash
from signaal.store import witness
from signaal.store.base import WRITTEN_AS
from signaal.store.tables_people import OrganisationRow
from signaal.terms import ALPHABET

CHUNK = 5_000
EVERY = 100
STEP = timedelta(seconds=30)
USERS = [f"{number:032x}" for number in range(1, 201)]
HOUSES = [f"{number:032x}" for number in range(1, 5)]
MOST_ROWS = 5_000
Note = tuple[int, bytes, str, datetime]
"""A checkpoint that was signed: size, root, note, when."""


def code(number: int) -> str:
    """The code of a case, the same for the same number."""
    letters = []
    for _ in range(8):
        number, rest = divmod(number * 7919 + 13, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


CASES = sorted({code(number) for number in range(30_000)})


@dataclass
class Made:
    """One event: its bytes and what is derived from them."""

    stored: bytes
    at: datetime
    event: str
    user: str | None
    house: str | None
    subjects: tuple[str, ...] = ()


class LongLog:
    """Writes a log into an empty, migrated SQLite file. `folder` gets its checkpoints."""

    def __init__(self, file: Path, signer: LogSigner, folder: Path, start: datetime) -> None:
        self.file, self.signer, self.folder, self.start = file, signer, folder, start
        self.tree, self.rows = Tree(), 0
        self._digests: list[tuple[str, str]] = []
        self._models = {kind: _model(kind) for kind in ("opened", "listed", "stored")}

    def write(self, size: int) -> None:
        """So many events, and close."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as database:
            database.execute("PRAGMA synchronous = OFF")
            for begin in range(0, size, CHUNK):
                database.execute("BEGIN")
                self._chunk(database, begin, min(begin + CHUNK, size))
                database.execute("COMMIT")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _chunk(self, database: sqlite3.Connection, begin: int, end: int) -> None:
        grown: list[Node] = []
        notes: list[Note] = []
        events, leaves, index, named = [], [], [], []
        for seq in range(begin, end):
            one = self._event(database, seq, notes)
            leaf = leaf_hash(one.stored)
            self.tree.append(leaf, grown=grown)
            events.append((seq, one.stored))
            leaves.append((seq, leaf))
            index.append((seq, one.at.strftime(WRITTEN_AS), one.event, "ok", one.user, one.house))
            named += [(code, seq) for code in one.subjects]
        many = database.executemany
        many("INSERT INTO audit_leaves (seq, leaf) VALUES (?, ?)", leaves)
        many("INSERT INTO audit_events (seq, bytes) VALUES (?, ?)", events)
        many(
            "INSERT INTO audit_index (seq, at, event, outcome, user_id, organisation_id)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            index,
        )
        many("INSERT INTO audit_subjects (subject, seq) VALUES (?, ?)", named)
        many("INSERT INTO audit_nodes (level, position, hash) VALUES (?, ?, ?)", grown)
        many(
            "INSERT INTO audit_checkpoints (id, size, root, note, created_at) VALUES (?, ?, ?, ?, ?)",
            [(secrets.token_hex(16), *note[:3], note[3].strftime(WRITTEN_AS)) for note in notes],
        )
        database.execute("UPDATE audit_head SET size = ?, peaks = ?", (end, self.tree.pack()))
        self._keep(notes)

    def _keep(self, notes: list[Note]) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for _, _, note, at in notes:
            with (self.folder / f"{at:%Y-%m-%d}.txt").open("a", encoding="utf-8") as file:
                file.write(note)

    def _event(self, database: sqlite3.Connection, seq: int, notes: list[Note]) -> Made:
        at, turn = self.start + seq * STEP, seq % EVERY
        user, house = USERS[seq * 17 % len(USERS)], HOUSES[seq % len(HOUSES)]
        if turn == EVERY - 1:
            return self._signed(seq, at, notes)
        named: tuple[str, ...]
        if turn < 70:
            named = (CASES[seq * 101 % len(CASES)],)
            return Made(
                self._bytes("opened", seq, at, user, house, named), at, "case:opened", user, house, named
            )
        if turn < 75:
            first = seq * 211 % (len(CASES) - 25)
            named = tuple(CASES[first : first + 25])
            return Made(
                self._bytes("listed", seq, at, user, house, named), at, "case:listed", user, house, named
            )
        row, digest = self._row(database, at)
        stored = self._bytes("stored", seq, at, user, house, ()).replace(
            b"WRITTEN", f'{row}","{digest}'.encode()
        )
        return Made(stored, at, "organisation:changed", user, house)

    def _row(self, database: sqlite3.Connection, at: datetime) -> tuple[str, str]:
        """A new row, or one more event about one that is there."""
        if self.rows < MOST_ROWS:
            self.rows += 1
            row = OrganisationRow(
                id=f"{self.rows + 1000:032x}", name="Huis", kind="school", municipality="Aa", created_at=at
            )
            database.execute(
                "INSERT INTO organisations (id, name, kind, municipality, affiliated, created_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (row.id, row.name, row.kind, row.municipality, "[]", at.strftime(WRITTEN_AS)),
            )
            self._digests.append((row.id, witness.digest(row)))
            return self._digests[-1]
        return self._digests[at.minute * 31 % len(self._digests)]

    def _signed(self, seq: int, at: datetime, notes: list[Note]) -> Made:
        """A checkpoint of all before it."""
        root = self.tree.root()
        note = checkpoints.signed(self.signer, seq, root)
        notes.append((seq, root, note, at))
        entry = Entry(event=Event.CHECKPOINT_SIGNED, at=at, size=seq, root=root.hex())
        return Made(encode(entry, seq), at, "checkpoint:signed", None, None)

    def _bytes(
        self, kind: str, seq: int, at: datetime, user: str, house: str, named: tuple[str, ...]
    ) -> bytes:
        codes = ",".join(f'"{one}"' for one in named)
        return self._models[kind] % {
            b"at": stamp(at).encode(), b"seq": seq, b"user": user.encode(), b"house": house.encode(),
            b"subjects": codes.encode(), b"salt": secrets.token_hex(16).encode(),
        }  # fmt: skip


MARK = datetime(2000, 1, 1, tzinfo=UTC)


def _model(kind: str) -> bytes:
    """The bytes of one kind of event as `encode` writes them, with places to fill in."""
    who: dict[str, Any] = {
        "at": MARK, "user": "e" * 32, "organisation": "d" * 32, "team": "b" * 32, "role": terms.Role.SIGNALLER,
        "session": "c" * 64, "address": "192.0.2.0", "request": "a" * 16, "policy": "2026-11-21",
    }  # fmt: skip
    writes: list[tuple[str, str, str | None]] = []
    if kind == "opened":
        entry = Entry(
            event=Event.CASE_OPENED,
            subjects=("K7QM-4TX9",),
            parts=(Part.TALK,),
            explanation=Explanation.OWN_CASE,
            **who,
        )
    elif kind == "listed":
        entry = Entry(event=Event.CASE_LISTED, subjects=("K7QM-4TX9",), number=25, **who)
    else:
        entry = Entry(event=Event.ORGANISATION_CHANGED, target="f" * 32, **who)
        writes = [("organisations", "f" * 31 + "0", "0" * 64)]
    made = encode(entry, 7, writes, salt=bytes(16)).replace(b"%", b"%%")
    for old, new in (
        (stamp(MARK).encode(), b"%(at)b"), (b'"seq":7', b'"seq":%(seq)d'), (b"e" * 32, b"%(user)b"),
        (b"d" * 32, b"%(house)b"), (b'"K7QM-4TX9"', b"%(subjects)b"), (b'"salt":"' + b"0" * 32, b'"salt":"%(salt)b'),
        (f'{"f" * 31}0","{"0" * 64}'.encode(), b"WRITTEN"),
    ):  # fmt: skip
        made = made.replace(old, new)
    return made
