"""Messages that have not left yet, when the yes they rest on is taken back: they never leave.

What leads to a family outside the sender's organisation goes: mails that wait or are tried again, and lines that
nobody has seen yet (R8, R9). What was sent or seen cannot be called back; the receiver is told so itself.
"""

from __future__ import annotations

from signaal.store import deadlines, outbox, people, steps
from signaal.store.tables_sharing import ReferralRow
from signaal.store.units import Unit
from signaal.workflows.steps import is_outside


def recall(unit: Unit, referral: ReferralRow, home: str) -> int:
    """Delete what waits about this referral for anybody outside the organisation `home`; return how many.

    Call it before the receiver is told that the yes was taken back.
    """
    clocks = [row.id for row in deadlines.of_referrals(unit, [referral.id]).get(referral.id, [])]
    told = {
        step.id
        for taken in steps.of_deadlines(unit, clocks).values()
        for step in taken
        if is_outside(step.leg)
    }
    own = {user.id for user in people.of_organisation(unit, home)}
    return outbox.recall(unit, told, referral.reference, own)
