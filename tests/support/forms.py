"""What a browser would send: the fields of a form as the page drew them, before anybody types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

Fields = dict[str, Any]
"""What a form holds, by name: a list per field; a test may put one text in its place."""


class _Reader(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.fields: Fields = {}
        self.found = False
        self._wanted = wanted
        self._inside = False
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.found and given.get("id", "") == self._wanted:
            self._inside = self.found = True
        elif self._inside:
            self._control(tag, given)

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("submit", "checkbox", "radio") or "checked" in given:
                self._add(name, given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self._area = name
            self.fields.setdefault(name, [""])
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value", ""))

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


def fields_of(html: str, form: str = "form") -> Fields:
    """The fields of the form with this id. AssertionError when the page has none."""
    reader = _Reader(form)
    reader.feed(html)
    assert reader.found, f"no form {form!r} on the page"
    return reader.fields


def encoded(fields: Mapping[str, Sequence[str] | str]) -> bytes:
    """Fields as the body of a POST."""
    return urlencode(fields, doseq=True).encode()
