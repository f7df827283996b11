"""Templates carry no style and no script of their own: the content security policy would silence both."""

import re

from tests.support.repository import CODE, place

TEMPLATES = sorted((CODE / "web" / "templates").rglob("*.html"))
WRONG = {
    "an inline style: give it a class in static/*.css": re.compile(r"\sstyle\s*=|<style\b"),
    "a script of its own: put it in static/*.js": re.compile(r"<script\b(?![^>]*\bsrc=)"),
    "a handler in an attribute: enhance.js listens": re.compile(r"\son[a-z]+\s*="),
    "text that is not escaped: hand it over as plain text": re.compile(r"\|\s*safe\b|autoescape\s+false"),
    "something from another host": re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//"""),
}


def test_no_template_holds_what_a_browser_would_refuse() -> None:
    assert TEMPLATES
    found = [
        f"{place(path)}: {what}"
        for path in TEMPLATES
        for what, pattern in WRONG.items()
        if pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert not found, found
