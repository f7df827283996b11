"""Letters to print: as a page and as a PDF, for the family and for a bank that wants to see one."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import letterpapers, letters
from signaal.actions.letters import Kind, Wanted
from signaal.actions.views.letters import LetterView
from signaal.referrals.letters import Reader
from signaal.web.guard import needs
from signaal.web.papers import as_pdf
from signaal.web.render import render
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.doing import strange
from signaal.web.visit import ctx

_READERS = {"ouder": Reader.PARENT, "jongere": Reader.YOUNG}


@blueprint.get("/kaart/<code>/brief/<reference>")
@needs(Permission.REFERRAL_LETTER)
def letter(code: str, reference: str) -> Response:
    """The letter to the family, to print; who opens it is logged."""
    return _page(_opened(code, reference, Kind.FAMILY))


@blueprint.get("/kaart/<code>/brief/<reference>/pdf")
@needs(Permission.REFERRAL_LETTER)
def letter_pdf(code: str, reference: str) -> Response:
    """The letter to the family as a file; logged as the page is."""
    return as_pdf(letterpapers.pdf(_opened(code, reference, Kind.FAMILY)))


@blueprint.get("/kaart/<code>/verwijsbrief/<reference>")
@needs(Permission.REFERRAL_LETTER)
def referral_letter(code: str, reference: str) -> Response:
    """The letter that a toy or clothing bank asks for, with its last valid day."""
    return _page(_opened(code, reference, Kind.REFERRAL))


@blueprint.get("/kaart/<code>/verwijsbrief/<reference>/pdf")
@needs(Permission.REFERRAL_LETTER)
def referral_letter_pdf(code: str, reference: str) -> Response:
    """The same as a file."""
    return as_pdf(letterpapers.pdf(_opened(code, reference, Kind.REFERRAL)))


def _opened(code: str, reference: str, kind: Kind) -> LetterView:
    asked = request.args
    wanted = Wanted(kind, asked.get("taal"), _READERS.get(asked.get("aan", "")), asked.get("naam") == "ja")
    found = letters.letter(ctx(), reference, wanted)
    if found.pseudonym != code:
        strange(Permission.REFERRAL_LETTER)
    return found


def _page(found: LetterView) -> Response:
    return render(
        "signaller/letter.html",
        letter=found,
        languages=letters.LANGUAGES,
        readers={reader.value: name for name, reader in _READERS.items() if reader in found.readers},
        page={Kind.FAMILY: ".letter", Kind.REFERRAL: ".referral_letter"}[Kind(found.kind)],
    )
