"""Erasing: cases and proofs whose term is over, and whatever a lead and a second person decided to erase earlier.

From the rows first, in one transaction with its event; then from the mails that lie in a folder, and from the files of
the database. The journal hears of it by itself (`store.revoking`), so that no old backup brings it back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from signaal.actions import answering, holding, results, trail
from signaal.actions.context import Ctx
from signaal.actions.heartbeats import beat
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.notify import mailer
from signaal.store import cases, consents, erasing, heartbeats, teams
from signaal.store.erasing import Erased
from signaal.store.failures import unavailable
from signaal.store.reader import Reader
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import NotFound
from signaal.workflows.calendar import local_minute

BEAT = "erasing"
BATCH = 100
NIGHT_ENDS = 5 * 60
"""Minutes after midnight, Amsterdam."""
A_DAY = timedelta(days=1)
TRIES = 12
"""Each waits up to five seconds for readers that are in the way."""


@dataclass(frozen=True)
class Gone:
    """How many cases and how many proofs of a yes were erased."""

    cases: int = 0
    proofs: int = 0


def expire(ctx: Ctx) -> Gone:
    """Erase every case and every proof whose term is over, but those that are held; each in its own transaction.

    May run twice, and in two processes: a row is looked at again under its lock.

    Raises:
        Unavailable: the database is locked, full or gone; what was erased until then stays so.
    """
    erased = [one for code in _expired(ctx) if (one := _expire_case(ctx, code)) is not None]
    proofs = sum(_expire_proof(ctx, consent_id) for consent_id in _past_keeping(ctx))
    mailer.forget(ctx.tools.mailer, [name for one in erased for name in one.message_ids])
    return Gone(len(erased), proofs)


def erase(unit: Unit, ctx: Ctx, case: CaseRow, reason: str) -> Erased:
    """Erase a locked case, and leave the events: the last thing in the unit. `finish` comes after the commit."""
    team = teams.get(unit, case.team_id)
    results.keep(unit, ctx, case)
    answers = list(answering.erased(unit, ctx, case))
    done = erasing.erase_case(unit, case)
    first = trail.entry(
        ctx, Event.CASE_ERASED, team=team.id, organisation=team.organisation_id, subjects=(done.pseudonym,),
        parts=(Part.CASE,), target=done.case_id, number=done.rows, reason=reason,
    )  # fmt: skip
    _still_in_files(unit, ctx)
    trail.leave_all(unit, [*answers, first, *_of_receivers(unit, ctx, done, reason)])
    return done


def finish(ctx: Ctx, done: Erased) -> None:
    """After the commit: out of the folder of mails. The files of the database follow at the next upkeep."""
    mailer.forget(ctx.tools.mailer, done.message_ids)


def forget(ctx: Ctx) -> None:
    """Take what was erased out of the files of the database, until no reader is in the way.

    Rewriting tables locks them, so that waits for the night (before 5 in the morning), a day at most.

    Raises:
        Unavailable: a reader stayed in the way for a minute; the next upkeep tries again.
    """
    with ctx.tools.store.reading() as reader:
        mark = heartbeats.find(reader, BEAT)
    due = mark is not None and not mark.ok
    calm = local_minute(ctx.now) < NIGHT_ENDS or (mark is not None and ctx.now - mark.at > A_DAY)
    rewrite = erasing.tables() if due and calm else set()
    if not any(ctx.tools.store.forget_deleted(rewrite) for _ in range(TRIES)):
        raise unavailable()
    if rewrite:
        beat(ctx, BEAT)


def _of_receivers(unit: Unit, ctx: Ctx, done: Erased, reason: str) -> Iterator[Entry]:
    """Where a package was received, that organisation's officer finds that it is gone."""
    for reference, team_id in done.referrals:
        if team_id is not None:
            receiver = teams.get(unit, team_id)
            yield trail.entry(
                ctx, Event.REFERRAL_ERASED, team=receiver.id, organisation=receiver.organisation_id,
                subjects=(reference,), parts=(Part.REFERRAL,), reason=reason,
            )  # fmt: skip


def _still_in_files(unit: Unit, ctx: Ctx) -> None:
    """Remember that the files hold something to be forgotten, since when."""
    mark = heartbeats.find(unit, BEAT)
    if mark is None or mark.ok:
        heartbeats.beat(unit, BEAT, ctx.now, ok=False)


def _expired(ctx: Ctx) -> Iterator[str]:
    skip = 0
    while True:
        with ctx.tools.store.reading() as reader:
            found = cases.expired(reader, ctx.now, BATCH, skip)
            kept = [row for row in found if holding.stays(reader, ctx, row)]
        skip += len(kept)
        yield from (row.pseudonym for row in found if row not in kept)
        if len(found) < BATCH:
            return


def _expire_case(ctx: Ctx, code: str) -> Erased | None:
    with ctx.tools.store.unit() as unit:
        try:
            case = cases.locked(unit, code)
        except NotFound:
            return None  # another process was first
        if case.expires_at > ctx.now or holding.stays(unit, ctx, case):
            return None  # somebody went on with it meanwhile
        return erase(unit, ctx, case, "expired")


def _past_keeping(ctx: Ctx) -> Iterator[str]:
    skip = 0
    while True:
        with ctx.tools.store.reading() as reader:
            found = consents.past_keeping(reader, ctx.now, BATCH, skip)
            kept = [row for row in found if _stays(reader, ctx, row.id, row.case_id)]
        skip += len(kept)
        yield from (row.id for row in found if row not in kept)
        if len(found) < BATCH:
            return


def _expire_proof(ctx: Ctx, consent_id: str) -> bool:
    with ctx.tools.store.unit() as unit:
        try:
            row = consents.locked(unit, consent_id)
        except NotFound:
            return False
        if row.keep_until > ctx.now or _stays(unit, ctx, row.id, row.case_id):
            return False
        number = erasing.erase_consent(unit, row)
        _still_in_files(unit, ctx)
        trail.leave(unit, ctx, Event.CONSENT_ERASED, consent=consent_id, number=number, reason="expired")
        return True


def _stays(reader: Reader, ctx: Ctx, consent_id: str, case_id: str) -> bool:
    """Is this proof still needed by a referral that was made on it, or held?"""
    return erasing.is_needed(reader, consent_id) or holding.held(reader, ctx, case_id)
