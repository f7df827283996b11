"""The states of a referral, inside signaal to a team and outside it with a letter."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from signaal.terms import Conflict, Refused, Say
from signaal.terms import ReferralState as S

INSIDE: Mapping[S, frozenset[S]] = {
    S.SENT: frozenset({S.ACCEPTED, S.RETURNED, S.CONSENT_WITHDRAWN}),
    S.ACCEPTED: frozenset({S.DELIVERED, S.NOT_DELIVERED, S.CONSENT_WITHDRAWN}),
    S.RETURNED: frozenset(),
    S.DELIVERED: frozenset(),
    S.NOT_DELIVERED: frozenset(),
    S.CONSENT_WITHDRAWN: frozenset(),
}
OUTSIDE: Mapping[S, frozenset[S]] = {
    S.PREPARED: frozenset({S.HANDED_OVER}),
    S.HANDED_OVER: frozenset({S.DELIVERED, S.NOT_DELIVERED, S.UNKNOWN}),
    S.DELIVERED: frozenset(),
    S.NOT_DELIVERED: frozenset(),
    S.UNKNOWN: frozenset(),
}
FEEDBACK: Mapping[S, str] = {
    S.ACCEPTED: "picked_up",
    S.DELIVERED: "arranged",
    S.NOT_DELIVERED: "not_arranged",
    S.RETURNED: "not_arranged",
}
"""What the sender hears back, without content: codes of lists/feedback.toml (R13)."""


def first_state(*, inside: bool) -> S:
    """Sent to a team inside; prepared (text, letter, date) for outside."""
    return S.SENT if inside else S.PREPARED


def may_follow(state: S, *, inside: bool) -> frozenset[S]:
    """The states that may come after this one."""
    return (INSIDE if inside else OUTSIDE).get(state, frozenset())


def move(state: S, to: S, *, inside: bool) -> S:
    """The new state. Raises Conflict when it may not follow."""
    if to not in may_follow(state, inside=inside):
        raise Conflict(Say("workflows.referral.cannot_move"))
    return to


def is_open(state: S, *, inside: bool) -> bool:
    """True while something still has to happen."""
    return bool(may_follow(state, inside=inside))


def take_back(state: S) -> S:
    """The family takes its yes back: the receiver has nothing left here, whatever became of the help (R9).

    Unlike a move it is always possible inside: help that ended and a package that was returned are closed too.
    """
    return S.CONSENT_WITHDRAWN if state in INSIDE else state


def give_back(state: S, reason: str, reasons: Collection[str]) -> S:
    """Returned, with a reason of lists/return_reasons.toml. Raises Refused (field reason) or Conflict."""
    _known(reason, reasons)
    return move(state, S.RETURNED, inside=True)


def not_delivered(state: S, reason: str, reasons: Collection[str], *, inside: bool) -> S:
    """Not delivered, with a reason of its list. Raises Refused (field reason) or Conflict."""
    _known(reason, reasons)
    return move(state, S.NOT_DELIVERED, inside=inside)


def _known(reason: str, reasons: Collection[str]) -> None:
    if reason not in reasons:
        raise Refused({"reason": Say("workflows.choice.unknown" if reason else "workflows.reason.needed")})
