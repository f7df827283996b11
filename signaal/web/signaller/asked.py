"""Fields that are obliged only when something else on the page is chosen: the rule behind the form says when.

They are not called optional, and an empty one is no mistake of the form.
"""

from __future__ import annotations

from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from signaal.web.choices import Choice, Select, Several
from signaal.web.dates import DateTriple


class AskedChoice(Choice):
    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("")
        super().pre_validate(form)


class AskedSelect(Select):
    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("")
        super().pre_validate(form)


class AskedSeveral(Several):
    """`optional` is False, so that no label says it may stay empty."""

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("")
        super().pre_validate(form)


class AskedDate(DateTriple):
    def pre_validate(self, form: BaseForm) -> None:
        if not any(self.typed.values()):
            raise StopValidation("")
        super().pre_validate(form)
