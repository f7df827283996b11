"""The roster of who is on call: turns, from and to, with whose they are. The weekly lines stay the simple form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import directory, rosters, turns
from signaal.actions.directory import OrganisationView
from signaal.actions.rosters import TurnToChange
from signaal.actions.turns import TurnDraft
from signaal.terms import Refused
from signaal.texts import local
from signaal.web.admin.blueprint import blueprint
from signaal.web.choices import Choice, Choices, Select
from signaal.web.dates import DateTriple, TimeOfDay
from signaal.web.deeds import Press
from signaal.web.fields import Hidden, Line, Tick
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.visit import ctx
from signaal.web.words import word
from signaal.workflows.calendar import at_wall

FIELDS = {"starts_at": "since", "ends_at": "until", "user_id": "person"}
"""What the action calls a field, where the form calls it otherwise."""


class TurnForm(WritingForm):
    """One turn of the roster."""

    organisation = Choice("admin.duty.organisation")
    function = Line("admin.duty.function", max=60, hint="turns.form.function_hint")
    phone = Line("admin.duty.phone", max=20)
    person = Select("turns.form.person", optional=True, hint="turns.form.person_hint")
    since = DateTriple("turns.form.since")
    since_at = TimeOfDay("turns.form.since_at", hint="admin.duty.time_hint")
    until = DateTriple("turns.form.until")
    until_at = TimeOfDay("turns.form.until_at", hint="turns.form.until_at_hint")
    out_of_hours = Tick("turns.form.out_of_hours")
    holidays = Tick("turns.form.holidays")
    second = Tick("turns.form.second")

    @classmethod
    def offered(cls) -> TurnForm:
        """With its choices: the own organisations, and who works there with an account."""
        homes = directory.organisations_seen(ctx())
        form = cls(data={"organisation": homes[0].id if len(homes) == 1 else ""})
        form.organisation.choices = [(home.id, home.name) for home in homes]
        form.person.choices = _people(homes)
        return form

    def draft(self) -> TurnDraft:
        return TurnDraft(
            function=self.function.data or "",
            phone=self.phone.data or "",
            starts_at=_moment(self.since, self.since_at),
            ends_at=_moment(self.until, self.until_at),
            user_id=self.person.data,
            second=bool(self.second.data),
            out_of_hours=bool(self.out_of_hours.data),
            holidays=bool(self.holidays.data),
        )


class ChangeForm(TurnForm):
    """A turn that stands. It stays in its organisation; `was` is whose it was when the form was opened."""

    was = Hidden(max=32)

    @classmethod
    def of(cls, turn: TurnToChange) -> ChangeForm:
        """Filled with what the turn holds."""
        now = turn.draft
        form = cls(
            data={
                "function": word("handover_functions", now.function), "phone": now.phone, "person": now.user_id,
                "was": now.user_id, "out_of_hours": now.out_of_hours, "holidays": now.holidays, "second": now.second,
                **_local("since", now.starts_at), **_local("until", now.ends_at),
            }
        )  # fmt: skip
        del form.organisation
        homes = directory.organisations_seen(ctx())
        form.person.choices = _people(home for home in homes if home.id == turn.organisation_id)
        return form


@blueprint.route("/beheer/rooster", methods=["GET", "POST"])
@needs(Permission.DUTY_WRITE, keeps=True)
def turn_list() -> Response:
    """The turns that are not over, and a form for one more."""
    form = TurnForm.offered()
    if form.validate_on_submit():
        try:
            turns.add_turn(ctx(), form.organisation.data, form.draft())
        except Refused as no:
            form.take(Refused({FIELDS.get(name, name): say for name, say in no.problems.items()}))
        else:
            return redirect(url_for(".turn_list"), 303)
    return render(
        "admin/turns.html", form=form, roster=rosters.roster(ctx()), press=Press(formdata=None), word=word
    )


@blueprint.route("/beheer/rooster/<turn_id>", methods=["GET", "POST"])
@needs(Permission.DUTY_WRITE, keeps=True)
def change_turn(turn_id: str) -> Response:
    """Change one turn."""
    turn = rosters.to_change(ctx(), turn_id)
    form = ChangeForm.of(turn)
    if form.validate_on_submit():
        try:
            turns.change_turn(ctx(), turn_id, form.draft(), form.was.data or "")
        except Refused as no:
            form.take(Refused({FIELDS.get(name, name): say for name, say in no.problems.items()}))
            if any(say.key == "turns.passed_meanwhile" for say in no.problems.values()):
                form.was.data = turn.draft.user_id  # it was said whose it is now: saving once more means it
        else:
            return redirect(url_for(".turn_list"), 303)
    return render("admin/turn_change.html", form=form, turn=turn)


@blueprint.post("/beheer/rooster/<turn_id>/weg")
@needs(Permission.DUTY_WRITE)
def drop_turn(turn_id: str) -> Response:
    """Take a turn out."""
    turns.remove_turn(ctx(), turn_id)
    return redirect(url_for(".turn_list"), 303)


def _people(homes: Iterable[OrganisationView]) -> Choices:
    """Who works there with an account, by name."""
    found = {p.user_id: p.name for home in homes for p in home.people if p.state == "active"}
    return sorted(found.items(), key=lambda pair: pair[1])


def _local(name: str, at: datetime | None) -> dict[str, object]:
    """The day and the time of day of a moment, as the form shows them."""
    if at is None:
        return {}
    here = local(at)
    return {name: here.date(), f"{name}_at": f"{here.hour}.{here.minute:02d}"}


def _moment(day: DateTriple, time: TimeOfDay) -> datetime | None:
    """In UTC."""
    if day.data is None or time.at is None:
        return None
    return at_wall(day.data, time.at.hour * 60 + time.at.minute)
