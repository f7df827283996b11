"""What a receiving team can say, each a small form of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from signaal.actions.calm import AnswerDraft, CalmDraft, DeclineDraft
from signaal.actions.inbox import NOTE
from signaal.actions.views import ThreatView
from signaal.texts import time_of_day
from signaal.web.choices import Choice, Several
from signaal.web.dates import DateTriple, TimeOfDay
from signaal.web.fields import Area, Tick
from signaal.web.forms import WritingForm
from signaal.web.plans import PlanForm
from signaal.web.speech import t
from signaal.web.words import choices, word
from signaal.workflows.calendar import at_wall, local_day
from signaal.workflows.free_text import LINE

END_OF_DAY = 23 * 60 + 59


class AttemptForm(WritingForm):
    """One attempt to reach the family; now, unless somebody says otherwise."""

    channel = Choice("responder.attempt.channel")
    on = DateTriple("responder.attempt.on")
    at = TimeOfDay("responder.attempt.at")
    reached = Choice("responder.attempt.reached")

    @classmethod
    def offered(cls, now: datetime, **options: Any) -> AttemptForm:
        """With its choices, and this moment filled in."""
        form = cls(data={"on": local_day(now), "at": time_of_day("nl", now)}, **options)
        form.channel.choices = choices("attempt_channels")
        form.reached.choices = [("yes", t("responder.yes")), ("no", t("responder.no"))]
        return form

    def moment(self) -> datetime | None:
        """In UTC; the minute that is running counts as now."""
        if self.on.data is None or self.at.at is None:
            return None
        return at_wall(self.on.data, self.at.at.hour * 60 + self.at.at.minute)


class EarlierForm(WritingForm):
    """When the family asked for help itself."""

    earlier = DateTriple("responder.earlier.on")
    at = TimeOfDay("responder.earlier.at")

    def moment(self) -> datetime | None:
        """In UTC."""
        if self.earlier.data is None or self.at.at is None:
            return None
        return at_wall(self.earlier.data, self.at.at.hour * 60 + self.at.at.minute)


class NoteForm(WritingForm):
    """A note of the own team."""

    text = Area("responder.note.text", max=NOTE, hint="responder.note.hint")
    not_bsn = Tick("responder.note.not_bsn")


class ReturnForm(WritingForm):
    """ "Terug, want": one reason of the closed list."""

    reason = Choice("responder.back.reason")


class OutcomeForm(WritingForm):
    """What became of the help."""

    outcome = Choice("responder.outcome.what")
    reason = Choice("responder.outcome.reason", optional=True, hint="responder.outcome.reason_hint")


class DeclineForm(WritingForm):
    """The family's no: what was offered stays offered."""

    offer_made = Tick("responder.end.offer_made")
    numbers_given = Tick("responder.end.numbers_given")
    safety_considered = Tick("responder.end.safety_considered")
    new_date = DateTriple("responder.end.new_date", hint="responder.end.new_date_hint", optional=True)

    def draft(self) -> DeclineDraft:
        return DeclineDraft(
            bool(self.offer_made.data),
            bool(self.numbers_given.data),
            bool(self.safety_considered.data),
            self.new_date.data,
        )


class MistakeForm(WritingForm):
    """A lead says why this clock should not have run."""

    reason = Area("responder.end.reason", max=LINE)


class AskedSeveral(Several):
    """Obliged when the family says yes: the rule says so, and no label calls it optional."""

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("")
        super().pre_validate(form)


class AskedDate(DateTriple):
    """The same for a day."""

    def pre_validate(self, form: BaseForm) -> None:
        if not any(self.typed.values()):
            raise StopValidation("")
        super().pre_validate(form)


class CalmForm(PlanForm):
    """ "Er is rust": per threat what was done and until when it holds, and the family's own answer."""

    spoken = Tick("responder.calm.spoken")
    family = Choice("responder.calm.family")

    def draft(self, threats: Sequence[ThreatView], kinds: Sequence[ThreatView]) -> CalmDraft:
        """As the action wants it: `holds` is until the end of the day that was filled in."""
        answers = {}
        for threat in (*threats, *kinds):
            name = f"answers.{threat.code}"
            day = self[f"{name}.until"].data
            until = at_wall(day, END_OF_DAY) if day is not None else None
            answers[threat.code] = AnswerDraft(tuple(self[name].data), until)
        named = tuple(kind.code for kind in kinds if self[f"answers.{kind.code}"].data)
        return CalmDraft(bool(self.spoken.data), self.family.data, answers, named, self.plan())


def calm_form(threats: Sequence[ThreatView], kinds: Sequence[ThreatView]) -> CalmForm:
    """The form with a question for each threat, named as a rule names it when it refuses.

    With *alleen bellen* the kinds are offered, and those that get an answer are what it was about.
    """
    fields: dict[str, Field] = {}
    for threat in (*threats, *kinds):
        name = f"answers.{threat.code}"
        words = [(measure, word("calm_measures", measure)) for measure in threat.measures]
        fields[name] = AskedSeveral("responder.calm.measures", choices=words, optional=False)
        fields[f"{name}.until"] = AskedDate("responder.calm.until")
    made: Any = type(CalmForm)
    form = cast("type[CalmForm]", made("CalmForm", (CalmForm,), fields))()
    form.family.choices = [("yes", t("responder.calm.yes")), ("no", t("responder.calm.no"))]
    form.offer_plan()
    return form
