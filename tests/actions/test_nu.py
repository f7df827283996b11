"""Nu: functions and numbers, whole, in two languages, and only written when it says something else."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from signaal.actions import directory
from signaal.actions.context import operator, system
from signaal.actions.nu import write_nu
from signaal.audit.events import Event
from tests.actions.events import logged
from tests.support.world import World

OFFICE = (0, 1, 2, 3, 4)


def duty(world: World, function: str, phone: str, days: tuple[int, ...] = OFFICE, **hours: int) -> str:
    town = world.organisations["town"]
    return directory.add_duty(operator(world.tools), town, function, phone, days, **hours)  # type: ignore[arg-type]  # hours only


def shown(world: World, name: str = "nu.html") -> str:
    return (world.tools.instance / name).read_text(encoding="utf-8")


def test_it_says_who_answers_until_when_and_when_that_was_written(world: World) -> None:
    duty(world, "crisis_service", "078-555 0123")
    assert write_nu(system(world.tools))
    page = shown(world)
    assert "Stand van 09.00 uur." in page
    assert 'href="tel:0785550123"' in page
    assert "Crisisdienst van de gemeente" in page
    assert "Bereikbaar tot maandag 16 november 2026 om 17.00 uur." in page
    assert page.index("Samen bellen") < page.index("Nu dienst")
    english = shown(world, "nu.en.html")
    assert '<html lang="en">' in english
    assert "The municipality's crisis service" in english.replace("&#x27;", "'")


def test_it_is_written_again_only_when_it_would_say_something_else(world: World) -> None:
    duty(world, "crisis_service", "078-5550123")
    assert write_nu(system(world.tools))
    before = shown(world)
    world.clock.advance(minutes=30)
    assert not write_nu(system(world.tools))
    assert shown(world) == before
    world.clock.advance(hours=8)
    assert write_nu(system(world.tools))
    assert "Niemand heeft dienst tot dinsdag 17 november 2026 om 08.30 uur." in shown(world)
    assert len(logged(world.tools, Event.DUTY_PUBLISHED)) == 2


def test_a_page_that_somebody_changed_is_written_again(world: World) -> None:
    write_nu(system(world.tools))
    (world.tools.instance / "nu.html").write_text("gekaapt", encoding="utf-8")
    assert write_nu(system(world.tools))
    assert "Samen bellen" in shown(world)


def test_food_and_a_bed_stand_apart_and_the_second_number_says_so(world: World) -> None:
    duty(world, "shelter", "078-5550199", (), from_minute=0, to_minute=0)
    town = world.organisations["town"]
    directory.add_duty(operator(world.tools), town, "crisis_service", "078-5550124", second=True)
    write_nu(system(world.tools))
    page = shown(world)
    tonight = page[page.index("Eten en een bed") :]
    assert "078-5550199" in tonight
    assert "Dag en nacht bereikbaar." in tonight
    assert "Bel dit nummer als het eerste niet opneemt." in page


def test_no_number_stands_twice(world: World) -> None:
    duty(world, "crisis_service", "078-5550123")
    duty(world, "shelter", "078-5550199", (0,))
    duty(world, "shelter", "078-5550199", (5,))
    write_nu(system(world.tools))
    page = shown(world)
    assert page.count("078-5550123</a>") == 1
    assert page.count("078-5550199</a>") == 1


def test_it_names_nobody(world: World) -> None:
    duty(world, "crisis_service", "078-5550123")
    write_nu(system(world.tools))
    page = shown(world) + shown(world, "nu.en.html")
    assert "de Vries" not in page


def test_what_an_admin_types_is_text_and_nothing_else(world: World) -> None:
    duty(world, "<script>alert(1)</script>", "078-5550123")
    write_nu(system(world.tools))
    assert "<script>alert" not in shown(world)
    assert "&lt;script&gt;" in shown(world)


class _Balance(HTMLParser):
    VOID = frozenset({"meta", "link", "br", "input", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", ["nu.html", "nu.en.html"])
def test_the_page_is_balanced_and_keeps_the_content_policy(world: World, name: str) -> None:
    duty(world, "crisis_service", "078-5550123")
    write_nu(system(world.tools))
    checker = _Balance()
    checker.feed(shown(world, name))
    assert checker.open == []
    assert re.search(r"<script(?! src=)|<style|https?://", shown(world, name)) is None


def test_nothing_half_written_is_left_behind(world: World, tmp_path: Path) -> None:
    (tmp_path / "nu.html").mkdir()
    with pytest.raises(OSError):
        write_nu(system(world.tools), tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_night_turn_is_shown_until_the_morning(world: World) -> None:
    duty(world, "crisis_service", "078-5550123", (), from_minute=17 * 60, to_minute=8 * 60 + 30)
    world.clock.advance(hours=12)
    write_nu(system(world.tools))
    assert "Bereikbaar tot dinsdag 17 november 2026 om 08.30 uur." in shown(world)
    world.clock.set(world.clock.now() + timedelta(days=1))
    assert write_nu(system(world.tools))
