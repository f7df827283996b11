"""An amount of money as people type it: "1.845,30", "1845.30" or "€ 1845". In cents; never written down anywhere."""

from __future__ import annotations

import re
from typing import Any

from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from signaal.web.fields import Line
from signaal.web.speech import t

_SHAPES = (
    (re.compile(r"^\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?$"), ".", ","),
    (re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?$"), ",", "."),
    (re.compile(r"^\d{1,7}(?:,\d{1,2})?$"), "", ","),
    (re.compile(r"^\d{1,7}(?:\.\d{1,2})?$"), "", "."),
)


def cents_in(typed: str) -> int | None:
    """The cents that somebody typed as euros, or None when it is no amount."""
    plain = typed.replace("€", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    for shape, thousands, comma in _SHAPES:
        if shape.match(plain):
            whole, _, rest = (plain.replace(thousands, "") if thousands else plain).partition(comma)
            return int(whole) * 100 + int(rest.ljust(2, "0")[:2] or 0)
    return None


class Amount(Line):
    """`data` stays what was typed, `cents` is what it means (None: nothing typed, or no amount)."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, max=20, **kwargs)

    @property
    def cents(self) -> int | None:
        return cents_in(self.data or "")

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if self.cents is None:
            raise StopValidation(t("help.amount_unreal"))


class AskedAmount(Amount):
    """Obliged only when something else is filled in: the form says when, and no label calls it optional."""

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("")
        super().pre_validate(form)
