"""Receipts: the same form posted twice does its work once and shows the same page twice.

A receipt keeps codes, moments and keys of sentences; no content.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.actions import clockviews
from signaal.actions.context import Ctx, action, finds_receipts
from signaal.actions.views import ClockView, Receipt
from signaal.store import cases, deadlines, receipts, referrals
from signaal.store.reader import Reader
from signaal.store.units import Unit
from signaal.terms import NotFound, Say


def claim(unit: Unit, ctx: Ctx, form_id: str, kind: str) -> bool:
    """Take the form; False when it was posted before."""
    return receipts.claim(unit, form_id, ctx.user_id, kind, ctx.now)


def keep(unit: Unit, form_id: str, result: Mapping[str, Any]) -> None:
    """Keep what the receipt shows."""
    plain = {**result, "following": [_plain(say) for say in result.get("following", ())]}
    if isinstance(plain.get("neutral"), Say):
        plain["neutral"] = _plain(plain["neutral"])
    receipts.finish(unit, form_id, plain)


def earlier(reader: Reader, ctx: Ctx, form_id: str) -> Receipt:
    """The receipt of a form that was posted before. NotFound when it was somebody else's form."""
    row = receipts.find(reader, form_id, ctx.user_id)
    if row is None:
        raise NotFound()
    return _receipt(reader, ctx, form_id, row.result)


def shown(ctx: Ctx, form_id: str) -> Receipt:
    """The receipt of what was just written."""
    with ctx.tools.store.reading() as reader:
        return earlier(reader, ctx, form_id)


def told(form_id: str, result: Mapping[str, Any]) -> Receipt:
    """The receipt as it was put together, without asking for its clock again."""
    return Receipt(
        form_id=form_id,
        kind=str(result.get("kind", "")),
        pseudonym=result.get("case"),
        reference=result.get("reference"),
        letter=bool(result.get("letter")),
        following=tuple(result.get("following", ())),
        neutral=result.get("neutral"),
    )


@action(Permission.TODAY_READ)
def receipt(ctx: Ctx, form_id: str) -> Receipt:
    """Somebody's own receipt. It holds codes only, and is not logged: the write it tells of was.

    Raises:
        NotFound: no such form, or another person's; that is written down.
    """
    with ctx.tools.store.reading() as reader:
        known = receipts.find(reader, form_id, ctx.user_id) is not None
    if not known:
        ctx.must(Permission.TODAY_READ, Relation.NONE)
    return shown(ctx, form_id)


def _receipt(reader: Reader, ctx: Ctx, form_id: str, result: Mapping[str, Any]) -> Receipt:
    clock = _clock(reader, ctx, str(result["clock"])) if result.get("clock") else None
    neutral = result.get("neutral")
    return Receipt(
        form_id=form_id,
        kind=str(result.get("kind", "")),
        pseudonym=result.get("case"),
        reference=result.get("reference"),
        letter=bool(result.get("letter")),
        following=tuple(_say(plain) for plain in result.get("following", ())),
        clock=clock,
        neutral=_say(neutral) if neutral else None,
    )


def _clock(reader: Reader, ctx: Ctx, clock_id: str) -> ClockView | None:
    """The clock as it is now, for whoever still works on a side of it: a yes taken back or a team left ends that."""
    row = deadlines.find(reader, clock_id)
    case = cases.by_ids(reader, {row.case_id}).get(row.case_id) if row is not None else None
    if row is None or case is None:
        return None
    sent = referrals.find_by_id(reader, row.referral_id) if row.referral_id else None
    receives = sent is not None and ctx.actor.in_team(sent.recipient_team_id or "")
    return clockviews.one(reader, ctx, row) if receives or ctx.actor.in_team(case.team_id) else None


def _plain(say: Say) -> list[Any]:
    params = {}
    for name, value in say.params.items():
        if isinstance(value, datetime):
            params[name] = {"moment": value.isoformat()}
        elif isinstance(value, date):
            params[name] = {"day": value.isoformat()}
        else:
            params[name] = value  # type: ignore[assignment]  # numbers and codes stay as they are
    return [say.key, params]


def _say(plain: list[Any]) -> Say:
    params: dict[str, object] = {}
    for name, value in dict(plain[1]).items():
        if isinstance(value, dict) and "moment" in value:
            params[name] = datetime.fromisoformat(value["moment"])
        elif isinstance(value, dict) and "day" in value:
            params[name] = date.fromisoformat(value["day"])
        else:
            params[name] = value
    return Say(str(plain[0]), params)


def _before(ctx: Ctx, form_id: str) -> Receipt | None:
    """What was done with this form before: a second post, after a double click or a lost answer, is no second deed."""
    try:
        return shown(ctx, form_id)
    except NotFound:
        return None


finds_receipts(_before)
