"""Beside the answers to each threat: what else was done, and what is still to do, by whom and on which day."""

from __future__ import annotations

from signaal.web.choices import Select, Several
from signaal.web.dates import DateTriple
from signaal.web.forms import WritingForm
from signaal.web.words import choices
from signaal.workflows.measures import Plan


class PlanForm(WritingForm):
    """Part of a form about calm; every field may stay empty."""

    also = Several("calm.also")
    done_by = Select("calm.done_by", optional=True)
    todo = Several("calm.todo")
    who = Select("calm.who", optional=True)
    on = DateTriple("calm.on", optional=True)

    def offer_plan(self) -> None:
        """The closed lists, in the language of the visit."""
        self.also.choices = self.todo.choices = choices("calm_measures")
        self.done_by.choices = self.who.choices = choices("handover_functions")

    def plan(self) -> Plan:
        return Plan(
            tuple(self.also.data), self.done_by.data, tuple(self.todo.data), self.who.data, self.on.data
        )
