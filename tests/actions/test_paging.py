"""A municipality's own pager hears of a step after the yes, gets it at least once, and holds up no mail."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from signaal.actions import cases, consents, deadletters, deadlines, outbox
from signaal.actions.context import Tools, system
from signaal.notify.mailer import NotDelivered, Problem
from signaal.notify.pager import Page
from signaal.store.tables_work import OutboxRow
from signaal.vault.pseudonyms import new_id
from tests.actions.referred import Sent, crisis, refer
from tests.support.world import World


@dataclass
class Beeps:
    """A pager that says no in one way, or takes."""

    organisation: str = ""
    problem: Problem | None = None
    got: list[Page] = field(default_factory=list)

    def page(self, page: Page) -> None:
        self.got.append(page)
        if self.problem is not None:
            raise NotDelivered(self.problem)


def paged(world: World, beeps: Beeps) -> Tools:
    return replace(world.tools, pager=beeps)


def yes(world: World, beeps: Beeps) -> Sent:
    """A family in need says yes; the world has this pager from then on."""
    world.tools = paged(world, beeps)
    return refer(world, haste=True)


def sweep_and_deliver(world: World, **span: float) -> None:
    world.clock.advance(**span)
    deadlines.sweep(system(world.tools))
    outbox.deliver(system(world.tools))


def test_before_a_yes_there_is_no_page(world: World) -> None:
    beeps = Beeps()
    world.tools = paged(world, beeps)
    crisis(world)
    sweep_and_deliver(world, hours=49)
    assert beeps.got == []


def test_from_the_yes_on_each_step_for_the_team_is_one_page(world: World) -> None:
    beeps = Beeps()
    sent = yes(world, beeps)
    sweep_and_deliver(world, hours=5)
    assert sorted(page.kind for page in beeps.got) == [
        "calm_48h_outside_coordinator", "calm_48h_outside_lead", "calm_48h_outside_second",
        "calm_48h_outside_start",
    ]  # fmt: skip
    assert {page.reference for page in beeps.got} == {sent.reference}
    sweep_and_deliver(world, minutes=1)
    assert len(beeps.got) == 4, "once each"


def test_a_page_is_tried_again_under_the_same_id_and_mail_goes_on(world: World) -> None:
    beeps = Beeps(problem=Problem.UNREACHABLE)
    yes(world, beeps)
    sweep_and_deliver(world, minutes=20)
    assert list((world.tools.instance / "mail").glob("*.eml")), "a silent pager holds up no mail"
    beeps.problem = None
    sweep_and_deliver(world, minutes=2)
    first, again = beeps.got
    assert (first.id, first.body()) == (again.id, again.body())
    assert first.sent_at < again.sent_at


def test_a_page_that_nobody_takes_for_a_day_lies_with_the_admin(world: World) -> None:
    yes(world, Beeps(problem=Problem.REFUSED))
    sweep_and_deliver(world, minutes=20)
    letters = deadletters.dead_letters(world.ctx("town_admin"))
    assert [(letter.channel, letter.attempts) for letter in letters] == [("pager", 1)]


def test_without_a_pager_any_more_what_waits_is_dead_and_seen(world: World) -> None:
    yes(world, Beeps(problem=Problem.BUSY))
    world.tools = replace(world.tools, pager=None)
    sweep_and_deliver(world, minutes=20)
    assert [letter.channel for letter in deadletters.dead_letters(world.ctx("town_admin"))] == ["pager"]


def test_a_pager_of_another_municipality_hears_nothing(world: World) -> None:
    beeps = Beeps(organisation="Gemeente Elders")
    yes(world, beeps)
    sweep_and_deliver(world, hours=5)
    assert beeps.got == []
    mine = Beeps(organisation="Gemeente Waterland")
    yes(world, mine)
    sweep_and_deliver(world, minutes=1)
    assert mine.got


def test_a_yes_that_is_taken_back_stops_the_page(world: World) -> None:
    beeps = Beeps()
    sent = yes(world, beeps)
    yes_id = cases.read(world.ctx("nurse"), sent.case).consents[0].id
    consents.withdraw(world.ctx("nurse"), sent.case, yes_id, new_id())
    sweep_and_deliver(world, minutes=20)
    assert beeps.got == []
    with world.tools.store.reading() as reader:
        assert not [r for r in reader.session.query(OutboxRow) if r.channel == "pager"]
