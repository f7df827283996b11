"""The one page filled in without a browser: the fields as the page drew them, with something changed."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.forms import Fields, encoded, fields_of
from tests.support.serving import make_app
from tests.support.world import World

FORM = "application/x-www-form-urlencoded"
NEW = "/signaal/nieuw?setting=jgz_4_12"


@dataclass
class Pen:
    """Somebody of the world who fills in forms."""

    world: World
    app: Flask
    client: FlaskClient

    @classmethod
    def of(cls, world: World, name: str = "nurse") -> Pen:
        app = make_app(world)
        world.ctx(name)
        client = app.test_client()
        client.set_cookie("signaal", world.people[name].token)
        return cls(world, app, client)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def page(self, path: str = NEW) -> Fields:
        """The fields of the form on this page."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status_code
        return fields_of(answer.text)

    def send(self, fields: Fields, path: str = NEW, **changes: list[str] | str) -> TestResponse:
        """Post these fields, changed."""
        body = encoded({**fields, **{name.replace("__", "."): value for name, value in changes.items()}})
        return self.client.post(path, data=body, content_type=FORM)

    def write(self, path: str = NEW, **changes: list[str] | str) -> TestResponse:
        """Open the page, change it, post it."""
        return self.send(self.page(path), path, **changes)


class _Errors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.anchors: list[str] = []
        self.ids: set[str] = set()
        self._summary = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if given.get("class") == "summary":
            self._summary = True
        href = given.get("href") or ""
        if self._summary and tag == "a" and href.startswith("#"):
            self.anchors.append(href[1:])

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._summary = False


def errors_in(html: str) -> list[str]:
    """Where the links of the error summary lead; each place stands on the page."""
    reader = _Errors()
    reader.feed(html)
    lost = [anchor for anchor in reader.anchors if anchor not in reader.ids]
    assert not lost, f"the summary leads nowhere: {lost}"
    return reader.anchors
