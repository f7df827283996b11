"""How the command line speaks: sentences of texts/*/cli.toml, or JSON for a program."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime

from signaal import texts
from signaal.terms import Say


@dataclass(frozen=True)
class Voice:
    """One language, and whether a program reads. What a program reads is on standard output alone."""

    language: str = "nl"
    as_json: bool = False

    def words(self, key: str, **params: object) -> str:
        """The sentence `cli.<key>`."""
        return texts.say(self.language, f"cli.{key}", **params)

    def said(self, say: Say) -> str:
        """A sentence of another room; its moments and days in words."""
        return texts.say(self.language, say.key, **{name: self._word(v) for name, v in say.params.items()})

    def _word(self, value: object) -> object:
        if isinstance(value, datetime):
            return texts.moment(self.language, value)
        if isinstance(value, date):
            return texts.day(self.language, value)
        return self.said(value) if isinstance(value, Say) else value

    def moment(self, at: datetime) -> str:
        """A moment in words."""
        return texts.moment(self.language, at)

    def tell(self, key: str, **params: object) -> None:
        """Say something to a person; a program hears nothing."""
        if not self.as_json:
            print(self.words(key, **params), flush=True)

    def line(self, text: str) -> None:
        """A line that needs no translation; a program hears nothing."""
        if not self.as_json:
            print(text, flush=True)

    def give(self, value: object) -> None:
        """The answer for a program; a person hears nothing."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False), flush=True)

    def complain(self, text: str) -> None:
        """What went wrong, on standard error."""
        print(text, file=sys.stderr, flush=True)
