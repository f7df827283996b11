"""Find help without a card: nothing is stored, and nobody is named."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import suggestions
from signaal.actions.views.help import HelpView
from signaal.terms import Refused
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import labels
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.help_form import HelpForm, tickable
from signaal.web.speech import t
from signaal.web.visit import ctx, visit
from signaal.workflows.checklists import Domain

FIELDS: Mapping[str, str] = {"due": "due_date", "date": "due_date", "noticed": "codes"}
"""What a rule calls a field, where the form calls it otherwise."""


@blueprint.route("/hulp", methods=["GET", "POST"])
@needs(Permission.HELP_FIND, keeps=True, forgets=True)
def find_help() -> Response:
    """By subject or by what is noticed, and for whom; the answer says of every provision whether it fits and why."""
    form = HelpForm()
    form.offer()
    found = None
    takes_amount = form.is_submitted() and form.press.data == "amount" and not visit().csrf_failed
    if not takes_amount and form.validate_on_submit():
        found = _found(form)
    return render(
        "signaller/help.html",
        form=form,
        found=found,
        groups=_groups(),
        everything=suggestions.everything(ctx()),
    )


@blueprint.get("/hulp/school")
@needs(Permission.HELP_FIND)
def school_help() -> Response:
    """What a school can arrange for all its pupils: without a child's name."""
    return render("signaller/help_school.html", found=suggestions.for_school(ctx()))


@blueprint.get("/hulp/<provision_id>")
@needs(Permission.HELP_FIND)
def provision(provision_id: str) -> Response:
    """One provision: for whom, what it gives, who applies, where that was read."""
    return render("signaller/provision.html", found=suggestions.read(ctx(), provision_id))


def _found(form: HelpForm) -> HelpView | None:
    try:
        return suggestions.find(ctx(), form.asked_situation())
    except Refused as no:
        form.take(Refused({FIELDS.get(name, name): say for name, say in no.problems.items()}))
        return None


def _groups() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be ticked, by subject."""
    found: dict[str, list[tuple[str, str]]] = {}
    for item in tickable():
        found.setdefault(item.domain.value, []).append((item.code, labels.noticed(item.code)))
    return [
        (t("signal.circumstances.label" if name == Domain.CONTEXT.value else f"signal.subject.{name}"), rows)
        for name, rows in found.items()
    ]
