"""The log of the own organisation: searched by code, person, event and period, with its state on top."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import log, watched
from signaal.actions.views import LogPage
from signaal.audit.events import Event
from signaal.terms import Refused
from signaal.web.choices import Select
from signaal.web.dates import DateTriple
from signaal.web.fields import Hidden, Line
from signaal.web.forms import AskingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx
from signaal.workflows.calendar import at_wall

FIELDS = {"subject": "code", "user": "wie", "event": "wat", "since": "van", "until": "tot"}
"""What the action calls a field, and what the form does."""


class SearchForm(AskingForm):
    """What to look for. A person travels as a random id: no name belongs in an address (R21)."""

    code = Line("privacy.search.code", max=16, optional=True, hint="privacy.search.code_hint")
    wie = Select("privacy.search.who", optional=True)
    wat = Select("privacy.search.what", optional=True)
    van = DateTriple("privacy.search.since", optional=True)
    tot = DateTriple("privacy.search.until", optional=True)
    na = Hidden(max=20)


@blueprint.get("/logboek")
@needs(Permission.LOG_SEARCH)
def logbook() -> Response:
    """25 events a page, newest first; the search is an event itself."""
    people = {person.id: person for person in watched.everybody(ctx())}
    form = SearchForm()
    form.wie.choices = [(person.id, person.name) for person in people.values()]
    form.wat.choices = sorted(((event.value, t(event.text)) for event in Event), key=lambda pair: pair[1])
    page = None
    if form.validate():
        chosen = people.get(form.wie.data)
        page = _found(form, chosen.login if chosen else None)
    query: dict[str, Any] = {name: value for name, value in request.args.items() if name != "na" and value}
    following = {**query, "na": page.following} if page and page.following else {}
    return render(
        "privacy/logbook.html",
        form=form,
        page=page,
        integrity=log.integrity(ctx()),
        following=url_for(".logbook", **following) if following else None,
        first=url_for(".logbook", **query) if request.args.get("na") else None,
        narrowed=bool(query),
    )


def _found(form: SearchForm, login: str | None) -> LogPage | None:
    """The events, or None with the sentences at their fields."""
    since = at_wall(form.van.data, 0) if form.van.data else None
    until = at_wall(form.tot.data + timedelta(days=1), 0) if form.tot.data else None
    typed = form.na.data or ""
    after = int(typed) if typed.isdecimal() else None
    try:
        return log.search(ctx(), form.code.data or None, login, since, until, form.wat.data or None, after)
    except Refused as no:
        form.take(Refused({FIELDS[name]: say for name, say in no.problems.items()}))
        return None
