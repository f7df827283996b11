"""What the one page offers: codes, recipients, duty."""

from __future__ import annotations

import pytest

from signaal.actions import cards, offers
from signaal.actions.carddrafts import CardDraft
from signaal.actions.context import operator
from signaal.actions.duties import add_duty
from signaal.actions.endings import Watch
from signaal.terms import Refused, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.support.world import World


def tick(world: World, name: str, code: str, times: int) -> None:
    for _ in range(times):
        draft = SignalDraft(Setting.JGZ_4_12, told=(code,))
        cards.submit(world.ctx(name), CardDraft(new_id(), signal=draft, ending=Watch()))


def first(world: World, name: str) -> list[str]:
    return [item.code for item in offers.options(world.ctx(name), Setting.JGZ_4_12).offered.first]


def test_what_a_team_uses_most_comes_first_and_is_forgotten_after_three_months(world: World) -> None:
    before = first(world, "nurse")
    code = next(
        item.code
        for items in offers.options(world.ctx("nurse"), Setting.JGZ_4_12).offered.rest.values()
        for item in items
        if not item.acute
    )
    tick(world, "nurse", code, 2)
    tick(world, "nurse", before[-1], 1)
    assert first(world, "nurse2")[:2] == [code, before[-1]]
    world.clock.advance(hours=24 * 100)
    assert first(world, "nurse") == before


def test_only_teams_that_receive_are_offered(world: World) -> None:
    found = offers.options(world.ctx("nurse"), Setting.HOME_VISIT).recipients
    assert [team.name for team in found] == ["Wijkteam Oost"]
    assert not found[0].compared


def test_somebody_elses_team_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        offers.options(world.ctx("nurse"), Setting.HOME_VISIT, world.teams["school_team"])


def test_a_teams_own_settings(world: World) -> None:
    [jgz] = offers.places(world.ctx("nurse"))
    [school] = offers.places(world.ctx("teacher"))
    assert Setting.JGZ_PREGNANCY in jgz.settings
    assert Setting.SCHOOL_PRIMARY not in jgz.settings
    assert set(school.settings) == {Setting.SCHOOL_PRIMARY, Setting.SCHOOL_SECONDARY, Setting.HOME_VISIT}


def test_nobody_on_duty_is_said_with_the_moment_that_somebody_is(world: World) -> None:
    ctx = world.ctx("nurse")
    duty = offers.options(ctx, Setting.HOME_VISIT).duty
    assert duty is not None
    assert duty.key == "signal.duty.nobody"
    add_duty(
        operator(world.tools), world.organisations["town"], "social_team", "078-5550123",
        days=(0, 1, 2, 3, 4), from_minute=510, to_minute=1020,
    )  # fmt: skip
    assert offers.options(ctx, Setting.HOME_VISIT).duty is None
    world.clock.advance(hours=10)
    duty = offers.options(world.ctx("nurse"), Setting.HOME_VISIT).duty
    assert duty is not None
    assert duty.key == "signal.duty.nobody_until"
