"""Who elsewhere keeps an eye on this log: whose signatures count, and until where each of them saw it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from signaal.access.actors import Kind
from signaal.access.permissions import Permission
from signaal.actions.confirming import must_be_fresh
from signaal.actions.context import Ctx, action, taken
from signaal.actions.proofs import own_verifier, tidied
from signaal.actions.trail import leave
from signaal.actions.watched import home
from signaal.audit import checkpoints, cosignatures, proofs, signed_notes
from signaal.audit.cosignatures import Cosigned, Witness
from signaal.audit.events import Event
from signaal.audit.fields import Outcome
from signaal.audit.signed_notes import Note
from signaal.store import audit, witnesses
from signaal.store.reader import Reader
from signaal.store.tables_audit import AuditCosignatureRow, AuditWitnessRow
from signaal.terms import Refused, Say


@dataclass(frozen=True)
class Watcher:
    """A witness as the desk shows it. `size` and `seen_at` are the last that it signed, None before the first; `behind`
    is how many events came since; `ended_at` is when its signatures stopped counting.
    """

    id: str
    name: str
    key: str
    added_at: datetime
    ended_at: datetime | None
    size: int | None
    seen_at: datetime | None
    behind: int


@action(Permission.CHECKPOINT_READ)
def listed(ctx: Ctx) -> tuple[Watcher, ...]:
    """Every witness and how far it saw, oldest first. Names no person and no case, so nothing is logged."""
    home(ctx, Permission.CHECKPOINT_READ)
    with ctx.tools.store.reading() as reader:
        now = audit.head(reader).size
        return tuple(_watcher(reader, row, now) for row in witnesses.everybody(reader))


def _watcher(reader: Reader, row: AuditWitnessRow, now: int) -> Watcher:
    last = witnesses.newest(reader, row.id)
    key = Witness(row.name, row.public).key
    size, at = (last.size, last.signed_at) if last is not None else (None, None)
    return Watcher(row.id, row.name, key, row.added_at, row.ended_at, size, at, now - (size or 0))


@action(Permission.WITNESS_ADD, Event.WITNESS_ADDED)
def add(ctx: Ctx, key: str) -> None:
    """Let the signatures of a witness count, by the key that its own program printed. Twice is once.

    Raises:
        ConfirmFirst: the second factor is needed again.
        Refused: `key` is no witness's key, or another key goes by the same name.
    """
    organisation = home(ctx, Permission.WITNESS_ADD)
    must_be_fresh(ctx)
    try:
        witness = Witness.read(key)
    except ValueError:
        raise Refused({"key": Say("people.log.no_witness_key")}) from None
    with ctx.tools.store.unit() as unit:
        there = [
            row for row in witnesses.everybody(unit) if row.name == witness.name and row.ended_at is None
        ]
        if any(row.public != witness.public for row in there):
            raise Refused({"key": Say("people.log.witness_name_taken")})
        if there:
            return
        row = AuditWitnessRow(
            id=ctx.tools.ids(),
            name=witness.name,
            public=witness.public,
            added_by=ctx.user_id,
            added_at=ctx.now,
        )
        witnesses.add(unit, row)
        leave(
            unit, ctx, Event.WITNESS_ADDED, organisation=organisation, target=row.id,
            fingerprint=sha256(witness.public).hexdigest(),
        )  # fmt: skip


@action(Permission.WITNESS_ADD, Event.WITNESS_ENDED)
def end(ctx: Ctx, witness_id: str) -> None:
    """From now on its signatures are not taken any more; those that are kept stay.

    Raises:
        ConfirmFirst: the second factor is needed again.
        NotFound: no such witness.
        Conflict: it ended before.
    """
    organisation = home(ctx, Permission.WITNESS_ADD)
    must_be_fresh(ctx)
    with ctx.tools.store.unit() as unit:
        row = unit.locked(AuditWitnessRow, witness_id)
        if row.ended_at is not None:
            raise taken("people.log.witness_ended")
        row.ended_at = ctx.now
        leave(unit, ctx, Event.WITNESS_ENDED, organisation=organisation, target=row.id)


@action(Permission.COSIGNATURE_KEEP, Event.CHECKPOINT_COSIGNED, Event.CHECKPOINT_COMPARED)
def keep(ctx: Ctx, pasted: str) -> int:
    """Keep what witnesses signed below a checkpoint; returns how many signatures were new.

    A checkpoint that does not fit the log is never kept: that is written down, and the loudest thing that can happen.

    Raises:
        Refused: `text` is no checkpoint of this log, carries no signature of a known witness, or contradicts the log.
        Conflict: the log has no name yet.
    """
    organisation = home(ctx, Permission.COSIGNATURE_KEEP) if ctx.actor.kind is Kind.PERSON else None
    text = tidied(pasted)
    try:
        note = checkpoints.check_any(text, own_verifier(ctx))
    except ValueError:
        note = None
    if note is None:
        raise Refused({"text": Say("people.log.no_checkpoint")})
    with ctx.tools.store.reading() as reader:
        known = {Witness(row.name, row.public): row.id for row in _counting(reader)}
        fits = _fits(reader, note)
    found = list(cosignatures.found(note, known))
    if not found:
        raise Refused({"text": Say("people.log.no_witness_signed")})
    if not fits:
        _contradicted(ctx, organisation, note)
        raise Refused({"text": Say("people.log.contradicts")})
    return _keep(ctx, organisation, note, [(known[one.witness], one) for one in found])


def _counting(reader: Reader) -> Sequence[AuditWitnessRow]:
    return [row for row in witnesses.everybody(reader) if row.ended_at is None]


def _fits(reader: Reader, note: Note) -> bool:
    if note.size > audit.head(reader).size:
        return False
    try:
        return proofs.root(note.size, proofs.Nodes(reader)) == note.root
    except proofs.Incomplete:
        return False


def _contradicted(ctx: Ctx, organisation: str | None, note: Note) -> None:
    with ctx.tools.store.unit() as unit:
        leave(
            unit, ctx, Event.CHECKPOINT_COMPARED, organisation=organisation, size=note.size, root=note.root.hex(),
            reason="differs", outcome=Outcome.ERROR,
        )  # fmt: skip


def _keep(ctx: Ctx, organisation: str | None, note: Note, found: Sequence[tuple[str, Cosigned]]) -> int:
    """One row per signature, each with the log's own: a file that can be checked by itself."""
    verifier = own_verifier(ctx)
    own = signed_notes.key_id(note.origin, verifier.public)
    lines = [s for s in note.signatures if s.key_id == own]
    with ctx.tools.store.unit() as unit:
        there = {(row.witness_id, row.signed_at) for row in witnesses.of_size(unit, note.size)}
        fresh = [(witness_id, one) for witness_id, one in found if (witness_id, one.at) not in there]
        for witness_id, one in fresh:
            statement = f"{note.text}\n" + "".join(map(signed_notes.line_of, lines)) + one.line
            row = AuditCosignatureRow(
                id=ctx.tools.ids(), witness_id=witness_id, size=note.size, statement=statement, signed_at=one.at,
                kept_at=ctx.now,
            )  # fmt: skip
            witnesses.keep(unit, row)
            leave(
                unit, ctx, Event.CHECKPOINT_COSIGNED, organisation=organisation, target=witness_id, size=note.size,
                root=note.root.hex(),
            )  # fmt: skip
    return len(fresh)
