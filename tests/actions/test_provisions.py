"""What the keeper of the catalogue sees: the municipal file in force, its changes with their dates, and the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from signaal.actions import provisions
from signaal.actions.context import Town
from signaal.audit.events import Event
from signaal.referrals import catalogue
from tests.actions.events import logged
from tests.referrals.catalogue_files import ROOM
from tests.referrals.test_overlays import ADDED
from tests.support.world import World

TOWN = """[meta]
municipality = "Waterland"
collected_on = 2026-11-01

[[hide]]
id = "zomerkamp"
why = { nl = "Bestaat hier niet", en = "Is not here" }
checked_on = 2026-11-01

[[replace]]
id = "kindpakket_voorbeeld"
here = true
income_pct = 130
valid_from = 2027-01-01
checked_on = 2026-11-01
as_of = "2026"
sources = ["https://example.org/kindpakket"]
"""


def with_files(world: World, **files: str) -> None:
    national = {p.name: p.read_text(encoding="utf-8") for p in sorted((ROOM / "catalogue").glob("*.toml"))}
    world.tools = replace(world.tools, town=Town("Waterland"), catalogue=catalogue.load(national, files))


def test_the_file_of_this_town_is_in_force_as_far_as_its_dates_go(world: World) -> None:
    other = ADDED if "[meta]" in ADDED else '[meta]\nmunicipality = "Elders"\n' + ADDED
    with_files(world, **{"a.toml": TOWN, "b.toml": other})
    found = provisions.overview(world.ctx("jgz_admin"))
    here, away = found.overlays
    assert (here.municipality, here.here) == ("Waterland", True)
    assert {(c.hidden, c.applies, c.valid_from) for c in here.changes} == {
        (True, True, None),
        (False, False, date(2027, 1, 1)),
    }
    assert (away.here, len(away.added)) == (False, 1)
    world.clock.advance(days=60)
    later = provisions.overview(world.ctx("jgz_admin"))
    assert all(change.applies for change in later.overlays[0].changes)


def test_what_the_town_checked_again_is_not_old_any_more(world: World) -> None:
    with_files(world, **{"a.toml": TOWN})
    world.clock.advance(days=400)
    old = {one.provision_id for one in provisions.overview(world.ctx("jgz_admin")).old}
    assert "zomerkamp" not in old
    assert "babyspullen" in old
    assert "kindpakket_voorbeeld" in old  # the town's own look is older than a year too


def test_looking_is_logged_with_a_number_and_nothing_else(world: World) -> None:
    provisions.overview(world.ctx("jgz_admin"))
    (event,) = logged(world.tools, Event.CATALOGUE_VIEWED)
    assert event.get("number") == 0
