"""What a card holds that could go into a package: gathered and opened, before the bundle decides what goes in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from signaal.actions.casework import Casework, unsealed
from signaal.store import deadlines, records
from signaal.terms import ClockKind


def gathered(work: Casework) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was noticed (codes, threats, last remark) and what was said (the last wish, what goes well, helpers)."""
    if work.is_new:
        return {}, {}
    with work.ctx.tools.store.reading() as reader:
        rows = records.of_object(reader, "case", work.case.id, "signal", "talk")
        running = {row.id for row in deadlines.running(reader, work.case.id, ClockKind.CALM_48H.value)}
    opened = [(row.kind, unsealed(work.key, row)) for row in rows]
    for _, payload in opened:
        if payload.get("clock") not in running:  # a threat that is over is nobody's business any more
            payload.pop("threats", None)
    both = noticed([p for kind, p in opened if kind == "signal"])
    both["threats"] = _once(both["threats"], work.threats)  # those of a clock that starts with this work
    return both, said([p for kind, p in opened if kind == "talk"])


def noticed(signals: list[dict[str, Any]]) -> dict[str, Any]:
    """Codes in the order they were noticed, threats, and the last remark."""
    codes = dict.fromkeys(code for p in signals for code in (*p.get("seen", ()), *p.get("told", ())))
    threats = {str(t["code"]): t for p in signals for t in p.get("threats", ())}
    remarks = [str(p["remark"]) for p in signals if p.get("remark")]
    return {"codes": list(codes), "threats": list(threats.values()), "remark": remarks[-1] if remarks else ""}


def said(talks: list[dict[str, Any]]) -> dict[str, Any]:
    """The newest words of the family per question."""
    found: dict[str, Any] = {}
    for payload in talks:
        found.update({name: payload[name] for name in ("wish", "goes_well", "helpers") if payload.get(name)})
    return found


def merged(before: dict[str, Any], fresh: dict[str, Any], work: Casework) -> dict[str, Any]:
    """What stood on the card with what this page adds; the threats are those that start or run a clock."""
    codes = dict.fromkeys((*before.get("codes", ()), *fresh.get("codes", ())))
    return {
        "codes": list(codes),
        "threats": _once(before.get("threats", ()), work.threats),
        "remark": fresh.get("remark") or before.get("remark", ""),
    }


def _once(*groups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Threats by code, each once."""
    return list({str(threat["code"]): threat for group in groups for threat in group}.values())
