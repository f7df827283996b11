"""The coordinator: clocks and states from a yes on, a proposal, a reminder; never content, never before a yes."""

from __future__ import annotations

import pytest

from signaal.actions import cases, consents, inbox, overview, overviewpages
from signaal.audit.events import Event
from signaal.terms import ClockKind, Conflict, NotAllowed, NotFound, Refused
from signaal.vault.pseudonyms import new_id
from tests.actions.events import logged
from tests.actions.referred import crisis, meddle, refer, told
from tests.support.world import World


def second_team(world: World) -> str:
    """Another team of the municipality that could receive: as the database says, for a proposal."""
    team = new_id()
    columns = (
        "INSERT INTO teams SELECT ?, organisation_id, 'Wijkteam West', function, mode, solo, receives, state,"
        " approved_by, key_version, phone, created_at FROM teams WHERE id = ?"
    )
    meddle(world, columns, team, world.teams["social_team"])
    return team


def test_before_a_yes_there_is_nothing_not_even_a_count(world: World) -> None:
    crisis(world)
    assert overview.clocks(world.ctx("coordinator")) == ()
    assert overview.counts(world.ctx("coordinator")) == ()


def test_from_the_yes_on_code_team_due_holder_and_state(world: World) -> None:
    sent = refer(world, haste=True)
    rows = overview.clocks(world.ctx("coordinator"))
    row = next(row for row in rows if row.clock.kind is ClockKind.CALM_48H)
    assert (row.code, row.reference, row.team, row.sender) == (
        sent.case, sent.reference, "Wijkteam Oost", "JGZ-team Noord",
    )  # fmt: skip
    assert row.clock.holder == "JGZ-team Noord"
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    again = next(r for r in overview.clocks(world.ctx("coordinator")) if r.clock.kind is ClockKind.CALM_48H)
    assert again.clock.holder == "Wijkteam Oost"
    assert [(c.team, c.state, c.n) for c in overview.counts(world.ctx("coordinator"))] == [
        ("Wijkteam Oost", "accepted", 1)
    ]
    assert sent.case in logged(world.tools, Event.OVERVIEW_LISTED)[-1]["subjects"]


def test_after_a_withdrawn_yes_it_is_gone(world: World) -> None:
    sent = refer(world, haste=True)
    clock_id = overview.clocks(world.ctx("coordinator"))[0].clock.id
    yes_id = cases.read(world.ctx("nurse"), sent.case).consents[0].id
    consents.withdraw(world.ctx("nurse"), sent.case, yes_id, new_id())
    assert overview.clocks(world.ctx("coordinator")) == ()
    assert overview.counts(world.ctx("coordinator")) == ()
    with pytest.raises(NotFound):
        overview.nudge(world.ctx("coordinator"), clock_id, new_id())
    with pytest.raises(NotFound):
        overview.propose(world.ctx("coordinator"), sent.reference, world.teams["jgz_team"], new_id())


def test_a_reminder_reaches_the_receiving_team_once_in_four_hours(world: World) -> None:
    sent = refer(world, haste=True)
    row = overview.clocks(world.ctx("coordinator"))[0]
    assert row.may_nudge
    overview.nudge(world.ctx("coordinator"), row.clock.id, new_id())
    assert told(world, "responder", sent.reference).count("nudge") == 1
    assert not any(r.may_nudge for r in overview.clocks(world.ctx("coordinator")))
    with pytest.raises(Conflict):
        overview.nudge(world.ctx("coordinator"), row.clock.id, new_id())
    world.clock.advance(hours=4)
    overview.nudge(world.ctx("coordinator"), row.clock.id, new_id())
    assert len(logged(world.tools, Event.REFERRAL_NUDGED)) == 2


def test_a_proposal_moves_nothing_and_tells_the_sender(world: World) -> None:
    sent, other = refer(world), second_team(world)
    offered = overview.options(world.ctx("coordinator"), sent.reference)
    assert [team.name for team in offered.teams] == ["Wijkteam West"]
    overview.propose(world.ctx("coordinator"), sent.reference, other, new_id())
    assert "proposal" in told(world, "nurse", sent.case)
    view = cases.read(world.ctx("nurse"), sent.case)
    assert view.referrals[0].proposed_team == "Wijkteam West"
    assert view.referrals[0].recipient == "Wijkteam Oost"
    assert inbox.read(world.ctx("responder"), sent.reference).contact.phone


@pytest.mark.parametrize("team", ["social_team", "jgz_team", "school_team"])
def test_only_a_team_that_may_receive_can_be_proposed(world: World, team: str) -> None:
    sent = refer(world)
    with pytest.raises(Refused) as refusal:
        overview.propose(world.ctx("coordinator"), sent.reference, world.teams[team], new_id())
    assert set(refusal.value.problems) == {"team"}


def test_what_was_taken_gets_no_proposal(world: World) -> None:
    sent, other = refer(world), second_team(world)
    inbox.accept(world.ctx("responder"), sent.reference, new_id())
    with pytest.raises(Conflict):
        overview.propose(world.ctx("coordinator"), sent.reference, other, new_id())


@pytest.mark.parametrize("who", ["nurse", "responder", "social_lead", "town_officer", "town_admin"])
def test_nobody_else_has_the_overview(world: World, who: str) -> None:
    sent = refer(world, haste=True)
    with pytest.raises(NotAllowed):
        overview.clocks(world.ctx(who))
    with pytest.raises(NotAllowed):
        overview.nudge(world.ctx(who), sent.clock_id, new_id())


def test_another_municipalitys_referral_is_not_found_and_written_down(world: World) -> None:
    sent = refer(world, haste=True)
    moved = "UPDATE teams SET organisation_id = ? WHERE id = ?"
    meddle(world, moved, world.organisations["school"], world.teams["social_team"])
    before = len(logged(world.tools, Event.ACCESS_DENIED))
    assert overview.clocks(world.ctx("coordinator")) == ()
    with pytest.raises(NotFound):
        overview.nudge(world.ctx("coordinator"), sent.clock_id, new_id())
    assert len(logged(world.tools, Event.ACCESS_DENIED)) == before + 1


def test_a_page_holds_twenty_families_each_once_and_writes_down_what_it_showed(world: World) -> None:
    sent = []
    for _ in range(3):
        sent.append(refer(world, haste=True))
        world.clock.advance(minutes=1)
    whole = overviewpages.page(world.ctx("coordinator"))
    assert [package.first.reference for package in whole.packages] == [one.reference for one in sent]
    assert all(len(package.rows) > 1 for package in whole.packages), "the clocks of a family stand together"
    assert (whole.total, whole.following) == (3, None)
    seen = logged(world.tools, Event.OVERVIEW_LISTED)[-1]["subjects"]
    assert set(seen) == {one.case for one in sent}
    rest = overviewpages.page(world.ctx("coordinator"), after=sent[1].reference)
    assert [package.first.code for package in rest.packages] == [sent[2].case]
    assert logged(world.tools, Event.OVERVIEW_LISTED)[-1]["subjects"] == [sent[2].case]


def test_pages_follow_one_another_without_a_gap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviewpages, "PAGE", 2)
    sent = {refer(world, haste=True).reference for _ in range(5)}
    found: list[str | None] = []
    after: str | None = ""
    while after is not None:
        page = overviewpages.page(world.ctx("coordinator"), after=after)
        found += [package.first.reference for package in page.packages]
        after = page.following
    assert len(found) == 5
    assert set(found) == sent


def test_only_what_is_late_or_not_taken_on(world: World) -> None:
    taken, waits = refer(world, haste=True), refer(world, haste=True)
    refer(world)
    inbox.accept(world.ctx("responder"), taken.reference, new_id())

    def shown(only: str, team: str = "") -> set[str | None]:
        page = overviewpages.page(world.ctx("coordinator"), team, only)
        return {package.first.reference for package in page.packages}

    assert shown(overviewpages.UNTAKEN) == {waits.reference}
    assert shown(overviewpages.LATE) == set()
    assert len(shown("", world.teams["social_team"])) == 3
    assert len(shown("iets", "een ander")) == 3, "what is unknown narrows nothing"
    world.clock.advance(hours=49)
    assert shown(overviewpages.LATE) == {taken.reference, waits.reference}


def test_of_a_team_elsewhere_the_filter_shows_nothing_else(world: World) -> None:
    crisis(world)
    assert overviewpages.page(world.ctx("coordinator"), world.teams["jgz_team"]).packages == ()
