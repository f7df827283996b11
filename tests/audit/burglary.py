"""Somebody who owns the server: the database, its files, and where an attack says so the signing key.

Works on a copy of a log of a thousand events, with plain sqlite3: what anybody can do who has the file.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from signaal import terms
from signaal.audit import checkpoints, packets, signed_notes, verify, witnessing
from signaal.audit.checkpoints import LogSigner
from signaal.audit.findings import Report
from signaal.audit.packets import Packet
from signaal.audit.tree import Node, Tree, leaf_hash
from signaal.audit.witnessing import Memory, Refusal
from signaal.store import audit
from signaal.store.engine import Store, open_store
from signaal.store.reader import Reader
from tests.audit.conftest import a_signer
from tests.support.long_log import LongLog

SIZE = 1000
START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
TRAPS = ("audit_leaves", "audit_events")
_STORES: dict[Path, Store] = {}
KEPT = ("audit_leaves", "audit_events", "audit_index", "audit_subjects", "audit_nodes")


@dataclass
class Scene:
    """A copy of the log, with what a witness elsewhere remembers of it."""

    folder: Path
    seen: Memory
    chance: Random
    signer: LogSigner = field(default_factory=a_signer)

    @property
    def file(self) -> Path:
        return self.folder / "signaal.db"

    @property
    def notes(self) -> Path:
        return self.folder / "checkpoints"

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The file in hand, the triggers gone."""
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            for table in TRAPS:
                for verb in ("update", "delete", "replace"):
                    connection.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
            yield connection
            connection.commit()

    def events(self) -> list[bytes]:
        with closing(sqlite3.connect(self.file)) as connection:
            return [row[0] for row in connection.execute("SELECT bytes FROM audit_events ORDER BY seq")]

    def rewrite(self, events: list[bytes]) -> Tree:
        """Make the tables say this, everything recomputed: places, leaves, tree, nodes, head, index, subjects."""
        tree, grown, stored, index, named = Tree(), list[Node](), [], [], []
        for seq, event in enumerate(events):
            said = json.loads(event)
            right: dict[str, Any] = {"seq": seq}
            if said["event"] == "checkpoint:signed":
                right |= {"size": seq, "root": tree.root().hex()}
            if any(said[name] != value for name, value in right.items()):
                said |= right
                event = terms.canonical(said)
            leaf = leaf_hash(event)
            tree.append(leaf, grown=grown)
            stored.append((seq, event, leaf))
            index.append(_indexed(seq, said))
            named += [(code, seq) for code in said.get("subjects", ())]
        with self.database() as connection:
            for table in KEPT:
                connection.execute(f"DELETE FROM {table}")
            many = connection.executemany
            many("INSERT INTO audit_events VALUES (?, ?)", [(seq, event) for seq, event, _ in stored])
            many("INSERT INTO audit_leaves VALUES (?, ?)", [(seq, leaf) for seq, _, leaf in stored])
            many("INSERT INTO audit_nodes VALUES (?, ?, ?)", grown)
            many("INSERT INTO audit_index VALUES (?, ?, ?, ?, ?, ?)", index)
            many("INSERT INTO audit_subjects (subject, seq) VALUES (?, ?)", named)
            connection.execute("UPDATE audit_head SET size = ?, peaks = ?", (tree.size, tree.pack()))
        return tree

    def sign_again(self) -> None:
        """With the stolen key: every checkpoint anew, in the table and in its file."""
        for file in self.notes.iterdir():
            file.unlink()
        tree = Tree()
        with self.database() as connection:
            rows = connection.execute(
                "SELECT size, id, created_at FROM audit_checkpoints ORDER BY size"
            ).fetchall()
            leaves = [row[0] for row in connection.execute("SELECT leaf FROM audit_leaves ORDER BY seq")]
            for size, row_id, created in rows:
                if size > len(leaves):
                    connection.execute("DELETE FROM audit_checkpoints WHERE id = ?", (row_id,))
                    continue
                while tree.size < size:
                    tree.append(leaves[tree.size])
                note = checkpoints.signed(self.signer, size, tree.root())
                changed = (tree.root(), note, row_id)
                connection.execute("UPDATE audit_checkpoints SET root = ?, note = ? WHERE id = ?", changed)
                with (self.notes / f"{created[:10]}.txt").open("a", encoding="utf-8") as kept:
                    kept.write(note)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """The file through signaal. One store for each place: it remembers its statements, and holds no connection."""
        store = _STORES.setdefault(self.file, open_store(f"sqlite:///{self.file}"))
        try:
            with store.reading() as reader:
                yield reader
        finally:
            store.close()

    def report(self) -> Report:
        """What `audit verify` says."""
        with self.reading() as reader:
            return verify.run(reader, self.notes, self.signer.verifier)

    def packet(self, old: int) -> Packet:
        """What the log shows to a witness: its newest checkpoint."""
        with self.reading() as reader:
            last = audit.last_checkpoint(reader)
            assert last is not None
            return packets.make(reader, signed_notes.read(last.note), last.note, old)

    def witness_refuses(self) -> bool:
        """Whether the witness, who saw the log before, signs what it is shown now."""
        try:
            witnessing.follow(self.seen, self.packet(self.seen.size))
        except Refusal:
            return True
        return False


def _indexed(seq: int, said: dict[str, Any]) -> tuple[Any, ...]:
    return (
        seq, said["at"][:-1] + "000Z", said["event"], said["outcome"], said.get("user"), said.get("organisation"),
    )  # fmt: skip


def build(folder: Path, empty: Path) -> Scene:
    """The log before anything happened: a thousand events, ten checkpoints, a witness that saw the last."""
    folder.mkdir()
    shutil.copy(empty, folder / "signaal.db")
    signer = a_signer()
    LongLog(folder / "signaal.db", signer, folder / "checkpoints", START).write(SIZE)
    scene = Scene(folder, Memory("signaal/test", signer.verifier.public), Random(1))
    with closing(sqlite3.connect(scene.file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    scene.seen, _ = witnessing.follow(scene.seen, scene.packet(0))
    return scene


def copy(scene: Scene, folder: Path, seed: int) -> Scene:
    """A fresh copy to break."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(scene.folder, folder)
    return Scene(folder, scene.seen, Random(seed))


def later(at: str, by: timedelta) -> str:
    """A moment of an event, moved."""
    moved = datetime.fromisoformat(at) + by
    return moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")
