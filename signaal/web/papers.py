"""A PDF as an answer: never kept by the browser's cache, under a name that tells nothing (R21)."""

from __future__ import annotations

from flask import make_response
from werkzeug.wrappers import Response

_NAMES = frozenset({"brief", "overzicht", "blad"})


def as_pdf(pdf: bytes, name: str = "brief") -> Response:
    """A file to save and print. `name` is one of brief, overzicht or blad; nobody learns from it what is inside.

    Raises:
        ValueError: another name.
    """
    if name not in _NAMES:
        raise ValueError("a file name says nothing of what is inside")
    answer = make_response(pdf)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def as_json(text: str, name: str = "overzicht") -> Response:
    """A file to take along (AVG art. 15 lid 3, 20). The same names as on paper.

    Raises:
        ValueError: another name.
    """
    if name not in _NAMES:
        raise ValueError("a file name says nothing of what is inside")
    answer = make_response(text)
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
