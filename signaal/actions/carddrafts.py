"""The one page as it is handed over, and checked: every part of it, with all problems said at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from signaal.actions import consents, conversations, endings, signals
from signaal.actions.casework import attempt
from signaal.actions.context import Ctx
from signaal.actions.endings import Ending
from signaal.terms import AgeBand, Refused, Role, Say, Setting
from signaal.workflows import acute
from signaal.workflows.acute import Findings
from signaal.workflows.consents import Consent, ConsentDraft
from signaal.workflows.contacts import Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.signals import Signal, SignalDraft

BANDS = {
    Setting.JGZ_0_4: AgeBand.UNDER_4,
    Setting.JGZ_4_12: AgeBand.UNDER_12,
    Setting.JGZ_12_18: AgeBand.UNDER_18,
    Setting.JGZ_PREGNANCY: AgeBand.PREGNANCY,
    Setting.SCHOOL_PRIMARY: AgeBand.UNDER_12,
    Setting.SCHOOL_SECONDARY: AgeBand.UNDER_18,
}
"""What a setting says of the age of the children, when no birth date is known."""


@dataclass(frozen=True)
class CardDraft:
    """What the page hands over, nothing checked. `pseudonym` names a card that exists already.

    `declined` with a consent draft: the family was asked and said no. `told_how`: a code of lists/told_ways.toml when
    the family was told apart from a talk. `team_id` is needed when somebody works in several teams.
    """

    form_id: str
    signal: SignalDraft | None = None
    talk: Talk | None = None
    contact: Contact | None = None
    consent: ConsentDraft | None = None
    declined: bool = False
    ending: Ending | None = None
    pseudonym: str | None = None
    team_id: str | None = None
    told_how: str = ""


@dataclass(frozen=True)
class Known:
    """What the card holds already: how the family can be reached, and whether it was told (R11)."""

    contact: Contact
    told: bool = False


@dataclass(frozen=True)
class Checked:
    """The same, checked: nothing here can be refused any more."""

    signal: Signal | None
    talk: Talk | None
    contact: Contact | None
    consent: Consent | None
    ending: Ending | None
    told_how: str
    haste: Findings

    @property
    def told(self) -> bool:
        """Does the family know after this page?"""
        return bool(self.told_how) or (self.talk is not None and self.talk.told)


def home(ctx: Ctx, team_id: str | None) -> str:
    """The team that this person signals for: the one named, or the only one.

    Raises:
        Refused: several teams and none was named, or a team of somebody else's.
    """
    own = homes(ctx)
    if team_id in own and team_id is not None:
        return team_id
    if len(own) == 1 and team_id is None:
        return own[0]
    raise Refused({"team": Say("signal.choose_team")})


def homes(ctx: Ctx) -> Sequence[str]:
    """The teams in which this person signals."""
    return [m.team_id for m in ctx.actor.memberships if m.role is Role.SIGNALLER and m.team_id is not None]


def checked(ctx: Ctx, draft: CardDraft, team_id: str, known: Known) -> Checked:
    """Every part checked. Raises Refused with all problems of the page together."""
    problems: dict[str, Say] = {}
    signal, talk, contact = _noticed_and_said(ctx, draft, known, problems)
    told = known.told or bool(draft.told_how) or bool(draft.talk and draft.talk.told)
    consent = _answer(ctx, draft, team_id, told, problems)
    haste = (
        acute.threats(signal.acute, ctx.tools.checklist, signals.switches(ctx), ctx.now)
        if signal is not None
        else Findings((), ())
    )
    followed = bool(haste.clock) or _asks_a_team(draft)
    ending = attempt(problems, lambda: endings.checked(ctx, draft.ending, followed=followed))
    if draft.told_how and draft.told_how not in ctx.tools.lists.of("told_ways").codes():
        problems["told_how"] = Say("workflows.choice.unknown")
    if not any((draft.signal, draft.talk, draft.contact, draft.consent)):
        problems["seen"] = Say("workflows.signal.nothing")
    if problems:
        raise Refused(problems)
    return Checked(signal, talk, contact, consent, ending, draft.told_how, haste)


def _noticed_and_said(
    ctx: Ctx, draft: CardDraft, known: Known, problems: dict[str, Say]
) -> tuple[Signal | None, Talk | None, Contact | None]:
    given, talk, contact = draft.signal, draft.talk, draft.contact
    children = len(known.contact.children) or 1
    return (
        attempt(problems, lambda: signals.checked(ctx, given, children)) if given is not None else None,
        attempt(problems, lambda: conversations.checked_talk(ctx, talk)) if talk is not None else None,
        attempt(problems, lambda: conversations.checked_contact(ctx, contact))
        if contact is not None
        else None,
    )


def _answer(ctx: Ctx, draft: CardDraft, team_id: str, told: bool, problems: dict[str, Say]) -> Consent | None:
    """The yes or the no. Whether the family was told is what was recorded, not what the draft says of itself."""
    if draft.consent is None:
        return None
    if draft.declined:
        return consents.declined_answer(ctx, draft.consent)
    asked = replace(draft.consent, told=told)
    found = attempt(problems, lambda: consents.checked(ctx, team_id, asked))
    if "told" in problems:
        problems["told_how"] = problems.pop("told")
    return found


def _asks_a_team(draft: CardDraft) -> bool:
    """A yes to a team is followed by its own clock; a no, or a yes to somebody outside, needs an ending (R12)."""
    return draft.consent is not None and not draft.declined and draft.consent.team_id is not None
