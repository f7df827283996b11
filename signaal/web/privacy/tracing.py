"""Which records an account or a session opened between two moments: a page, and the same as a file."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import confirming, opened
from signaal.actions.opened import Record, Trace
from signaal.audit.entries import stamp
from signaal.terms import Refused
from signaal.web.choices import Select
from signaal.web.dates import DateTriple, TimeOfDay, moment_of
from signaal.web.fields import Hidden
from signaal.web.forms import AskingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.sheets import as_csv, as_json
from signaal.web.speech import t
from signaal.web.visit import ctx

FIELDS = {"user": "wie", "until": "tot"}
"""What the action calls a field, and what the form does."""
NAME = "overzicht"


class TraceForm(AskingForm):
    """An account travels as a random id: no name belongs in an address (R21)."""

    wie = Select("incidents.trace.who")
    van = DateTriple("incidents.trace.since")
    van_tijd = TimeOfDay("incidents.trace.since_at", optional=True)
    tot = DateTriple("incidents.trace.until")
    tot_tijd = TimeOfDay("incidents.trace.until_at", optional=True)
    sessie = Hidden(max=64)

    def ask(self, form: str | None = None) -> Trace | None:
        """The answer, or None with the sentences at their fields."""
        since, until = moment_of(self.van, self.van_tijd), moment_of(self.tot, self.tot_tijd, 24 * 60)
        if since is None or until is None:
            return None
        try:
            return opened.trace(ctx(), self.wie.data, since, until, self.sessie.data or None, form)
        except Refused as no:
            self.take(Refused({FIELDS[name]: say for name, say in no.problems.items()}))
            return None


def _form() -> TraceForm:
    form = TraceForm()
    form.wie.choices = [(one.id, f"{one.name} ({one.login})") for one in opened.accounts(ctx())]
    return form


@blueprint.get("/incidenten/nagaan")
@needs(Permission.TRACE_READ)
def trace() -> Response:
    """The question, and its answer. The second factor is asked before anything is typed: files need it."""
    form = _form()
    if not request.args:
        confirming.first(ctx())
        return render("privacy/trace.html", form=form, trace=None, query={})
    found = form.ask() if form.validate() else None
    query: dict[str, Any] = {
        name: value for name, value in request.args.items() if value and name != "sessie"
    }
    return render(
        "privacy/trace.html", form=form, trace=found, query=query, session=request.args.get("sessie", "")
    )


@blueprint.get("/incidenten/nagaan/tabel")
@needs(Permission.TRACE_READ)
def trace_csv() -> Response:
    """The same as a table for a spreadsheet; without a whole question: the page."""
    found = _asked("csv")
    if found is None:
        return redirect(url_for(".trace"))
    heads = [
        t(f"incidents.trace.{name}") for name in ("who", "code", "how", "first", "last", "times", "events")
    ]
    return as_csv(heads, ([found.login, *_cells(record)] for record in found.records), NAME)


@blueprint.get("/incidenten/nagaan/json")
@needs(Permission.TRACE_READ)
def trace_json() -> Response:
    """The same for a program; without a whole question: the page."""
    found = _asked("json")
    return redirect(url_for(".trace")) if found is None else as_json(_plain(found), NAME)


def _asked(kind: str) -> Trace | None:
    form = _form()
    return form.ask(kind) if request.args and form.validate() else None


def _cells(record: Record) -> list[object]:
    how = t("incidents.trace.opened" if record.opened else "incidents.trace.in_list")
    events = " / ".join(record.events)
    return [record.code, how, stamp(record.first_at), stamp(record.last_at), record.times, events]


def _plain(found: Trace) -> dict[str, object]:
    return {
        "account": found.login, "since": stamp(found.since), "until": stamp(found.until),
        "complete": found.complete,
        "records": [
            {
                "code": one.code, "opened": one.opened, "first": stamp(one.first_at), "last": stamp(one.last_at),
                "times": one.times, "events": list(one.events),
            }
            for one in found.records
        ],
    }  # fmt: skip
