"""A real Chromium for tests, with no way out but to this machine.

`page` is an ordinary page; `new_page` makes pages of another kind (script off, phone, forced colours).
A test fails at its end when a page asked for anything outside, threw in a script or broke the CSP.
Serve pages as `localhost`: passkeys refuse 127.0.0.1.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-sync",
    "--disable-component-update",
    "--disable-quic",
]
HERE = {"localhost", "127.0.0.1", "[::1]", "::1"}
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 320, "height": 640}
PATIENCE = 60_000
"""Milliseconds: a busy machine is no defect of a page."""

_FIND = "async options => (await axe.run(document, options)).violations"
NewPage = Callable[..., Page]


def chromium_path() -> str | None:
    """The browser: $SIGNAAL_CHROMIUM, the machine's, else the one that Playwright installed; None without."""
    chosen = os.environ.get("SIGNAAL_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chosen:
        return chosen
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for every test of this worker."""
    path = chromium_path()
    if path is None:
        pytest.fail("no Chromium on this machine: run make test, or set SIGNAAL_CHROMIUM")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=2 * PATIENCE)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Makes a page in a context of its own; takes Playwright's context options.

    new_page(java_script_enabled=False) · new_page(viewport=PHONE) · new_page(forced_colors="active")
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"locale": "nl-NL", "timezone_id": "Europe/Amsterdam", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        _keep_inside(context, problems)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not problems, "\n".join(["the browser complained:", *problems])


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page with script on, 1280 by 800."""
    return new_page(viewport={"width": 1280, "height": 800})


def _keep_inside(context: BrowserContext, problems: list[str]) -> None:
    def outside(url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme not in {"data", "blob", "about"} and parts.hostname not in HERE

    def refuse(route: Route) -> None:
        problems.append(f"asked for something outside: {route.request.url}")
        route.abort()

    context.route(outside, refuse)
    context.on("weberror", lambda error: problems.append(f"a script threw: {error.error}"))
    context.on("console", lambda line: _note(line.text, problems))


def _note(text: str, problems: list[str]) -> None:
    if "Content Security Policy" in text or "Content-Security-Policy" in text:
        problems.append(text)


def axe_violations(page: Page, **options: Any) -> list[str]:
    """What axe-core finds on a page (WCAG 2.2 AA and best practices), one line per rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # Only what is wrong comes over: the list of everything that is well takes longer than the look itself.
    found = page.evaluate(_FIND, {**options, "resultTypes": ["violations"]})
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
