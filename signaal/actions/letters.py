"""Letters that go with help outside signaal: to the family, and the one a toy or clothing bank asks for.

What a letter or a ready text tells of a family is what a yes to somebody outside signaal covers; without one it is
nothing (R8).
"""

from __future__ import annotations

from datetime import date

from signaal.access.permissions import Permission
from signaal.actions import agreed, custody, helplist, letterviews, referrals, suggestions, trail
from signaal.actions.casework import Casework
from signaal.actions.context import Ctx, action
from signaal.actions.letterviews import FAMILY, LANGUAGES, Gathered, Kind, Wanted
from signaal.actions.views.letters import LetterView
from signaal.audit.events import Event
from signaal.audit.fields import Part
from signaal.referrals.letters import Sender
from signaal.referrals.provisions import Provision
from signaal.referrals.suggestions import Button
from signaal.store import deadlines, organisations, records
from signaal.store.reader import Reader
from signaal.store.tables_sharing import ReferralRow
from signaal.terms import ClockKind, NotFound
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Decides

__all__ = ["LANGUAGES", "Kind", "Wanted", "letter"]


@action(Permission.REFERRAL_LETTER, Event.LETTER_PRINTED)
def letter(ctx: Ctx, reference: str, wanted: Wanted = FAMILY) -> LetterView:
    """A letter of a referral outside signaal, with the text for a form. Whoever opens it stands in the log.

    Raises:
        NotFound: no such referral, not this person's, one inside signaal, or a provision that wants no letter.
    """
    work, row = referrals.own(ctx, reference, Permission.REFERRAL_LETTER, "", "letter")
    provision = helplist.known(ctx, referrals.provision_of(ctx, row))
    if row.inside or provision is None or (wanted.kind is Kind.REFERRAL and not provision.letter):
        raise NotFound()
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.LETTER_PRINTED, team=work.team.id, organisation=work.team.organisation_id,
            subjects=(work.code, reference), parts=(Part.LETTER,), explanation=work.explanation,
        )  # fmt: skip
    with ctx.tools.store.reading() as reader:
        found = _gathered(reader, work, row, provision)
    return letterviews.spoken(found, reference, wanted)


def _gathered(reader: Reader, work: Casework, row: ReferralRow, provision: Provision) -> Gathered:
    ctx = work.ctx
    organisation = organisations.get(reader, work.team.organisation_id).name
    return Gathered(
        pseudonym=work.code,
        contact=work.contact,
        today=local_day(ctx.now),
        provision=provision,
        name=suggestions.words(ctx, provision.name),
        button=Button(suggestions.button(ctx, provision)),
        sender=Sender(organisation, work.team.name, work.team.phone or ""),
        follow_up=_follow_up(reader, row),
        agreed=agreed.for_provision(reader, work, provision),
        young_decides=_young_decides(reader, work),
    )


def _young_decides(reader: Reader, work: Casework) -> bool:
    """Was it said, in the last talk, that the young person decides?"""
    talks = records.of_object(reader, "case", work.case.id, "talk")
    said = custody.unseal(work.key, talks[-1]) if talks else {}
    return said.get("decides") == Decides.YOUNG_PERSON.value


def _follow_up(reader: Reader, row: ReferralRow) -> date | None:
    """The day of the follow-up that still runs."""
    for clock in deadlines.of_referrals(reader, [row.id]).get(row.id, []):
        if clock.kind == ClockKind.FOLLOW_UP.value and clock.state == "running":
            return local_day(clock.due_at)
    return None
