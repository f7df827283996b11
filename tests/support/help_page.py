"""Writes docs/help-that-fits.md out of what `signaal assess` answers: python -m tests.support.help_page"""

import json
import sys
from typing import Any

from signaal.cli.assess import assessed
from tests.support.repository import ROOT

PAGE = ROOT / "docs" / "help-that-fits.md"
FAMILIES = ROOT / "docs" / "families"
MARKS = {True: "met", False: "not met", None: "not known"}
HEAD = """# Help that fits: ten families, criterion by criterion

Ten invented families, and for each what `signaal assess` answers: which help may fit, with every criterion
and its sentence in both languages. The page *Hulp zoeken* (`/hulp`) shows the same sentences: a test fills it in with
these ten families, in both languages, and compares. This document is written by
`python -m tests.support.help_page`, and a test holds it to the rules; nothing in it was typed by hand. Try one
yourself:

    signaal assess docs/families/01-first-baby.json
    signaal assess docs/families/01-first-baby.json --json

The shape of a situation and of an answer stands in `assess.schema.json`; what the Alliantie Kinderarmoede and
its partners named, in `initiatives.md`; how the norms are checked, in `norms.md`.

A criterion is *met*, *not met* or *not known*. What is not known is a question, and its answer can be given
under `answers`. Nobody is told a hard no: above the limit it is said how much, and who decides; with debts,
debt help or the food bank the sentence says to apply all the same, where the source says so. The order is:
what is acute, then what answers more of what was noticed, then certainty.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for path in sorted(FAMILIES.glob("*.json")):
        text = path.read_text(encoding="utf-8")
        number, _, title = path.stem.partition("-")
        parts.append(f"## {int(number)}. {title.replace('-', ' ').capitalize()}\n\n```json\n{text}```\n")
        parts += _answer(assessed(json.loads(text), ROOT / "nowhere"))
    return "\n".join(parts)


def _answer(found: dict[str, Any]) -> list[str]:
    parts = []
    for heading, name in (("suggestions", "What may help"), ("school_actions", "What the school can do")):
        if found[heading]:
            parts.append(f"### {name}\n")
        parts += [_suggestion(one) for one in found[heading]]
    rows = [_row(", ".join(asked["about"]), asked["sentence"]) for asked in found["questions"]]
    if rows:
        parts.append("### The questions that decide the most, in this order\n")
        parts.append(_table(rows))
    return parts


def _suggestion(one: dict[str, Any]) -> str:
    rows = [_row(MARKS[c["met"]], c["sentence"]) for c in one["criteria"]]
    rows += [_row("note", note) for note in one["notes"]]
    rows.append(_row("who", one["button_sentence"]))
    heading = f"**{one['name']['nl']}** · {one['name']['en']}: {one['result_sentence']['en']} (`{one['id']}`)"
    source = f"Source: {one['sources'][0]} ({one['as_of']}; looked at on {one['checked_on']})"
    return f"{heading}\n\n{_table(rows)}\n{source}\n"


def _table(rows: list[str]) -> str:
    return "\n".join(["| | Nederlands | English |", "|---|---|---|", *rows]) + "\n"


def _row(mark: str, words: dict[str, str]) -> str:
    return f"| {mark} | {words['nl']} | {words['en']} |".replace("\N{NO-BREAK SPACE}", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
