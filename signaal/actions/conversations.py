"""The talk, how the family can be reached, and telling the family that something was written down (R11)."""

from __future__ import annotations

from datetime import date

from signaal.access.permissions import Permission
from signaal.actions import casework, clockwork, dutylines, holding, indexing, payloads
from signaal.actions import followups as aftercare
from signaal.actions.casework import Casework, attempt
from signaal.actions.context import Ctx, action
from signaal.actions.views import Receipt
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.store import deadlines as clocks
from signaal.store import records
from signaal.store.tables_cases import CaseRow
from signaal.store.units import Unit
from signaal.terms import AgeBand, CaseState, ClockKind, Conflict, Refused, Say
from signaal.workflows import cases, contacts, conversations, deadlines, followups, retention
from signaal.workflows.calendar import at_wall, local_day
from signaal.workflows.cases import CaseEvent
from signaal.workflows.contacts import Contact
from signaal.workflows.conversations import Talk, TalkChoices

NOON = 12 * 60


def checked_talk(ctx: Ctx, talk: Talk) -> Talk:
    """The talk, checked. Raises Refused with a sentence per field."""
    lists = ctx.tools.lists
    choices = TalkChoices(
        partners=lists.of("talk_partners").codes(),
        told_ways=lists.of("told_ways").codes(),
        interpreters=lists.of("interpreters").codes(),
    )
    return conversations.validate(talk, choices, ctx.now)


def checked_contact(ctx: Ctx, contact: Contact) -> Contact:
    """The contact record, checked. Raises Refused with a sentence per field."""
    lists = ctx.tools.lists
    return contacts.validate(
        contact, ctx.now, lists.of("contact_wishes").codes(), lists.of("interpreters").codes()
    )


def reach(work: Casework, contact: Contact) -> None:
    """Seal how the family can be reached; an unchanged record is left as it is."""
    if contact == work.contact:
        return
    record = work.seal("contact", payloads.contact(contact))
    work.contact = contact
    band = contact.band(local_day(work.ctx.now))

    def renew(unit: Unit, case: CaseRow) -> None:
        for old in () if work.is_new else records.of_object(unit, "case", case.id, "contact"):
            if old.id != record.id:
                records.end(unit, old, work.ctx.now)
        if band is not AgeBand.UNKNOWN:
            case.age_band = band.value

    work.changes.append(renew)
    indexing.plan(work)
    work.leave(Event.CONTACT_RECORDED, parts=(Part.CONTACT,))


def talked(work: Casework, talk: Talk) -> None:
    """Seal a talk; the case moves on, and what was told ends the clock of telling the family."""
    work.seal("talk", payloads.talk(talk))
    ctx = work.ctx
    held = talk.held_on or local_day(ctx.now)

    def move(unit: Unit, case: CaseRow) -> None:
        case.state = cases.after(CaseState(case.state), CaseEvent.TALKED).value
        case.expires_at = retention.expires_at(
            case.created_at,
            last_talk_at=min(at_wall(held, NOON), ctx.now),
            terms=holding.terms_of(unit, ctx, work.team),
        )
        if talk.told:
            tell_family(unit, ctx, case, talk.told_how, new=work.is_new)
        aftercare.settled_by_talk(unit, work, case)

    work.changes.append(move)
    work.leave(Event.TALK_RECORDED, parts=(Part.TALK,))
    if talk.told:
        work.leave(Event.FAMILY_INFORMED, reason=talk.told_how)
    work.count("talk", "held")


def tell_family(unit: Unit, ctx: Ctx, case: CaseRow, how: str, *, new: bool = False) -> None:
    """Write down that the family knows, and end the clock that waited for it; a `new` card has none."""
    if case.told_at is None:
        case.told_at, case.told_how = ctx.now, how
    if new:
        return
    clockwork.ended(unit, ctx, case.id, ClockKind.INFORM_FAMILY, how)


def told(work: Casework, how: str) -> None:
    """The family was told apart from a talk, as part of a larger piece of work."""
    work.changes.append(lambda unit, case: tell_family(unit, work.ctx, case, how, new=work.is_new))
    work.leave(Event.FAMILY_INFORMED, reason=how)


@action(Permission.TALK_RECORD, Event.TALK_RECORDED, Event.CONTACT_RECORDED, Event.FAMILY_INFORMED)
def record(ctx: Ctx, pseudonym: str, talk: Talk | None, contact: Contact | None, form_id: str) -> Receipt:
    """A talk, or how the family can be reached, on a card that exists.

    Raises:
        Refused: a sentence per field; nothing was given at all.
    """
    work = casework.open_work(ctx, pseudonym, Permission.TALK_RECORD, form_id, "talk")
    if talk is None and contact is None:
        raise Refused({"partners": Say("workflows.talk.with_whom")})
    problems: dict[str, Say] = {}
    checked = attempt(problems, lambda: checked_talk(ctx, talk)) if talk is not None else None
    reached = attempt(problems, lambda: checked_contact(ctx, contact)) if contact is not None else None
    if problems:
        raise Refused(problems)
    if reached is not None:
        reach(work, reached)
    if checked is not None:
        talked(work, checked)
    if not work.events:
        raise Refused({"partners": Say("workflows.talk.with_whom")})
    work.changes.append(lambda unit, case: aftercare.never_nothing(unit, work, case))
    return work.write()


@action(Permission.FAMILY_INFORM, Event.FAMILY_INFORMED)
def inform(ctx: Ctx, pseudonym: str, how: str, form_id: str) -> Receipt:
    """The family was told that something was written down, and what it is for (R11).

    Raises:
        Refused: field how. Conflict: it was told before.
    """
    if how not in ctx.tools.lists.of("told_ways").codes():
        raise Refused({"how": Say("workflows.choice.unknown")})
    work = casework.open_work(ctx, pseudonym, Permission.FAMILY_INFORM, form_id, "inform")
    if work.case.told_at is not None:
        raise Conflict(Say("case.told_already"))
    told(work, how)
    return work.write()


@action(Permission.FAMILY_INFORM, Event.FAMILY_INFORM_POSTPONED)
def postpone_informing(ctx: Ctx, pseudonym: str, ground: str, until: date | None, form_id: str) -> Receipt:
    """Telling the family later, on a ground of the closed list and with a date.

    Raises:
        Refused: fields ground and until. Conflict: there is no clock to postpone.
    """
    work = casework.open_work(ctx, pseudonym, Permission.FAMILY_INFORM, form_id, "postpone")
    with ctx.tools.store.reading() as reader:
        running = clocks.running(reader, work.case.id, ClockKind.INFORM_FAMILY.value)
    if not running:
        raise Conflict(Say("case.told_already"))
    grounds = ctx.tools.lists.of("postponement_grounds").codes()
    ended, started = followups.postpone_informing(
        clockwork.clock_of(running[0]),
        ground,
        until,
        ctx.now,
        ctx.tools.rules,
        grounds=grounds,
        band=AgeBand(work.case.age_band),
    )

    def postpone(unit: Unit, case: CaseRow) -> None:
        clockwork.put(clocks.locked(unit, running[0].id), ended)
        clockwork.start(
            unit, ctx, started, case_id=case.id, holder_team_id=case.team_id, holder_user_id=case.owner_user_id,
            linked_id=running[0].id,
        )  # fmt: skip

    work.changes.append(postpone)
    work.leave(Event.FAMILY_INFORM_POSTPONED, reason=ground, parts=(Part.CLOCK,))
    return work.write()


def start_inform_clock(unit: Unit, ctx: Ctx, case: CaseRow, organisation_id: str) -> None:
    """A new card that the family does not know of: 28 days to tell them (R11)."""
    clock = deadlines.start(
        ClockKind.INFORM_FAMILY,
        ctx.now,
        ctx.tools.rules,
        staffed=dutylines.staffed(unit, organisation_id, ctx.now),
    )
    clockwork.start(
        unit, ctx, clock, case_id=case.id, holder_team_id=case.team_id, holder_user_id=case.owner_user_id
    )
