"""The one page: Gezien, besproken, afgesproken. Nothing is stored before the last button."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cards, drafts, searching
from signaal.actions.carddrafts import CardDraft
from signaal.actions.cards import CardCheck
from signaal.actions.views import CaseLine
from signaal.terms import Conflict, NotFound, Refused
from signaal.web.forgetting import without_asked
from signaal.web.forms import typed
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import card_page, leaving, same_family
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.card_page import CardPage
from signaal.web.signaller.leaving import Fresh
from signaal.web.speech import t
from signaal.web.visit import ctx, visit

_AGAIN = frozenset({"more", "search", "child", "change"})


@blueprint.route("/signaal/nieuw", methods=["GET", "POST"])
@needs(Permission.SIGNAL_SUBMIT, keeps=True)
def notice() -> Response:
    """First where it was noticed; then the page; then, when something leaves the team, a look at what."""
    page = _page()
    if isinstance(page, Response):
        return page
    form = page.form
    if not form.is_submitted():
        return _drawn(page)
    if visit().csrf_failed or form.failed:
        form.validate()
        return _drawn(page)
    if form.press.data in _AGAIN or form.picks() or page.moved:
        return _drawn(page)
    if form.press.data == "later":
        return _keep(page)
    return _store(page)


@blueprint.post("/signaal/hulp")
@needs(Permission.SIGNAL_SUBMIT, keeps=True)
def ideas() -> Response:
    """The same page with the help that fits what is ticked; the script takes only that part of it."""
    page = _page()
    if isinstance(page, Response):
        return page
    if visit().csrf_failed or not page.form.setting.data:
        page.form.validate()
    return _drawn(page)


def _page() -> CardPage | Response:
    """The page, or the question that comes before it: where was it noticed?"""
    asked = card_page.wanted()
    if asked.setting is None or asked.home is None:
        return render("signaller/setting.html", status=422 if asked.typed else None, homes=asked.homes)
    return card_page.opened(asked, asked.setting, asked.home)


def _drawn(page: CardPage) -> Response:
    page.draw()
    return render("signaller/notice.html", form=page.form, page=page)


def _keep(page: CardPage) -> Response:
    """Later afmaken: everything typed, sealed to whoever typed it."""
    try:
        _keep_under(page, page.form.draft.data or None)
    except Refused as no:
        page.form.take(no)
        return _drawn(page)
    return redirect(url_for(".drafts_page"), 303)


def _keep_under(page: CardPage, draft_id: str | None) -> None:
    """A draft that is gone, or was never this person's, becomes a new one: nothing typed is lost."""
    kept = without_asked(typed(page.form))
    try:
        drafts.keep(ctx(), card_page.FORM, kept, draft_id)
    except NotFound:
        drafts.keep(ctx(), card_page.FORM, kept)


def _store(page: CardPage) -> Response:
    form = page.form
    if not form.validate():
        return _drawn(page)
    try:
        draft = form.card_draft(page.view, visit().began)
        if form.press.data != "send":
            found = cards.check(ctx(), draft)
            if same := _same(page, draft):
                return same_family.ask(form, same)
            if found.leaves:
                return _look_over(page, found)
        receipt = cards.submit(ctx(), draft, shown=False)
    except Refused as no:
        form.refuse(no)
        return _drawn(page)
    except Conflict as no:
        form.form_errors.append(t(no.say))
        return _drawn(page)
    if form.draft.data:
        drafts.drop(ctx(), form.draft.data)
    return redirect(url_for(".receipt", form_id=receipt.form_id), 303)


def _same(page: CardPage, draft: CardDraft) -> tuple[CaseLine, ...]:
    """Cards of the team that may be of this family; asked once, and only for a new card (R4)."""
    if page.view is not None or page.form.apart.data:
        return ()
    return searching.same_family(ctx(), draft.contact, draft.team_id)


def _look_over(page: CardPage, found: CardCheck) -> Response:
    """The check page: only where something leaves the team. What was typed travels along in the form."""
    along = [
        (name, value) for name, values in typed(page.form).items() for value in values if name != "press"
    ]
    return render(
        "signaller/check.html",
        form=page.form,
        page=page,
        found=found,
        along=along,
        goes=leaving.leaving(found.bundle or "", page.view, _fresh(page)),
        compared=_compared(page),
    )


def _fresh(page: CardPage) -> Fresh:
    form = page.form
    return Fresh(
        form.contact(),
        tuple(form.codes),
        form.remark.data or "",
        form.wish.data or "",
        form.goes_well.data or "",
        form.helpers.data or "",
    )


def _compared(page: CardPage) -> bool:
    """Did two people compare the key of this team by voice?"""
    chosen = page.form.recipient.data.removeprefix("team:")
    return any(team.compared for team in page.options.recipients if team.team_id == chosen)
