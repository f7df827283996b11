"""What checkpoints and witnesses promise of the log, gathered before it is walked and judged behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from signaal.audit import checkpoints, cosignatures, epochs, note_files, signed_notes
from signaal.audit.chain import Walked
from signaal.audit.checkpoints import Verifier
from signaal.audit.cosignatures import Witness
from signaal.audit.epochs import Restored
from signaal.audit.findings import Finding, Findings
from signaal.audit.signed_notes import Note
from signaal.audit.told import SKEW, Told
from signaal.store import audit, audit_blocks, witnesses
from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditCosignatureRow


@dataclass(frozen=True)
class Promise:
    """At `size` events the root was `root`, says a checkpoint of this epoch."""

    epoch: int
    size: int
    root: bytes


@dataclass(frozen=True)
class Sighting:
    """A witness saw a log of this size at this moment."""

    size: int
    at: datetime
    place: str


class Promises:
    """Gathers every checkpoint of files and database, and every cosignature; reports those that cannot count."""

    def __init__(self, reader: Reader, folder: Path, verifier: Verifier, findings: Findings) -> None:
        self._findings = findings
        self._verifier = verifier
        self._name = verifier.origin.rpartition("/")[0]
        self.made: dict[Promise, str] = {}
        """Every promise, with the first place that makes it."""
        self.cosigned: dict[Promise, str] = {}
        self.seen: list[Sighting] = []
        self._of_files(reader, folder)
        self._of_witnesses(reader)

    @property
    def sizes(self) -> list[int]:
        """The sizes whose roots are needed, in order."""
        return sorted({promise.size for promise in (*self.made, *self.cosigned)})

    def _of_files(self, reader: Reader, folder: Path) -> None:
        kept = {note: f"checkpoints/{name}" for name, note in note_files.notes(folder)}
        for note, place in kept.items():
            self._expect(note, place)
        for row in audit.checkpoints(reader):
            place = f"audit_checkpoints/{row.id}"
            if row.note not in kept:
                self._findings.add(Finding.CHECKPOINT_NOT_IN_FILE, place=place)
                self._expect(row.note, place)
            if not _row_fits(row.note, row.size, row.root):
                self._findings.add(Finding.CHECKPOINT_ROW_DIFFERS, place=place)

    def _expect(self, note: str, place: str) -> None:
        try:
            found = checkpoints.check_any(note, self._verifier)
        except ValueError:
            self._findings.add(Finding.CHECKPOINT_UNREADABLE, place=place)
            return
        if found is None:
            self._findings.add(Finding.CHECKPOINT_UNSIGNED, place=place)
        else:
            self.made.setdefault(self._promise(found), place)

    def _promise(self, note: Note) -> Promise:
        return Promise(epochs.number(note.origin, self._name) or 0, note.size, note.root)

    def _of_witnesses(self, reader: Reader) -> None:
        known = {row.id: Witness(row.name, row.public) for row in witnesses.everybody(reader)}
        for row in witnesses.cosignatures(reader):
            place = f"audit_cosignatures/{row.id}"
            note = self._cosigned(row, known.get(row.witness_id))
            if note is None:
                self._findings.add(Finding.COSIGNATURE_DIFFERS, place=place)
                continue
            self.cosigned.setdefault(self._promise(note), place)
            self.seen.append(Sighting(note.size, row.signed_at, place))

    def _cosigned(self, row: AuditCosignatureRow, witness: Witness | None) -> Note | None:
        """The checkpoint when the log and this witness signed it, and the row says so; else None."""
        try:
            note = checkpoints.check_any(row.statement, self._verifier)
        except ValueError:
            return None
        if note is None or witness is None or note.size != row.size:
            return None
        return note if any(c.at == row.signed_at for c in cosignatures.found(note, [witness])) else None


def judge(promises: Promises, walked: Walked, current: int, findings: Findings) -> None:
    """Compare every promise with the roots that were found. `current` is the epoch that the log is in."""
    restored = walked.told.restored
    _epochs(walked.told, current, promises, findings)
    last_good, bad = 0, False
    for promise, place in sorted(promises.made.items(), key=lambda made: (made[0].size, made[0].epoch)):
        code = _fits(promise, restored, walked)
        if code is None:
            last_good = promise.size if not bad else last_good
            continue
        ahead = code is Finding.CHECKPOINT_AHEAD
        findings.add(
            code, walked.tree.size if ahead else None, place if not ahead else f"size/{promise.size}"
        )
        if code is Finding.CHECKPOINT_DIFFERS:
            bad = True
            findings.since(last_good)
    for promise, place in promises.cosigned.items():
        if _fits(promise, restored, walked) is not None:
            findings.add(Finding.COSIGNATURE_DIFFERS, place=place)


def _fits(promise: Promise, restored: Sequence[Restored], walked: Walked) -> Finding | None:
    """None when the log keeps the promise, or a restore said openly that it no longer can."""
    after = next((one for one in restored if one.epoch > promise.epoch), None)
    if after is not None and promise.size > after.seq:
        return None if _named(promise, after) else Finding.RESTORE_HIDES
    if walked.roots.get(promise.size) == promise.root or promise.epoch < walked.told.base:
        return (
            None  # of an epoch whose end was told, checked and pruned: nobody can say any more what it lost
        )
    return Finding.CHECKPOINT_AHEAD if promise.size > walked.tree.size else Finding.CHECKPOINT_DIFFERS


def _named(promise: Promise, restored: Restored) -> bool:
    """Whether a restore owns up to losing this checkpoint: it lies before the last one that it names.

    One of an epoch before the last (a restore lost an earlier restore) cannot be ordered by its size.
    """
    if restored.lost_size is None or restored.lost_root is None:
        return False
    if promise.epoch < restored.epoch - 1:
        return True
    if promise.size == restored.lost_size:
        return promise.root.hex() == restored.lost_root
    return promise.size < restored.lost_size


def _epochs(told: Told, current: int, promises: Promises, findings: Findings) -> None:
    """Each epoch but the first begins with its own line; nobody signed for an epoch that never began."""
    order = [told.base, *(one.epoch for one in told.restored if one.epoch > told.base)]
    if order != sorted(set(order)) or order[-1] != current:
        findings.add(Finding.EPOCH_UNLINKED, told.restored[-1].seq if told.restored else None)
    for promise, place in promises.made.items():
        if not epochs.FIRST <= promise.epoch <= current:
            findings.add(Finding.EPOCH_UNLINKED, place=place)


def witnessed_times(reader: Reader, promises: Promises, walked: Walked, findings: Findings) -> None:
    """What a witness saw at a moment was written before it, and what came behind was written later."""
    for sighting in promises.seen:
        for seq, wrong in ((sighting.size - 1, _later), (sighting.size, _earlier)):
            if not walked.pruned <= seq < walked.tree.size:
                continue
            for line in audit_blocks.index_by_seq(reader, seq, seq + 1).values():
                if wrong(datetime.fromisoformat(line[0]), sighting.at):
                    findings.add(Finding.TIME_DIFFERS, seq, sighting.place)


def _later(written: datetime, seen: datetime) -> bool:
    return written - seen > SKEW


def _earlier(written: datetime, seen: datetime) -> bool:
    return seen - written > SKEW


def pruned(reader: Reader, promises: Promises, walked: Walked, term: timedelta, findings: Findings) -> None:
    """Removed events were announced, their term was over, and no witness saw them born later than that."""
    announced = walked.told.pruned
    sizes = {said["number"]: seq for seq, said in announced.items() if isinstance(said.get("number"), int)}
    if max(sizes, default=0) != walked.pruned or any(number > seq for number, seq in sizes.items()):
        findings.add(Finding.PRUNED_DIFFERS)
    for row in witnesses.pruned(reader):
        if row.announced >= walked.pruned and sizes.get(row.size) != row.announced:
            findings.add(Finding.PRUNED_DIFFERS, place=f"audit_pruned/{row.size}")
    for seq, said in announced.items():
        try:
            over = datetime.fromisoformat(said["at"]) - term
            early = datetime.fromisoformat(said["until"]) > over
            younger = [one for one in promises.seen if one.size < said["number"] and one.at > over]
        except (KeyError, TypeError, ValueError):
            findings.add(Finding.BYTES_UNREADABLE, seq)
            continue
        if early or younger:
            findings.add(Finding.PRUNED_EARLY, seq, younger[0].place if younger else None)


def _row_fits(note: str, size: int, root: bytes) -> bool:
    try:
        found = signed_notes.read(note)
    except ValueError:
        return False
    return (found.size, found.root) == (size, root)
