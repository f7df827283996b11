"""Proving with a few hashes: one event to officer or auditor, an earlier checkpoint to whoever kept it, growth to a
witness.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signaal.access.actors import Kind
from signaal.access.permissions import Permission
from signaal.actions import instances
from signaal.actions.context import Ctx, action, taken
from signaal.actions.trail import leave, missing
from signaal.actions.watched import home
from signaal.audit import checkpoints, epochs, packets, proof_files, proofs, signed_notes
from signaal.audit.checkpoints import Verifier
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.audit.signed_notes import Note
from signaal.store import audit, witnesses
from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditCheckpointRow
from signaal.terms import NotFound, Refused, Say


@dataclass(frozen=True)
class Proof:
    """A proof as a file (C2SP tlog-proof), for which event, and the checkpoint it leads to."""

    seq: int
    text: str
    size: int
    witnesses: int


@action(Permission.PROOF_MAKE, Event.PROOF_MADE)
def prove(ctx: Ctx, seq: int) -> Proof:
    """That one event is in the log: its bytes, the hashes to the root, and a signed checkpoint (a witnessed one where
    there is one). A person proves events of the own organisation; one line can name other cases of a list.

    Raises:
        NotFound: no such event, or one of another organisation.
        Conflict: no checkpoint covers it yet, or leaves are missing.
    """
    mine = home(ctx, Permission.PROOF_MAKE) if ctx.actor.kind is Kind.PERSON else None
    with ctx.tools.store.reading() as reader:
        line = audit.find_index(reader, seq)
    if mine is not None and (line is None or line.organisation_id != mine):
        raise missing(ctx, Permission.PROOF_MAKE)
    with ctx.tools.store.reading() as reader:
        made = _proof(reader, seq)
        root = _root(reader, made.size)
    with ctx.tools.store.unit() as unit:
        leave(unit, ctx, Event.PROOF_MADE, organisation=mine, number=seq, size=made.size, root=root)
    return made


def _proof(reader: Reader, seq: int) -> Proof:
    leaf = audit.find_leaf(reader, seq)
    if leaf is None:
        raise NotFound()
    row = _covering(reader, seq)
    if row is None:
        raise taken("people.log.not_signed_yet")
    try:
        steps = proofs.inclusion(seq, row.size, proofs.Nodes(reader))
    except proofs.Incomplete:
        raise taken("people.log.cannot_prove") from None
    if not proofs.includes(leaf, seq, row.size, steps, row.root):
        raise taken("people.log.cannot_prove")
    note = cosigned(reader, row)
    text = proof_files.write(seq, steps, audit.find_event(reader, seq), note)
    return Proof(seq, text, row.size, len(signed_notes.read(note).signatures) - 1)


def _covering(reader: Reader, seq: int) -> AuditCheckpointRow | None:
    """The newest checkpoint behind this event; of a size that a witness signed, where there is one."""
    for statement in reversed(witnesses.cosignatures(reader)):
        if statement.size > seq and (row := audit.checkpoint_of(reader, statement.size)) is not None:
            return row
    last = audit.last_checkpoint(reader)
    return last if last is not None and last.size > seq else None


def _root(reader: Reader, size: int) -> str:
    row = audit.checkpoint_of(reader, size)
    return row.root.hex() if row is not None else ""


def cosigned(reader: Reader, row: AuditCheckpointRow) -> str:
    """A checkpoint with every signature of a witness that is kept."""
    text = signed_notes.read(row.note).text
    lines = [
        statement.statement.rpartition("\n\n")[2].splitlines(keepends=True)[-1]
        for statement in witnesses.of_size(reader, row.size)
        if statement.statement.startswith(f"{text}\n")
    ]
    return row.note + "".join(dict.fromkeys(lines))


class Verdict(StrEnum):
    """What came of comparing an earlier checkpoint. Sentences stand in texts/*/privacy.toml under `compare`."""

    FITS = "fits"
    DIFFERS = "differs"
    AHEAD = "ahead"
    LOST = "lost"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Compared:
    """`size` events then, `now` events today; `at` is when it was signed, when that is still known here."""

    verdict: Verdict
    size: int
    now: int
    at: datetime | None

    @property
    def good(self) -> bool:
        """Nothing to worry about."""
        return self.verdict is Verdict.FITS


@action(Permission.CHECKPOINT_READ, Event.CHECKPOINT_COMPARED)
def compare(ctx: Ctx, pasted: str) -> Compared:
    """An earlier checkpoint, as it was kept elsewhere, against the log of today. Nothing of it is stored.

    Raises:
        Refused: `text` is no checkpoint.
        Conflict: the log has no name yet.
    """
    organisation = home(ctx, Permission.CHECKPOINT_READ)
    try:
        note = signed_notes.read(tidied(pasted))
    except ValueError:
        raise Refused({"text": Say("people.log.no_checkpoint")}) from None
    with ctx.tools.store.reading() as reader:
        found = _compared(ctx, reader, note, tidied(pasted))
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.CHECKPOINT_COMPARED, organisation=organisation, size=note.size, root=note.root.hex(),
            reason=found.verdict.value, outcome=Outcome.OK if found.good else Outcome.ERROR,
        )  # fmt: skip
    return found


def tidied(pasted: str) -> str:
    """A note out of a text field: its own line ends, no blanks around the lines, one newline at the end."""
    return "\n".join(line.strip() for line in pasted.strip().splitlines()) + "\n"


def _compared(ctx: Ctx, reader: Reader, note: Note, text: str) -> Compared:
    now = audit.head(reader).size
    row = audit.checkpoint_of(reader, note.size)
    at = row.created_at if row is not None and row.root == note.root else None
    if checkpoints.check_any(text, own_verifier(ctx)) is None:
        return Compared(Verdict.FOREIGN, note.size, now, None)
    if _lost(reader, note):
        return Compared(Verdict.LOST, note.size, now, None)
    if note.size > now:
        return Compared(Verdict.AHEAD, note.size, now, None)
    try:
        fits = proofs.root(note.size, proofs.Nodes(reader)) == note.root
    except proofs.Incomplete:
        fits = False
    return Compared(Verdict.FITS if fits else Verdict.DIFFERS, note.size, now, at)


def _lost(reader: Reader, note: Note) -> bool:
    """Whether a restore took back what this checkpoint covers, and said so."""
    epoch = int(note.origin.rpartition("/")[2])
    restored = (
        epochs.read(seq, stored) for seq, stored in audit.of_the_house(reader, Event.LOG_RESTORED.value)
    )
    after = next((one for one in restored if one is not None and one.epoch > epoch), None)
    return after is not None and after.seq < note.size <= (after.lost_size or 0)


def own_verifier(ctx: Ctx) -> Verifier:
    """The public half of this log's key, under its name. Conflict before `init`."""
    signer = ctx.tools.signer or instances.log_signer(ctx.tools)
    if signer is None:
        raise taken("upkeep.no_log")
    return signer.verifier


@action(Permission.CHECKPOINT_READ)
def verifier_key(ctx: Ctx) -> str:
    """The public key of this log, as witnesses and verifiers take it. Conflict before `init`."""
    return own_verifier(ctx).key


@action(Permission.WITNESS_READ)
def packet(ctx: Ctx, old: int) -> str:
    """What a witness needs who saw `old` events: hashes only, so nobody's visit is written down.

    Raises:
        NotFound: nothing was signed yet.
        Conflict: leaves are missing; a witness learns that there is no proof.
    """
    with ctx.tools.store.reading() as reader:
        last = audit.last_checkpoint(reader)
        if last is None:
            raise NotFound()
        try:
            return packets.make(reader, signed_notes.read(last.note), last.note, old).text()
        except proofs.Incomplete:
            raise taken("people.log.cannot_prove") from None


@action(Permission.CHECKPOINT_READ)
def newest(ctx: Ctx) -> str:
    """The newest checkpoint with the signatures of witnesses, for the shell. NotFound before the first."""
    with ctx.tools.store.reading() as reader:
        last = audit.last_checkpoint(reader)
        if last is None:
            raise NotFound()
        return cosigned(reader, last)
