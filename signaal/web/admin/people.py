"""People: the list, one account and its places, new people and second places, links, closing and opening."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import directory, hiring, links, people
from signaal.terms import Conflict, Refused
from signaal.web.admin.blueprint import blueprint
from signaal.web.admin.people_forms import FilterForm, PersonForm, PlaceForm, StartForm
from signaal.web.deeds import Press
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.speech import t
from signaal.web.visit import ctx


@blueprint.get("/beheer/organisatie/<organisation_id>/mensen")
@needs(Permission.PEOPLE_READ)
def people_list(organisation_id: str) -> Response:
    """25 people by name, of one state or team when asked."""
    here = directory.organisation(ctx(), organisation_id)
    form = FilterForm.offered(here)
    start = max(request.args.get("na", 0, type=int), 0)
    state, team = form.state.data or None, form.team.data or None
    page = people.page(ctx(), organisation_id, state, team, start)
    following = _from(organisation_id, state, team, page.following) if page.following is not None else None
    first = _from(organisation_id, state, team, None) if start else None
    return render("admin/people.html", form=form, page=page, following=following, first=first)


def _from(organisation_id: str, state: str | None, team: str | None, start: int | None) -> str:
    return url_for(".people_list", organisation_id=organisation_id, state=state, team=team, na=start)


@blueprint.route("/beheer/organisatie/<organisation_id>/mensen/nieuw", methods=["GET", "POST"])
@needs(Permission.PEOPLE_WRITE, keeps=True)
def new_person(organisation_id: str) -> Response:
    """A new account with its first place; the link goes by mail, or is shown once."""
    here = directory.organisation(ctx(), organisation_id)
    form = StartForm.offered(here)
    if form.validate_on_submit():
        try:
            made = hiring.add_person(
                ctx(), organisation_id, form.login.data or "", form.name.data or "", form.email.data or "",
                form.role.data or "", form.team.data or None, lead=bool(form.lead.data),
                profession=form.profession.data or None, language=form.language.data or "nl",
                ends_at=form.ends_at(), by_mail=True,
            )  # fmt: skip
        except Refused as no:
            form.take(no)
        else:
            return _link(made.user_id, made.token, form.email.data or "", "activate", made.waits_for_officer)
    return render("admin/person_new.html", form=form, here=here)


@blueprint.get("/beheer/mensen/<user_id>")
@needs(Permission.PEOPLE_READ)
def person(user_id: str) -> Response:
    """One account and what can be done with it."""
    return _person(user_id)


def _person(user_id: str, told: Refused | Conflict | None = None, form: Press | None = None) -> Response:
    shown = people.read(ctx(), user_id)
    sentence = None
    if isinstance(told, Refused) and told.problems:
        sentence = t(next(iter(told.problems.values())))
    elif told is not None:
        sentence = t(told.say)
    return render(
        "admin/person.html",
        person=shown,
        form=form,
        press=Press(formdata=None),
        told=sentence,
        status=told.status if told is not None else None,
    )


@blueprint.route("/beheer/mensen/<user_id>/wijzigen", methods=["GET", "POST"])
@needs(Permission.PEOPLE_WRITE, keeps=True)
def change_person(user_id: str) -> Response:
    """Another name, address or language."""
    shown = people.read(ctx(), user_id)
    form = PersonForm(data={"name": shown.name, "email": shown.email, "language": shown.language})
    if form.does(
        lambda: people.change(
            ctx(), user_id, form.name.data or "", form.email.data or "", form.language.data or "nl"
        )
    ):
        return redirect(url_for(".person", user_id=user_id), 303)
    return render("admin/person_change.html", form=form, person=shown)


@blueprint.post("/beheer/mensen/<user_id>/link")
@needs(Permission.PEOPLE_WRITE, keeps=True)
def send_link(user_id: str) -> Response:
    """A new link: to take the account into use, or to make new credentials that wait for a lead."""
    shown, form = people.read(ctx(), user_id), Press()
    if not form.validate():
        return _person(user_id, form=form)
    new = shown.state == "invited"
    try:
        token = (links.invite_again if new else links.send_reset)(ctx(), user_id, by_mail=True)
    except Conflict as no:
        return _person(user_id, no)
    return _link(user_id, token, shown.email, "activate" if new else "reset", False)


def _link(user_id: str, token: str, email: str, kind: str, waits: bool) -> Response:
    """Mailed: the link stands nowhere else. Without an address: shown this once, to hand over."""
    link = None if email else url_for(f"account.{kind}", token=token, _external=True)
    return render("admin/link.html", user_id=user_id, link=link, email=email, kind=kind, waits=waits)


@blueprint.post("/beheer/mensen/<user_id>/sluiten")
@needs(Permission.PEOPLE_WRITE, keeps=True)
def disable_person(user_id: str) -> Response:
    """Close the account."""
    return _do(user_id, people.disable)


@blueprint.post("/beheer/mensen/<user_id>/openen")
@needs(Permission.PEOPLE_WRITE, keeps=True)
def enable_person(user_id: str) -> Response:
    """Open it again."""
    return _do(user_id, people.enable)


def _do(user_id: str, deed: Callable[..., None]) -> Response:
    form = Press()
    if not form.validate():
        return _person(user_id, form=form)
    try:
        deed(ctx(), user_id)
    except (Refused, Conflict) as no:
        return _person(user_id, no)
    return redirect(url_for(".person", user_id=user_id), 303)


@blueprint.route("/beheer/organisatie/<organisation_id>/plek", methods=["GET", "POST"])
@needs(Permission.PEOPLE_WRITE, keeps=True)
def new_place(organisation_id: str) -> Response:
    """A second place for somebody who has an account, also when that is looked after elsewhere."""
    here = directory.organisation(ctx(), organisation_id)
    form = PlaceForm.offered(here)
    if form.validate_on_submit():
        try:
            hiring.add_membership(
                ctx(), organisation_id, form.login.data or "", form.role.data or "", form.team.data or None,
                lead=bool(form.lead.data), profession=form.profession.data or None, ends_at=form.ends_at(),
            )  # fmt: skip
        except Refused as no:
            form.take(no)
        else:
            return redirect(url_for(".people_list", organisation_id=organisation_id), 303)
    return render("admin/place_new.html", form=form, here=here)
