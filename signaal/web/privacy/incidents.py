"""Incidents: the register, a new one, the decision with its 72 hours, and texts to take along."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import incident_texts, incidents
from signaal.actions.incidents import IncidentView
from signaal.terms import Refused
from signaal.texts import LANGUAGES, local
from signaal.web.choices import Choice
from signaal.web.dates import DateTriple, TimeOfDay, moment_of
from signaal.web.fields import Area, Tick
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.visit import ctx, visit
from signaal.web.words import choices, word
from signaal.workflows.incidents import LONGEST, DecisionDraft, IncidentDraft


class IncidentForm(WritingForm):
    """What happened, since when, and when it became known."""

    kind = Choice("incidents.form.kind")
    what = Area("incidents.form.what", max=LONGEST, hint="incidents.form.what_hint")
    not_bsn = Tick("signal.not_bsn")
    happened_from = DateTriple("incidents.form.from", hint="incidents.form.from_hint")
    from_at = TimeOfDay("incidents.form.from_at", optional=True)
    happened_until = DateTriple("incidents.form.until", optional=True)
    until_at = TimeOfDay("incidents.form.until_at", optional=True)
    known_at = DateTriple("incidents.form.known", hint="incidents.form.known_hint")
    known_time = TimeOfDay("incidents.form.known_at")
    people = Choice("incidents.form.people")

    def offer(self) -> None:
        """The closed lists."""
        self.kind.choices = choices("incident_kinds")
        self.people.choices = choices("incident_people")

    def draft(self) -> IncidentDraft | None:
        """What was typed; None when a moment is missing."""
        begun = moment_of(self.happened_from, self.from_at)
        known = moment_of(self.known_at, self.known_time)
        if begun is None or known is None:
            return None
        until = moment_of(self.happened_until, self.until_at, 24 * 60 - 1)
        return IncidentDraft(
            kind=self.kind.data, happened_from=begun, known_at=known, what=self.what.data or "",
            people=self.people.data, happened_until=until, not_bsn=bool(self.not_bsn.data),
        )  # fmt: skip


class DecisionForm(WritingForm):
    """What was decided, on which ground."""

    report = Choice("incidents.decide.report", hint="incidents.decide.report_hint")
    inform = Choice("incidents.decide.inform", hint="incidents.decide.inform_hint")
    measures = Area("incidents.decide.measures", max=LONGEST, hint="incidents.form.what_hint")
    not_bsn = Tick("signal.not_bsn")

    def offer(self) -> None:
        """The closed lists."""
        self.report.choices = choices("report_grounds")
        self.inform.choices = choices("inform_grounds")


@blueprint.get("/incidenten")
@needs(Permission.INCIDENT_READ)
def incidents_page() -> Response:
    """Every incident of the own organisation."""
    return render(
        "privacy/incidents.html",
        word=word,
        incidents=incidents.listed(ctx()),
        may_write=ctx().holds(Permission.INCIDENT_WRITE),
    )


@blueprint.route("/incidenten/nieuw", methods=["GET", "POST"])
@needs(Permission.INCIDENT_WRITE, keeps=True)
def new_incident() -> Response:
    """Write one down. The 72 hours begin when it became known, not when this is sent."""
    now = local(visit().began)
    form = IncidentForm(known_at=now.date(), known_time=f"{now.hour}.{now.minute:02}")
    form.offer()
    draft = form.draft() if form.validate_on_submit() else None
    if draft is not None:
        try:
            made = incidents.register(ctx(), draft, form.form_id.data or "")
            return redirect(url_for(".incident", incident_id=made), 303)
        except Refused as no:
            form.take(no)
    return render("privacy/incident_new.html", form=form)


@blueprint.get("/incidenten/<incident_id>")
@needs(Permission.INCIDENT_READ)
def incident(incident_id: str) -> Response:
    """One incident: its clock, what was decided, and texts to take along."""
    return _page(incidents.read(ctx(), incident_id))


@blueprint.route("/incidenten/<incident_id>/besluit", methods=["GET", "POST"])
@needs(Permission.INCIDENT_WRITE, keeps=True)
def decision(incident_id: str) -> Response:
    """Decide, or decide again when there are new facts."""
    shown = incidents.read(ctx(), incident_id)
    form = DecisionForm(report=shown.report_ground, inform=shown.inform_ground, measures=shown.measures)
    form.offer()
    if form.validate_on_submit():
        draft = DecisionDraft(
            form.report.data, form.inform.data, form.measures.data or "", not_bsn=bool(form.not_bsn.data)
        )
        try:
            incidents.decide(ctx(), incident_id, draft)
            return redirect(url_for(".incident", incident_id=incident_id), 303)
        except Refused as no:
            form.take(no)
    return render("privacy/incident_decide.html", form=form, incident=shown, word=word)


def _page(shown: IncidentView) -> Response:
    papers = [
        (
            f"{audience}-{language}",
            audience,
            language,
            incident_texts.written(ctx(), shown, audience, language),
        )
        for audience in incident_texts.AUDIENCES
        for language in LANGUAGES
    ]
    return render(
        "privacy/incident.html",
        word=word,
        incident=shown,
        papers=papers,
        may_write=ctx().holds(Permission.INCIDENT_WRITE),
        now=visit().began,
    )
