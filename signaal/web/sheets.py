"""A table as a file: CSV that no spreadsheet runs as a formula, or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from flask import make_response
from werkzeug.wrappers import Response

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the begin of a formula (OWASP, CSV injection), also behind blanks."""


def harmless(cell: object) -> str:
    """A cell as text; one that a spreadsheet would run gets an apostrophe before it."""
    text = str(cell)
    runs = text[:1] in _RUNS or text.lstrip()[:1] in _RUNS[:4]
    return f"'{text}" if runs else text


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[object]], name: str) -> Response:
    """A CSV file in UTF-8 with its mark, for spreadsheets. `name` tells nothing of anybody (R21)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in (heads, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return _file("\ufeff" + out.getvalue(), "text/csv; charset=utf-8", f"{name}.csv")


def as_json(content: Mapping[str, object], name: str) -> Response:
    """A JSON file."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return _file(text, "application/json; charset=utf-8", f"{name}.json")


def _file(text: str, kind: str, name: str) -> Response:
    answer = make_response(text)
    answer.headers["Content-Type"] = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
