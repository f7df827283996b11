"""Pages for people: the start, Nu, the meldcode, the talk card, what this is, a lost cookie."""

from __future__ import annotations

from flask import current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from signaal import texts
from signaal.access.permissions import Permission
from signaal.web.guard import needs, safe_next
from signaal.web.public.blueprint import blueprint
from signaal.web.render import has_page, render
from signaal.web.site import Site
from signaal.web.speech import lang, t
from signaal.web.visit import visit

_PARTS = ("do", "dont", "after")
_NO_SENTENCE = frozenset({"title", "noticed_child"})


@blueprint.get("/")
@needs(Permission.PUBLIC)
def start() -> Response:
    """Vandaag for who is logged in, the login for who is not."""
    home = "account.today" if visit().ctx is not None else "account.login"
    return redirect(url_for(home if has_page(home) else "public.about"))


@blueprint.get("/aangekomen")
@needs(Permission.PUBLIC)
def arrived() -> Response:
    """The first page after a login: goes on when the cookie came along, and says why when it did not."""
    if visit().ctx is not None:
        return redirect(safe_next(request.args.get("next")) or url_for("public.start"))
    return render("public/cookie.html", status=400)


@blueprint.get("/over")
@needs(Permission.PUBLIC)
def about() -> Response:
    """What this is, for anybody."""
    return render("public/about.html")


@blueprint.get("/meldcode")
@needs(Permission.MELDCODE_READ)
def meldcode() -> Response:
    """Suspected abuse or neglect is another path; nothing about it is stored (R6)."""
    site: Site = current_app.extensions["signaal"]
    return render("public/meldcode.html", officer=site.attention_officer)


@blueprint.get("/praatkaart")
@needs(Permission.TALK_CARD_READ)
def talk_card() -> Response:
    """Opening sentences, do's and don'ts, and how to end; the sentences stand in texts/talk.toml."""
    return render("public/talk.html", parts=_talk_parts())


@blueprint.get("/geen-ja")
@needs(Permission.TALK_CARD_READ)
def no_yes() -> Response:
    """What may be done without a yes of the family: there is no sharing without one (R10)."""
    return render("public/no_yes.html")


@blueprint.get("/nu")
@needs(Permission.NU_READ)
def nu() -> Response:
    """Who is on duty: the page that the scheduler wrote, as it stands. No database, no log.

    Without that file: the national numbers, and that the rest is not yet known.
    """
    site: Site = current_app.extensions["signaal"]
    for name in (f"nu.{lang()}.html", "nu.html"):
        path = site.instance / name
        if path.is_file():
            return make_response(path.read_bytes(), {"Content-Type": "text/html; charset=utf-8"})
    return render("public/nu.html")


def _talk_parts() -> list[tuple[str, list[str]]]:
    """(heading, sentences) of the talk card, in the order of texts/nl/talk.toml."""
    parts = [(t("public.talk.openings"), _sentences("openings"))]
    return parts + [(t(f"talk.{part}.title"), _sentences(part)) for part in _PARTS]


def _sentences(part: str) -> list[str]:
    child = t("talk.openings.noticed_child")
    keys = [key for key in texts.keys("nl") if key.startswith(f"talk.{part}.")]
    return [t(key, child=child) for key in keys if key.rpartition(".")[2] not in _NO_SENTENCE]
