"""What a restored database needs before anybody may use it: a new epoch of the log, and what was revoked done again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.actions import replaying, trail
from signaal.actions.checkpoints import FOLDER, checkpoint
from signaal.actions.context import Ctx, action
from signaal.actions.instances import EPOCH, NAME
from signaal.actions.replaying import Replayed
from signaal.audit import epochs, note_files, signed_notes
from signaal.audit.events import Event
from signaal.audit.signed_notes import Note
from signaal.store import audit, meta, outbox
from signaal.store.journal import Entry
from signaal.store.loading import UNFINISHED
from signaal.store.tables_work import MetaRow
from signaal.store.units import Unit


@dataclass(frozen=True)
class Begun:
    """The epoch that begins, how many events were kept and are known to be lost, and messages that are held."""

    epoch: int
    kept: int
    lost: int
    held: int


@action(Permission.RESTORE, Event.LOG_RESTORED)
def begin(ctx: Ctx, gone: Sequence[tuple[str, str]]) -> Begun:
    """Begin the next epoch: `log:restored` names the last checkpoint of before, and that these rows are gone.

    Checkpoints of before are looked for in the database and in the folder of the instance: put those of the lost
    machine there first.

    Raises:
        Unavailable: the log cannot be written.
    """
    with ctx.tools.store.unit() as unit:
        name = f"signaal/{meta.find(unit, NAME)}"
        notes = _notes(unit, ctx)
        lost = epochs.newest(notes, name)
        last = epochs.number(lost.origin, name) if lost is not None else None
        epoch = max(int(meta.find(unit, EPOCH) or 1), last or 1) + 1
        for table, row_id in gone:
            unit.gone(table, row_id)
        held = outbox.hold_all(unit)
        meta.put(unit, EPOCH, str(epoch))
        kept = epochs.begin(unit, ctx.now, epoch, lost)
    return Begun(epoch, kept, max(0, (lost.size if lost is not None else 0) - kept), held)


@action(Permission.RESTORE, Event.JOURNAL_REPLAYED)
def finish(ctx: Ctx, entries: Sequence[Entry]) -> Replayed:
    """Do again what was revoked, put the checkpoints of the log beside the database, and let the instance start.

    Raises:
        Unavailable: the database cannot be written.
    """
    done = replaying.replay(ctx, entries)
    _keep_notes(ctx)
    with ctx.tools.store.unit() as unit:
        unit.delete(unit.get(MetaRow, UNFINISHED))
        trail.leave(unit, ctx, Event.JOURNAL_REPLAYED, number=sum(done.done.values()), reason="finished")
    checkpoint(ctx)
    return done


def _notes(unit: Unit, ctx: Ctx) -> list[Note]:
    kept = [note for _, note in note_files.notes(ctx.tools.instance / FOLDER)]
    found = []
    for text in [*kept, *(row.note for row in audit.checkpoints(unit))]:
        try:
            found.append(signed_notes.read(text))
        except ValueError:
            continue  # the check of the log names it
    return found


def _keep_notes(ctx: Ctx) -> None:
    """The checkpoints that the database has, also where they stood: outside it."""
    folder = ctx.tools.instance / FOLDER
    known = {note for _, note in note_files.notes(folder)}
    with ctx.tools.store.reading() as reader:
        missing = [row.note for row in audit.checkpoints(reader) if row.note not in known]
    for note in missing:
        note_files.keep(folder, ctx.now, note)
