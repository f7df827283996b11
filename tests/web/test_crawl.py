"""Every page as every role, by following the links: nothing personal leaks, nothing is broken, both languages.

The families of the region consist of canaries: words that stand nowhere else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from signaal.actions import deadlines, outbox
from signaal.actions.context import system
from signaal.workflows.checklists import Checklist
from tests.support.caller import Caller
from tests.support.pages import Seen, seen
from tests.support.region import CANARIES, IDENTITY, NOTICED, OWN_WORDS, TICKED, Region
from tests.support.serving import make_app

WHO = (
    None, "nurse", "jgz_lead", "teacher", "school_lead", "responder", "social_lead", "coordinator",
    "jgz_officer", "jgz_supervisor", "jgz_admin",
)  # fmt: skip
IN_ENGLISH = tuple(name for name in WHO if name not in {"jgz_lead", "school_lead", "jgz_supervisor"})
"""Who opens the same pages as somebody else goes through them once."""
NO_CONTENT = ("coordinator", "jgz_officer", "jgz_supervisor", "jgz_admin")
"""Who never sees content or identity (design/product.md, "The people")."""
LANGUAGES = (("nl", WHO), ("en", IN_ENGLISH))
STARTS = ("/", "/nu", "/over", "/meldcode", "/praatkaart", "/geen-ja", "/rust", "/inloggen", "/vandaag")
NOBODY_IS_GREETED = {"/nu", "/rust"}
"""Pages that never look who is there (no database): they follow the address, not the person."""
MOST = 400


@dataclass
class Crawl:
    """Everything that one person could reach, in one language."""

    name: str | None
    language: str
    pages: list[Seen] = field(default_factory=list)

    def at(self, start: str) -> list[Seen]:
        return [page for page in self.pages if page.path.startswith(start)]


class Lines(logging.Handler):
    """Keeps every log line, as it is written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(self.format(record))


@dataclass
class Found:
    """All crawls, with what was logged and mailed meanwhile."""

    region: Region
    app: Flask
    crawls: list[Crawl]
    lines: list[str]

    def of(self, *names: str | None) -> list[Crawl]:
        return [crawl for crawl in self.crawls if crawl.name in names]

    @property
    def pages(self) -> list[tuple[str, Seen]]:
        return [(f"{crawl.name} {crawl.language}", page) for crawl in self.crawls for page in crawl.pages]


@pytest.fixture(scope="module")
def found(built_region: Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """Crawl once, look many times."""
    region = built_region.copy(tmp_path_factory.mktemp("crawl"))
    heard, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(heard)
    root.setLevel(logging.DEBUG)
    app = make_app(region.world)
    try:
        crawls = [crawl(app, region, name, language) for language, who in LANGUAGES for name in who]
        deadlines.sweep(system(region.world.tools))
        outbox.deliver(system(region.world.tools))
    finally:
        root.removeHandler(heard)
        root.setLevel(level)
    yield Found(region, app, crawls, heard.kept)
    region.close()


def crawl(app: Flask, region: Region, name: str | None, language: str, more: tuple[str, ...] = ()) -> Crawl:
    """Follow every link and every form that asks, from the start pages (and those of `more`) on."""
    caller, done = Caller(app, region.world, name), Crawl(name, language)
    if name is not None:
        assert caller.post("/taal", {"language": language}).status_code in {302, 303}
    other = "lang=nl" if language == "en" else "lang=en"
    mark = "?lang=en" if name is None and language == "en" else ""
    waiting = [(start + mark, "") for start in (*STARTS, *more)]
    known: set[str] = set()
    while waiting:
        url, came_from = waiting.pop(0)
        pattern = re.sub(r"after=\w+", "after=", url)
        if pattern in known or url.startswith("/static/") or other in url:
            continue
        known.add(pattern)
        answer = caller.get(url)
        page = seen(url, answer, came_from)
        done.pages.append(page)
        assert len(done.pages) < MOST, (
            f"the crawl of {name} does not end: {[p.url for p in done.pages][-20:]}"
        )
        links = [seen_location(page)] if 300 <= page.status < 400 else page.links
        waiting += [(link.split("#")[0], url) for link in links if link]
    return done


def seen_location(page: Seen) -> str:
    return page.headers.get("Location", "")


def words_of(checklist: Checklist, code: str) -> list[str]:
    item = checklist.items[code]
    return [code, item.nl, item.en]


def test_the_crawl_comes_somewhere(found: Found) -> None:
    for name, start in (("nurse", "/kaart/"), ("responder", "/verwijzing/"), ("teacher", "/kaart/")):
        assert all(crawl.at(start) for crawl in found.of(name)), f"{name} finds no page under {start}"


def asked_empty(page: Seen) -> bool:
    """A form that asks, sent without a word: its own page says what is missing."""
    return page.status == 422 and page.path == page.came_from.split("?")[0]


def test_every_link_leads_to_a_page(found: Found) -> None:
    broken = [
        f"{who}: {page.url} ({page.status}) from {page.came_from}"
        for who, page in found.pages
        if page.status >= 400 and page.path != "/health" and page.came_from and not asked_empty(page)
    ]
    assert not broken, "\n".join(broken)


AGAIN = "/inloggen?next=/langer"
"""Stands in the dialog of a screen that has closed, where this door is the open one."""


def test_nobody_is_led_to_a_door_that_stays_closed(found: Found) -> None:
    closed = [
        f"{crawl.name}: {page.url} from {page.came_from}"
        for crawl in found.crawls
        if crawl.name is not None
        for page in crawl.pages
        if page.path == "/inloggen" and page.came_from and page.url != AGAIN
    ]
    assert not closed, "\n".join(closed)


@pytest.mark.asvs("14.2.1", "16.2.5")
def test_nothing_personal_in_an_address_a_title_or_a_header(found: Found) -> None:
    leaks = [
        f"{who}: {canary} at {page.url}"
        for who, page in found.pages
        for canary in CANARIES
        if canary in page.url or canary in page.title or canary in repr(page.headers)
    ]
    assert not leaks, "\n".join(leaks)
    assert not [page.url for _, page in found.pages if "ETag" in page.headers]


def test_no_title_says_money_or_names_a_card(found: Found) -> None:
    heavy = re.compile(r"armoede|schuld|poverty|debt|uitzetting|eviction", re.IGNORECASE)
    told = {page.title for _, page in found.pages if heavy.search(page.title)}
    assert not told, told


@pytest.mark.asvs("16.2.5")
def test_nothing_personal_in_a_log_line_or_a_mail(found: Found) -> None:
    assert len(found.lines) > len(found.crawls), "nothing was logged: the test listens at the wrong place"
    codes = [*found.region.cases.values(), *found.region.references.values()]
    leaks = [line for line in found.lines for word in (*CANARIES, *TICKED, *codes) if word in line]
    assert not leaks, leaks[:5]
    mails = list((found.region.world.tools.instance / "mail").rglob("*.eml"))
    assert mails, "no mail left: the test looks at the wrong place"
    told = [mail.name for mail in mails for word in (*CANARIES, *TICKED) if word in mail.read_text("utf-8")]
    assert not told, told


@pytest.mark.parametrize("name", NO_CONTENT)
def test_who_may_not_see_content_meets_none(found: Found, name: str) -> None:
    checklist = found.region.world.tools.checklist
    secret = [*CANARIES, *(word for code in TICKED for word in words_of(checklist, code))]
    leaks = [
        f"{word} at {page.url}"
        for crawl in found.of(name)
        for page in crawl.pages
        for word in secret
        if word in page.text
    ]
    assert not leaks, leaks


def test_before_a_yes_nobody_outside_meets_even_the_code(found: Found) -> None:
    before = [found.region.cases[name] for name in ("own", "team", "lead_own", "other_team", "teacher2")]
    leaks = [
        f"{crawl.name}: {page.url}"
        for crawl in found.of("responder", "social_lead", "coordinator")
        for page in crawl.pages
        for code in before
        if code in page.text or code in page.url
    ]
    assert not leaks, leaks


@pytest.mark.parametrize("name", ["responder", "social_lead"])
def test_a_receiver_reads_what_the_family_agreed_to_and_no_more(found: Found, name: str) -> None:
    region, checklist = found.region, found.region.world.tools.checklist
    worn = words_of(checklist, "CLOTHES_WORN")[1:]
    evicted = words_of(checklist, "HOME_EVICTION")[1:]
    refused = {
        "call": (*OWN_WORDS, *NOTICED, IDENTITY[3], *evicted),
        "why": (*OWN_WORDS,),
        "everything": (),
    }
    for crawl in found.of(name):
        for kind, never in refused.items():
            pages = crawl.at(f"/verwijzing/{region.references[kind]}")
            assert pages, f"{name} does not find the package {kind}"
            leaks = [f"{word} at {page.url}" for page in pages for word in never if word in page.text]
            assert not leaks, leaks
            assert any(IDENTITY[2] in page.text for page in pages), "the number to call is missing"
        why = crawl.at(f"/verwijzing/{region.references['why']}")
        assert any(word in page.text for page in why for word in worn), "the reason is missing"
        assert not crawl.at(f"/verwijzing/{region.references['fund']}")
        gone = crawl.at(f"/verwijzing/{region.references['withdrawn']}")
        assert gone, "that the family took its yes back is said"
        assert not [canary for page in gone for canary in CANARIES if canary in page.text]


def test_lists_show_no_name_until_somebody_asks(found: Found) -> None:
    leaks = [
        f"{who}: {canary} at {page.url}"
        for who, page in found.pages
        for canary in CANARIES
        if page.path in {"/kaarten", "/inbox", "/vandaag", "/concepten", "/mijn-logboek", "/team"}
        and canary in page.text
    ]
    assert not leaks, leaks


@pytest.mark.asvs("3.4.3", "14.3.2")
def test_every_page_is_whole(found: Found) -> None:
    wrong: list[str] = []
    for crawl in found.crawls:
        for page in crawl.pages:
            if not page.is_page:
                continue
            where = f"{crawl.name} {page.url}"
            if page.headings != 1:
                wrong.append(f"{where}: {page.headings} h1")
            if page.inline:
                wrong.append(f"{where}: inline {page.inline}")
            if page.lang != crawl.language and page.path not in NOBODY_IS_GREETED:
                wrong.append(f"{where}: lang is {page.lang}")
            if not page.title:
                wrong.append(f"{where}: no title")
    assert not wrong, "\n".join(wrong)


def test_every_answer_tells_the_browser_what_is_allowed(found: Found) -> None:
    for who, page in found.pages:
        policy = page.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, (who, page.url)
        assert "unsafe" not in policy, (who, page.url)
        assert page.headers.get("Cache-Control") == "no-store", (who, page.url)
        assert page.headers.get("Referrer-Policy") == "no-referrer", (who, page.url)


def test_pages_stay_small(found: Found) -> None:
    big = {page.path: len(page.text) for _, page in found.pages if len(page.text) > 60_000}
    lists = {path for path in big if path in {"/kaarten", "/inbox", "/vandaag", "/regie", "/logboek"}}
    assert not lists, big


def test_an_error_page_repeats_nothing_of_the_address(found: Found) -> None:
    caller = Caller(found.app, found.region.world, "nurse")
    for path in (f"/kaart/{IDENTITY[0]}", f"/{IDENTITY[1]}", f"/verwijzing/{OWN_WORDS[0]}"):
        answer = caller.get(path)
        assert answer.status_code in {403, 404}
        assert path[1:].split("/")[-1] not in answer.text
