"""Signs of life: every job leaves one, so that silence can be noticed."""

from __future__ import annotations

import re

from signaal.actions.context import Ctx
from signaal.store import heartbeats

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def beat(ctx: Ctx, name: str, ok: bool = True, detail: str | None = None) -> None:
    """A job ran. `detail` is a number or the class of an error, never a value. The last one counts.

    Raises:
        Unavailable: the database cannot be written; then nobody hears this job, and that shows on its own.
    """
    with ctx.tools.store.unit() as unit:
        heartbeats.beat(unit, name, ctx.now, ok, detail)


def class_of(problem: BaseException) -> str:
    """The class of an error as a code of the log: its text could hold a value. NotFound: not_found."""
    return _WORD.sub("_", type(problem).__name__).lower()[:40]
