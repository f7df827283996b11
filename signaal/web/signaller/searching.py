"""Finding a card of the own team: by its code, or by name and date of birth. Nothing typed stands in an address."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import searching
from signaal.actions.searching import Found
from signaal.terms import Refused
from signaal.web.dates import DateTriple
from signaal.web.fields import Line
from signaal.web.forms import BaseForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.visit import ctx, visit
from signaal.workflows.free_text import LINE


class CodeForm(BaseForm):
    code = Line("find.code", max=12, hint="find.code_hint")


class NameForm(BaseForm):
    name = Line("find.name", max=LINE, hint="find.name_hint")
    birth = DateTriple("find.birth", hint="find.birth_hint")


@blueprint.get("/kaarten/zoeken")
@needs(Permission.CASE_FIND)
def find() -> Response:
    """The two ways to search, empty."""
    return _drawn(CodeForm(), NameForm())


@blueprint.post("/kaarten/zoeken/code")
@needs(Permission.CASE_FIND)
def find_code() -> Response:
    """On to the card, when it is one of the own work."""
    form = CodeForm()
    if form.validate():
        try:
            code = searching.by_code(ctx(), form.code.data or "")
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for(".card", code=code), 303)
    return _drawn(form, NameForm(formdata=None))


@blueprint.post("/kaarten/zoeken/naam")
@needs(Permission.CASE_FIND)
def find_name() -> Response:
    """The cards that fit; logged, whatever was found."""
    form, found = NameForm(), None
    if form.validate():
        try:
            found = searching.by_name(ctx(), form.name.data or "", form.birth.data)
        except Refused as no:
            form.take(no)
    return _drawn(CodeForm(formdata=None), form, found)


def _drawn(code: CodeForm, name: NameForm, found: Found | None = None) -> Response:
    return render(
        "signaller/find.html",
        form=name if name.failed else code,
        code=code,
        name=name,
        found=found,
        possible=searching.by_name_possible(ctx()),
        now=visit().began,
    )
