"""What can be said about a running clock: each a small form of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from wtforms import Field

from signaal.actions.calm import AnswerDraft, CalmDraft, DeclineDraft
from signaal.actions.views import ThreatView
from signaal.terms import Refused, Say
from signaal.web.choices import Choice
from signaal.web.dates import DateTriple, TimeOfDay
from signaal.web.fields import Line, Tick
from signaal.web.forms import WritingForm
from signaal.web.plans import PlanForm
from signaal.web.signaller import labels
from signaal.web.signaller.asked import AskedChoice, AskedSeveral
from signaal.web.speech import t
from signaal.workflows.calendar import at_wall
from signaal.workflows.free_text import LINE


class TogetherForm(WritingForm):
    """Samen bellen: with which function the family called."""

    function = Choice("case.clock.function")

    def offer(self) -> None:
        self.function.choices = labels.choices("handover_functions")


class MomentForm(WritingForm):
    """Something that happened at a moment: a day and a time in Amsterdam."""

    on = DateTriple("case.clock.on")
    at = TimeOfDay("case.clock.at")

    def moment(self) -> datetime | None:
        """In UTC."""
        if self.on.data is None or self.at.at is None:
            return None
        return at_wall(self.on.data, self.at.at.hour * 60 + self.at.at.minute)


class AttemptForm(MomentForm):
    channel = Choice("case.clock.channel")
    reached = Choice("case.clock.reached")

    def offer(self) -> None:
        self.channel.choices = labels.choices("attempt_channels")
        self.reached.choices = [("yes", t("case.yes")), ("no", t("case.no"))]


class VoiceForm(MomentForm):
    """Somebody said by telephone that they have it, or took it over."""

    function = Choice("case.clock.function")
    by_voice = Tick("case.clock.by_voice")

    def offer(self) -> None:
        self.function.choices = labels.choices("handover_functions")


class WhoForm(WritingForm):
    """Who has it: whoever is here, or for a lead a colleague."""

    user_id = Choice("holders.who")

    def offer(self) -> None:
        """The names come with the clock."""


class DeclineForm(WritingForm):
    """The family's no: what was offered stays offered."""

    offer_made = Tick("case.clock.offer_made")
    numbers_given = Tick("case.clock.numbers_given")
    safety_considered = Tick("case.clock.safety_considered")
    new_date = DateTriple("case.clock.new_date", hint="case.clock.new_date_hint", optional=True)

    def offer(self) -> None:
        """Nothing to fill in."""

    def draft(self) -> DeclineDraft:
        return DeclineDraft(
            bool(self.offer_made.data),
            bool(self.numbers_given.data),
            bool(self.safety_considered.data),
            self.new_date.data,
        )


class MistakeForm(WritingForm):
    reason = Line("case.clock.reason", max=LINE)

    def offer(self) -> None:
        """Nothing to fill in."""


class CalmForm(PlanForm):
    """Er is rust: per threat what was done and until when it holds, and the family's own answer."""

    spoken = Tick("case.clock.spoken")
    family = AskedChoice("case.clock.family")

    def offer(self) -> None:
        self.family.choices = [("yes", t("case.yes")), ("no", t("case.no"))]
        self.offer_plan()

    def draft(self, threats: Sequence[ThreatView]) -> CalmDraft:
        """Raises Refused: a time without a day."""
        answers = {}
        for threat in threats:
            name = f"answers.{threat.code}"
            day, at = self[f"{name}.day"].data, self[f"{name}.at"].at
            if at is not None and day is None:
                raise Refused({name: Say("workflows.acute.threat_time")})
            minute = at.hour * 60 + at.minute if at is not None else 23 * 60 + 59
            answers[threat.code] = AnswerDraft(
                tuple(self[name].data), at_wall(day, minute) if day is not None else None
            )
        return CalmDraft(bool(self.spoken.data), self.family.data, answers, plan=self.plan())


def calm_form(threats: Sequence[ThreatView]) -> CalmForm:
    """The form with a question for each threat, named as a rule names it when it refuses."""
    fields: dict[str, Field] = {}
    for threat in threats:
        name = f"answers.{threat.code}"
        words = [(m, labels.label("calm_measures", m)) for m in threat.measures]
        fields[name] = AskedSeveral("case.clock.measures", choices=words, optional=False)
        fields[f"{name}.day"] = DateTriple("case.clock.holds", optional=True)
        fields[f"{name}.at"] = TimeOfDay("case.clock.holds_at", optional=True)
    made: Any = type(CalmForm)
    kind = cast("type[CalmForm]", made("CalmForm", (CalmForm,), fields))
    form = kind()
    form.offer()
    return form
