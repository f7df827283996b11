"""One received package: what the family agreed to hand over, the three buttons, notes and attempts."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import calm, inbox, receipts
from signaal.actions.views import Receipt
from signaal.terms import NotFound, Say
from signaal.web.deeds import Press, done
from signaal.web.forms import BaseForm, WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.responder.blueprint import blueprint
from signaal.web.responder.forms import AttemptForm, NoteForm
from signaal.web.speech import t
from signaal.web.visit import ctx, visit
from signaal.web.words import noticed, word


@blueprint.get("/verwijzing/<reference>")
@needs(Permission.PACKAGE_READ)
def package(reference: str) -> Response:
    """Opens the package; the opening is logged before anything is shown."""
    return drawn(reference)


@blueprint.post("/verwijzing/<reference>/ik-heb-het")
@needs(Permission.REFERRAL_ACCEPT, keeps=True)
def accept(reference: str) -> Response:
    """ "Ik heb het": this team takes it."""
    form = Press()
    return done(form, lambda form_id: inbox.accept(ctx(), reference, form_id), back) or drawn(reference, form)


@blueprint.post("/verwijzing/<reference>/poging")
@needs(Permission.ATTEMPT_RECORD, keeps=True)
def attempt(reference: str) -> Response:
    """One attempt to reach the family."""
    form = AttemptForm.offered(ctx().now)
    answer = done(
        form,
        lambda form_id: calm.attempt(
            ctx(), reference, form.channel.data, form.moment(), form.reached.data == "yes", form_id
        ),
        back,
    )
    return answer or drawn(reference, form)


@blueprint.post("/verwijzing/<reference>/notitie")
@needs(Permission.NOTE_WRITE, keeps=True)
def note(reference: str) -> Response:
    """A note of the own team."""
    form = NoteForm()
    answer = done(
        form,
        lambda form_id: inbox.note(
            ctx(), reference, form.text.data or "", form_id, not_bsn=bool(form.not_bsn.data)
        ),
        back,
    )
    return answer or drawn(reference, form)


def back(receipt: Receipt) -> str:
    """The package, with what just happened on top."""
    return url_for("responder.package", reference=receipt.reference, bon=receipt.form_id)


def drawn(reference: str, form: WritingForm | None = None) -> Response:
    """The page; `form` is the one that was sent and has something to tell."""
    shown = inbox.read(ctx(), reference)
    return render(
        "responder/package.html",
        form=form,
        package=shown,
        receipt=_receipt(reference),
        press=form if isinstance(form, Press) else Press(formdata=None),
        trying=_kept(form, AttemptForm) or AttemptForm.offered(ctx().now, formdata=None),
        noting=_kept(form, NoteForm) or NoteForm(formdata=None),
        now=visit().began,
        word=word,
        noticed=noticed,
    )


def too_late(reference: str, say: Say) -> Response:
    """What was sent can no longer be done: the package as it is now, with the reason on top."""
    form = Press()
    if form.validate():
        form.form_errors.append(t(say))
    return drawn(reference, form)


def _kept(form: WritingForm | None, kind: type[BaseForm]) -> WritingForm | None:
    return form if isinstance(form, kind) else None


def _receipt(reference: str) -> Receipt | None:
    """The own receipt that the address names, when it is of this package."""
    form_id = request.args.get("bon", "")
    if not form_id:
        return None
    try:
        found = receipts.receipt(ctx(), form_id)
    except NotFound:
        return None
    return found if found.reference == reference else None
