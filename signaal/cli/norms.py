"""Norms: hold a published table against the arithmetic, or look at a new half-year before it is used."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from signaal import texts
from signaal.cli import knowledge
from signaal.cli.voice import Voice
from signaal.referrals import halfyears, norm_cases, norm_sets
from signaal.referrals.norm_cases import Checked
from signaal.referrals.norm_sets import Change
from signaal.referrals.problems import CatalogueError


def norms(given: argparse.Namespace, voice: Voice) -> int:
    """Do one thing with the norms."""
    return {"check": check, "add": add}[given.what](given, voice)


def check(given: argparse.Namespace, voice: Voice) -> int:
    """Compute every row of a CSV file. 0 whatever differs: a difference is for the reader to judge."""
    path: Path = given.file
    known = knowledge.norms(given.instance)
    found = norm_cases.check(known, path.read_text(encoding="utf-8-sig"), path.name)
    counted = norm_cases.summary(found)
    if voice.as_json:
        voice.give({"rows": [_plain(row) for row in found], "summary": counted})
        return 0
    for row in found:
        voice.line(_line(row))
        for why in row.why:
            voice.line(f"      {voice.said(why)}")
    voice.tell("norms.summary", rows=len(found), **counted)
    _reasons(found, voice)
    return 0


def _plain(row: Checked) -> dict[str, object]:
    case, pct = row.case, row.case.percentage
    return {
        "case_id": case.case_id,
        "valid_from": case.valid_from.isoformat(),
        "household": case.household,
        "pct": int(pct) if pct.denominator == 1 else float(pct),
        "vt": "incl" if case.with_holiday else "excl",
        "published_cents": case.published,
        "computed_cents": row.computed,
        "difference_cents": row.difference,
    }


def _line(row: Checked) -> str:
    case = row.case
    vt = "incl" if case.with_holiday else "excl"
    computed = _euros(row.computed)
    difference = "-" if row.difference is None else f"{row.difference / 100:+.2f}"
    return (
        f"{case.case_id or '-':<6} {case.valid_from} {case.household:<4} {float(case.percentage):>5g} % {vt}"
        f" {_euros(case.published):>9} {computed:>9} {difference:>8}"
    )


def _euros(cents: int | None) -> str:
    return "-" if cents is None else f"{cents / 100:.2f}"


def _reasons(found: Sequence[Checked], voice: Voice) -> None:
    """Why a publisher's amounts differ, where that is known."""
    differing = dict.fromkeys(row.case.publisher for row in found if row.verdict != "exact")
    text = (knowledge.RULES / "publishers.toml").read_text(encoding="utf-8")
    publishers = norm_cases.load_publishers(text)
    known = {name: publisher for name in differing if (publisher := norm_cases.known(publishers, name))}
    if known:
        voice.tell("norms.reasons")
    for name, publisher in known.items():
        for reason in publisher.reasons:
            voice.line(f"- {name}: {reason.en if voice.language == 'en' else reason.nl}")


def add(given: argparse.Namespace, voice: Voice) -> int:
    """Check a new half-year and say what changes; with --keep it is used by this instance from then on."""
    path: Path = given.file
    text = path.read_text(encoding="utf-8-sig")
    known = knowledge.norms(given.instance)
    sets = halfyears.load(text, path.name).sets
    if len(sets) != 1:
        raise CatalogueError([f"{path.name}: one half-year a file, {len(sets)} found"])
    new = sets[0]
    wrong = norm_sets.problems(known, new)
    if wrong:
        raise CatalogueError([f"{path.name}: {problem}" for problem in wrong])
    changed = norm_sets.changes(known, new)
    kept = _keep(given.instance / "norms" / f"{new.valid_from}.toml", text) if given.keep else None
    voice.give({"valid_from": new.valid_from.isoformat(), "valid_until": new.valid_until.isoformat(),
                "changes": [_change(found) for found in changed], "kept": kept and str(kept)})  # fmt: skip
    voice.tell("norms.changes", since=texts.day(voice.language, new.valid_from))
    for found in changed:
        difference = "-" if found.difference is None else f"{found.difference / 100:+.2f}"
        vt = "incl" if found.with_holiday else "excl"
        voice.line(
            f"  {found.household:<4} {vt} {_euros(found.before):>9} {_euros(found.now):>9} {difference:>8}"
        )
    voice.tell("norms.kept" if kept else "norms.not_kept", path=kept or path)
    return 0


def _change(found: Change) -> dict[str, object]:
    return {
        "household": found.household,
        "vt": "incl" if found.with_holiday else "excl",
        "before_cents": found.before,
        "now_cents": found.now,
        "difference_cents": found.difference,
    }


def _keep(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
