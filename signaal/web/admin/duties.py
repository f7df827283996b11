"""Duty numbers: which function answers which number, when. Functions only, no names."""

from __future__ import annotations

from datetime import time

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import directory
from signaal.actions.directory import OrganisationView
from signaal.terms import Refused
from signaal.web.admin.blueprint import blueprint
from signaal.web.choices import Choice, Several
from signaal.web.dates import TimeOfDay
from signaal.web.deeds import Press
from signaal.web.fields import Line, Tick
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.web.words import word

FIELDS = {"from_minute": "since", "to_minute": "until"}
"""What the action calls a field, where the form calls it otherwise."""


class DutyForm(WritingForm):
    """One line of the duty list. No day ticked is every day."""

    organisation = Choice("admin.duty.organisation")
    function = Line("admin.duty.function", max=60, hint="admin.duty.function_hint")
    phone = Line("admin.duty.phone", max=20)
    days = Several("admin.duty.days", hint="admin.duty.days_hint")
    since = TimeOfDay("admin.duty.since", hint="admin.duty.time_hint")
    until = TimeOfDay("admin.duty.until", hint="admin.duty.until_hint")
    second = Tick("admin.duty.second")

    @classmethod
    def offered(cls, homes: tuple[OrganisationView, ...]) -> DutyForm:
        """With its choices."""
        form = cls(data={"organisation": homes[0].id if len(homes) == 1 else ""})
        form.organisation.choices = [(home.id, home.name) for home in homes]
        form.days.choices = [(str(number), t(f"admin.day.{number}")) for number in range(7)]
        return form


@blueprint.route("/beheer/diensten", methods=["GET", "POST"])
@needs(Permission.DUTY_WRITE, keeps=True)
def duty_list() -> Response:
    """The list, and a form for one more line."""
    homes = directory.organisations_seen(ctx())
    form = DutyForm.offered(homes)
    if form.validate_on_submit():
        try:
            _add(form)
        except Refused as no:
            form.take(Refused({FIELDS.get(name, name): say for name, say in no.problems.items()}))
        else:
            return redirect(url_for(".duty_list"), 303)
    return render("admin/duties.html", form=form, organisations=homes, press=Press(formdata=None), word=word)


@blueprint.post("/beheer/diensten/<duty_id>/weg")
@needs(Permission.DUTY_WRITE)
def drop_duty(duty_id: str) -> Response:
    """Take a line out."""
    directory.remove_duty(ctx(), duty_id)
    return redirect(url_for(".duty_list"), 303)


def _add(form: DutyForm) -> None:
    directory.add_duty(
        ctx(),
        form.organisation.data,
        form.function.data or "",
        form.phone.data or "",
        [int(day) for day in form.days.data],
        _minute(form.since.at),
        _minute(form.until.at),
        second=bool(form.second.data),
    )


def _minute(at: time | None) -> int:
    return at.hour * 60 + at.minute if at is not None else -1
