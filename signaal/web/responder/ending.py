"""The other honest ends of a clock that the receiving team holds: the family's no, no contact, a mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import calm, inbox
from signaal.actions.views import PackageView, Receipt
from signaal.terms import ClockKind, Say
from signaal.web.deeds import Press, done
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.responder.blueprint import blueprint
from signaal.web.responder.forms import DeclineForm, MistakeForm
from signaal.web.responder.package import back, too_late
from signaal.web.visit import ctx, visit

KINDS: dict[str, type[Any]] = {"nee": DeclineForm, "geen-contact": Press, "vergissing": MistakeForm}
"""What can be said, by the word in the address."""


@blueprint.route("/verwijzing/<reference>/afloop", methods=["GET", "POST"])
@needs(Permission.CLOCK_END, keeps=True)
def ending(reference: str) -> Response:
    """`doe` in the address names the form; without it the choice is shown."""
    package = inbox.read(ctx(), reference)
    clocks = [c for c in package.clocks if c.kind is ClockKind.CALM_48H and c.state == "running"]
    if "end" not in package.may or not clocks:
        if request.method == "POST":
            return too_late(reference, Say("calm.no_clock"))
        return redirect(url_for(".package", reference=reference))
    doing = request.args.get("doe", "")
    form = (
        KINDS[doing]() if doing in KINDS and not (doing == "vergissing" and not _lead(package)) else Press()
    )
    answer = done(form, _deed(doing, clocks[0].id, form), back) if doing in KINDS else None
    if answer is None and request.method == "POST" and doing not in KINDS:
        form.validate()
    return answer or render(
        "responder/ending.html",
        form=form if doing in KINDS or form.failed else None,
        doing=doing if doing in KINDS else "",
        acts=[name for name in KINDS if name != "vergissing" or _lead(package)],
        package=package,
        clock=clocks[0],
        now=visit().began,
    )


def _lead(package: PackageView) -> bool:
    return "mistake" in package.may


def _deed(doing: str, clock_id: str, form: Any) -> Callable[[str], Receipt]:
    deeds: dict[str, Callable[[str], Receipt]] = {
        "nee": lambda form_id: calm.decline(ctx(), clock_id, form.draft(), form_id),
        "geen-contact": lambda form_id: calm.not_reached(ctx(), clock_id, form_id),
        "vergissing": lambda form_id: calm.mistake(ctx(), clock_id, form.reason.data or "", form_id),
    }
    return deeds[doing]
