"""The paper itself: two copies of one page, as a tagged PDF in memory. The title of the file says nothing (R21)."""

from __future__ import annotations

from signaal import paper, texts
from signaal.access.permissions import Permission
from signaal.actions import recovery
from signaal.actions.context import Ctx, action
from signaal.actions.recovery import PaperView
from signaal.audit.events import Event

COPIES = 2
IN_A_LINE = 4


@action(Permission.PAPER_WRITE, Event.PAPER_SHOWN)
def pdf(ctx: Ctx, paper_id: str) -> bytes:
    """The paper as PDF, logged as the page is. NotFound as `recovery.show`."""
    shown = recovery.show(ctx, paper_id)
    blocks: list[paper.Block] = []
    for number in range(1, COPIES + 1):
        blocks += [paper.Page(), *_copy(ctx.language, shown, number)]
    return paper.render(
        paper.Document(
            title=texts.say(ctx.language, "keys.paper.file"),
            language=ctx.language,
            blocks=tuple(blocks[1:]),
            unshown=texts.say(ctx.language, "letters.unshown"),
        )
    )


def lines(shown: PaperView) -> tuple[str, ...]:
    """The eight groups in two lines."""
    return tuple(
        "  ".join(shown.groups[start : start + IN_A_LINE]) for start in range(0, len(shown.groups), IN_A_LINE)
    )


def _copy(language: str, shown: PaperView, number: int) -> list[paper.Block]:
    def say(key: str, **params: object) -> str:
        return texts.say(language, f"keys.paper.{key}", **params)

    return [
        paper.Heading(say("title"), 1 if number == 1 else 2),
        paper.Facts(
            (
                (say("team"), shown.team),
                (say("number"), shown.number),
                (say("made"), texts.day(language, texts.local(shown.made_at).date())),
                (say("copy"), say("copy_of", number=number, of=COPIES)),
            )
        ),
        paper.Code(lines(shown)),
        paper.Note(say("keep")),
        paper.Bullets((say("use_1"), say("use_2"), say("use_3")), numbered=True),
        paper.Paragraph(say("rules")),
    ]
