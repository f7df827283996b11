"""The receiving team's inbox: what came in, taking it, giving it back, and what became of it.

Three buttons: Ik heb het · Er is rust (calm.record) · Terug, want. The sender hears without content, and of the help
itself only when the family agreed to that (R8, R13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import accepting, packageviews, packagework, pinning, trail
from signaal.actions.cases import NAMES_FOR
from signaal.actions.context import Ctx, action
from signaal.actions.givingback import delivered, give_back
from signaal.actions.packagework import READABLE
from signaal.actions.recipients import trusted
from signaal.actions.views import InboxLine, InboxPage, PackageView, Receipt
from signaal.audit.events import Event
from signaal.audit.fields import LegalBasis, Part
from signaal.store import deadlines, pages, referrals, sessions, teams
from signaal.store.reader import Reader
from signaal.store.tables_clocks import DeadlineRow
from signaal.store.tables_sharing import ReferralRow
from signaal.terms import ClockKind, NotFound, ReferralState, Refused, Role, Say
from signaal.workflows import free_text

__all__ = ["accept", "delivered", "give_back", "note", "page", "read", "show_names"]

NOTE = 500
"""The most characters of one note. A work list, no second file."""
_ON_TOP = (ClockKind.CALM_48H.value, ClockKind.WGS_3_WORKING_DAYS.value)


@action(Permission.INBOX_LIST, Event.INBOX_LISTED, Event.CASE_NAMES_SHOWN)
def page(ctx: Ctx, after: str | None = None, team_id: str | None = None) -> InboxPage:
    """25 received packages, newest first, running clocks on top: codes and times. Names only when asked for (R5)."""
    team = own_team(ctx, team_id)
    with ctx.tools.store.reading() as reader:
        home = teams.get(reader, team)
        found = referrals.inbox(reader, team, after=pages.from_text(after))
        haste = deadlines.running_received(reader, [team]) if after is None else []
        top = _with_haste(reader, haste)
        rows = [row for row in found.rows if row.id not in {first.id for first in top}]
        running = deadlines.of_referrals(reader, {row.id for row in (*top, *rows)})
        lines = packageviews.lines(reader, ctx, [*top, *rows], running)
    ctx.must(Permission.INBOX_LIST, Relation.RECEIVED_REFERRAL, team, (), home.organisation_id)
    shown = ctx.names_until if ctx.names_until is not None and ctx.names_until > ctx.now else None
    with ctx.tools.store.unit() as unit:
        event = Event.CASE_NAMES_SHOWN if shown else Event.INBOX_LISTED
        codes = tuple(line.reference for line in lines)
        trail.leave(
            unit, ctx, event, team=team, organisation=home.organisation_id, subjects=codes[:100], number=len(codes)
        )  # fmt: skip
    if shown:
        lines = _named(ctx, lines, [*top, *rows])
    return InboxPage(
        lines[len(top) :], pages.as_text(found.after), shown, urgent=lines[: len(top)], team=home.name
    )


@action(Permission.INBOX_LIST, Event.CASE_NAMES_SHOWN)
def show_names(ctx: Ctx) -> None:
    """The names that families agreed to hand over, in the own inbox for 15 minutes, in this session only (R5)."""
    if ctx.session_id is None:
        raise NotFound()
    own_team(ctx, None)
    with ctx.tools.store.unit() as unit:
        sessions.get(unit, ctx.session_id).names_until = ctx.now + NAMES_FOR
        trail.leave(unit, ctx, Event.CASE_NAMES_SHOWN, parts=(Part.NAMES,))


@action(Permission.PACKAGE_READ, Event.PACKAGE_OPENED, Event.REFERRAL_OPENED)
def read(ctx: Ctx, reference: str) -> PackageView:
    """One received package, as far as the family agreed; after a return or a withdrawn yes only its state.

    The event is committed before anything of it can be shown.

    Raises:
        NotFound: no such referral, or one to another team; that is written down.
        DoesNotOpen: a key or record does not fit.
    """
    found, why = packagework.received(ctx, reference, Permission.PACKAGE_READ)
    readable = ReferralState(found.row.state) in READABLE
    parts: tuple[Part, ...] = (Part.PACKAGE, Part.CONTACT) if readable else (Part.REFERRAL,)
    if found.row.notes_key_id is not None and readable:
        parts += (Part.NOTE,)
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.PACKAGE_OPENED if readable else Event.REFERRAL_OPENED,
            team=found.team.id, organisation=found.team.organisation_id, subjects=(reference,), parts=parts,
            explanation=why, consent=found.row.consent_id, basis=LegalBasis.LIFTED_SECRECY if readable else None,
        )  # fmt: skip
    return packageviews.package(ctx, found)


@action(
    Permission.REFERRAL_ACCEPT, Event.REFERRAL_ACCEPTED, Event.CLOCK_ACKNOWLEDGED, Event.KEY_PINNED
)  # fmt: skip
def accept(ctx: Ctx, reference: str, form_id: str) -> Receipt:
    """ "Ik heb het": this team holds the clock from now on; the sender's team key is pinned.

    Raises:
        Conflict: somebody was first (who, when), it was returned, or the yes was taken back. NotFound.
    """
    work = packagework.open_work(ctx, reference, Permission.REFERRAL_ACCEPT, form_id, "accepted")
    with ctx.tools.store.reading() as reader:
        _, pin = trusted(reader, ctx, work.team.id, work.referral.sender_team_id)
        running = [
            row
            for row in deadlines.of_referrals(reader, [work.referral.id]).get(work.referral.id, [])
            if row.state == "running" and row.kind == ClockKind.CALM_48H.value
        ]
    pinning.at_first_use(work, pin)
    work.changes.append(lambda unit, case: accepting.take(unit, work, case))
    if running:
        work.result["clock"] = running[0].id
        work.following.append(Say("responder.next_calm", {"due": running[0].due_at}))
    else:
        work.following.append(Say("responder.next_help"))
    return work.write()


@action(Permission.NOTE_WRITE, Event.NOTE_WRITTEN)
def note(ctx: Ctx, reference: str, text: str, form_id: str, *, not_bsn: bool = False) -> Receipt:
    """A note of the receiving team, under its own key: the sender can never open it.

    Raises:
        Refused: field text. Conflict: the package can no longer be worked on. NotFound.
    """
    tidy = free_text.tidy(text)
    if not tidy:
        raise Refused({"text": Say("errors.required")})
    if found := free_text.problem(tidy, NOTE, not_bsn=not_bsn):
        raise Refused({"text": found})
    work = packagework.open_work(ctx, reference, Permission.NOTE_WRITE, form_id, "note")
    work.changes.append(lambda unit, _: work.still_ours(unit))
    row = work.seal("note", {"v": 1, "text": tidy})
    work.leave(Event.NOTE_WRITTEN, parts=(Part.NOTE,), target=row.id)
    return work.write()


def own_team(ctx: Ctx, team_id: str | None) -> str:
    """The team whose inbox is meant: the one named, or the first in which this person responds. NotFound."""
    own = [m.team_id for m in ctx.actor.memberships if m.role is Role.RESPONDER and m.team_id is not None]
    if not own or (team_id is not None and team_id not in own):
        raise NotFound()
    return team_id or own[0]


def _with_haste(reader: Reader, clocks: Sequence[DeadlineRow]) -> list[ReferralRow]:
    """The referrals of running crisis clocks, the nearest end first."""
    ordered = dict.fromkeys(row.referral_id for row in clocks if row.kind in _ON_TOP and row.referral_id)
    rows = referrals.by_ids(reader, set(ordered))
    return [rows[referral_id] for referral_id in ordered if referral_id in rows]


def _named(ctx: Ctx, lines: Sequence[InboxLine], rows: Sequence[ReferralRow]) -> tuple[InboxLine, ...]:
    with ctx.tools.store.reading() as reader:
        names = packageviews.names(reader, ctx, rows)
    return tuple(replace(line, names=names.get(line.reference)) for line in lines)
