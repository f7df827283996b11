"""The overview for a family as a file: a tagged PDF to print, and JSON to take along (AVG art. 15 lid 3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from signaal import texts
from signaal.actions.views.reports import Report, ReportPart
from signaal.paper.document import Block

FORMAT = "signaal-overview/1"


def pdf(report: Report) -> bytes:
    """On A4, under a title that tells nothing (R21)."""
    from signaal import paper  # takes a while to import, and few print

    language = report.language
    blocks: list[Block] = [
        paper.Heading(report.title, 1),
        paper.Paragraph(f"{report.sender}, {texts.day(language, report.made_on, False)}"),
    ]
    blocks += [paper.Paragraph(line) for line in report.intro]
    for part in report.parts:
        blocks += _blocks(part)
    return paper.render(
        paper.Document(
            title=texts.say(language, "letters.paper"),
            language=language,
            blocks=tuple(blocks),
            foot=report.pseudonym,
            unshown=texts.say(language, "letters.unshown"),
        )
    )


def as_json(report: Report) -> str:
    """The same words with stable keys; empty lists are left out."""
    plain = {name: value for name, value in asdict(report).items() if name != "parts"}
    plain |= {"format": FORMAT, "made_on": report.made_on.isoformat(), "parts": [*map(_plain, report.parts)]}
    return json.dumps(plain, ensure_ascii=False, indent=2)


def _plain(part: ReportPart) -> dict[str, object]:
    named = {"facts": [{"name": name, "value": value} for name, value in part.facts if value]}
    rows = [dict(zip(part.columns, row, strict=True)) for row in part.rows]
    found = {"sentences": list(part.sentences), **named, "rows": rows}
    return {"key": part.key, "heading": part.heading} | {name: said for name, said in found.items() if said}


def _blocks(part: ReportPart) -> Iterator[Block]:
    from signaal import paper

    yield paper.Heading(part.heading)
    for line in part.sentences:
        yield paper.Paragraph(line)
    if any(value for _, value in part.facts):
        yield paper.Facts(part.facts)
    if part.rows:
        yield paper.Table(part.columns, part.rows, widths=_widths(part))


def _widths(part: ReportPart) -> tuple[int, ...]:
    """A share per column after its longest word and its longest text: a number needs little, a remark much."""
    columns = zip(part.columns, *part.rows, strict=True)
    return tuple(_share(texts_of) for texts_of in columns)


def _share(column: tuple[str, ...]) -> int:
    longest = max(len(text) for text in column)
    word = max((len(word) for text in column for word in text.split()), default=1)
    return max(word + 1, min(longest, 28), 6)
