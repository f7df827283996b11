"""A date as three text fields, and a time of day as one: what people can type without a calendar widget.

Source: NL Design System, date of birth; GOV.UK measured the same. No `type="date"`: it fails screen readers.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from signaal.web.fields import Line
from signaal.web.speech import t
from signaal.workflows.calendar import at_wall

PARTS = ("day", "month", "year")
_NUMBER = re.compile(r"^[0-9]{1,4}$")
_TIME = re.compile(r"^([01]?[0-9]|2[0-3])(?:[.:uh]([0-5][0-9])?)?$")


class DateTriple(Field):
    """Day, month, year (dd mm jjjj). `data` is a date or None; `typed` is what stood in the three boxes.

    `wrong` names the boxes to draw with an error. Whether the date makes sense is for a rule.
    """

    def __init__(self, label: str, *, optional: bool = False, hint: str | None = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.optional = optional
        self.hint = hint
        self.wrong: set[str] = set()

    @property
    def names(self) -> set[str]:
        return {self.part(part) for part in PARTS}

    @property
    def anchor(self) -> str:
        """The first wrong box, else the first."""
        first = next((part for part in PARTS if part in self.wrong), PARTS[0])
        return self.part(first)

    def part(self, part: str) -> str:
        """The name and id of one of the three boxes."""
        return f"{self.name}-{part}"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        self.process_errors = []
        start = self.default if data is unset_value else data
        start = start() if callable(start) else start
        self.object_data = start
        self.data: date | None = start
        self.typed: dict[str, str] = dict.fromkeys(PARTS, "")
        if isinstance(start, date):
            self.typed = {"day": str(start.day), "month": str(start.month), "year": str(start.year)}
        if formdata is not None:
            self.typed = {part: str(formdata.get(self.part(part), "")).strip() for part in PARTS}
            self.raw_data = list(self.typed.values())
            self.data = self._parse()

    def pre_validate(self, form: BaseForm) -> None:
        if not any(self.typed.values()):
            if self.optional:
                raise StopValidation("")
            self.wrong = set(PARTS)
            raise StopValidation(t("errors.date_required"))
        self.wrong = {part for part in PARTS if not _NUMBER.match(self.typed[part])}
        if self.wrong:
            raise StopValidation(t("errors.date_numbers"))
        if len(self.typed["year"]) != 4:
            self.wrong = {"year"}
            raise StopValidation(t("errors.date_year"))
        if self.data is None:
            self.wrong = {"day", "month"}
            raise StopValidation(t("errors.date_unreal"))

    def _parse(self) -> date | None:
        if not all(_NUMBER.match(self.typed[part]) for part in PARTS):
            return None
        day, month, year = (int(self.typed[part]) for part in PARTS)
        try:
            return date(year, month, day)
        except ValueError:
            return None


class TimeOfDay(Line):
    """'14.05', '14:05' or '14'. `data` stays what was typed; `at` is the time or None."""

    at: time | None = None

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, max=5, **kwargs)

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        found = _TIME.match(self.data or "")
        if found is None:
            raise StopValidation(t("errors.time_unreal"))
        self.at = time(int(found[1]), int(found[2] or 0))


def moment_of(day: DateTriple, at: TimeOfDay, otherwise: int = 0) -> datetime | None:
    """In UTC, of a day and a time in Amsterdam. Without a time: `otherwise`, in minutes after midnight."""
    if day.data is None:
        return None
    return at_wall(day.data, otherwise if at.at is None else at.at.hour * 60 + at.at.minute)
