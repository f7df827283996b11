"""Fields of our forms: they check what came in, keep what was typed, and speak the visitor's language.

Labels and hints are keys of `texts`; the macros speak them. Every field is obliged unless `optional`.
A field knows the `names` under which it is posted and the `anchor`: the id that the error summary links to.
"""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, StringField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from signaal.web.speech import t
from signaal.web.typed_text import has_hidden, tidy


def names_of(field: Field) -> set[str]:
    """The names under which this field may be posted."""
    found: set[str] = getattr(field, "names", {field.name})
    return found


def anchor_of(field: Field) -> str:
    """The id of the first control of this field, where the error summary leads to."""
    return str(getattr(field, "anchor", field.id))


class Line(StringField):
    """One line of text. `data` is tidied, "" when empty; `max` counts characters."""

    many_lines = False

    def __init__(
        self,
        label: str,
        *,
        max: int = 100,  # the word that HTML uses
        optional: bool = False,
        hint: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.max = max
        self.optional = optional
        self.hint = hint

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = tidy(str(valuelist[0])) if valuelist else ""

    def pre_validate(self, form: BaseForm) -> None:
        text = self.data or ""
        if not text:
            raise StopValidation("" if self.optional else t("errors.required"))
        if has_hidden(text, lines=self.many_lines):
            raise StopValidation(t("errors.hidden_characters"))
        if len(text) > self.max:
            raise StopValidation(t("errors.too_long", max=self.max, n=len(text)))


class Area(Line):
    """Several lines of text; 280 characters unless told otherwise (R2)."""

    many_lines = True

    def __init__(self, label: str, *, max: int = 280, **kwargs: Any) -> None:
        super().__init__(label, max=max, **kwargs)


class Secret(Line):
    """A passphrase or a code: kept exactly as typed, and never sent back to the browser."""

    def __init__(self, label: str, *, max: int = 200, **kwargs: Any) -> None:
        super().__init__(label, max=max, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = str(valuelist[0]) if valuelist else ""

    def _value(self) -> str:
        return ""


class Hidden(HiddenField):
    """A value that travels in the form. It comes from the browser: the action checks it like any other."""

    def __init__(self, *, max: int = 200, default: str | None = None, **kwargs: Any) -> None:
        super().__init__("", default=default, **kwargs)
        self.max = max
        self.optional = True

    def pre_validate(self, form: BaseForm) -> None:
        text = self.data or ""
        if len(text) > self.max or has_hidden(text):
            raise StopValidation(t("errors.page_changed"))


class Tick(BooleanField):
    """One box: True or False. With `must`, an empty box is an error with the sentence of that key."""

    def __init__(
        self, label: str, *, must: str | None = None, hint: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.must = must
        self.hint = hint
        self.optional = True

    def pre_validate(self, form: BaseForm) -> None:
        if self.must and not self.data:
            raise StopValidation(t(self.must))
