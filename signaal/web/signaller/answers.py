"""Answers to what the search for help asks: ja, nee or weet ik niet, under the name of the question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from signaal.web.speech import t

SAID: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}
PREFIX = "ask."
MOST = 100
_ASK = re.compile(r"^[a-z_]{1,40}(?::[a-z0-9_\-]{1,60})?$")


class Answers(Field):
    """Every answer of the page together. `data` maps a question's name to yes, no or unknown."""

    def __init__(self, anchor: str = "ideas-title", **kwargs: Any) -> None:
        super().__init__("", **kwargs)
        self.anchor = anchor
        self.optional = True
        self.hint = None

    @property
    def names(self) -> set[str]:
        """The names under which the answers are posted."""
        return {PREFIX + ask for ask in self.data}

    @property
    def said(self) -> Mapping[str, bool | None]:
        """The answers as an action wants them; whatever is no answer of ours is left out."""
        fine = {ask: SAID[value] for ask, value in self.data.items() if value in SAID and _ASK.match(ask)}
        return dict(list(fine.items())[:MOST])

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors = []
        self.object_data = data
        self.data: dict[str, str] = {} if data is unset_value or data is None else dict(data)
        if formdata:
            names = [name for name in formdata if name.startswith(PREFIX)]
            self.data = {name.removeprefix(PREFIX): str(formdata.get(name)) for name in names}

    def pre_validate(self, form: BaseForm) -> None:
        wrong = any(value not in SAID or not _ASK.match(ask) for ask, value in self.data.items())
        if wrong or len(self.data) > MOST:
            raise StopValidation(t("errors.not_in_list"))
        raise StopValidation("")
