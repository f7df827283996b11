"""The talk: with whom, what the family wants in its own words, what goes well, who decides, how told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from signaal.terms import Refused, Say
from signaal.workflows.calendar import local_day
from signaal.workflows.contacts import interpreter_problem
from signaal.workflows.deciders import Decides
from signaal.workflows.free_text import LINE, WISH, has_bsn, problem, tidy


@dataclass(frozen=True)
class Talk:
    """One talk, as typed and as checked. All but `partners` may be empty.

    `partners`: codes of lists/talk_partners.toml. `wish`, `goes_well`, `helpers`: the family's own words.
    `told_how`: a code of lists/told_ways.toml when the family was told (R11); empty when not told.
    `interpreter`: a code of lists/interpreters.toml, never a child. `not_bsn`: "Dit is geen BSN" was ticked.
    """

    partners: Sequence[str] = ()
    held_on: date | None = None
    wish: str = ""
    goes_well: str = ""
    helpers: str = ""
    decides: Decides | None = None
    told_how: str = ""
    interpreter: str = ""
    language: str = ""
    not_bsn: bool = False

    @property
    def told(self) -> bool:
        return bool(self.told_how)


@dataclass(frozen=True)
class TalkChoices:
    """The codes that exist, from the closed lists."""

    partners: Collection[str]
    told_ways: Collection[str]
    interpreters: Sequence[str]


def validate(talk: Talk, choices: TalkChoices, now: datetime) -> Talk:
    """The tidied talk; without a date it was held today.

    Raises:
        Refused: one sentence per field.
    """
    problems: dict[str, Say] = {}
    if not talk.partners:
        problems["partners"] = Say("workflows.talk.with_whom")
    elif any(code not in choices.partners for code in talk.partners):
        problems["partners"] = Say("workflows.choice.unknown")
    today = local_day(now)
    if talk.held_on is not None and talk.held_on > today:
        problems["held_on"] = Say("workflows.date.future")
    texts = {name: tidy(getattr(talk, name)) for name in ("wish", "goes_well", "helpers", "language")}
    for name, text in texts.items():
        limit = LINE if name == "language" else WISH
        if found := problem(text, limit, not_bsn=talk.not_bsn, lines=name != "language"):
            problems[name] = found
    if talk.told_how and talk.told_how not in choices.told_ways:
        problems["told_how"] = Say("workflows.choice.unknown")
    if found := interpreter_problem(talk.interpreter, choices.interpreters):
        problems["interpreter"] = found
    if problems:
        raise Refused(problems)
    return Talk(
        partners=tuple(dict.fromkeys(talk.partners)),
        held_on=talk.held_on or today,
        decides=talk.decides,
        told_how=talk.told_how,
        interpreter=talk.interpreter,
        not_bsn=talk.not_bsn and any(map(has_bsn, texts.values())),
        **texts,
    )
