"""Showing others that the log is true: a proof of one line, an older checkpoint compared, witnesses, and a restore."""

from __future__ import annotations

from flask import current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import epochs, proofs, witnesses
from signaal.actions.proofs import Proof
from signaal.terms import Conflict, NotFound, Refused, Say
from signaal.web.deeds import Press
from signaal.web.fields import Area, Hidden, Line
from signaal.web.forms import AskingForm, WritingForm
from signaal.web.guard import needs
from signaal.web.privacy.blueprint import blueprint
from signaal.web.render import render
from signaal.web.site import Site
from signaal.web.speech import t
from signaal.web.visit import ctx

LONGEST = 8_000
"""Characters of a pasted checkpoint: three lines and up to 32 signatures."""
MOST_DIGITS = 15


class ProveForm(AskingForm):
    """Which line: its number stands in the log."""

    regel = Line("proving.prove.seq", max=16, optional=True, hint="proving.prove.seq_hint")


class PasteForm(WritingForm):
    """A checkpoint as it was kept elsewhere. Uploads do not exist: the text is pasted."""

    text = Area("proving.paste", max=LONGEST, hint="proving.paste_hint")


class WitnessForm(WritingForm):
    key = Line("proving.new.key", max=400, hint="proving.new.key_hint")


class AcceptForm(WritingForm):
    number = Hidden(max=16)


@blueprint.get("/logboek/bewijs")
@needs(Permission.PROOF_MAKE)
def prove() -> Response:
    """A proof of one line of the own organisation's log, as a text file; without a number: the question."""
    form = ProveForm()
    made = _proof(form) if form.validate() and form.regel.data else None
    if made is None:
        return render("privacy/prove.html", form=form)
    answer = make_response(made.text)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="regel-{made.seq}.tlog-proof"'
    return answer


def _proof(form: ProveForm) -> Proof | None:
    """The proof, or None with a sentence at the field."""
    typed = form.regel.data or ""
    if not typed.isdecimal() or len(typed) > MOST_DIGITS:
        form.complain("regel", Say("proving.prove.no_number"))
        return None
    try:
        return proofs.prove(ctx(), int(typed))
    except NotFound:
        form.complain("regel", Say("proving.prove.not_yours"))
    except Conflict as no:
        form.complain("regel", no.say)
    return None


@blueprint.route("/logboek/vergelijken", methods=["GET", "POST"])
@needs(Permission.CHECKPOINT_READ, keeps=True)
def compare() -> Response:
    """An older checkpoint, pasted, against the log of today."""
    form, found = PasteForm(), None
    if form.validate_on_submit():
        try:
            found = proofs.compare(ctx(), form.text.data or "")
        except Refused as no:
            form.take(no)
        except Conflict as no:
            form.form_errors.append(t(no.say))
    return render("privacy/compare.html", form=form, found=found)


@blueprint.get("/logboek/getuigen")
@needs(Permission.CHECKPOINT_READ)
def watchers() -> Response:
    """Who elsewhere saw the log until when."""
    return render(
        "privacy/witnesses.html",
        witnesses=witnesses.listed(ctx()),
        key=proofs.verifier_key(ctx()),
        may_add=ctx().holds(Permission.WITNESS_ADD),
        press=Press(formdata=None),
    )


@blueprint.route("/logboek/getuigen/nieuw", methods=["GET", "POST"])
@needs(Permission.WITNESS_ADD, keeps=True)
def new_witness() -> Response:
    """Let the signatures of one more witness count."""
    form = WitnessForm()
    if form.does(lambda: witnesses.add(ctx(), form.key.data or "")):
        return redirect(url_for(".watchers"), 303)
    return render("privacy/witness_new.html", form=form)


@blueprint.post("/logboek/getuigen/<witness_id>/einde")
@needs(Permission.WITNESS_ADD)
def end_witness(witness_id: str) -> Response:
    """From now on its signatures are not taken any more."""
    witnesses.end(ctx(), witness_id)
    return redirect(url_for(".watchers"), 303)


@blueprint.route("/logboek/getuigen/handtekening", methods=["GET", "POST"])
@needs(Permission.COSIGNATURE_KEEP, keeps=True)
def cosignature() -> Response:
    """Keep what a witness signed, pasted."""
    form = PasteForm()
    if form.validate_on_submit():
        try:
            witnesses.keep(ctx(), form.text.data or "")
            return redirect(url_for(".watchers"), 303)
        except Refused as no:
            form.take(no)
        except Conflict as no:
            form.form_errors.append(t(no.say))
    return render("privacy/cosignature.html", form=form)


@blueprint.route("/logboek/herstel", methods=["GET", "POST"])
@needs(Permission.EPOCH_ACCEPT, keeps=True)
def restored() -> Response:
    """The last restore: what was lost, and the officer's word that it was seen."""
    epoch, form = epochs.latest(ctx()), AcceptForm()
    sent = form.validate_on_submit()
    if epoch is None and request.method == "GET":
        return redirect(url_for(".control"))
    if sent:
        try:
            number = form.number.data or ""
            epochs.accept(ctx(), int(number) if number.isdecimal() else 0)
            return redirect(url_for(".control"), 303)
        except Conflict as no:
            form.form_errors.append(t(no.say))
    form.number.data = str(epoch.number) if epoch else ""
    return render("privacy/restored.html", form=form, epoch=epoch)


@blueprint.get("/getuige")
@needs(Permission.WITNESS_READ)
def witness() -> Response:
    """For the program of a witness, without login: the newest checkpoint and its proof; hashes, nobody's data."""
    site: Site = current_app.extensions["signaal"]
    typed = request.args.get("gezien", "0")
    if site.witness is None or not typed.isdecimal() or len(typed) > MOST_DIGITS:
        raise NotFound()
    answer = make_response(site.witness(int(typed)))
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    return answer
