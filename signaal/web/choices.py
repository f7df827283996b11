"""Answers out of a closed list: one, several, or the button that was pressed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from signaal.web.speech import t

Choices = Sequence[tuple[str, str]]
"""(code, spoken label) pairs; the codes are what an action gets."""


class Choice(Field):
    """One answer out of a closed list: radios, or the button that was pressed. `data` is "" or a code."""

    def __init__(
        self,
        label: str = "",
        *,
        choices: Choices = (),
        optional: bool = False,
        hint: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.choices: Choices = choices
        self.optional = optional
        self.hint = hint
        self.data: str = ""

    @property
    def anchor(self) -> str:
        """The first option's id."""
        return f"{self.id}-0"

    def process_data(self, value: Any) -> None:
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("" if self.optional else t("errors.choose_one"))
        if self.data not in {code for code, _ in self.choices}:
            raise StopValidation(t("errors.not_in_list"))


class Select(Choice):
    """The same, drawn as a select: its anchor is the control itself."""

    @property
    def anchor(self) -> str:
        return str(self.id)


class Several(Field):
    """Any number of answers out of a closed list. `data` is a list of codes, each once, in its order."""

    def __init__(
        self,
        label: str,
        *,
        choices: Choices = (),
        optional: bool = True,
        hint: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.choices: Choices = choices
        self.optional = optional
        self.hint = hint
        self.data: list[str] = []

    @property
    def anchor(self) -> str:
        """The first box's id."""
        return f"{self.id}-0"

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def process_formdata(self, valuelist: Iterable[Any]) -> None:
        self.data = list(dict.fromkeys(str(value) for value in valuelist))

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("" if self.optional else t("errors.choose_some"))
        known = [code for code, _ in self.choices]
        if not set(self.data) <= set(known):
            raise StopValidation(t("errors.not_in_list"))
        self.data = [code for code in known if code in self.data]


class Pressed(Choice):
    """Which button sent the form: `Pressed("save", "later")`. None of them (Enter) means the first."""

    def __init__(self, *codes: str, **kwargs: Any) -> None:
        super().__init__("", choices=[(code, code) for code in codes], optional=True, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = self.data or self.choices[0][0]


class Picked(Field):
    """The value of one of many buttons of the same name: what was picked from a list. Never drawn as a field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("", **kwargs)
        self.optional = True
        self.data: str = ""

    def process_data(self, value: Any) -> None:
        self.data = ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0])[:100] if valuelist else ""

    def pre_validate(self, form: BaseForm) -> None:
        raise StopValidation("")
