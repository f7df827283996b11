"""Income to one amount a month to hold against a norm: computed, shown, and gone. Nothing is stored or logged (R7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.referrals import wages
from signaal.referrals.figures import Euros
from signaal.referrals.norms import UnknownNorm
from signaal.referrals.wages import IncomeLine
from signaal.terms import Say
from signaal.workflows.calendar import local_day


@dataclass(frozen=True)
class CountedView:
    """One line: what it comes to a month, and why; `counts` is False for what the law leaves out."""

    say: Say
    cents: int
    counts: bool


@dataclass(frozen=True)
class NormView:
    """How the amount is to the norm of the household: a percentage in tenths, of so many cents, since a day."""

    permille: int
    cents: int
    since: date
    notes: tuple[Say, ...]

    @property
    def percent(self) -> str:
        """ "92,3" as Dutch writes it; English reads the dot."""
        return f"{self.permille // 10}.{self.permille % 10}"


@dataclass(frozen=True)
class Calculation:
    """The amount a month, with or without holiday allowance. `indicative`: the law leaves room."""

    amount: Euros
    with_holiday: bool
    indicative: bool
    lines: tuple[CountedView, ...]
    notes: tuple[Say, ...]
    norm: NormView | None
    no_norm: tuple[Say, ...] = ()

    @property
    def typed(self) -> str:
        """The amount as somebody would type it: "1845,30"."""
        return f"{self.amount.cents // 100},{self.amount.cents % 100:02d}"


@action(Permission.HELP_FIND)
def counted(ctx: Ctx, lines: Sequence[IncomeLine], household: str | None) -> Calculation:
    """What these lines come to, of adult and partner together, and how that is to the norm of a household.

    Raises:
        Refused: fields lines and household.
    """
    today = local_day(ctx.now)
    found = wages.comparable(lines, today)
    share = wages.share(found, ctx.tools.norms, household, today) if household else None
    norm = None
    if isinstance(share, wages.Share):
        norm = NormView(share.permille, share.norm.cents, share.norm.valid_from, share.norm.notes)
    return Calculation(
        amount=Euros(found.amount.cents),
        with_holiday=found.amount.with_holiday,
        indicative=found.indicative,
        lines=tuple(CountedView(one.why, one.cents, one.cents > 0) for one in found.counted),
        notes=found.notes,
        norm=norm,
        no_norm=share.said if isinstance(share, UnknownNorm) else (),
    )
