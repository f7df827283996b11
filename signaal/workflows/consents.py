"""The yes to pass something on: to one team or function, for one bundle, by the right people (R8 to R11).

Three things are kept apart: agreement with the help, consent to pass on, and the AVG basis of the receiver.
A "nee" is an outcome of equal dignity; a yes can be taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signaal.terms import Bundle, Conflict, Refused, Say, aware
from signaal.workflows.deciders import Family, Item, Person, missing, only_own_items


class ConsentState(StrEnum):
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class ConsentDraft:
    """What a form hands over. Exactly one of `team_id` and `function` names the recipient.

    `items`: what is passed on and about whom; `said_yes`: who was asked and agreed. `feedback`: the sender
    may hear back. `agrees_with_help` is asked apart. `told`: the family knows, and knows what for.
    """

    family: Family
    team_id: str | None = None
    function: str | None = None
    bundle: Bundle = Bundle.CALL_ONLY
    feedback: bool = False
    items: Sequence[Item] = ()
    said_yes: Collection[Person] = ()
    agrees_with_help: bool | None = None
    told: bool = False
    given_at: datetime | None = None


@dataclass(frozen=True)
class Consent:
    """A checked answer, ready to be sealed; moments in UTC."""

    state: ConsentState
    at: datetime
    team_id: str | None = None
    function: str | None = None
    bundle: Bundle = Bundle.CALL_ONLY
    feedback: bool = False
    items: tuple[Item, ...] = ()
    said_yes: tuple[Person, ...] = ()
    agrees_with_help: bool | None = None


def give(draft: ConsentDraft, now: datetime, teams: Collection[str], functions: Collection[str]) -> Consent:
    """A valid yes. `teams` and `functions`: the recipients that exist.

    Raises:
        Refused: fields recipient, items, said_yes, told, agrees_with_help, given_at.
    """
    problems: dict[str, Say] = {}
    if not _one_recipient(draft, teams, functions):
        problems["recipient"] = Say("workflows.consent.recipient")
    if not draft.items:
        problems["items"] = Say("workflows.consent.items")
    elif only_own_items(draft.family) and _lacks(draft) and any(i.child_age is not None for i in draft.items):
        problems["items"] = Say("workflows.consent.only_own_items")
    elif lacking := _lacks(draft):
        problems["said_yes"] = Say(f"workflows.consent.ask.{min(lacking)}")
    if not draft.told:
        problems["told"] = Say("workflows.consent.tell_first")
    if draft.agrees_with_help is False:
        problems["agrees_with_help"] = Say("workflows.consent.no_help_no_passing")
    given = aware(draft.given_at or now)
    if given > aware(now):
        problems["given_at"] = Say("workflows.date.future")
    if problems:
        raise Refused(problems)
    return Consent(
        ConsentState.GIVEN,
        given,
        draft.team_id,
        draft.function,
        draft.bundle,
        draft.feedback,
        tuple(draft.items),
        tuple(sorted(draft.said_yes)),
        draft.agrees_with_help,
    )


def decline(draft: ConsentDraft, now: datetime) -> Consent:
    """A "nee", recorded with the same care: what was asked, for whom, and when. Never refused."""
    return Consent(
        ConsentState.DECLINED,
        aware(draft.given_at or now),
        draft.team_id,
        draft.function,
        draft.bundle,
        items=tuple(draft.items),
        agrees_with_help=draft.agrees_with_help,
    )


def withdraw(state: ConsentState) -> ConsentState:
    """The state after the family takes its yes back. Raises Conflict when there is no running yes."""
    if state is not ConsentState.GIVEN:
        raise Conflict(Say("workflows.consent.nothing_to_withdraw"))
    return ConsentState.WITHDRAWN


def shares_nothing(bundle: Bundle) -> bool:
    """True for "alleen bellen": name, number, best times and language; no reason, no signal."""
    return bundle is Bundle.CALL_ONLY


def _one_recipient(draft: ConsentDraft, teams: Collection[str], functions: Collection[str]) -> bool:
    if (draft.team_id is None) is (draft.function is None):
        return False
    return draft.team_id in teams if draft.team_id is not None else draft.function in functions


def _lacks(draft: ConsentDraft) -> frozenset[Person]:
    return missing(draft.items, draft.family, draft.said_yes)
