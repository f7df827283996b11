"""Checks the whole log: tree, checkpoints, what was derived, and every stored row against its last event.

What it cannot find, and nobody can without a witness: a tail cut off after the last checkpoint that
somebody else has seen, by a person who owns the server and its key.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from signaal.audit import chain, checkpoints, note_files, signed_notes
from signaal.audit.checkpoints import Verifier
from signaal.audit.findings import Finding, Findings, Report
from signaal.audit.tree import Tree
from signaal.store import audit, people, teams, witness
from signaal.store.reader import Reader


def run(reader: Reader, folder: Path, verifier: Verifier) -> Report:
    """Check everything there is. Streams: memory holds one digest for every row that was ever written.

    `folder` is where checkpoints stand outside the database.

    Raises:
        Unavailable: the database cannot be read.
    """
    findings = Findings()
    expected = _Expected(reader, folder, verifier, findings)
    tree, told = chain.walk(reader, findings, expected.compare)
    expected.finish(tree.size)
    _rows(reader, told, findings)
    _keys(reader, told, findings)
    return findings.report(tree.size, tree.root())


class _Expected:
    """The roots that signed checkpoints promise, compared as the tree grows."""

    def __init__(self, reader: Reader, folder: Path, verifier: Verifier, findings: Findings) -> None:
        self._findings = findings
        self._roots: dict[int, set[bytes]] = {}
        self._last_good = 0
        kept = dict.fromkeys(note for _, note in note_files.notes(folder))
        names = {note: name for name, note in note_files.notes(folder)}
        for note in kept:
            self._expect(note, f"checkpoints/{names[note]}", verifier)
        for row in audit.checkpoints(reader):
            place = f"audit_checkpoints/{row.id}"
            if row.note not in kept:
                findings.add(Finding.CHECKPOINT_NOT_IN_FILE, place=place)
                self._expect(row.note, place, verifier)
            if not _row_fits(row.note, row.size, row.root):
                findings.add(Finding.CHECKPOINT_ROW_DIFFERS, place=place)

    def _expect(self, note: str, place: str, verifier: Verifier) -> None:
        try:
            found = checkpoints.check(note, verifier)
        except ValueError:
            self._findings.add(Finding.CHECKPOINT_UNREADABLE, place=place)
            return
        if found is None:
            self._findings.add(Finding.CHECKPOINT_UNSIGNED, place=place)
        else:
            self._roots.setdefault(found.size, set()).add(found.root)

    def compare(self, size: int, tree: Tree) -> None:
        """The tree has this size now."""
        promised = self._roots.pop(size, None)
        if promised is None:
            return
        if promised == {tree.root()}:
            self._last_good = size
        else:
            self._findings.add(Finding.CHECKPOINT_DIFFERS, place=f"size/{size}")
            self._findings.since(self._last_good)

    def finish(self, size: int) -> None:
        """What is left promises more events than there are."""
        for promised in sorted(self._roots):
            self._findings.add(Finding.CHECKPOINT_AHEAD, size, f"size/{promised}")


def _row_fits(note: str, size: int, root: bytes) -> bool:
    try:
        found = signed_notes.read(note)
    except ValueError:
        return False
    return (found.size, found.root) == (size, root)


def _rows(reader: Reader, told: chain.Told, findings: Findings) -> None:
    """Every witnessed row against the digest in its last event: direct writes to any table are found."""
    last = told.writes
    for table, row, digest in witness.scan(reader):
        said, seq = last.pop((table, row), (None, None))
        if said is None:
            findings.add(Finding.ROW_INSERTED, seq, f"{table}/{row}")
        elif said != digest:
            findings.add(Finding.ROW_EDITED, seq, f"{table}/{row}")
    for (table, row), (said, seq) in last.items():
        if said is not None:
            findings.add(Finding.ROW_DELETED, seq, f"{table}/{row}")


def _keys(reader: Reader, told: chain.Told, findings: Findings) -> None:
    """Every public key against its `key:published`: target is the user's or team's id."""
    for place, owner, fingerprint in _public_keys(reader):
        if (owner, fingerprint.hex()) not in told.keys:
            findings.add(Finding.KEY_UNPUBLISHED, place=place)


def _public_keys(reader: Reader) -> Iterator[tuple[str, str, bytes]]:
    for user in people.everything(reader):
        if user.fingerprint is not None:
            yield f"users/{user.id}", user.id, user.fingerprint
    for team in teams.everything(reader):
        for key in teams.keys(reader, team.id):
            yield f"team_keys/{key.id}", team.id, key.fingerprint
