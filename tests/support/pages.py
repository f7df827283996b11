"""An answer of the application as a test looks at it: its links, its forms, its title, what it must not hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from werkzeug.test import TestResponse

INTERNAL = "localhost"


class _Reader(HTMLParser):
    """Collects what a crawl wants to know of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.files: list[str] = []
        self.forms: list[str] = []
        self.lang = ""
        self.title = ""
        self.headings = 0
        self.inline: list[str] = []
        self._form: dict[str, str] | None = None
        self._action = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._look_for_inline(tag, values)
        if tag == "html":
            self.lang = values.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "title":
            self._in_title = True
        elif tag == "a" and "href" in values:
            self.links.append(values["href"])
        elif tag in {"link", "script", "img"}:
            self.files.append(values.get("href") or values.get("src") or "")
        elif tag == "form" and values.get("method", "get").lower() == "get":
            self._form, self._action = {}, values.get("action", "")
        elif self._form is not None and tag in {"input", "button"} and values.get("name"):
            self._form.setdefault(values["name"], values.get("value", ""))

    def _look_for_inline(self, tag: str, values: dict[str, str]) -> None:
        if tag == "style" or "style" in values or (tag == "script" and not values.get("src")):
            self.inline.append(f"<{tag}>")
        self.inline += [f"{tag} {name}" for name in values if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "form" and self._form is not None:
            self.forms.append(f"{self._action}?{urlencode(self._form)}")
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


@dataclass
class Seen:
    """One answer. `html` is empty for what is not a page."""

    url: str
    status: int
    headers: dict[str, str]
    text: str
    came_from: str = ""
    links: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    lang: str = ""
    title: str = ""
    headings: int = 0

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html") and not 300 <= self.status < 400

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


def seen(url: str, answer: TestResponse, came_from: str = "") -> Seen:
    """Read an answer."""
    text = answer.get_data().decode("latin-1") if answer.mimetype == "application/pdf" else answer.text
    found = Seen(url, answer.status_code, dict(answer.headers), text, came_from)
    if not found.is_page:
        return found
    reader = _Reader()
    reader.feed(answer.text)
    found.links = [link for link in (inside(url, to) for to in (*reader.links, *reader.forms)) if link]
    found.files = [link for link in (inside(url, to) for to in reader.files) if link]
    found.inline, found.lang = reader.inline, reader.lang
    found.title, found.headings = reader.title.strip(), reader.headings
    return found


def inside(url: str, link: str) -> str:
    """The link as a path on this site; empty for a place on the page, a telephone or another site."""
    parts = urlsplit(urljoin(f"http://{INTERNAL}{url}", link))
    if link.startswith("#") or parts.scheme not in {"http", "https"} or parts.hostname != INTERNAL:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
